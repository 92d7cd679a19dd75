"""Prose: sentences in which every number is bound to a quantity, and nothing else gets in."""

from datetime import date
from decimal import Decimal

import pytest
from figures_made import make_figure

from workings.errors import PrecisionError, ProseError
from workings.notebook.prose import sentence
from workings.notebook.record import SLOT
from workings.quantities.operations import percent_change

RETURNED, ADMITTED = make_figure(281, 2), make_figure(350, 3, rounded_to=10)


def say(template, **names):
    """Fill a template in, as the magic does."""
    return sentence(template, {"returned": RETURNED, "admitted": ADMITTED, **names})


def test_a_sentence_records_each_number_with_its_workings():
    """What is printed and what it rests on lie side by side."""
    said = say("{{ admitted }} in, {{ percent_change(returned, admitted) | spread }} more.")
    assert str(said) == "350 in, between 22.8% and 26.0% more."
    assert [number.text for number in said.numbers] == ["350", "between 22.8% and 26.0%"]
    assert said.numbers[1].workings.formula == "(350 − 281) ÷ 281"
    assert len(SLOT.findall(said.markdown)) == 2


@pytest.mark.parametrize(
    ("template", "said"),
    [
        pytest.param("{{ retruned }}", "Did you mean returned", id="unknown-name"),
        pytest.param("{{ returned.valu }}", "has no attribute 'valu'", id="unknown-attribute"),
        pytest.param("{{ 281 }}", "put it in the ledger", id="bare-number"),
        pytest.param("{{ 0.1 }}", "put it in the ledger", id="bare-float"),
        pytest.param("{{ returned.value }}", "put it in the ledger", id="bare-decimal"),
        pytest.param("{{ missing }}", "say in words that it isn't known", id="missing"),
        pytest.param("{{ returned | percent }}", "drop `| percent`", id="no-percentage"),
        pytest.param("{% if returned %}", "{% if ... %} ... {% endif %}", id="unclosed"),
        pytest.param("\ue000", "can't be seen", id="invisible-character"),
        pytest.param("{{ [returned] }}", "expected a figure", id="list"),
        pytest.param("{{ returned }}.5 million", "change what it says", id="glued-decimal"),
        pytest.param("{{ returned }}%", "change what it says", id="glued-sign"),
        pytest.param("1{{ returned }}", "change what it says", id="glued-digit"),
    ],
)
def test_what_cannot_be_printed_is_an_error_that_says_what_to_write(template, said):
    """No NaN, None, bare number or silent gap reaches a sentence."""
    with pytest.raises(ProseError, match=said.replace("{", r"\{").replace("|", r"\|")):
        say(template, missing=None)


def test_more_digits_than_the_figures_bear_are_refused_in_prose_too():
    """The filter is as strict as the function."""
    with pytest.raises(PrecisionError, match="write"):
        say("{{ percent_change(returned, admitted) | percent(0) }}")


def test_text_from_the_ledger_is_printed_as_it_stands():
    """Neither markup nor Markdown in a name changes the page."""
    said = say("{{ name }}", name='<b onclick="x">*a* [l](javascript:x)</b> {{ returned }}')
    assert "<b" not in said.markdown
    assert r"\*a\*" in said.markdown
    assert said.numbers == ()


def test_a_condition_alone_on_its_line_does_not_split_the_paragraph():
    """A condition within a line leaves the line break where it is."""
    template = "One\n{% if returned %}\ntwo\n{% endif %}\nthree{% if returned %}.{% endif %}\nFour"
    assert say(template).markdown == "One\ntwo\nthree.\nFour"
    assert say("{% if returned %}One.{% endif %}\n\nTwo").markdown == "One.\n\nTwo"


def test_dates_are_written_in_words_and_decimals_are_refused():
    """A date is no number to be traced."""
    assert str(say("On {{ day_ }}.", day_=date(2026, 1, 27))) == "On 27 January 2026."
    with pytest.raises(ProseError, match="bare number"):
        say("{{ n }}", n=Decimal("1.0"))


def test_a_computed_number_can_be_passed_in_by_the_notebook():
    """What the notebook computed is traced like what the sentence computes."""
    change = percent_change(RETURNED, make_figure(350, 3))
    assert str(say("{{ change | more_or_fewer }}", change=change)) == "24.6% more"
