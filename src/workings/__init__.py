"""
Published numbers that show their workings.

In a notebook, ``%load_ext workings`` brings the ``%%prose`` magic; figures come from
``workings.ledger``, computed numbers from ``workings.quantities``.
"""

from typing import Any

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Set a notebook up, for ``%load_ext workings``."""
    from workings.notebook.prose import load_ipython_extension as load

    load(shell)
