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
from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, StrictUndefined, TemplateError, UndefinedError

from workings.claims import Claims
from workings.errors import ProseError, nearest
from workings.ledger import Book, Figure
from workings.notebook import charts
from workings.notebook.record import CLOSE, OPEN, Bound, Prose, as_output
from workings.notebook.recording import in_slots, show_book, show_claims
from workings.numbers import Number, Printed, day, more_or_fewer, printed, span, spread
from workings.quantities import OPERATIONS, Quantity, as_quantity

GLUED = re.compile(
    rf"[0-9][.,]?[*_]*{OPEN}[0-9]+{CLOSE}|{OPEN}[0-9]+{CLOSE}[*_]*(?:[0-9%]|[.,][0-9])"
)
# A condition alone on its line leaves no empty line behind, which would split the paragraph.
ALONE = re.compile(r"^[ \t]*(\{%(?:(?!%\}).)*%\})[ \t]*(?:\n|\Z)", re.MULTILINE)


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
    periods = as_quantity(number).periods
    return " and ".join(span(each.start, each.end) for each in periods)


def sentence(template: str, names: Mapping[str, Any]) -> Prose:
    """
    Fill a prose template in from a notebook's variables, and record every number with its workings.

    Figures and quantities are printed with the digits they have earned; the filters
    ``percent(digits)``, ``number(digits)``, ``spread`` and ``more_or_fewer`` print them otherwise;
    ``day`` writes a date, ``period`` a number's days. Raises ProseError if a name is unknown, a
    value is missing, or a bare number would be printed.

    Examples
    --------
    >>> print(sentence("{{ returned }} returned", {"returned": returned}))
    281 returned
    """
    if OPEN in template or CLOSE in template:
        raise ProseError("found a character of the private use area. Delete it: it can't be seen.")
    numbers: list[Bound] = []
    environment = Environment(
        undefined=StrictUndefined,
        finalize=lambda value: in_slots(value, numbers),
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
            f"found {str(Prose(glued[0], tuple(numbers)))!r}: typed digits or a sign that touch a "
            "number change what it says. Let a filter print it: | percent, or | number(1)."
        )
    return Prose(markdown.strip(), tuple(numbers))


def load_ipython_extension(shell: Any) -> None:
    """Set the notebook up: ``%load_ext workings`` brings the magic, and shows books and numbers."""
    from IPython.display import publish_display_data

    def prose(line: str, cell: str) -> None:
        names = {name: value for name, value in shell.user_ns.items() if not name.startswith("_")}
        said = sentence(cell, names)
        publish_display_data({"text/markdown": str(said), **as_output(said)})

    shell.register_magic_function(prose, "cell", "prose")
    charts.enable()
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type(Book, lambda book, **_: show_book(book))
    formatter.for_type(Claims, lambda claims, **_: show_claims(claims))
