"""What a chart draws and writes, number by number, from its Vega-Lite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workings.notebook import UNDATA, charts, rows_of, units
from workings.review.checks.found import Finding, Report
from workings.review.checks.known import Known, is_stretch
from workings.review.checks.numbers import AllowList, typed

Spec = Mapping[str, Any]
Columns = Sequence[Sequence[float]]

_QUOTED = re.compile(r"'([^']*)'")
_WRITTEN = ("nominal", "ordinal")
#: Channels that place or size a mark by a number.
_PLACED = ("x", "y", "x2", "y2", "theta", "theta2", "radius", "radius2", "size", "angle")
_COMPUTED = ("aggregate", "bin", "timeUnit", "impute")
_TRANSFORMS = ("aggregate", "joinaggregate", "window", "regression", "loess", "density", "bin",
               "stack", "quantile", "impute", "sample", "fold")  # fmt: skip
SEVERAL = 4
EXPECTED = (
    "figures that stand on the as-of date, a stretch of an official table's column, or traced ones"
)
MEND = (
    "Draw quantities, and name them: usermeta=rests_on(...). A number of another vintage is found "
    "here, too: take it from the book of the report."
)


def check_chart(
    spec: Spec, known: tuple[Known, Known], tables: Columns, allowed: AllowList, report: Report
) -> Iterator[Finding]:
    """
    Find every number that a chart, data inside, draws or writes and that is none of those known.

    Its marks may stand at the first of these and its texts say the second; it may draw a stretch of
    a column of an official table, as it stands; and the list allows what stands in its title,
    subtitle and description.
    """
    (drawn, written), name = known, charts.title(spec)[0]
    transforms = (each for part in _parts(spec) for each in part.get("transform", ()))
    for transform in transforms:
        for kind in sorted(set(_TRANSFORMS) & set(transform)):
            yield report(
                f"the chart “{name}” working numbers out itself ({kind})",
                "data in which they are worked out already",
                "Work them out from quantities in the notebook.",
            )
    strange = dict.fromkeys(f"“{text}”" for text in _set(spec) if _says_another(text, written))
    for data, mark, encoding in units(spec, spec.get("data", {}), {}):
        rows = rows_of(spec, data)
        strange |= dict.fromkeys(_written(rows, encoding, written))
        if mark not in UNDATA:
            strange |= dict.fromkeys(_placed(rows, encoding, drawn, tables))
    for number in strange:
        yield report(f"{number} in the chart “{name}”", EXPECTED, MEND)
    texts = (*charts.title(spec), str(spec.get("description", "")))
    for part, text in zip(("title", "subtitle", "description"), texts, strict=True):
        for mention in allowed.untraced(text):
            has_digits = any(map(str.isdigit, mention.text))
            if wrong := written.says(mention.text) if has_digits else mention.text:
                yield report(f"{wrong!r} in the {part} of the chart “{name}”", EXPECTED, MEND)


def _placed(rows: list[Spec], encoding: Spec, known: Known, tables: Columns) -> Iterator[str]:
    """Yield the numbers that marks stand at and nobody knows, series by series."""
    parted = [each["field"] for each in _encoded(encoding, _WRITTEN) if "field" in each]
    series: dict[tuple[Any, ...], list[Spec]] = {}
    for row in rows:
        series.setdefault(tuple(str(row.get(field)) for field in parted), []).append(row)
    for channel in _PLACED:
        for drawn in _encoded({channel: encoding.get(channel)}, ("quantitative",)):
            if any(drawn.get(each) for each in _COMPUTED):
                yield f"numbers that Vega-Lite works out for {channel}"
            if "datum" in drawn:
                yield from _unknown([drawn["datum"]], known, tables)
            if "field" in drawn:
                every = [[row.get(drawn["field"]) for row in each] for each in series.values()]
                # Where each mark has a name of its own, all of them together are the series.
                together = (
                    [[each[0] for each in every]] if all(len(e) == 1 for e in every) else every
                )
                for numbers in together:
                    yield from _unknown(numbers, known, tables)
                if not any(number is not None for numbers in every for number in numbers):
                    yield f"numbers that Vega-Lite works out for {channel}"


def _unknown(values: list[Any], known: Known, tables: Columns) -> Iterator[str]:
    """Yield the numbers of a series that are neither known nor, all together, out of a table."""
    numbers = [value for value in values if isinstance(value, int | float)]
    strange = [number for number in numbers if not known.has(number)]
    if not strange or (len(numbers) > 2 and any(is_stretch(numbers, each) for each in tables)):
        return
    if len(strange) > SEVERAL:
        yield f"{len(strange)} numbers from {strange[0]:,} to {strange[-1]:,}"
    else:
        yield from (f"{number:,}" for number in strange)


def _written(rows: list[Spec], encoding: Spec, known: Known) -> Iterator[str]:
    """Yield the labels in which there is a number that nobody knows."""
    text = {"text": encoding.get("text")}
    for drawn in _encoded(text):
        if "field" in drawn and not any(drawn["field"] in row for row in rows):
            yield f"labels that Vega-Lite works out ({drawn['field']})"
    for drawn in [*_encoded(text), *_encoded(encoding, _WRITTEN)]:
        values = (str(row[drawn["field"]]) for row in rows if drawn.get("field") in row)
        yield from (f"“{value}”" for value in values if _says_another(value, known))


def _set(spec: Spec) -> Iterator[str]:
    """Yield the texts that are set into a chart, other than its title: marks, axes, legends."""
    for part in _parts({key: part for key, part in spec.items() if key != "title"}):
        for key in ("text", "title", "value", "datum"):
            given = part.get(key)
            yield from map(str, given) if isinstance(given, list) else ()
            yield from [given] if isinstance(given, str) else ()
        yield from _QUOTED.findall(str(part.get("calculate", "")))


def _encoded(encoding: Spec, kinds: tuple[str, ...] = ()) -> Iterator[Spec]:
    """Yield what is encoded, of some kinds of data or of any."""
    for drawn in encoding.values():
        if isinstance(drawn, Mapping) and (not kinds or drawn.get("type") in kinds):
            yield drawn


def _says_another(text: str, known: Known) -> bool:
    """Tell whether a label has a number that a desk would check and that nobody knows."""
    return any(mention.to_check and known.says(mention.text) for mention in typed(text))


def _parts(spec: Spec) -> Iterator[Spec]:
    """Yield every object in a specification: data, style and the chart's own notes left out."""
    return charts.mappings(spec, "config", "usermeta")
