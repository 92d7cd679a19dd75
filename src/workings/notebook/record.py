"""
A number's workings as plain data: what crosses from the notebook to the page.

Everything here is JSON-ready text, so that an executed notebook alone is enough to print the page
again, and to take any number on it back to its ledger lines.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from workings.ledger import Book, Figure, Source, Statement
from workings.numbers import spread
from workings.official import Extract
from workings.quantities import Quantity, formula

BOOK = "application/vnd.workings.book+json"
PROSE = "application/vnd.workings.prose+json"


def trace(quantity: Quantity) -> dict[str, Any]:
    """
    Return the workings of a quantity, down to the ledger lines it rests on.

    Returns
    -------
    dict
        ``operation``, ``formula``, ``printed``, ``exact`` (a fraction), ``range`` (``low``,
        ``high``, whether each is ``closed``, and ``words``), ``unit``, ``label``, ``periods``,
        ``populations``, ``definitions``, ``reasons`` (why unlike things were put
        together, here or below), and ``operands`` (the same
        again). A figure has ``figure``, its line in the ledger, ``rounded_to``, ``basis``, and the
        lines ``passed_over``. A number out of an official table has ``rows``: where it stands.
        ``chosen_by``, where a selection says so, has the workings of what decided it.
        A number that a claim states, or a count of claims, has ``statements``: their lines.
    """
    interval = quantity.interval
    node: dict[str, Any] = {
        "operation": quantity.operation,
        "formula": formula(quantity),
        "printed": str(quantity),
        "exact": str(quantity.value),
        "range": {
            "low": None if interval.low is None else str(interval.low),
            "high": None if interval.high is None else str(interval.high),
            "closed": [interval.low_closed, interval.high_closed],
            "words": str(spread(quantity)),
        },
        "unit": quantity.unit,
        "label": quantity.label,
        "periods": [[period.start, period.end] for period in quantity.periods],
        "populations": list(quantity.populations),
        "definitions": list(quantity.definitions),
        "reasons": _reasons(quantity),
        "operands": [trace(part) for part in quantity.operands],
    }
    if quantity.chosen_by:
        node["chosen_by"] = [trace(number) for number in quantity.chosen_by]
    figure = quantity.figure
    if figure is not None:
        node["figure"] = figure.line
        node["rounded_to"] = None if figure.rounded_to is None else str(figure.rounded_to)
        node["basis"] = figure.precision_basis
        node["passed_over"] = [other.line for other in figure.passed_over]
    if quantity.extract is not None:
        node["rows"] = _rows(quantity.extract)
    if quantity.statements:
        node["statements"] = [trace_statement(statement) for statement in quantity.statements]
    return node


def trace_book(book: Book) -> dict[str, Any]:
    """
    Return all that had been stated by the as-of date, as the page needs it.

    Returns
    -------
    dict
        ``as_of``, ``figures`` (by ledger line) and ``sources`` (those published by then or
        cited, by id), each line as in the ledger with the measure's words put in. ``mutant``
        stands there only if an audit read a line otherwise than it stands.
    """
    cited = {figure.source.id for figure in book.figures}
    said = {"mutant": book.mutant} if book.mutant else {}
    return {
        **said,
        "as_of": book.as_of.isoformat(),
        "figures": {str(figure.line): _figure(figure) for figure in book.figures},
        "sources": {
            source.id: _source(source)
            for source in book.sources.values()
            if source.id in cited or (source.published_on or date.max) <= book.as_of
        },
    }


def trace_statement(statement: Statement) -> dict[str, Any]:
    """Return who said a claim, how it stated it, where and when, and the line that says so."""
    return {
        "line": statement.line,
        "stated": statement.stated,
        "who": statement.who,
        "role": statement.role,
        "source": statement.source.id if statement.source else "",
        "locator": statement.locator,
        "said_on": _iso(statement.said_on),
    }


def _reasons(quantity: Quantity) -> list[dict[str, Any]]:
    """List, each once, what was unlike and the author's reason, all the way down."""
    found = [{"unlike": list(quantity.unlike), "because": quantity.because}] * bool(quantity.unlike)
    for part in quantity.operands:
        found += [reason for reason in _reasons(part) if reason not in found]
    return found


def _rows(extract: Extract) -> dict[str, Any]:
    return {
        "source": extract.source,
        "table": extract.table,
        "sheet": extract.sheet,
        "heading": extract.heading,
        "cells": extract.cells,
        "count": extract.rows,
        "where": extract.where,
        "marked": list(extract.marked),
        "rounded_to": None if extract.rounded_to is None else str(extract.rounded_to),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "measure": figure.measure.id,
        "label": figure.measure.label,
        "unit": figure.measure.unit,
        "population": figure.measure.population,
        "definition": figure.measure.definition,
        "as_printed": figure.as_printed,
        "value": str(figure.value),
        "operator": figure.operator,
        "period_start": _iso(figure.period_start),
        "period_end": _iso(figure.period_end),
        "status": figure.status,
        "source": figure.source.id,
        "locator": figure.locator,
        "stated_by": figure.stated_by,
        "stated_on": _iso(figure.stated_on),
        "supersedes": figure.supersedes,
        "reason": figure.reason,
        "note": figure.note,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "kind": source.kind,
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "published_on": _iso(source.published_on),
        "accessed_on": _iso(source.accessed_on),
        "licence": source.licence,
        "archive": source.archive,
        "sha256": source.sha256,
        "reliability": source.reliability,
        "note": source.note,
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
