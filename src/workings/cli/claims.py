"""``workings claims``: claims recomputed, or a text scanned for numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from rich.console import Console, RenderableType

from workings.claims import (
    as_csv,
    as_json,
    bind,
    check_claims,
    claim_rows,
    number_rows,
    read_claims_file,
    read_text,
    tabulate_claims,
    tabulate_numbers,
)
from workings.cli.options import EXISTING, LEDGER
from workings.ledger import read_ledger
from workings.numbers import find_numbers

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

    FILE is a CSV file with the columns stated and expression, and any others of claims.csv. With
    --scan, list every number of a text instead, and say which of them a claim stands behind.

    \b
    Example:
        workings claims --as-of 2026-01-27
        workings claims article.csv --as-of 2026-01-27
        workings claims article.csv --scan article.txt
    """  # noqa: D301  # as above
    found = _look_into(ledger, file, as_of or date.today(), scan, allow_private, as_)
    if isinstance(found, str):
        click.echo(found)
    else:
        Console().print(found)


def _look_into(
    ledger: Path,
    file: Path | None,
    as_of: str | date,
    scan: str | None,
    allow_private: bool,
    form: str | None,
) -> RenderableType:
    """
    Look into claims or, where a text is given, into the numbers in it.

    Parameters
    ----------
    ledger : Path
        The ledger's folder.
    file : Path or None
        A file of claims; the ledger's own without it.
    as_of : str or date
        What had been stated by the end of this day.
    scan : str or None
        A text, the path of one, an address, or ``-``, to be scanned for numbers.
    allow_private : bool
        Whether addresses that aren't on the public internet may be asked.
    form : str or None
        ``json`` or ``csv``; a table without it.

    Returns
    -------
    renderable
        For rich's console; a plain text where a form was asked for.
    """
    book = read_ledger(ledger, as_of)
    lines = read_claims_file(file, ledger, book) if file else [*book.statements]
    if scan is not None:
        stated = {line.id: line.stated for line in lines if line.kind == "claim" and line.stated}
        coverage = bind(find_numbers(read_text(scan, allow_private=allow_private)), stated)
        if form:
            return FORMS[form](number_rows(coverage))
        return tabulate_numbers(coverage)
    claims = check_claims(book, lines, file.name if file else "claims.csv")
    if form:
        return FORMS[form](claim_rows(claims))
    return tabulate_claims(claims, book.as_of)
