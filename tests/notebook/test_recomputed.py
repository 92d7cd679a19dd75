"""Records that were changed by hand: nothing of a number that can be worked out is believed."""

import copy
import json
from dataclasses import replace
from datetime import date

import pytest
from executed import NAMES, article, book, cell, prose
from figures_made import make_figure
from nbformat import v4

from conftest import ROOT
from workings.errors import PageError
from workings.ledger.read import read_ledger
from workings.notebook.prose import sentence
from workings.notebook.recomputed import FromRecord
from workings.notebook.record import as_output
from workings.notebook.recording import _figure as figure_line
from workings.notebook.recording import record_book, workings_of
from workings.page.exporter import ArticleExporter
from workings.quantities import (
    converted,
    difference,
    percent_change,
    rate_per,
    ratio,
    share,
    time_between,
    total,
)

PROSE = "application/vnd.workings.prose+json"
BOOK = read_ledger(ROOT / "data", "2026-01-27")
BOTH = {**NAMES, "admitted": BOOK["admitted"]}
SAID = "{{ percent_change(returned, admitted) }} more, {{ difference(admitted, returned) }} in all"


def forged(change):
    """Executed prose whose record somebody has edited."""
    data = copy.deepcopy(as_output(sentence(SAID, BOTH)))
    record = json.loads(json.dumps(data[PROSE]))
    change(record["numbers"][0])
    return cell({PROSE: record})


def set_(*path, to):
    """Return what writes a value into a number's record."""

    def change(number):
        for name in path[:-1]:
            number = number[name]
        number[path[-1]] = to

    return change


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(set_("text", to="9,999,999"), id="text"),
        pytest.param(set_("text", to="350"), id="text-of-a-number-below"),
        pytest.param(set_("text", to="24.6% fewer"), id="direction"),
        pytest.param(set_("text", to="about 25"), id="unit-in-the-text"),
        pytest.param(set_("workings", "printed", to="25.6%"), id="printed"),
        pytest.param(set_("workings", "exact", to="30"), id="value"),
        pytest.param(set_("workings", "formula", to="(350 − 281) ÷ 350"), id="formula"),
        pytest.param(set_("workings", "unit", to="people"), id="unit"),
        pytest.param(set_("workings", "label", to="fewer than"), id="label"),
        pytest.param(set_("workings", "range", "words", to="between 1% and 99%"), id="words-of-the-range"),
        pytest.param(set_("workings", "range", "high", to="99"), id="range"),
        pytest.param(set_("workings", "populations", to=["everybody"]), id="population"),
        pytest.param(set_("workings", "operands", 0, "exact", to="280"), id="figure"),
        pytest.param(set_("workings", "operands", 0, "label", to="ghosts"), id="label-of-a-figure"),
        pytest.param(set_("workings", "operands", 0, "printed", to="282"), id="figure-as-printed"),
        pytest.param(set_("workings", "operands", 0, "figure", to=BOOK["admitted"].seal), id="line"),
        pytest.param(set_("workings", "operation", to="share"), id="operation"),
        pytest.param(set_("workings", "operation", to="guess"), id="unknown-operation"),
    ],
)  # fmt: skip
def test_a_record_that_was_changed_by_hand_is_never_printed(change):
    """Neither by the press nor by nbconvert alone; the message names the cell."""
    with pytest.raises(PageError, match=r"cell 3: .*Run the notebook again"):
        article(book(), forged(change))
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# A"), book(), forged(change)])
    with pytest.raises(PageError, match=r"cell 3: .*Run the notebook again"):
        ArticleExporter().from_notebook_node(notebook)


