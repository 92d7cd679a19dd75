"""Seals: the same for what says the same, however it is written; another for anything else."""

import csv
import io
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from conftest import ROOT
from workings.ledger.schemas import read_description
from workings.ledger.seals import PREFIXES, SEAL, line_digest, seal_of
from workings.ledger.tables import read_table

COLUMNS = ["id", "label", "unit", "population", "definition", "geography", "kind", "seal"]
#: What a cell of a sound ledger may hold: no control characters, and no spaces around it.
TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=12).map(
    str.strip
)
CELLS = st.fixed_dictionaries({column: TEXT for column in COLUMNS[:-1]})


def written(folder, header, cells, *, mark=b"", ends="\n", quoting=csv.QUOTE_MINIMAL):
    """Write a line under a header, and read its seal."""
    text = io.StringIO()
    writer = csv.DictWriter(
        text, header, restval="", extrasaction="ignore", lineterminator=ends, quoting=quoting
    )
    writer.writeheader()
    writer.writerow(cells)
    path = folder / "measures.csv"
    path.write_bytes(mark + text.getvalue().encode())
    (row,) = read_table(path, COLUMNS).rows
    return row.seal


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder to write to."""
    return tmp_path_factory.mktemp("sealed")


@given(
    CELLS,
    st.permutations([*COLUMNS, "who asked", "mood"]),
    st.sampled_from([b"", b"\xef\xbb\xbf"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["NFC", "NFD"]),
)
def test_a_seal_is_of_the_cells_and_not_of_how_they_are_written(
    folder, cells, header, mark, ends, quoting, form
):
    """Order of columns, columns of the desk's own, marks, line ends, quotes, composed letters."""
    assume(cells["id"])
    odd = {column: normalize(form, cell) for column, cell in cells.items()} | {"mood": "blue"}
    plain = written(folder, COLUMNS, cells)
    assert written(folder, header, odd, mark=mark, ends=ends, quoting=quoting) == plain
    assert plain == seal_of("measures", line_digest("measures", cells))
    assert SEAL.fullmatch(plain)


@given(CELLS, CELLS)
def test_lines_that_say_other_things_have_other_seals(one, other):
    """Whichever cell it is, and whichever way a text could be cut into cells."""
    same = all(normalize("NFC", one[column]) == normalize("NFC", other[column]) for column in one)
    assert (line_digest("measures", one) == line_digest("measures", other)) is same


@given(CELLS)
def test_a_column_that_is_added_later_breaks_no_seal(cells):
    """An empty cell is an absent one; the seal's own cell is none of what is sealed."""
    later = {**cells, "reviewed_by": "", "seal": "m-aaaaaaaaaaaa"}
    assert line_digest("measures", later) == line_digest("measures", cells)


@given(CELLS)
def test_the_same_cells_in_another_table_have_another_seal(cells):
    """A seal says of what it is."""
    digests = {line_digest(table, cells) for table in PREFIXES}
    assert len(digests) == len(PREFIXES)


def test_every_sealed_line_of_this_repository_bears_the_seal_of_what_it_says():
    """Worked out again, of every table."""
    columns = read_description(ROOT / "data").columns
    for table in ("sources", "measures", "figures", "claims"):
        rows = read_table(ROOT / "data" / f"{table}.csv", columns(table)).rows
        assert rows
        assert all(row.is_open or row.cells["seal"] == row.seal for row in rows)
