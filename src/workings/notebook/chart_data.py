"""
The rows that a chart draws, as tables: what "Show the data" shows and the CSV file holds.

Found in the Vega-Lite itself, so a table can't say other numbers than the drawing. A number that
the chart labels is given as its label, which the notebook rounded like the prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, product
from typing import Any

from workings.files import csv_lines
from workings.numbers import day, day_of_year, opening, round_half_up

Spec = Mapping[str, Any]
# In the order in which their columns stand in the table.
CHANNELS = ("x", "y", "yOffset", "xOffset", "theta", "detail", "color", "shape", "size", "x2", "y2")
UNDATA = ("text", "rule", "image", "geoshape")  # marks that say nothing of their own
PANELS = ("layer", "hconcat", "vconcat", "concat")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
LEVEL = "level"  # what a chart may write for nought


@dataclass(frozen=True)
class Table:
    """One table of a chart's data."""

    headings: tuple[str, ...]
    # one line per mark, or per place with a column for each series; as printed
    rows: tuple[tuple[str, ...], ...]
    # for a spreadsheet: no marks for thousands, days as ISO dates
    plain: tuple[tuple[str, ...], ...]
    keys: int = 0  # how many of the first columns say what is counted, and not how many

    def is_number(self, column: int) -> bool:
        """Whether a column after the first holds numbers: such columns stand to the right."""
        cells = [row[column] for row in self.rows if row[column]]
        return column > 0 and all(NUMBER.search(cell) or cell == LEVEL for cell in cells)


@dataclass(frozen=True)
class _Column:
    """A field that is drawn, how it is headed, and how its values are printed."""

    field: str
    heading: str
    channel: str
    is_number: bool
    is_time: bool
    has_year: bool


@dataclass
class _Layer:
    """What one dataset is drawn by: its columns, its rows, and which field labels which."""

    columns: list[_Column]
    rows: list[Spec]
    labels: Mapping[str, str]


def tables(spec: Spec) -> list[Table]:
    """
    Read the tables of a chart; layers that draw the same columns make one.

    Examples
    --------
    >>> chart = {
    ...     "data": {"values": [{"way": "in", "people": 1350, "label": "1,350"}]},
    ...     "mark": "bar",
    ...     "encoding": {"y": {"field": "way"}, "x": {"field": "people", "type": "quantitative"}},
    ... }
    >>> [(table.headings, table.rows) for table in tables(chart)]
    [(('Way', 'People'), (('in', '1,350'),))]
    """
    joined: dict[tuple[str, ...], _Layer] = {}
    for layer in _layers(spec):
        known = joined.setdefault(tuple(c.field for c in layer.columns), layer)
        if known is not layer:
            known.rows = known.rows + layer.rows
            known.labels = {**layer.labels, **known.labels}
    return [_table(layer) for layer in joined.values() if layer.rows and layer.columns]


def as_csv(found: Iterable[Table]) -> str:
    """Write tables as CSV, one after another with an empty line between."""
    return "\n".join(csv_lines([table.headings, *table.plain]) for table in found)


def _layers(spec: Spec) -> Iterator[_Layer]:
    """Yield what is drawn, each dataset once for all the marks that draw the same of it."""
    parts = list(units(spec, spec.get("data", {}), {}))
    texts = [(data, encoding) for data, mark, encoding in parts if mark == "text"]
    for data, mark, encoding in parts:
        if mark in UNDATA:
            continue
        rows = rows_of(spec, data)
        columns = [column for column in _columns(encoding) if any(column.field in r for r in rows)]
        numbers = [column.field for column in columns if column.is_number]
        named = [text.get("text", {}).get("field") for other, text in texts if other == data]
        fields = [field for field in named if isinstance(field, str)]
        labels = dict(zip(numbers[:1], fields, strict=False))
        yield _Layer(columns, rows, labels)


def units(spec: Spec, data: Spec, encoding: Spec) -> Iterator[tuple[Spec, str, Spec]]:
    """Yield data, mark and encoding of every part that draws, with what it takes over."""
    spec = in_panels(spec)
    data, encoding = spec.get("data", data), {**encoding, **spec.get("encoding", {})}
    if "mark" in spec:
        mark = spec["mark"]
        yield data, mark["type"] if isinstance(mark, Mapping) else mark, encoding
    for parts in PANELS:
        for part in spec.get(parts, []):
            yield from units(part, data, encoding)
    if "spec" in spec:
        yield from units(spec["spec"], data, encoding)


def in_panels(spec: Spec) -> Spec:
    """
    Write a repeated chart out, as the charts beside and below one another that it stands for.

    Examples
    --------
    >>> bars = {"mark": "bar", "encoding": {"x": {"field": {"repeat": "column"}}}}
    >>> made = in_panels({"repeat": {"column": ["in", "out"]}, "spec": bars})
    >>> [panel["encoding"]["x"]["field"] for panel in made["vconcat"][0]["hconcat"]]
    ['in', 'out']
    """
    repeat = spec.get("repeat")
    if repeat is None:
        inner = {name: [*map(in_panels, spec[name])] for name in PANELS if name in spec}
        return {**spec, **inner}
    if isinstance(repeat, list):
        across = spec.get("columns") or min(len(repeat), 2)
        named = [{"repeat": field} for field in repeat]
        rows = [named[at : at + across] for at in range(0, len(named), across)]
    else:
        both = product(repeat.get("row", [None]), repeat.get("column", [None]))
        named = [{"row": row, "column": column} for row, column in both]
        rows = [[*row] for _, row in groupby(named, key=lambda names: names["row"])]
    layers = repeat.get("layer") if isinstance(repeat, Mapping) else None

    def panel(names: Mapping[str, Any]) -> Any:
        if not layers:
            return _named(spec["spec"], names)
        return {"layer": [_named(spec["spec"], {**names, "layer": each}) for each in layers]}

    kept = {name: spec[name] for name in spec.keys() - {"repeat", "spec", "columns"}}
    return {**kept, "vconcat": [{"hconcat": [*map(panel, row)]} for row in rows]}


