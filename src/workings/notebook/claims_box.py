"""Claims as they cross from the notebook to the page: the record behind the claims box."""

from __future__ import annotations

from typing import Any

from workings.claims import FLAGS, VERDICTS, Claim, Claims
from workings.ledger import Statement
from workings.notebook.places import recorded, shown
from workings.notebook.record import trace, trace_statement
from workings.numbers import Words, printed

CLAIMS = "application/vnd.workings.claims+json"


def bundle_claims(claims: Claims) -> dict[str, Any]:
    """
    Return claims as a notebook's output: text for JupyterLab, and the record for the page.

    Returns
    -------
    dict
        By MIME type. The record is a list of claims, each with ``id``, ``stated``, ``verdict`` and
        ``flags`` in words, ``severity``, whether it was ``checked``, the sentences ``said``,
        ``reason`` and ``later``, a list ``beside`` of them (each ``markdown`` and ``numbers``, as
        prose has them), ``recomputed`` (the workings of what each reading gives, and the
        ``reading``'s line), ``places`` (where it was said, the first one first) and ``note``.
    """
    records = [_record(claim) for claim in claims]
    text = "\n\n".join(_in_markdown(record) for record in records)
    return {"text/plain": text, "text/markdown": text, CLAIMS: records}


def _record(claim: Claim) -> dict[str, Any]:
    statement = claim.statement
    return {
        "id": claim.id,
        "stated": statement.stated,
        "verdict": VERDICTS[claim.verdict],
        "flags": [FLAGS[flag] for flag in claim.flags],
        "severity": claim.severity,
        "checked": bool(claim.readings),
        "said": recorded(claim.said),
        "reason": recorded(claim.reason),
        "later": recorded(claim.later),
        "beside": [
            recorded(Words((f"{line.paraphrase}: ", printed(quantity), ".")))
            for line, quantity in claim.contexts
        ],
        "recomputed": [
            {**trace(reading.quantity), "reading": reading.statement.line}
            for reading in claim.readings
        ],
        "places": [_place(line) for line in (statement, *claim.sightings)],
        "note": statement.note if claim.readings else "",
    }


def _place(line: Statement) -> dict[str, Any]:
    return {**trace_statement(line), "note": line.note if line.kind == "sighting" else ""}


def _in_markdown(record: dict[str, Any]) -> str:
    first = record["places"][0]
    who = f"{first['who']}, {first['locator']}: " if first["who"] else ""
    verdict = ", ".join([record["verdict"], *record["flags"]])
    parts = [f"**{record['id']}** {who}{shown(record['said'])} **{verdict}**"]
    parts += [shown(record[name]) for name in ("reason", "later") if record[name]["markdown"]]
    return "  \n".join(parts)
