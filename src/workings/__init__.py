"""
Published numbers that show their workings.

In a notebook, ``%load_ext workings`` brings the ``%%prose`` magic; figures come from
``workings.ledger``, computed numbers from ``workings.quantities``.
"""

import sys
from typing import Any

if sys.platform == "win32":
    sys.exit("workings doesn't run on Windows itself: install WSL and set it up there.")

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Set a notebook up, for ``%load_ext workings``."""
    from workings.prose import load_ipython_extension as load

    load(shell)
