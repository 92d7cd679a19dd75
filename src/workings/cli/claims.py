"""``workings claims``: claims recomputed, or a text scanned for numbers."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console

from workings.characters import visible
from workings.claims import (
    ClaimsFile,
    as_csv,
    as_json,
    bind,
    claim_rows,
    look_into,
    number_rows,
    read_claims_file,
    read_text,
    tabulate_claims,
    tabulate_numbers,
)
from workings.cli.options import EXISTING, LEDGER, today
from workings.errors import ClaimError, counted
from workings.ledger import read_ledger
from workings.numbers import MOST_NUMBERS, find_numbers, read_day

FORMS = {"json": as_json, "csv": as_csv}


@click.command()
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

    FILE is a table (CSV, or a spreadsheet) with the column stated, expression, and any others of
    claims.csv. Lines that can't be judged are listed with their cure, and the exit status is 1.
    With --scan, list every number of a text instead, and say which of them a claim stands behind.

    \b
    Example:
        workings claims --as-of 2026-01-27
        workings claims article.csv --as-of 2026-01-27
        workings claims article.csv --scan article.txt
    """  # noqa: D301  # as above
    book = read_ledger(ledger, read_day(as_of, "--as-of") if as_of else today(ledger))
    given = read_claims_file(file, ledger, book) if file else ClaimsFile([*book.statements], [], "")
    if given.left_aside:
        click.echo(visible(given.left_aside, 500), err=True)
    if scan is not None:
        lines = (line for line in given.lines if line.kind == "claim" and line.stated)
        text = read_text(scan, allow_private=allow_private)
        found = bind(find_numbers(text, MOST_NUMBERS), {line.id: line.stated for line in lines})
        said = FORMS[as_](number_rows(found)) if as_ else tabulate_numbers(found)
        refused = len(given.refused)
    else:
        checked = look_into(book, given.lines, given.refused)
        said = FORMS[as_](claim_rows(checked)) if as_ else tabulate_claims(checked, book.as_of)
        refused = len(checked.refused)
    if isinstance(said, str):
        click.echo(said)
    else:
        Console().print(said)
    if refused:
        raise ClaimError(
            f"{counted(refused, 'line')} of {file.name if file else 'claims.csv'} can’t be judged "
            "as written: each stands beside the others with what is wrong and how to mend it."
        )
