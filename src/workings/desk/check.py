"""What ``workings claims`` does: claims recomputed, or a text scanned, ready to be printed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from workings.coverage import bind
from workings.desk import claims_shown, scan_shown
from workings.desk.claims_file import read_claims_file
from workings.desk.texts import read_text
from workings.ledger import read_ledger
from workings.recompute import check_claims
from workings.scan import find_numbers

if TYPE_CHECKING:
    from rich.console import RenderableType


def look_into(
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
        shown = {"json": scan_shown.as_json, "csv": scan_shown.as_csv}
        return shown.get(form or "", scan_shown.tabulate_numbers)(coverage)
    claims = check_claims(book, lines, file.name if file else "claims.csv")
    if form:
        return {"json": claims_shown.as_json, "csv": claims_shown.as_csv}[form](claims)
    return claims_shown.tabulate(claims, book.as_of)
