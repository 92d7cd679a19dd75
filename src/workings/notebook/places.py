"""
Numbers in their places: text in which every number is bound to the quantity it prints.

A place-holder stands for each number, and a record beside the text has what is printed there and
its workings. The press sets the numbers; JupyterLab shows them as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2.runtime import Undefined
from markupsafe import escape

from workings.errors import ProseError
from workings.ledger import Figure
from workings.notebook.record import trace
from workings.numbers import Number, Printed, Words, day, printed
from workings.quantities import Quantity, as_quantity

# Characters of Unicode's private use area hold the place of each number until the press sets it.
OPEN, CLOSE = "\ue000", "\ue001"
PLACE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$-])")


def recorded(words: Words) -> dict[str, Any]:
    """
    Record a sentence that was put together elsewhere, as the prose magic records its own.

    Examples
    --------
    >>> recorded(Words(("Only ", printed(returned), ".")))["numbers"][0]["text"]
    '281'
    """
    numbers: list[dict[str, Any]] = []
    return {"markdown": placed(words, numbers), "numbers": numbers}


def shown(said: Mapping[str, Any]) -> str:
    """Return a sentence as JupyterLab shows it, with the numbers in their places."""
    return PLACE.sub(lambda place: str(said["numbers"][int(place[1])]["text"]), said["markdown"])


def placed(value: Any, numbers: list[dict[str, Any]]) -> Any:
    """
    Return what stands in the text for a value.

    Parameters
    ----------
    value : object
        A figure, a quantity, a printed number or words with some in them, a date, or text.
    numbers : list of dict
        The record of each number is added here: its ``text`` and its ``workings``.

    Returns
    -------
    object
        Place-holders for numbers and Markdown for all other text, in which nothing has a meaning
        of its own. What Jinja hasn't defined is returned as it is.

    Raises
    ------
    ProseError
        If the value is missing, or is a bare number.
    """
    if isinstance(value, Undefined):
        return value
    if isinstance(value, Words):
        return "".join(placed(part, numbers) for part in value)
    if isinstance(value, Figure | Quantity):
        value = printed(value)
    if isinstance(value, Printed):
        numbers.append({"text": str(value), "workings": trace(_quantity(value.number))})
        return f"{OPEN}{len(numbers) - 1}{CLOSE}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, str):
        plain = value.replace(OPEN, "").replace(CLOSE, "").replace("\n", " ")
        return MARKDOWN.sub(r"\\\1", str(escape(plain)))
    if value is None:
        raise ProseError(
            "found nothing (None) where a value should be printed. Ask first, as in "
            "{% if admitted %} ... {% endif %}, and say in words that it isn't known."
        )
    kind = "number" if isinstance(value, int | float | Decimal) else type(value).__name__
    raise ProseError(
        f"found the bare {kind} {value!r}; expected a figure, a quantity, a date or text. A bare "
        "number can't be traced: put it in the ledger, or compute it with share(...) and the like."
    )


def _quantity(number: Number) -> Quantity:
    if not isinstance(number, Figure | Quantity):
        raise ProseError(f"found {number!r}; expected a figure or a quantity.")
    return as_quantity(number)
