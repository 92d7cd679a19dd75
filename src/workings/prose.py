"""
The ``%%prose`` magic: sentences in which every number is bound to a quantity.

A prose cell is Markdown with Jinja expressions over the notebook's own variables::

    %%prose
    Since the pilot began {{ admitted }} people have been admitted and {{ returned }} returned:
    {{ percent_change(returned, admitted) | percent }} more in than out.

JupyterLab shows the finished sentence. Beside it in the same output lies a record of every number
in it, and the page is printed from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, UndefinedError
from jinja2.runtime import Undefined
from markupsafe import escape

from workings import charts
from workings.errors import ProseError, nearest
from workings.ledger import Book, Figure
from workings.quantities import OPERATIONS
from workings.quantity import Quantity, quantity
from workings.trace import BOOK, PROSE, trace, trace_book
from workings.wording import Number, Printed, Words, day, more_or_fewer, printed, span, spread

# Characters of Unicode's private use area hold the place of each number until the press sets it.
OPEN, CLOSE = "\ue000", "\ue001"
PLACE = re.compile(f"{OPEN}([0-9]+){CLOSE}")
GLUED = re.compile(
    rf"[0-9][.,]?[*_]*{OPEN}[0-9]+{CLOSE}|{OPEN}[0-9]+{CLOSE}[*_]*(?:[0-9%]|[.,][0-9])"
)
# A condition alone on its line leaves no empty line behind, which would split the paragraph.
ALONE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*(?:\n|\Z)", re.MULTILINE)
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~$-])")


def percent(number: Number, digits: int | None = None) -> Printed:
    """Print a percentage; anything else is an error rather than a number with a sign stuck on."""
    if number.unit != "per cent":
        raise ProseError(
            f"found a number in {number.unit}; expected per cent. Only share(...) and "
            "percent_change(...) are percentages: drop `| percent`, or use one of these."
        )
    return printed(number, digits)


def period(number: Figure | Quantity) -> str:
    """Write the days a number covers in words; more than one period only where it says so."""
    periods = quantity(number).periods
    return " and ".join(span(each.start, each.end) for each in periods)


def sentence(template: str, names: Mapping[str, Any]) -> dict[str, Any]:
    """
    Fill a prose template in and record every number in it.

    Parameters
    ----------
    template : str
        Markdown with Jinja expressions. Figures and quantities are printed with the digits they
        have earned; the filters ``percent(digits)``, ``number(digits)``, ``spread`` and
        ``more_or_fewer`` print them otherwise; ``day`` writes a date, ``period`` a number's days.
    names : mapping
        The notebook's variables.

    Returns
    -------
    dict
        ``markdown``, in which every number is a place-holder, and ``numbers``: for each of them
        its ``text`` and its ``workings``.

    Raises
    ------
    ProseError
        If a name is unknown, a value is missing, or a bare number would be printed.

    Examples
    --------
    >>> said = sentence("{{ returned }} returned", {"returned": returned})
    >>> shown(said)
    '281 returned'
    """
    if OPEN in template or CLOSE in template:
        raise ProseError("found a character of the private use area. Delete it: it can't be seen.")
    numbers: list[dict[str, Any]] = []
    environment = Environment(
        undefined=StrictUndefined,
        finalize=lambda value: _placed(value, numbers),
        autoescape=False,  # the press sanitises the whole page; here each value is escaped below
    )
    environment.filters.update(
        percent=percent,
        number=printed,
        spread=spread,
        more_or_fewer=more_or_fewer,
        day=day,
        period=period,
    )
    environment.globals.update(OPERATIONS)
    try:
        markdown = environment.from_string(ALONE.sub(r"\1", template)).render(dict(names))
    except UndefinedError as error:
        name = str(error).split("'")[1] if "'" in str(error) else ""
        raise ProseError(f"{error}. {nearest(name, [*names, *OPERATIONS])}") from error
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        raise ProseError(
            f"line {line} of the prose: {error}. Expressions stand in {{{{ ... }}}}, conditions in "
            "{% if ... %} ... {% endif %}."
        ) from error
    glued = GLUED.search(markdown)
    if glued:
        raise ProseError(
            f"found {shown({'markdown': glued[0], 'numbers': numbers})!r}: typed digits or a "
            "sign that touch a number change what it says. Let a filter print it: | percent, or "
            "| number(1)."
        )
    return {"markdown": markdown.strip(), "numbers": numbers}


def recorded(words: Words) -> dict[str, Any]:
    """
    Record a sentence that was put together elsewhere, as :func:`sentence` records a template.

    Examples
    --------
    >>> recorded(Words(("Only ", printed(returned), ".")))["numbers"][0]["text"]
    '281'
    """
    numbers: list[dict[str, Any]] = []
    return {"markdown": _placed(words, numbers), "numbers": numbers}


def shown(said: Mapping[str, Any]) -> str:
    """Return a sentence as JupyterLab shows it, with the numbers in their places."""
    return PLACE.sub(lambda place: str(said["numbers"][int(place[1])]["text"]), said["markdown"])


def load_ipython_extension(shell: Any) -> None:
    """Set the notebook up: ``%load_ext workings`` brings the magic, and shows books and numbers."""
    shell.register_magic_function(_prose_magic(shell), "cell", "prose")
    charts.enable()
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(Book, lambda book, **_: _book_bundle(book))


def _prose_magic(shell: Any) -> Callable[[str, str], None]:
    def prose(line: str, cell: str) -> None:
        from IPython.display import publish_display_data

        names = {name: value for name, value in shell.user_ns.items() if not name.startswith("_")}
        said = sentence(cell, names)
        publish_display_data({"text/markdown": shown(said), PROSE: said})

    return prose


def _book_bundle(book: Book) -> dict[str, Any]:
    record = trace_book(book)
    text = (
        f"The ledger as it stood on {day(book.as_of)}: {len(record['figures'])} figures "
        f"from {len(record['sources'])} sources."
    )
    return {"text/plain": text, "text/markdown": text, BOOK: record}


def _placed(value: Any, numbers: list[dict[str, Any]]) -> Any:
    """Put a place-holder for a number, and escape all other text."""
    if isinstance(value, Undefined):
        return value
    if isinstance(value, Words):
        return "".join(_placed(part, numbers) for part in value)
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
    return quantity(number)
