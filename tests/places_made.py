"""A ledger of people in work, by area: what a desk adds for a dimension."""

import csv
import json

AREAS = {"United Kingdom": ["England", "Wales"]}
AREA = {"name": "area", "type": "string", "dimension": True, "parts": AREAS}
LINE = {
    "measure": "employed", "precision": "exact", "period_start": "", "operator": "=",
    "status": "final", "source": "S13", "stated_by": "the office", "stated_on": "2026-03-12",
    "recorded_on": "2026-11-23", "recorded_by": "data desk",
}  # fmt: skip


def written(path, fields, rows):
    """Write rows as a ledger file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fields, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def add_places(folder, *lines, carried="area", area=AREA, is_described=True):
    """Add the dimension, its measure and lines of (area, value, day, status) to a ledger."""
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {part["name"]: part["schema"]["fields"] for part in package["resources"]}
    schemas["figures"].insert(-1, area)
    if is_described:
        schemas["measures"].insert(-1, {"name": "dimensions", "type": "string"})
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name, more in (("measures", [_measure(carried)]), ("figures", _figures(lines))):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        columns = [field["name"] for field in schemas[name]]
        if name == "measures" and not is_described:
            columns.insert(-1, "dimensions")
        written(folder / f"{name}.csv", columns, [*rows, *more])


def _measure(carried):
    return {
        "id": "employed", "label": "people in work", "unit": "people", "population": "adults",
        "definition": "as surveyed", "geography": "UK", "kind": "stock", "dimensions": carried,
    }  # fmt: skip


def _figures(lines):
    for number, (area, value, day, *status) in enumerate(lines):
        cells = {"area": area, "as_printed": str(value), "value": str(value), "period_end": day}
        named = {"locator": f"table {number}", "status": status[0] if status else "final"}
        yield {**LINE, **cells, **named}
