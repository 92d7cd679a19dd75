"""Claims that were looked into, as a table in the terminal, as CSV and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from workings.claims.claim import WHY_NOT, Claim, Claims
from workings.claims.verdicts import FLAGS, VERDICTS
from workings.files import csv_lines
from workings.numbers import day

if TYPE_CHECKING:
    from rich.console import RenderableType

STYLES = {"none": "green", "cosmetic": "cyan", "notable": "yellow", "material": "bold red"}


def tabulate(claims: Claims, as_of: date) -> RenderableType:
    """
    Put claims in a table for the terminal, with a line under it that sums them up.

    Returns
    -------
    renderable
        For rich's console. What comes from the ledger is text to it, never markup.
    """
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("id", no_wrap=True)
    table.add_column("claim", ratio=3)
    table.add_column("verdict", ratio=2)
    table.add_column("what the figures give", ratio=6)
    for claim in claims:
        what = Text(f"“{claim.statement.stated}” " if claim.statement.stated else "", style="bold")
        who = f" ({_who(claim)})" if claim.statement.who else ""
        what.append(f"{claim.statement.about or claim.statement.paraphrase}{who}", style="not bold")
        verdict = Text(VERDICTS[claim.verdict], style=STYLES[claim.severity])
        if claim.severity != "none":
            verdict.append(f"\n{claim.severity}")
        for flag in claim.flags:
            verdict.append(f"\n{FLAGS[flag]}")
        table.add_row(Text(claim.id), what, verdict, Text(_why(claim) + "\n"))
    known = f"Judged by what had been stated by {day(as_of)}"
    loose = "; claims without a day, by the latest figures of all" if _is_undated(claims) else ""
    return Group(table, Text(f"{summary(claims)} {known}{loose}."))


def summary(claims: Claims) -> str:
    """
    Sum claims up in a sentence.

    Examples
    --------
    >>> from workings.claims.recompute import check_claims
    >>> summary(check_claims(book).only("A01", "A08", "A16"))
    '3 claims: 1 matches, 1 depends on the reading, 1 can’t be checked (1 states no number).'
    """
    if not claims:
        return "No claims."
    found = Counter(claim.verdict for claim in claims)
    whys = Counter(claim.why_not for claim in claims)
    verdicts = [f"{found[name]} {words}" for name, words in VERDICTS.items() if found[name]]
    why = [f"{whys[name]} {words}" for name, words in WHY_NOT.items() if whys[name]]
    told = f"{len(claims)} claim{'s' if len(claims) > 1 else ''}: {', '.join(verdicts)}"
    return f"{told} ({', '.join(why)})." if why else f"{told}."


def as_json(claims: Claims) -> str:
    """Write claims as a JSON list, one object for each with what :func:`as_csv` has in a line."""
    return json_text([_plain(claim) for claim in claims])


def as_csv(claims: Claims) -> str:
    """
    Write claims as CSV, one line for each.

    Columns ``id``, ``line``, ``who``, ``said_on``, ``source``, ``paraphrase``, ``stated``,
    ``computed`` (as printed), ``low``, ``high`` (the ends of what the figures allow, to
    twelve figures; empty where there is none), ``unit``, ``verdict``, ``flags``, ``severity``,
    ``reason``, ``later``. No cell begins with what a spreadsheet would run.
    """
    return csv_text([_plain(claim) for claim in claims])


def json_text(rows: list[dict[str, Any]]) -> str:
    """Write rows as JSON that a person can read."""
    return json.dumps(rows, ensure_ascii=False, indent=2)


def csv_text(rows: list[dict[str, Any]]) -> str:
    """Write rows as CSV that no spreadsheet takes for formulas; lists become words."""
    lines = [
        [" ".join(cell) if isinstance(cell, list) else str(cell) for cell in row.values()]
        for row in rows
    ]
    return csv_lines([*map(list, rows[:1]), *lines]).removesuffix("\n")


def _plain(claim: Claim) -> dict[str, Any]:
    statement, found = claim.statement, claim.quantity
    ends = (found.interval.low, found.interval.high) if found else (None, None)
    return {
        "id": claim.id,
        "line": statement.line,
        "who": statement.who,
        "said_on": statement.said_on.isoformat() if statement.said_on else "",
        "source": claim.source,
        "paraphrase": statement.paraphrase,
        "stated": statement.stated,
        "computed": str(found) if found else "",
        "low": _twelve_figures(ends[0]),
        "high": _twelve_figures(ends[1]),
        "unit": found.unit if found else "",
        "verdict": claim.verdict,
        "flags": list(claim.flags),
        "severity": claim.severity,
        "reason": str(claim.reason),
        "later": str(claim.later),
    }


def _is_undated(claims: Claims) -> bool:
    lines = [claim.statement for claim in claims]
    return any(line.expression and not line.said_on and not line.period for line in lines)


def _twelve_figures(end: Fraction | None) -> str:
    """Write an end of an interval for a spreadsheet; nothing where it is infinite."""
    if end is None:
        return ""
    with localcontext(prec=12):
        return f"{(Decimal(end.numerator) / Decimal(end.denominator)).normalize():f}"


def _who(claim: Claim) -> str:
    said_on = claim.statement.said_on
    return claim.statement.who + (f", {day(said_on)}" if said_on else "")


def _why(claim: Claim) -> str:
    return " ".join(part for part in (str(claim.reason), str(claim.later)) if part)
