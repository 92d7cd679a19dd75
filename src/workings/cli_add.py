"""``workings add``: what it asks for, and what it tells."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from workings.cli_options import LEDGER
from workings.desk.flags import FIGURE, MAY_BE_EMPTY, SOURCE
from workings.errors import AddError, WorkingsError

if TYPE_CHECKING:
    from pathlib import Path

    from workings.desk.append import Added
    from workings.desk.drafts import Draft, Lines


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
    from workings.desk import add, drafts

    def draft(given: Mapping[str, str]) -> Draft:
        url = file if add.is_address(file) else ""
        return drafts.draft_source(lines, given, date.today(), vintage_of=vintage_of, url=url)

    lines, given = drafts.read_lines(ledger), _given(columns)
    _refuse_unasked(draft(given), SOURCE)
    found = add.read_found(
        file, most_bytes=most_bytes, seconds=seconds, allow_private=allow_private
    )
    made = _complete(draft, given, lines, "sources")
    kept = add.add_source(ledger, made.cells, found)
    _tell(kept.added, made)
    has = f"the bytes that {', '.join(kept.already)} already had; kept once"
    click.echo(f"{kept.archive}: {has if kept.already else 'kept'}")
    for sentences in kept.read:
        click.echo(sentences)


@add.command("figure")
@_options(FIGURE)
@LEDGER
def add_figure(ledger: Path, **columns: str | None) -> None:
    """
    Add a line to figures.csv.

    \b
    Example:
        workings add figure --measure returned --as-printed "more than 900" \\
            --to 2026-06-10 --status provisional --source S16 \\
            --locator "paragraph 2" --stated-by "the minister"
    """  # noqa: D301  # as above
    from workings.desk import add, drafts

    def draft(given: Mapping[str, str]) -> Draft:
        return drafts.draft_figure(lines, given, date.today())

    lines, given = drafts.read_lines(ledger), _given(columns)
    _refuse_unasked(draft(given), FIGURE)
    made = _complete(draft, given, lines, "figures")
    _tell(add.add_figure(ledger, made.cells), made)


def _given(columns: Mapping[str, str | None]) -> dict[str, str]:
    return {column: cell for column, cell in columns.items() if cell is not None}


def _refuse_unasked(made: Draft, options: Mapping[str, tuple[str, str]]) -> None:
    """Name what is missing where there is nobody to ask."""
    if made.missing and not sys.stdin.isatty():
        flags = ", ".join(options[column][0] for column in made.missing)
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