def _named(part: Any, names: Mapping[str, Any]) -> Any:
    """Put the fields that are repeated in their places."""
    if isinstance(part, list):
        return [_named(each, names) for each in part]
    if not isinstance(part, Mapping):
        return part
    if part.keys() == {"repeat"} and part["repeat"] in names:
        return names[part["repeat"]]
    return {key: _named(value, names) for key, value in part.items()}


def rows_of(spec: Spec, data: Spec) -> list[Spec]:
    """Return the rows that a part of a chart draws."""
    rows = spec.get("datasets", {}).get(data.get("name"), data.get("values", []))
    return [row for row in rows if isinstance(row, Mapping)]


def _columns(encoding: Spec) -> Iterator[_Column]:
    seen = set()
    for channel in sorted((c for c in CHANNELS if c in encoding), key=_place(encoding)):
        drawn = encoding[channel]
        field = drawn.get("field") if isinstance(drawn, Mapping) else None
        if not isinstance(field, str) or field in seen:
            continue
        seen.add(field)
        axis = drawn.get("axis") or {}
        heading = drawn.get("title") or axis.get("title") or field.replace("_", " ")
        heading = heading if isinstance(heading, str) else " ".join(heading)
        yield _Column(
            field,
            opening(heading),
            channel,
            is_number=_is_number(encoding, channel),
            is_time=drawn.get("type") == "temporal",
            has_year="%Y" in axis.get("format", "%Y"),
        )


def _place(encoding: Spec) -> Any:
    """Put what is counted after what it is counted of."""
    return lambda channel: (_is_number(encoding, channel), CHANNELS.index(channel))


def _is_number(encoding: Spec, channel: str) -> bool:
    drawn = encoding.get(channel.removesuffix("2"))
    return isinstance(drawn, Mapping) and drawn.get("type") == "quantitative"


def _table(layer: _Layer) -> Table:
    headings = tuple(column.heading for column in layer.columns)
    both = dict.fromkeys(
        tuple(
            tuple(cell(row, column, layer.labels) for column in layer.columns)
            for cell in (_cell, _plain)
        )
        for row in layer.rows
    )
    rows, plain = [printed for printed, _ in both], [plain for _, plain in both]
    if len(headings) == 3 and (across := _across(rows)):
        names = tuple(map(opening, across))
        return Table((headings[0], *names), _wide(rows, across), _wide(plain, across), keys=1)
    keys = sum(not column.is_number for column in layer.columns)
    return Table(headings, tuple(rows), tuple(plain), keys)


def _across(rows: list[tuple[str, ...]]) -> list[str]:
    """Return the series that can stand side by side: two or more, and one number to a place."""
    series = list(dict.fromkeys(row[1] for row in rows))
    places = {row[:2] for row in rows}
    shared = len({row[0] for row in rows}) < len(rows)
    return series if len(series) > 1 and shared and len(places) == len(rows) else []


def _wide(rows: list[tuple[str, ...]], across: list[str]) -> tuple[tuple[str, ...], ...]:
    found = {row[:2]: row[2] for row in rows}
    places = dict.fromkeys(row[0] for row in rows)
    return tuple((place, *(found.get((place, name), "") for name in across)) for place in places)


def _cell(row: Spec, column: _Column, labels: Mapping[str, str]) -> str:
    """Print a value as the chart does: as its label, if that gives the same number."""
    value = row.get(column.field)
    if column.is_time and isinstance(value, str):
        moment = datetime.fromisoformat(value).date()
        return day(moment) if column.has_year else day_of_year(moment)
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    return _label(row, value, labels.get(column.field, "")) or _grouped(value)


def _plain(row: Spec, column: _Column, labels: Mapping[str, str]) -> str:
    """Write a value for a spreadsheet; a number that is not whole keeps its label's digits."""
    value = row.get(column.field)
    if column.is_time and column.has_year and isinstance(value, str):
        return value[:10]
    if not isinstance(value, int | float):
        return _cell(row, column, labels)
    label = _label(row, value, labels.get(column.field, ""))
    if NUMBER.fullmatch(label):  # the drawing's sign may only be its side
        return label.replace(",", "")
    return str(int(value)) if value == int(value) else label or _grouped(value)


def _label(row: Spec, value: float, field: str) -> str:
    """Return the label of a number, unless it says anything but that number, rounded."""
    label = str(row.get(field, ""))
    numbers = NUMBER.findall(label)
    if not numbers:
        return label if value == 0 else ""
    printed = Fraction(numbers[0].replace(",", ""))
    unit = Fraction(1, 10 ** len(numbers[0].partition(".")[2]))
    is_same = round_half_up(abs(Fraction(str(value))), unit) == printed
    return label if is_same and len(numbers) == 1 else ""


def _grouped(value: float) -> str:
    return f"{Decimal(str(value)):,f}".replace("-", "−").removesuffix(".0")
