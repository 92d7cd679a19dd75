"""A figure as it was printed says its value, its operator and how precise it is."""

import csv
import shutil
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from workings.ledger.checks import check_ledger
from workings.ledger.read import read_ledger
from workings.numbers import printed

ROOT = Path(__file__).parents[2]
MEASURES = {
    "people": "stock",
    "pounds": "flow",
    "£ million": "flow",
    "$": "price",
    "per cent": "rate",
}
#: Unit, as printed; value, operator, interval, and how it is printed.
CASES = [
    ("people", "6.3 million", 6_300_000, "=", "[6250000, 6349999]", "6.3 million"),
    ("people", "4.4 million", 4_400_000, "=", "[4350000, 4449999]", "4.4 million"),
    ("pounds", "£66.3 billion", 66_300_000_000, "=", "[66250000000, 66350000000)", "£66.3bn"),
    ("$", "$349", 349, "=", "[349, 349]", "$349"),
    ("people", "589k", 589_000, "=", "[588500, 589499]", "589,000"),
    ("people", "4 395", 4_395, "=", "[4395, 4395]", "4,395"),
    ("people", "1,06,577", 106_577, "=", "[106577, 106577]", "106,577"),
    ("per cent", "4 in 10", 40, "=", "[35, 45)", "40%"),
    ("£ million", "£3.2bn", 3_200, "=", "[3150, 3250)", "£3.2bn"),
    ("$", "$1,200", 1_200, "=", "[1200, 1200]", "$1,200"),
    ("per cent", "6.4%", Fraction("6.4"), "=", "[127/20, 129/20)", "6.4%"),
    ("people", "around 350", 350, "~", "[345, 354]", "about 350"),
    ("people", "more than 21,000", 21_000, ">", "[21001, ∞)", "more than 21,000"),
    ("per cent", "a third", Fraction(100, 3), "=", "[100/3, 100/3]", "33.3%"),
    ("people", "2 million people", 2_000_000, "=", "[1500000, 2499999]", "2 million"),
    ("people", "fewer than 2.0 million", 2_000_000, "<", "[0, 1999999]", "fewer than 2 million"),
]  # fmt: skip


def ledger(tmp_path, figures):
    """Make a ledger with a line for each unit and printed figure, whose other cells are empty."""
    shutil.copy(ROOT / "data" / "datapackage.json", tmp_path)
    for name in ("sources.csv", "measures.csv", "figures.csv", "claims.csv", "signoffs.csv"):
        header = (ROOT / "data" / name).read_text(encoding="utf-8").splitlines()[0]
        (tmp_path / name).write_text(f"{header}\n", encoding="utf-8")
    append(tmp_path / "sources.csv", [
        {"id": "S13", "kind": "page", "publisher": "the office", "title": "Table 1",
         "published_on": "2026-01-27", "accessed_on": "2026-01-27", "licence": "open",
         "reliability": "official"}
    ])  # fmt: skip
    names = {unit: f"measure-{n}" for n, unit in enumerate(MEASURES)}
    append(tmp_path / "measures.csv", [
        {"id": names[unit], "label": "what is counted", "unit": unit, "population": "all",
         "definition": "as counted", "geography": "here", "kind": kind}
        for unit, kind in MEASURES.items()
    ])  # fmt: skip
    append(tmp_path / "figures.csv", [
        {"measure": names[unit], "as_printed": text, "status": "final", "source": "S13",
         "locator": "table 1", "stated_by": "the office", "stated_on": "2026-01-27",
         "period_start": str(date(2025, 1, 1 + n)), "period_end": str(date(2025, 1, 1 + n)),
         "recorded_on": "2026-11-30", "recorded_by": "the desk"} | more
        for n, (unit, text, more) in enumerate(figures)
    ])  # fmt: skip
    return tmp_path


def append(path, lines):
    """Add lines to a ledger's file."""
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, restval="", lineterminator="\n").writerows(lines)


def test_value_operator_and_precision_need_not_be_typed(tmp_path):
    """They are read of the figure as printed, in its measure's unit."""
    folder = ledger(tmp_path, [(unit, text, {}) for unit, text, *_ in CASES])
    assert check_ledger(folder) == []
    figures = read_ledger(folder, "2026-01-27").figures[-len(CASES) :]
    found = [
        (f.unit, f.as_printed, f.value, f.operator, str(f.interval), printed(f)) for f in figures
    ]
    assert found == CASES


@pytest.mark.parametrize(
    ("unit", "text", "more", "found"),
    [
        ("people", "6.3 million", {"value": "6.3"}, "'6.3'; expected 6300000"),
        ("people", "about 350", {"operator": "="}, "'='; expected '~'"),
        ("people", "6.3 million", {"precision": "rounded to 1000", "precision_basis": "source says so"}, "last printed digit counts 100000"),
        ("people", "6.3 million", {"precision_basis": "as printed"}, "Write the precision"),
        ("people", "41,000", {"precision": "rounded to 1000"}, "who says 'rounded to 1000'"),
        ("people", "£41,000", {}, "choose a measure in that currency"),
        ("pounds", "€41,000", {}, "printed in euros"),
        ("people", "41,000 boats", {}, "Leave “boats” out"),
        ("people", "3 points", {}, "a measure in percentage points"),
        ("people", "52 a day", {}, "a measure of so many a day"),
        ("people", "doubled", {}, "a measure in times"),
        ("£ million", "-£5m", {}, "only a balance or a rate may be negative"),
        ("people", "10 to 15", {}, "can't be read as a number"),
    ],
)  # fmt: skip
def test_what_was_typed_has_to_be_what_was_printed(tmp_path, unit, text, more, found):
    """Where it isn't, the cell is named, with what it should hold."""
    (fault,) = check_ledger(ledger(tmp_path, [(unit, text, more)]))
    assert found in str(fault)
