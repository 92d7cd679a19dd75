"""
Published numbers that show their workings.

A notebook begins with::

    %load_ext workings
    import workings as w

    book = w.read_ledger("../data", as_of)

The first line brings the ``%%prose`` magic. What else an author needs is in ``w``: ``help(w)`` says
what there is, as :mod:`workings.author` lists it. None of it is loaded before it is asked for: the
libraries behind it take seconds, and most of the house can do without.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from workings.errors import nearest

if TYPE_CHECKING:
    from workings.author import *  # noqa: F403

if sys.platform == "win32":
    sys.exit("workings doesn't run on Windows itself: install WSL and set it up there.")

__version__ = "0.1.0"


def load_ipython_extension(shell: Any) -> None:
    """Set a notebook up, for ``%load_ext workings``."""
    from workings.notebook.prose import load_ipython_extension as load

    load(shell)


if not TYPE_CHECKING:  # which knows the names from the import above, and shall know no others

    def __getattr__(name: str) -> Any:
        is_room = name.startswith("_") or find_spec(f"workings.{name}")
        if is_room and name != "__all__":
            raise AttributeError(f"module 'workings' has no attribute {name!r}")  # not yet loaded
        author = import_module("workings.author")
        if name != "__all__" and name not in author.__all__:
            raise AttributeError(f"workings has no {name}. {nearest(name, author.__all__)}")
        return getattr(author, name)

    def __dir__() -> list[str]:
        return list(__getattr__("__all__"))
