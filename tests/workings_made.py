"""Workings made by hand, for tests that need no ledger."""

from fractions import Fraction

from workings.notebook.record import Range, Workings


def make_workings(exact=0, low=0, high=0, **words):
    """Make a number's workings; `low` and `high` are the ends of its range, `words` the rest."""
    ends = (None if end is None else Fraction(end) for end in (low, high))
    known = {"operation": "figure", "formula": "", "printed": "", "unit": "people", "label": ""}
    known |= {"periods": (), **words}
    return Workings(exact=Fraction(exact), range=Range(*ends, (True, True), ""), **known)
