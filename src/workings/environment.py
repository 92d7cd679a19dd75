"""The environment of processes whose work gets into an edition: it tells nothing of the machine."""

from __future__ import annotations

import os
from pathlib import Path

#: Taken over by name, where it is set: where libraries and scratch files are. No secret is.
KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR")


def neutral_environment() -> dict[str, str]:
    """
    Return an environment that tells nothing of the machine, or of whoever works at it.

    Hashes, time zone and locale are fixed, and so is the number of threads that share a sum: its
    last digits depend on it. No font that is installed can be found.
    """
    neutral = {
        "PATH": os.defpath,
        "PYTHONHASHSEED": "0",
        "PYTHONNOUSERSITE": "1",
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "FONTCONFIG_FILE": str(Path(__file__).with_name("no-fonts.conf")),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    return {name: os.environ[name] for name in KEPT if name in os.environ} | neutral
