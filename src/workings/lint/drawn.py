"""What a chart draws and writes, number by number, from its Vega-Lite."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from workings import charts
from workings.chartdata import UNDATA, rows_of, units
from workings.lint.found import Finding
from workings.lint.known import Known
from workings.lint.numbers import AllowList, typed

Spec = Mapping[str, Any]
Report = Callable[[str, str, str], Finding]

_WRITTEN = ("nominal", "ordinal")
#: Channels that place or size a mark by a number.
_PLACED = ("x", "y", "x2", "y2", "theta", "theta2", "radius", "radius2", "size", "angle")
_COMPUTED = ("aggregate", "bin", "timeUnit", "impute")
_TRANSFORMS = ("aggregate", "joinaggregate", "window", "regression", "loess", "density", "bin",
               "stack", "quantile", "impute", "sample", "fold")  # fmt: skip
EXPECTED = "a figure that stands on the as-of date, a number of an official table, or a traced one"
MEND = (
    "Draw quantities, and name them: usermeta=rests_on(...). A number of another vintage is found "
    "here, too: take it from the book of the report."
)


def check_chart(
    spec: Spec, drawn: Known, written: Known, allowed: AllowList, report: Report
) -> Iterator[Finding]:
    """
    Find every number that a chart draws or writes and that is none of those known.

    Parameters
    ----------
    spec : mapping
        Vega-Lite, with its data inside.
    drawn, written : Known
        The numbers that marks may stand at, and those that labels and texts may say.
    allowed : AllowList
        What may stand in its title, subtitle and description.
    report : callable
        Makes a finding of what was found, what was expected and how to mend it.
    """
    name = charts.title(spec)[0]
    for transform in _transforms(spec):
        for kind in sorted(set(_TRANSFORMS) & set(transform)):
            yield report(
                f"the chart “{name}” working numbers out itself ({kind})",
                "data in which they are worked out already",
                "Work them out from quantities in the notebook.",
            )
    strange: dict[str, None] = {}
    for data, mark, encoding in units(spec, spec.get("data", {}), {}):
        strange |= dict.fromkeys(_strange(rows_of(spec, data), mark, encoding, drawn, written))
    for number in strange:
        yield report(f"{number} in the chart “{name}”", EXPECTED, MEND)
    for part, text in zip(("title", "subtitle"), charts.title(spec), strict=True):
        yield from _in_text(name, part, text, written, allowed, report)
    described = str(spec.get("description", ""))
    yield from _in_text(name, "description", described, written, allowed, report)


def _strange(
    rows: list[Spec], mark: str, encoding: Spec, drawn: Known, written: Known
) -> Iterator[str]:
    """Yield what one part of a chart draws and nobody knows."""
    for channel, encoded in encoding.items():
        if not isinstance(encoded, Mapping):
            continue
        field, kind = encoded.get("field"), encoded.get("type")
        values = [row.get(field) for row in rows if row.get(field) is not None] if field else []
        if channel in _PLACED and mark not in UNDATA and kind == "quantitative":
            if any(encoded.get(each) for each in _COMPUTED) or (field and not values):
                yield f"numbers that Vega-Lite works out for {channel}"
            values += [encoded["datum"]] if "datum" in encoded else []
            numbers = [value for value in values if isinstance(value, int | float)]
            yield from (f"{number:,}" for number in numbers if not drawn.has(number))
        elif channel == "text" or kind in _WRITTEN:
            yield from (f"“{value}”" for value in map(str, values) if _says_another(value, written))


def _says_another(text: str, known: Known) -> bool:
    """Tell whether a label has a number that a desk would check and that nobody knows."""
    return any(mention.to_check and known.says(mention.text) for mention in typed(text))


def _in_text(
    name: str, part: str, text: str, known: Known, allowed: AllowList, report: Report
) -> Iterator[Finding]:
    for mention in typed(text):
        if not mention.to_check or allowed.allows(text, mention):
            continue
        wrong = known.says(mention.text) if any(map(str.isdigit, mention.text)) else mention.text
        if wrong:
            yield report(f"{wrong!r} in the {part} of the chart “{name}”", EXPECTED, MEND)


def _transforms(part: Any) -> Iterator[Spec]:
    """Yield every transform in a specification, data rows left out."""
    if isinstance(part, Mapping):
        yield from part.get("transform", ())
        for key, value in part.items():
            if key not in ("datasets", "values", "config", "usermeta", "transform"):
                yield from _transforms(value)
    elif isinstance(part, list):
        for value in part:
            yield from _transforms(value)


def specs(data: Spec) -> Iterator[Spec]:
    """Yield the charts of an output, by its MIME types."""
    for key, value in data.items():
        if charts.VEGALITE.fullmatch(key):
            yield json.loads(value) if isinstance(value, str) else value
