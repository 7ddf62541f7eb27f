"""Records random numbers of NumPy and rewards of dm_control, as oracles for the module suites.

    /tmp/oracle/bin/python ci/record/numpy_and_tolerance.py suites/src/test/resources/oracle

(the virtual environment is the one of control_suite.py). Numbers read back to the same bits.
"""

import gzip
import json
import pathlib
import sys

import numpy as np
from dm_control.utils import rewards

SEEDS = (0, 1, 42, 20261122, 2**31, 2**32 - 1)
PROBABILITIES = (0.1, 0.1, 0.8)
VALUES = (-25.0, -3.0, -1.0, -0.5, -0.1, 0.0, 0.3, 0.7, 1.0, 1.5, 2.0, 4.0, 9.0, 30.0)
# lower, upper, margin, sigmoid, value at margin: the shapes that the suite's tasks use
SHAPES = (
    (0, 0, 2, 'gaussian', 0.1), (0, 0, 5, 'gaussian', 0.1), (1.2, float('inf'), 0.6, 'gaussian', 0.1),
    (10, float('inf'), 10, 'linear', 0), (1, float('inf'), 0.5, 'linear', 0.5), (0.9, float('inf'), 1.9, 'linear', 0),
    (0, 0, 1, 'quadratic', 0), (0, 0.1, 0.5, 'long_tail', 0.1), (0, 0.06, 0, 'gaussian', 0.1),
)


def random_numbers(seed):
  def stream():
    return np.random.RandomState(seed)
  mixed = stream()
  return {
      'seed': seed,
      'samples': stream().random_sample(700).tolist(),  # crosses the generator's block of 624 words
      'normals': stream().randn(400).tolist(),
      'uniforms': stream().uniform(-np.pi, np.pi, 20).tolist(),
      'choices': [int(mixed.choice(3, p=PROBABILITIES)) for _ in range(50)],
      'mixed': [f() for _ in range(10) for f in (mixed.randn, mixed.random_sample, lambda: mixed.uniform(0.2, 0.5))],
  }


def tolerances():
  return [
      {
          'value': value, 'lower': lower, 'upper': upper if upper != float('inf') else 1e308, 'margin': margin,
          'sigmoid': sigmoid, 'value_at_margin': at,
          'reward': float(rewards.tolerance(value, (lower, upper), margin, sigmoid, at)),
      }
      for lower, upper, margin, sigmoid, at in SHAPES for value in VALUES
  ]


def write(path, record):
  path.write_bytes(gzip.compress(json.dumps(record, separators=(',', ':')).encode(), mtime=0))


def main(folder):
  folder.mkdir(parents=True, exist_ok=True)
  write(folder / 'numpy_random.json.gz', [random_numbers(seed) for seed in SEEDS])
  write(folder / 'tolerance.json.gz', tolerances())


if __name__ == '__main__':
  main(pathlib.Path(sys.argv[1]))
