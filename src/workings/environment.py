"""The environment of processes whose work gets into an edition: it tells nothing of the machine."""

from __future__ import annotations

import os
from pathlib import Path


def neutral_environment() -> dict[str, str]:
    """
    Return this process's environment without what would let another know the machine.

    Hashes, time zone and locale are fixed, and so is the number of threads that share a sum: its
    last digits depend on it. No font that is installed can be found.
    """
    neutral = {
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
    kept = {n: value for n, value in os.environ.items() if not n.startswith("PYTHON")}
    return kept | neutral
