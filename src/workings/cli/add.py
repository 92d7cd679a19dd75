"""``workings add``: what it asks for, and what it tells."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from workings.cli.options import LEDGER, today
from workings.errors import AddError, UnknownName, WorkingsError
from workings.ledger import (
    Added,
    Draft,
    Lines,
    draft_figure,
    draft_source,
    is_address,
    read_found,
    read_lines,
)
from workings.ledger import add_figure as append_figure
from workings.ledger import add_source as keep_source

REPLACES = {
    "supersedes": ("--supersedes", "Seal of the line that this one replaces, or several."),
    "reason": ("--reason", "'source revision', 'our error' or 'definition change'."),
}
SOURCE = {
    "id": ("--id", "How figures refer to it, such as S99."),
    "kind": ("--kind", "dataset, page, document, interview or article."),
    "publisher": ("--publisher", "Who published it."),
    "title": ("--title", "Its title, as published."),
    "url": ("--url", "Where it was published. [default: the address it is fetched from]"),
    "published_on": ("--published", "Day it was published, such as 2026-01-27."),
    "accessed_on": ("--accessed", "Day it was read. [default: today]"),
    "licence": ("--licence", "Terms it may be used on."),
    "reliability": ("--reliability", "official, management information, spoken or secondary."),
    "note": ("--note", "What a reviewer should know."),
    **REPLACES,
}
FIGURE = {
    "measure": ("--measure", "What is counted: an id of measures.csv."),
    "as_printed": ("--as-printed", "The figure as printed or said: 'more than 21,000'."),
    "value": ("--value", "The same as a plain number. [default: as printed]"),
    "operator": ("--operator", "=, >, >=, <, <= or ~. [default: as printed]"),
    "precision": ("--precision", "'exact', or 'rounded to 10'. [default: as printed]"),
    "precision_basis": ("--precision-basis", "'source says so', or \"desk's assumption: ...\"."),
    "period_start": ("--from", "First day it speaks of. [default: as the measure's others]"),
    "period_end": ("--to", "Last day it speaks of; '' if not stated, with a note."),
    "status": ("--status", "final, provisional, revised, estimated or spoken."),
    "source": ("--source", "Where it was published: an id of sources.csv."),
    "locator": ("--locator", "Where in the source: table and cell, paragraph, minute."),
    "stated_by": ("--stated-by", "Who stated it."),
    "stated_on": ("--stated-on", "Day it was stated. [default: day of publication]"),
    "recorded_by": ("--recorded-by", "Who writes this line. [default: as the last line]"),
    "supersedes": (
        "--supersedes",
        "Seal of the line that this one replaces, or several.",
    ),
    "reason": ("--reason", "'source revision', 'our error' or 'definition change'."),
    "note": ("--note", "What a reviewer should know."),
}

#: Days that may be unknown, with a note that says why.
MAY_BE_EMPTY = ("published_on", "period_start", "period_end")


def _options(columns: Mapping[str, tuple[str, str]]) -> Callable[[Any], Any]:
    """Give a command an option for each column."""

    def decorate(command: Any) -> Any:
        for column, (flag, text) in reversed([*columns.items()]):
            command = click.option(column, flag, help=text)(command)
        return command

    return decorate


@click.group()
def add() -> None:
    """Add one line to the ledger, which is checked with it before anything is written."""


@add.command("source")
@click.argument("file", metavar="FILE-or-URL")
@_options(SOURCE)
@click.option("--vintage-of", default="", metavar="SERIES", help="Make the id SERIES@published.")
@LEDGER
@click.option("--allow-private", is_flag=True, help="Fetch from private addresses, too.")
@click.option(
    "most_bytes", "--download-bytes", default=50_000_000, show_default=True,
    help="Size limit for a download.",
)  # fmt: skip
@click.option(
    "seconds", "--download-seconds", default=60.0, show_default=True,
    help="Time limit for a download.",
)  # fmt: skip
def add_source(
    file: str,
    vintage_of: str,
    ledger: Path,
    allow_private: bool,
    most_bytes: int,
    seconds: float,
    **columns: str | None,
) -> None:
    """
    Keep a file's exact bytes in data/archive, and add its line to sources.csv.

    \b
    Example:
        workings add source small-boats.ods --vintage-of small-boats \\
            --published 2026-06-05 --title "Small boats: data to 4 June 2026"
    """  # noqa: D301  # as above

    def draft(given: Mapping[str, str]) -> Draft:
        url = file if is_address(file) else ""
        return draft_source(lines, given, today(ledger), vintage_of=vintage_of, url=url)

    lines, given = read_lines(ledger), _given(columns)
    _refuse_unasked(draft(given), SOURCE)
    found = read_found(file, most_bytes=most_bytes, seconds=seconds, allow_private=allow_private)
    made = _complete(draft, given, lines, "sources")
    kept = keep_source(ledger, made.cells, found)
    _tell(kept.added, made)
    has = f"the bytes that {', '.join(kept.already)} already had; kept once"
    click.echo(f"{kept.archive}: {has if kept.already else 'kept'}")
    for sentences in kept.read:
        click.echo(sentences)


@add.command("figure")
@_options(FIGURE)
@click.option(
    "dimensions", "--dimension", multiple=True, metavar="NAME=VALUE", help="Such as area=Wales.",
)  # fmt: skip
@LEDGER
def add_figure(ledger: Path, dimensions: Sequence[str], **columns: str | None) -> None:
    """
    Add a line to figures.csv.

    \b
    Example:
        workings add figure --measure returned --as-printed "more than 900" \\
            --to 2026-06-10 --status provisional --source S16 \\
            --locator "paragraph 2" --stated-by "the minister"
    """  # noqa: D301  # as above

    def draft(given: Mapping[str, str]) -> Draft:
        return draft_figure(lines, given, today(ledger))

    lines, given = read_lines(ledger), _given(columns)
    for name, _, value in (each.partition("=") for each in dimensions):
        if name not in lines.description.dimensions:
            raise UnknownName("dimension", name, lines.description.dimensions)
        given[name] = value
    _refuse_unasked(draft(given), FIGURE)
    made = _complete(draft, given, lines, "figures")
    _tell(append_figure(ledger, made.cells), made)


def _given(columns: Mapping[str, str | None]) -> dict[str, str]:
    return {column: cell for column, cell in columns.items() if cell is not None}


def _refuse_unasked(made: Draft, options: Mapping[str, tuple[str, str]]) -> None:
    """Name what is missing where there is nobody to ask."""
    if made.missing and not sys.stdin.isatty():
        named = {
            column: options.get(column, [f"--dimension {column}=…"]) for column in made.missing
        }
        flags = ", ".join(each[0] for each in named.values())
        raise AddError(f"found no {flags}, and no terminal to ask at; expected them as options.")


def _complete(
    draft: Callable[[Mapping[str, str]], Draft], given: Mapping[str, str], lines: Lines, table: str
) -> Draft:
    """Ask for what is missing, one thing at a time: an answer may say others, too."""
    made = draft(given)
    while made.missing:
        column = made.missing[0]
        answered = {**given, column: _ask(lines.description.field(table, column))}
        try:
            made, given = draft(answered), answered
        except WorkingsError as error:
            click.echo(error, err=True)
    return made


def _ask(column: Mapping[str, Any]) -> str:
    """Ask for a cell in the words of the column's description."""
    permitted = column.get("constraints", {}).get("enum")
    return str(
        click.prompt(
            column["description"].rstrip("."),
            type=click.Choice(permitted) if permitted else str,
            default="" if column["name"] in MAY_BE_EMPTY else None,
            show_default=False,
            err=True,
        )
    )


def _tell(added: Added, made: Draft) -> None:
    """Show the line as it stands, and what of it was inferred."""
    click.echo(f"{added.file} line {added.line}:\n{added.text}")
    for column, why in made.inferred.items():
        click.echo(f"  {column}: {made.cells[column]} ({why})")
