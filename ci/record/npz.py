#!/usr/bin/env python3
"""NumPy's side of the tests of org.planetbench.agents.replay.Npz. Needs numpy.

    npz.py record    writes the fixtures numpy.npz and numpy-compressed.npz, which NpzTest reads
    npz.py check     reads the fixture java.npz, whose bytes NpzTest writes again, and compares every value
"""

import pathlib
import sys

import numpy as np

FIXTURES = pathlib.Path(__file__).parents[2] / "agents/src/test/resources/org/planetbench/agents/replay"

ARRAYS = {
    "floats": np.array([[0.1, -2.5, 3e38], [1e-40, np.inf, -0.0]], np.float32),
    "doubles": np.array([np.pi, -1e300], np.float64),
    "longs": np.array([[[2**62], [-1]]], np.int64),
    "bytes": np.arange(256, dtype=np.uint8).reshape(2, 2, 64),
    "scalar": np.float64(0.25),
    "empty": np.zeros((0, 32), np.uint8),
}


def record():
    np.savez(FIXTURES / "numpy.npz", **ARRAYS)
    np.savez_compressed(FIXTURES / "numpy-compressed.npz", **ARRAYS)


def check():
    with np.load(FIXTURES / "java.npz", allow_pickle=False) as found:
        assert list(found) == list(ARRAYS), list(found)
        for name, expected in ARRAYS.items():
            got = found[name]
            assert got.dtype == expected.dtype and got.shape == expected.shape, (name, got.dtype, got.shape)
            assert got.tobytes() == expected.tobytes(), name
    print(f"NumPy {np.__version__} reads java.npz: {len(ARRAYS)} arrays, every bit as written")


if __name__ == "__main__":
    {"record": record, "check": check}[sys.argv[1]]()
