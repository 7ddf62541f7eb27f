#!/usr/bin/env python3
"""A Python with the pinned packages of a peer, ci/peers/NAME.lock, in a venv that the first call makes:

    ci/pinned.py dm_control        prints the path of its python

Whole wheels only, by their hashes; made anew where the lock has moved."""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def pinned_python(name):
    """The path of the venv's Python."""
    lock = ROOT / f"ci/peers/{name}.lock"
    venv = ROOT / ".bench/peers" / name
    python, mark = venv / "bin/python", venv / lock.name
    if not mark.is_file() or mark.read_bytes() != lock.read_bytes():
        print(f"making {venv}", file=sys.stderr, flush=True)
        # pip does not read SSL_CERT_FILE.
        trusted = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE", "")
        subprocess.run([sys.executable, "-m", "venv", "--clear", venv], check=True)
        subprocess.run([python, "-m", "pip", "--no-input", "install", "--quiet", "--require-hashes", "--no-deps",
                        "--only-binary", ":all:", "-r", lock], check=True, stdout=sys.stderr,
                       env={**os.environ, "PIP_USER": "0", "REQUESTS_CA_BUNDLE": trusted})
        mark.write_bytes(lock.read_bytes())
    return str(python)


def dm_control_python():
    """The user's own, or the pinned one."""
    return os.environ.get("DM_CONTROL_PYTHON") or pinned_python("dm_control")


def versions(python):
    """Of dm_control and MuJoCo there, as pip has them."""
    told = subprocess.run([python, "-c", "from importlib.metadata import version as v; print(v('dm-control'), v('mujoco'))"],
                          stdout=subprocess.PIPE, text=True, check=True)
    return told.stdout.split()


if __name__ == "__main__":
    if len(sys.argv) != 2 or not (ROOT / f"ci/peers/{sys.argv[1]}.lock").is_file():
        sys.exit(__doc__)
    print(pinned_python(sys.argv[1]))
