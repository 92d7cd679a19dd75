"""Claims looked into, and numbers of a text: as a table in the terminal, as CSV and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from workings.claims.claim import WHY_NOT, Claim, Claims
from workings.claims.coverage import Coverage
from workings.claims.verdicts import FLAGS, VERDICTS
from workings.errors import counted
from workings.files import csv_lines
from workings.numbers import day

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

STYLES = {"none": "green", "cosmetic": "cyan", "notable": "yellow", "material": "bold red"}


def tabulate_claims(claims: Claims, as_of: date) -> RenderableType:
    """
    Put claims in a table for rich's console, with a line under it that sums them up.

    What comes from the ledger is text to it, never markup.
    """
    from rich.text import Text

    rows = []
    for claim in claims:
        line = claim.statement
        what = Text(f"“{line.stated}” " if line.stated else "", style="bold")
        on = f", {day(line.said_on)}" if line.said_on else ""
        who = f" ({line.who}{on})" if line.who else ""
        what.append(f"{line.about or line.paraphrase}{who}", style="not bold")
        verdict = Text(VERDICTS[claim.verdict], style=STYLES[claim.severity])
        if claim.severity != "none":
            verdict.append(f"\n{claim.severity}")
        for flag in claim.flags:
            verdict.append(f"\n{FLAGS[flag]}")
        why = " ".join(filter(None, (str(claim.reason), str(claim.later))))
        rows.append((Text(claim.id), what, verdict, Text(why + "\n")))
    known = f"Judged by what had been stated by {day(as_of)}"
    lines = [claim.statement for claim in claims]
    undated = any(line.expression and not line.said_on and not line.period for line in lines)
    loose = "; claims without a day, by the latest figures of all" if undated else ""
    columns = {"id": None, "claim": 3, "verdict": 2, "what the figures give": 6}
    return _table(columns, rows, f"{summary(claims)} {known}{loose}.")


def tabulate_numbers(coverage: Coverage) -> RenderableType:
    """
    Put a text's numbers to check in a table for rich's console, with the coverage under it.

    What comes from the text is text to it, never markup.
    """
    from rich.text import Text

    rows = []
    for mention, ids in zip(coverage.mentions, coverage.claims, strict=True):
        if mention.to_check:
            claim = Text(", ".join(ids), "green") if ids else Text("none", "yellow")
            rows.append((Text(_seen(mention.text)), claim, Text(mention.context)))
    left = Counter(mention.kind for mention in coverage.mentions if not mention.to_check)
    alone = ", ".join(counted(count, kind) for kind, count in left.items())
    told = f"{coverage}." + (f" Left alone: {alone}." if alone else "")
    return _table({"number": 2, "claim": 1, "where it stands": 5}, rows, told)


def _table(
    columns: Mapping[str, int | None], rows: Iterable[Sequence[Text]], told: str
) -> RenderableType:
    """Lay rows out under the columns' names, each with its share of the width, and a line below."""
    from rich import box
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name, ratio in columns.items():
        table.add_column(name, ratio=ratio, no_wrap=ratio is None)
    for row in rows:
        table.add_row(*row)
    return Group(table, Text(told))


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
    told = f"{counted(len(claims), 'claim')}: {', '.join(verdicts)}"
    return f"{told} ({', '.join(why)})." if why else f"{told}."


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as JSON that a person can read: a list, one object for each."""
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write rows as CSV that no spreadsheet takes for formulas; lists become words."""
    lines = [
        [" ".join(cell) if isinstance(cell, list) else str(cell) for cell in row.values()]
        for row in rows
    ]
    return csv_lines([*map(list, rows[:1]), *lines]).removesuffix("\n")


def claim_rows(claims: Claims) -> list[dict[str, Any]]:
    """
    Return one row for each claim.

    Columns ``id``, ``line``, ``who``, ``said_on``, ``source``, ``paraphrase``, ``stated``,
    ``computed`` (as printed), ``low``, ``high`` (the ends of what the figures allow, to
    twelve figures; empty where there is none), ``unit``, ``verdict``, ``flags``, ``severity``,
    ``reason``, ``later``.
    """
    return [_claim_row(claim) for claim in claims]


def number_rows(coverage: Coverage) -> list[dict[str, Any]]:
    """
    Return one row for each number of a text.

    Columns ``number``, ``kind``, ``to_check`` (true or false), ``claims`` (ids), ``start``, ``end``
    (offsets in the text), ``context``.
    """
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


def _claim_row(claim: Claim) -> dict[str, Any]:
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


def _twelve_figures(end: Fraction | None) -> str:
    """Write an end of an interval for a spreadsheet; nothing where it is infinite."""
    if end is None:
        return ""
    with localcontext(prec=12):
        return f"{(Decimal(end.numerator) / Decimal(end.denominator)).normalize():f}"
