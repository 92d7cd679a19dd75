"""A ledger with one official table, made by the tests that take numbers out of it."""

from datetime import date

import yaml

from workings.ledger import Archive, Book, Measure, Source

MONTHS = {"month": {"name": "month", "type": "month"}}
AREAS = {"area": {"name": "area", "type": "text"}}
PANEL = """month,area,number
2026-01,UK,303
2026-01,England,262
2026-01,Scotland,26
2026-01,Wales,15
2026-02,UK,305
2026-02,England,263
2026-02,Scotland,26
2026-02,Wales,16
"""
UK = {"UK": ["England", "Scotland", "Wales"]}


def number(**lines):
    """Declare the column that has the numbers."""
    return {"number": {"name": "number", "type": "number", "measure": "m", **lines}}


def book_with(folder, text, columns, kind="flow", unit="people", key="month", **lines):
    """Keep a .csv file as the only vintage of a table, ``t``, whose numbers are of one measure."""
    (folder / "archive").mkdir(parents=True)
    (folder / "archive/a.csv").write_text(text, "utf-8")
    declared = {"source": "s", "key": key, "columns": columns, **lines}
    (folder / "tables.yml").write_text(yaml.safe_dump({"t": declared}, sort_keys=False), "utf-8")
    day, measure = (
        date(2026, 12, 1),
        Measure("m", "people in work", unit, "all", "as is", "UK", kind),
    )
    source = Source(
        "s@2026-12-01", "dataset", "The Office", "Work", "", day, day, "OGL", "archive/a.csv", "",
        "official", "",
    )  # fmt: skip
    sources = {source.id: source}
    whole = frozenset(["m"] if measure.is_whole else [])
    return Book(day, {"m": measure}, sources, (), Archive(folder, sources, (), whole))


def panel(folder, kind="flow", unit="people", text=PANEL, parts=UK, **lines):
    """Keep a table of months and areas, of which some are declared as parts of another."""
    area = {"area": {"name": "area", "type": "text", "parts": parts}}
    columns = {**MONTHS, **area, **number(**lines)}
    return book_with(folder, text, columns, kind, unit, key=["month", "area"])
