"""
An executed notebook, cell by cell: the one way in which it is read.

A stored notebook is read likewise, but for the records, which it doesn't have.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from workings.characters import named, unseen_in, visible
from workings.errors import PageError, mismatch
from workings.ledger import Source
from workings.notebook import charts
from workings.notebook.known_svg import strings
from workings.notebook.markup import as_html, in_sentences
from workings.notebook.record import (
    CLOSE,
    MIME_TYPES,
    OPEN,
    BookRecord,
    ChartRecord,
    ClaimRecord,
    ClaimsRecord,
    FigureLine,
    Prose,
    from_json,
)
from workings.notebook.tags import REMOVING, tags_of
from workings.outside import PUT_IN, read_notebook


@dataclass(frozen=True)
class DrawnChart:
    """A chart as it lies in an output: its Vega-Lite, and the numbers that it names."""

    spec: Mapping[str, Any]
    rests_on: ChartRecord


Record = BookRecord | Prose | ClaimsRecord | DrawnChart


@dataclass(frozen=True)
class Output:
    """One output of a cell."""

    data: Mapping[str, Any]  # by MIME type; empty of what was written to the terminal
    record: Record | None  # what a page prints of it


@dataclass(frozen=True)
class Cell:
    """One cell of a notebook."""

    number: int  # among the stored notebook's cells, from 1
    kind: str  # ``markdown``, ``code`` or ``raw``
    source: str
    tags: frozenset[str]
    raw: tuple[Mapping[str, Any], ...]  # its outputs, as they lie in the file
    count: int | None  # its execution count

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """Its outputs with their records; raises `PageError` if one of these can't be read."""
        return tuple(_output(self.number, each.get("data", {})) for each in self.raw)

    @property
    def sentences(self) -> Iterator[str]:
        """The sentences that it prints, with the numbers in them."""
        if self.kind == "markdown":
            yield from in_sentences(as_html(self.source, {}))
        for output in self.outputs:
            if isinstance(said := output.record, Prose):
                texts = {at: escape(each.text) for at, each in enumerate(said.numbers)}
                yield from in_sentences(as_html(said.markdown, texts))


@dataclass(frozen=True)
class Executed:
    """An executed notebook."""

    cells: tuple[Cell, ...]  # but for those that papermill put in
    metadata: Mapping[str, Any]  # the notebook's own, under ``workings``

    @cached_property
    def records(self) -> list[Record]:
        """What its cells show for a page to print, in order."""
        outputs = (output for cell in self.cells for output in cell.outputs)
        return [output.record for output in outputs if output.record]

    @cached_property
    def books(self) -> list[BookRecord]:
        """The books shown, in order."""
        return [record for record in self.records if isinstance(record, BookRecord)]

    @property
    def as_of(self) -> str:
        """The as-of date of the last book, as ISO date; empty if none is shown."""
        return self.books[-1].as_of if self.books else ""

    @cached_property
    def figures(self) -> dict[str, FigureLine]:
        """The ledger lines of all books shown."""
        return {line: figure for book in self.books for line, figure in book.figures.items()}

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The sources of all books shown, by id; of the first one that has them."""
        found: dict[str, Source] = {}
        for book in self.books:
            found = {**book.sources, **found}
        return found

    @cached_property
    def claims(self) -> dict[str, ClaimRecord]:
        """The claims shown, by id."""
        shown = [record for record in self.records if isinstance(record, ClaimsRecord)]
        return {claim.id: claim for record in shown for claim in record.claims}


def read_executed(executed: Path | Mapping[str, Any] | Executed) -> Executed:
    """Read what is published of an executed notebook, from its file or from what that holds."""
    if isinstance(executed, Executed):
        return executed
    given = read_notebook(executed, PageError) if isinstance(executed, Path) else executed
    left = {"cells": [*map(REMOVING.published, given["cells"])]}
    return Executed(tuple(cells(left)), given.get("metadata", {}).get("workings", {}))


def cells(notebook: Mapping[str, Any]) -> Iterator[Cell]:
    """
    Yield the cells of a notebook, as it lies in a file or as nbformat holds it.

    Words that a tag removes are left out.
    """
    for number, cell in numbered(notebook["cells"]):
        if REMOVING.takes(cell) and cell["cell_type"] != "code":
            continue
        yield Cell(
            number,
            cell["cell_type"],
            "".join(cell["source"]),
            tags_of(cell),
            tuple(cell.get("outputs", [])),
            cell.get("execution_count"),
        )


def numbered(stored: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Yield cells with their number in the stored notebook: what papermill put in has none."""
    number = 0
    for cell in stored:
        if not PUT_IN & tags_of(cell):
            number += 1
            yield number, cell


def _output(cell: int, data: Mapping[str, Any]) -> Output:
    records: list[Record] = []
    for mime, value in data.items():
        if charts.VEGALITE.fullmatch(mime) or mime in MIME_TYPES:
            with suppress(ValueError, RecursionError):  # what is no JSON is refused below
                value = json.loads(value) if isinstance(value, str) else value
            _check_seen(value, f"cell {cell}, {mime}")
        if kind := MIME_TYPES.get(mime):
            records.append(from_json(kind, value, f"cell {cell}, {mime}"))
        elif charts.VEGALITE.fullmatch(mime):
            records.append(_chart(cell, value))
    if len(records) > 1:
        raise PageError(
            f"cell {cell}: found an output with {len(records)} records; expected one. Run the "
            "notebook again: each output has its own."
        )
    return Output(data, records[0] if records else None)


def _check_seen(value: Any, place: str) -> None:
    """Refuse what a record says that can't be seen: it would stand on the page."""
    for found in dict.fromkeys(strings(value)):
        for at in unseen_in(found, f"\t\n\r{OPEN}{CLOSE}")[:1]:
            what = f"{named(found[at])} in '{visible(found, 60)}'"
            mend = "Take it out where the text comes from, and run the notebook again."
            raise PageError(mismatch(place, what, "text that can be seen", mend))


def _chart(cell: int, spec: Any) -> DrawnChart:
    """Read a chart, and the numbers that it names, if it names any."""
    if not isinstance(spec, Mapping):
        raise PageError(
            f"cell {cell}: found {spec!r:.60} as a chart; expected its Vega-Lite. Draw it with "
            "Altair after %load_ext workings, and run the notebook again."
        )
    notes = spec.get("usermeta")
    named = notes.get(charts.NAMED) if isinstance(notes, Mapping) else None
    if named is None:
        return DrawnChart(spec, ChartRecord())
    return DrawnChart(spec, from_json(ChartRecord, named, f"cell {cell}, usermeta of the chart"))
