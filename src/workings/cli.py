"""
The ``workings`` command: a thin door to the rest.

Whatever is slow to import is imported where it is used, so that help and a refused parameter
answer at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from workings import __version__
from workings.desk.flags import FIGURE, MAY_BE_EMPTY, SOURCE
from workings.errors import AddError, ParameterError, WorkingsError

if TYPE_CHECKING:
    from workings.desk.append import Added
    from workings.desk.drafts import Draft, Lines

LEDGER = click.option(
    "--ledger",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default="data",
    show_default=True,
    help="The ledger's folder.",
)
POSITIVE = click.IntRange(min=1)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


class _Shown(click.ClickException):
    """A known error at the command line: its message alone, and its exit status."""

    def __init__(self, error: WorkingsError) -> None:
        super().__init__(str(error))
        setattr(self, "exit_code", error.exit_status)  # noqa: B010  # click declares it per class

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=True)


class _Commands(click.Group):
    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except WorkingsError as error:
            raise _Shown(error) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="workings")
def main() -> None:
    """Print reports in which every number shows its workings."""


@main.command()
@click.argument("notebook", type=EXISTING)
@click.option(
    "given", "-p", "--parameter", nargs=2, multiple=True, metavar="NAME VALUE",
    help="Set a parameter; may be given again.",
)  # fmt: skip
@click.option("file", "-f", "--file", type=EXISTING, help="Take parameters from a YAML file.")
@click.option(
    "--reports", type=click.Path(file_okay=False, path_type=Path), help="Folder for the editions."
)
@click.option(
    "--cell-seconds",
    type=POSITIVE,
    default=120,
    show_default=True,
    help="Time limit for each cell.",
)
@click.option(
    "--output-bytes",
    type=POSITIVE,
    default=20_000_000,
    show_default=True,
    help="Output limit for each cell.",
)
def run(
    notebook: Path,
    given: tuple[tuple[str, str], ...],
    file: Path | None,
    reports: Path | None,
    cell_seconds: int,
    output_bytes: int,
) -> None:
    """
    Run NOTEBOOK and publish the edition that its parameters ask for.

    \b
    Example:
        workings run notebooks/one-in-one-out.ipynb -p as_of 2026-03-06
    """  # noqa: D301  # click's mark for lines to be left as they are
    from workings.press import make_edition

    with _telling(notebook.stem) as say:
        page = make_edition(
            notebook,
            {**_from_file(file), **dict(given)},
            reports or notebook.resolve().parent.parent / "reports",
            cell_seconds=cell_seconds,
            output_bytes=output_bytes,
            say=say,
        )
    click.echo(page)


@main.command()
@click.argument("old")
@click.argument("new")
@LEDGER
def diff(old: str, new: str, ledger: Path) -> None:
    """
    Show what changed between two vintages of an official file, OLD and NEW.

    \b
    Example:
        workings diff small-boats@2026-04-24 small-boats@2026-05-01
    """  # noqa: D301  # as above
    from workings.ledger import read_ledger

    for table in read_ledger(ledger, date.max).archive.diff(old, new):
        click.echo(table)


@main.command()
@click.argument("file", type=EXISTING, required=False)
@click.option("--as-of", metavar="DAY", help="What had been stated by then. [default: today]")
@click.option("--scan", metavar="TEXT", help="List the numbers of a text, a file or a web page.")
@click.option("--allow-private", is_flag=True, help="Scan pages at private addresses, too.")
@click.option("as_", "--json", flag_value="json", help="Print JSON.")
@click.option("as_", "--csv", flag_value="csv", help="Print CSV.")
@LEDGER
def claims(
    file: Path | None,
    as_of: str | None,
    scan: str | None,
    allow_private: bool,
    as_: str | None,
    ledger: Path,
) -> None:
    """
    Recompute the ledger's claims, or those of FILE, and say what the figures bear.

    FILE is a CSV file with the columns stated and expression, and any others of claims.csv. With
    --scan, list every number of a text instead, and say which of them a claim stands behind.

    \b
    Example:
        workings claims --as-of 2026-01-27
        workings claims article.csv --as-of 2026-01-27
        workings claims article.csv --scan article.txt
    """  # noqa: D301  # as above
    from workings.desk import check

    found = check.look_into(ledger, file, as_of or date.today(), scan, allow_private, as_)
    if isinstance(found, str):
        click.echo(found)
    else:
        from rich.console import Console

        Console().print(found)


def _options(columns: Mapping[str, tuple[str, str]]) -> Callable[[Any], Any]:
    """Give a command an option for each column."""

    def decorate(command: Any) -> Any:
        for column, (flag, text) in reversed([*columns.items()]):
            command = click.option(column, flag, help=text)(command)
        return command

    return decorate


@main.group()
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


def _from_file(file: Path | None) -> dict[str, Any]:
    """Read parameters from a YAML file: one `name: value` a line."""
    if file is None:
        return {}
    import yaml

    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(
            f"{file}: found no YAML ({error}); expected lines of `name: value`."
        ) from error
    if not isinstance(values, dict) or not all(isinstance(name, str) for name in values):
        raise ParameterError(f"{file}: found {values!r}; expected lines of `name: value`.")
    return values


@contextmanager
def _telling(report: str) -> Iterator[Callable[[str], None]]:
    """Say where a run has got to: in place on a terminal, a line for each step elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda step: click.echo(f"{report}: {step}", err=True)
        return
    with console.status(report) as status:
        yield lambda step: status.update(f"{report}: {step}")
