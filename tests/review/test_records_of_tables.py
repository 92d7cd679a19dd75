"""Numbers of an area, out of official tables: read from their records, and worked out again."""

from dataclasses import replace

from tables_made import UK, panel

from workings.notebook.record import CLOSE, OPEN, Bound, Prose, from_json, to_json
from workings.notebook.recording import workings_of
from workings.quantities import last_of, maximum_of, sum_of
from workings.review.checks.records import Ledger


def test_a_number_of_an_area_is_taken_again_by_its_area(tmp_path):
    """Of one, of all parts of a whole, of some, and the largest of all."""
    book = panel(tmp_path / "l", scale=1000)
    frame = book.table("t").frame
    parts = frame[frame["area"].isin(UK["UK"])].index
    england = frame[frame["area"] == "England"].index
    numbers = [
        last_of(book, "t", "number", area="Wales"),
        sum_of(book, "t", "number", area="Wales"),
        sum_of(book, "t", "number", rows=parts),
        sum_of(book, "t", "number", rows=[*england, *frame[frame["area"] == "Wales"].index]),
        maximum_of(book, "t", "number"),
    ]
    bound = tuple(Bound(str(number), workings_of(number)) for number in numbers)
    slots = "".join(f"{OPEN}{place}{CLOSE}" for place in range(len(bound)))
    prose = from_json(Prose, to_json(Prose(slots, bound)), "cell 1")
    assert [*Ledger(book, [], "").wrong_with(prose)] == []
    workings = replace(bound[0].workings, dimensions=(("area", "England"),))
    altered = replace(prose, numbers=(replace(bound[0], workings=workings), *bound[1:]))
    assert [*Ledger(book, [], "").wrong_with(altered)]