@pytest.mark.parametrize(
    "template",
    [
        SAID,
        "{{ returned }} and {{ admitted }}",
        "{{ percent_change(returned, admitted) | percent(2) }}",
        "{{ percent_change(admitted, returned) | more_or_fewer }}",
        "{{ difference(returned, admitted) | more_or_fewer }}",
        "{{ difference(returned, returned) | more_or_fewer }}",
        "{{ share(returned, total(returned, admitted, because='both'), because='both') | spread }}",
        "{{ one_in(returned, admitted, because='a try') }}",
        "{{ ratio(admitted, returned, because='a try') | number(3) }}",
        "{{ rate_per(returned, time_between('2025-08-06', '2026-01-27', 'week')) }}",
        "{{ rate_per(returned, admitted, 1000, because='a try') }}",
        "{{ time_at(admitted, rate_per(returned, time_between('2025-08-06', '2026-01-27', 'year'))) }}",
        "{{ share(returned, rounded, because='a try') }} of {{ rounded }}",
        "{{ percent_change(rounded, returned, because='a try') | spread }}",
    ],
)  # fmt: skip
def test_what_a_notebook_prints_passes(template):
    """Every operation and filter, exact figures and rounded ones."""
    rounded = BOOK["admitted"].read_as(10, because="it may be rounded")
    said = sentence(template, {**BOTH, "rounded": rounded})
    assert article(book(), cell(as_output(said))).notes


def test_a_book_that_says_another_value_is_found_by_its_numbers():
    """A ledger line and the number that rests on it must say the same."""
    shown = json.loads(json.dumps(as_output(record_book(BOOK))))
    (record,) = shown.values()
    seal = BOOK["returned"].seal
    record["figures"][seal]["value"] = "999"
    with pytest.raises(PageError, match=f"281 is not what the line {seal} says"):
        article(cell(shown), prose("{{ returned }}"))


def placed(value, line, span, area="", **words):
    """Make a figure of a span of days, of an area if one is named."""
    made = make_figure(
        value, line, period=tuple(map(date.fromisoformat, span)), **{"id": "counted", **words}
    )
    measure = replace(made.measure, dimensions=("area",), parts={"area": {"UK": ["Wales", "Kent"]}})
    return replace(made, measure=measure, dimensions=(("area", area),)) if area else made


JANUARY, FEBRUARY = ("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29")
SO_FAR = ("2024-01-01", "2024-02-29")


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lambda f: percent_change(f(1, JANUARY), f(2, FEBRUARY)), id="like-spans"),
        pytest.param(
            lambda f: percent_change(f(1, JANUARY), f(2, FEBRUARY), because="as asked"), id="asked"
        ),
        pytest.param(lambda f: difference(f(2, SO_FAR), f(1, JANUARY)), id="growth"),
        pytest.param(
            lambda f: percent_change(
                ratio(f(1, JANUARY), f(2, JANUARY, population="others"), because="a try"),
                ratio(f(3, FEBRUARY), f(4, FEBRUARY, population="others"), because="a try"),
            ),
            id="a-reason-below",
        ),
        pytest.param(lambda f: total(f(1, JANUARY, "Wales"), f(2, JANUARY, "Kent")), id="places"),
        pytest.param(lambda f: share(f(1, JANUARY, "Wales"), f(9, JANUARY, "UK")), id="a-part"),
        pytest.param(
            lambda f: converted(
                f(9, JANUARY, unit="£ million"),
                f(2, JANUARY, kind="price", unit="US dollars per pound"),
            ),
            id="money",
        ),
        pytest.param(
            lambda f: rate_per(f(9, SO_FAR), time_between(*SO_FAR, "year")), id="part-of-a-year"
        ),
    ],
)
def test_a_number_that_needs_no_reason_is_worked_out_again_as_it_was(made):
    """Spans, places, units and reasons cross in the record, and come out the same."""
    figures = []

    def figure(value, span, area="", **words):
        figures.append(placed(value, len(figures) + 2, span, area, **words))
        return figures[-1]

    number = workings_of(made(figure))
    recomputed = FromRecord({each.seal: figure_line(each) for each in figures})
    assert recomputed.fault(number) == ""
    assert recomputed.is_printing(number.printed, number)
