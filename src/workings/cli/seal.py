"""``workings seal``: lines that nobody may edit from then on."""

from __future__ import annotations

from pathlib import Path

import click

from workings.cli.options import LEDGER
from workings.errors import UnknownName
from workings.ledger import locked, read_lines, seal_lines, write_head


@click.command()
@click.argument("lines", metavar="FILE:LINE...", nargs=-1, required=True)
@LEDGER
def seal(lines: tuple[str, ...], ledger: Path) -> None:
    """
    Seal open lines of the ledger: figures.csv:107, or sources.csv for all that are open in it.

    A sealed line is known by its seal, and is corrected by a line that supersedes it. `edition add`
    and `sign` seal what they rest on by themselves.

    \b
    Example:
        workings seal figures.csv:107 sources.csv:50
    """  # noqa: D301  # click's mark for lines to be left as they are
    with locked(ledger):
        tables = read_lines(ledger).tables
        named: dict[str, list[str]] = {}
        for table, rows in tables.items():
            for row in rows:
                for name in (f"{table}.csv", f"{table}.csv:{row.line}", row.seal):
                    if row.is_open or name != f"{table}.csv":
                        named.setdefault(name, []).append(row.seal)
        for name in lines:
            if name not in named:
                raise UnknownName("open line", name, named)
        wanted = [each for name in lines for each in named[name]]
        if sealed := seal_lines(ledger, tables, wanted):
            write_head(ledger, read_lines(ledger).tables)
    for each in sealed:
        click.echo(each)
    if not sealed:
        click.echo("They were sealed already.")
