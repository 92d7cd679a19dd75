"""Faster imports: without what a library loads and this package never uses."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def without_address_grammar() -> Iterator[None]:
    """
    Import what needs jsonschema without the grammar of international addresses.

    With JupyterLab in the environment jsonschema builds that grammar, over a second's work, to
    check a format that neither notebooks nor the ledger's description use.
    """
    absent = sys.modules.setdefault("rfc3987_syntax", None) is None  # type: ignore[arg-type]
    try:
        yield
    finally:
        if absent:
            sys.modules.pop("rfc3987_syntax", None)


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Import without looking for garbage, of which there is next to none.

    Looking takes a fifth of the time. What has been imported isn't looked at later either: in a
    process forked from this one its memory stays shared.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def import_nbformat() -> Any:
    """Import what reads and writes notebook files, which is a second's work, when it is needed."""
    with without_address_grammar():
        import nbformat
    return nbformat
