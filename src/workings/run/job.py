"""One edition to run: which notebook, with what, into which folder, within what limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workings.ledger import Edition, Site

Say = Callable[[str], None]


@dataclass(frozen=True)
class Limits:
    """What each cell of a notebook may take, in seconds, and put out, in bytes."""

    cell_seconds: int = 120
    output_bytes: int = 20_000_000


@dataclass(frozen=True)
class Job:
    """
    An edition to be made, or a draft.

    Attributes
    ----------
    notebook : Path
        The stored notebook.
    parameters : mapping
        All of them, already checked.
    folder : Path
        Where it goes: ``<reports>/<report>/<edition>/``.
    ledger : Path
        The folder of the ledger that it is checked against.
    edition : str, optional
        Its id, if it is on record: then its ledger is as recorded.
    """

    notebook: Path
    parameters: Mapping[str, Any]
    folder: Path
    ledger: Path
    edition: str | None = None


def job_for(site: Site, edition: Edition, folder: Path) -> Job:
    """Return the job of printing an edition on record into a folder."""
    parameters = {"as_of": edition.as_of.isoformat(), **edition.parameters}
    return Job(site.notebook(edition.report), parameters, folder, site.ledger, edition.id)
