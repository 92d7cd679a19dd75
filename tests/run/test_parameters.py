"""Parameters: strict where papermill is lenient."""

import pytest

from workings.errors import ParameterError
from workings.run.parameters import checked, declared

CELL = """
as_of = "2026-01-27"  # ISO date
year: int = 2025
area = "041"
weight = 0.5
draft = False
places = ["Kent"]
reason: str
"""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"as_off": "2026-03-06"}, "Did you mean as_of", id="unknown"),
        pytest.param({"as_of": "6 March"}, "expected an ISO date", id="no-date"),
        pytest.param({"as_of": "20260306"}, "expected an ISO date", id="date-without-dashes"),
        pytest.param({"as_of": 1700000000}, "expected an ISO date", id="timestamp"),
        pytest.param({"year": "last"}, "expected a whole number", id="word-for-number"),
        pytest.param({"year": "2025.5"}, "expected a whole number", id="fraction-for-number"),
        pytest.param({"weight": "nan"}, "expected a number", id="not-a-number"),
        pytest.param({"draft": "perhaps"}, "expected true or false", id="no-truth-value"),
        pytest.param({"area": 41}, "expected text", id="number-for-text"),
        pytest.param({"places": "Kent"}, "expected a list of texts", id="text-for-list"),
        pytest.param({}, "Give it as -p reason VALUE", id="missing"),
    ],
)
def test_a_wrong_parameter_is_refused_with_what_was_expected(given, said):
    """Unknown, ill-typed and missing parameters are errors with exit status 2."""
    values = given if "missing" in said or not given else {"reason": "", **given}
    with pytest.raises(ParameterError, match=said) as refused:
        checked(declared(CELL), values)
    assert refused.value.exit_status == 2


def test_every_wrong_parameter_is_named_at_once():
    """Nobody has to mend one to be told of the next."""
    with pytest.raises(ParameterError, match=r"(?s)draft.*expected true.*yaer.*Did you mean year"):
        checked(declared(CELL), {"reason": "", "yaer": 1, "draft": "x"})


def test_text_stays_text_and_numbers_become_numbers():
    """A code such as 041 keeps its nought where the parameter is text."""
    values = checked(
        declared(CELL), {"reason": "r", "area": "0041", "year": "2024", "draft": "true"}
    )
    assert (values["area"], values["year"], values["draft"]) == ("0041", 2024, True)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        pytest.param("import os", "a cell of their own", id="import"),
        pytest.param("as_of = today()", "a plain value", id="call"),
        pytest.param("as_of = ", "one assignment a line", id="syntax"),
        pytest.param("a, b = 1, 2", "one plain name", id="tuple"),
        pytest.param("when: datetime = 1", "expected one of", id="unknown-type"),
    ],
)
def test_a_parameters_cell_that_is_more_than_a_list_of_values_is_refused(cell, said):
    """It is the contract, and is read without being run."""
    with pytest.raises(ParameterError, match=said):
        declared(cell)
