"""The numbers of a text and the claims behind them, as a table in the terminal, CSV and JSON."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from workings.claims.coverage import Coverage
from workings.claims.listing import csv_text, json_text

if TYPE_CHECKING:
    from rich.console import RenderableType


def tabulate_numbers(coverage: Coverage) -> RenderableType:
    """
    Put the numbers to check in a table for the terminal, with the coverage under it.

    Returns
    -------
    renderable
        For rich's console. What comes from the text is text to it, never markup.
    """
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("number", ratio=2)
    table.add_column("claim", ratio=1)
    table.add_column("where it stands", ratio=5)
    for mention, ids in zip(coverage.mentions, coverage.claims, strict=True):
        if mention.to_check:
            claim = Text(", ".join(ids), "green") if ids else Text("none", "yellow")
            table.add_row(Text(_seen(mention.text)), claim, Text(mention.context))
    return Group(table, Text(summary(coverage)))


def summary(coverage: Coverage) -> str:
    """
    Say how many numbers of a text are checked, and what else was left alone.

    Examples
    --------
    >>> from workings.claims.coverage import bind
    >>> from workings.numbers import find_numbers
    >>> found = find_numbers("On 27 January 2026, 281 of them, aged 18.")
    >>> print(summary(bind(found, {"A06": "281"})))
    1 of 1 number is checked. Left alone: 1 date, 1 age.
    """
    left = Counter(mention.kind for mention in coverage.mentions if not mention.to_check)
    alone = ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in left.items())
    return f"{coverage}." + (f" Left alone: {alone}." if alone else "")


def as_json(coverage: Coverage) -> str:
    """Write the numbers as a JSON list, one object for each with what the CSV has in a line."""
    return json_text(_plain(coverage))


def as_csv(coverage: Coverage) -> str:
    """
    Write the numbers as CSV, one line for each.

    Columns ``number``, ``kind``, ``to_check`` (true or false), ``claims`` (ids), ``start``, ``end``
    (offsets in the text), ``context``. No cell begins with what a spreadsheet would run.
    """
    return csv_text(_plain(coverage))


def _plain(coverage: Coverage) -> list[dict[str, Any]]:
    return [
        {
            "number": _seen(mention.text),
            "kind": mention.kind,
            "to_check": mention.to_check,
            "claims": list(ids),
            "start": mention.start,
            "end": mention.end,
            "context": mention.context,
        }
        for mention, ids in zip(coverage.mentions, coverage.claims, strict=True)
    ]


def _seen(text: str) -> str:
    return " ".join(text.split())
