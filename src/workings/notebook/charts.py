"""
Charts: the house's look for Altair, and static SVG drawn from any notebook's Vega-Lite.

Charts are plain Altair. The theme's colours double as markers: in the SVG each becomes a CSS
variable, so one drawing serves a light page and a dark one.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from workings.errors import PageError, mismatch, nearest
from workings.ledger import Figure
from workings.notebook import painter
from workings.notebook.chart_data import in_panels
from workings.notebook.house import Colours, read_house
from workings.notebook.known_svg import UNWRITABLE, read_again, strings
from workings.notebook.record import ChartRecord, to_json
from workings.notebook.recording import workings_of
from workings.notebook.svg import Leaf, escaped, leaves, written
from workings.quantities import Quantity, as_quantity

# The MIME types under which Altair's charts lie in a notebook, whatever their version.
VEGALITE = re.compile(r"application/vnd\.vegalite\.v\d+(\.|\+)json")
NAMED = "workings"  # in a chart's usermeta: the numbers that it shows
WIDTHS = {"phone": 328, "desktop": 640}
SVG, SVG_NAMES = "image/svg+xml", "http://www.w3.org/2000/svg"
# Shipped inside vl-convert, so text is measured alike everywhere; Arial has the same widths.
FONT = "Liberation Sans"
FONTS = f"Arial, '{FONT}', Helvetica, sans-serif"

# What stands in words where a number was missing, or was divided by nought.
MISSING = re.compile(r"\bNa[NT]\b|\bnan%|^nan$|\binf(%|\W*$)|^(null|undefined|Invalid Date)$")

# This house's light colours stand for any house's: each is one of Colours' names.
COLOURS = {value: name for name, value in Colours().model_dump().items()}


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn for one width of page, in pixels."""

    body: str  # what stands in the ``<svg>`` element
    width: float
    height: float


def theme() -> dict[str, Any]:
    """Return the house theme, as a Vega-Lite config."""
    house = Colours()
    ink, quiet, line = house.ink, house.quiet, house.line
    return {
        "config": {
            "background": None,
            "font": FONT,
            "numberFormat": ",~f",
            "view": {"stroke": None},
            "range": {"category": [house.one, house.two, house.three, house.four]},
            "mark": {"color": house.one},
            "line": {"strokeWidth": 2.5},
            "point": {"size": 60, "filled": True},
            "rule": {"color": quiet},
            "text": {"color": ink, "fontSize": 13},
            "title": {
                "anchor": "start", "color": ink, "fontSize": 16, "subtitleColor": quiet,
                "subtitleFontSize": 13, "frame": "group", "offset": 14,
            },
            "axis": {
                "labelColor": quiet, "titleColor": quiet, "labelFontSize": 12, "titleFontSize": 12,
                "titleFontWeight": "normal", "gridColor": line, "domainColor": quiet,
                "tickColor": quiet, "labelPadding": 6,
            },
            "axisY": {"domain": False, "ticks": False},
            "axisX": {"grid": False},
            "legend": {"labelColor": ink, "titleColor": quiet, "labelFontSize": 12},
        }
    }  # fmt: skip


_left_undrawn: list[bool] = []  # true in all threads, which a ContextVar would not be


@contextmanager
def left_undrawn() -> Iterator[None]:
    """Show charts in this process without drawing them: whoever runs its cells does that."""
    _left_undrawn.append(True)
    try:
        yield
    finally:
        _left_undrawn.pop()


def enable() -> None:
    """
    Give Altair the house theme, and let JupyterLab show the very drawing that the page prints.

    A static drawing needs neither the Vega-Lite that JupyterLab happens to know, nor a network.
    """
    import altair

    altair.theme.register("workings", enable=True)(lambda: cast(Any, theme()))
    altair.renderers.register("workings", _bundle)
    altair.renderers.enable("workings")
    altair.data_transformers.disable_max_rows()


def _bundle(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    _check(spec)
    return {
        "application/vnd.vegalite.v6+json": spec,
        SVG: "" if _left_undrawn else draw_alone(spec, read_house(Path.cwd()).light),
        "text/plain": f"Chart: {title(spec)[0]}",
    }


def undrawn(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the specification of a chart that a kernel has left for the engine to draw."""
    if data.get(SVG) != "":
        return None
    return next((spec for key, spec in data.items() if VEGALITE.fullmatch(key)), None)


def draw_ahead(spec: Mapping[str, Any]) -> None:
    """Draw a chart at the page's widths, so that it is at hand when it is asked for."""
    for width in WIDTHS.values():
        _drawn(spec, width)


def rests_on(*numbers: Figure | Quantity, told: Iterable[Figure | Quantity] = ()) -> dict[str, Any]:
    """
    Name the numbers that a chart shows: for its source line, and for whoever audits it.

    First come those that its rows were made from; told are those in its title or alt text that it
    does not draw. What is returned goes into the chart as its ``usermeta``, which Vega-Lite leaves
    alone.

    Examples
    --------
    >>> named = rests_on(returned, share(returned, arrivals, because="..."))
    >>> named["workings"]["sources"], [each["printed"] for each in named["workings"]["numbers"]]
    (['S13', 'S00'], ['281', '0.7%'])
    """
    drawn, said = ([as_quantity(number) for number in each] for each in (numbers, told))
    record = ChartRecord(
        sources=tuple(_sources([*drawn, *said])),
        numbers=tuple(map(workings_of, drawn)),
        told=tuple(map(workings_of, said)),
    )
    return {NAMED: to_json(record)}


def _sources(numbers: Iterable[Quantity]) -> dict[str, None]:
    """Return the ids of the sources that numbers rest on, each once, in order."""
    found: dict[str, None] = {}
    for each in numbers:
        source = each.figure.source if each.figure else each.source
        found.update({source.id: None} if source else _sources(each.operands))
    return found


def title(spec: Mapping[str, Any]) -> tuple[str, str]:
    """
    Return a chart's title and subtitle; either may be empty.

    Examples
    --------
    >>> title({"title": {"text": "More in than out", "subtitle": ["People", "to January"]}})
    ('More in than out', 'People to January')
    """
    given = spec.get("title", "")
    if not isinstance(given, Mapping):
        return _words(given), ""
    return _words(given.get("text", "")), _words(given.get("subtitle", ""))


def draw(spec: Mapping[str, Any], width: int) -> Drawing:
    """
    Draw a Vega-Lite chart for the page, at a width in pixels; its colours are CSS variables.

    The page says its title and description once for all widths. Raises PageError if the chart
    fetches data, or a missing value shows in it.
    """
    drawn, across, down = _drawn(spec, width)
    body = written(drawn, {colour: f"var(--{name})" for colour, name in COLOURS.items()})
    read_again(f'<svg xmlns="{SVG_NAMES}">{body}</svg>')
    return Drawing(body, across, down)


def draw_alone(spec: Mapping[str, Any], colours: Colours, source: str = "") -> str:
    """Draw a chart as an SVG file of its own: title, subtitle, drawing and source line."""
    width, (heading, subheading) = WIDTHS["desktop"], title(spec)
    drawn, across, down = _drawn(spec, width)
    head, y = _lines(heading, 20, 66, 17, Colours().ink, bold=True)
    below, y = _lines(subheading, y, 92, 13, Colours().quiet)
    foot, end = _lines(source, y + down + 14, 100, 12, Colours().quiet)
    across, end = max(across, width), end if source else y + down
    of_the_house = {colour: str(getattr(colours, name)) for colour, name in COLOURS.items()}
    above, body, under = (written(each, of_the_house) for each in (head + below, drawn, foot))
    behind = f'<path fill="{colours.paper}" d="M-16-8h{across + 32}v{end + 16}h{-across - 32}z"/>'
    placed = f'{behind}{above}<g transform="translate(0 {y})">{body}</g>{under}'
    return read_again(_svg(spec, placed, across, end, room=16))


def draw_png(svg: str, scale: float = 1) -> bytes:
    """Paint an SVG as a PNG, with the shipped font; refuse more than shapes and text in it."""
    return painter.svg_to_png(read_again(svg).replace(FONTS, FONT), scale)


def _drawn(spec: Mapping[str, Any], width: int) -> tuple[list[Leaf], float, float]:
    """Return what a chart draws, without its title, and how wide and high it is."""
    _check(spec)
    sized = _sized(json.loads(json.dumps(in_panels(spec))), width)
    sized.pop("title", None)
    try:
        return _drawn_by_vega(json.dumps(sized))
    except PageError as error:
        raise PageError(f"chart {title(spec)[0]!r}: {error}") from None


@lru_cache(maxsize=64)  # the page, the file beside it and the notebook show the same drawing
def _drawn_by_vega(spec: str) -> tuple[list[Leaf], float, float]:
    svg = painter.vegalite_to_svg(spec)
    if found := re.search(r' (?:fill|stroke)="(url\((?!#gradient_)[^"]{0,60})', svg):
        raise PageError(f"found {found[1]!r} as a colour; expected one such as '#0b6aa2'.")
    drawn = leaves(svg)
    if any(MISSING.search(leaf.text) for leaf in drawn):
        raise PageError("a missing value is written in it. Drop missing rows first.")
    across, down = (float(re.search(rf'{side}="([\d.]+)"', svg)[1]) for side in ("width", "height"))  # type: ignore[index]  # Vega always gives both
    return drawn, across, down


def _check(spec: Mapping[str, Any]) -> None:
    """Raise PageError if a chart leads out of the page, or a value in it can't be drawn."""
    for text in strings(spec):
        if found := UNWRITABLE.search(text):
            what = f"the character U+{ord(found[0]):04X} in {text!r:.60}"
            expected = "none that can't be written in a drawing"
            raise _unfit(spec, what, expected, "Take it out.")
    parts = [*mappings(spec)]
    if any("gradient" in part for part in parts):
        expected = "one colour for each mark, such as '#0b6aa2'"
        raise _unfit(spec, "a gradient", expected, "Choose one.")
    leading_out = sorted({"url", "href"} & {key for part in parts for key in part})
    if leading_out:
        expected = "nothing that leads out of the page"
        mend = "Read data into a DataFrame first, and leave links and images out."
        raise _unfit(spec, " and ".join(leading_out), expected, mend)
    missing_values(spec)


def _unfit(spec: Mapping[str, Any], found: str, expected: str, mend: str) -> PageError:
    """Return the error for a chart that can't be drawn, named by its title."""
    return PageError(mismatch(f"chart {title(spec)[0]!r}", found, expected, mend))


def _svg(spec: Mapping[str, Any], body: str, width: float, height: float, room: int) -> str:
    named = f"<title>{escaped(title(spec)[0])}</title>"
    described = f"<desc>{escaped(str(spec.get('description', '')))}</desc>"
    across, down = f"{width + 2 * room:g}", f"{height + room:g}"
    return (
        f'<svg xmlns="{SVG_NAMES}" font-family="{FONTS}" width="{across}" height="{down}" '
        f'viewBox="{-room} {-room // 2} {across} {down}" role="img" fill="none">'
        f"{named}{described}{body}</svg>"
    )


def _lines(
    text: str, y: float, wrap: int, size: int, colour: str, bold: bool = False
) -> tuple[list[Leaf], float]:
    """Set words below one another from a height on; return them, and the height they end at."""
    style = [("fill", colour), ("font-size", str(size))] + [("font-weight", "bold")] * bold
    lines = textwrap.wrap(text, wrap)
    made = [
        Leaf(tuple(style), text=escaped(line), place=f' x="0" y="{y + 1.3 * size * row:g}"')
        for row, line in enumerate(lines)
    ]
    return made, y + round(1.3 * size * len(lines))


def missing_values(spec: Mapping[str, Any]) -> None:
    """Raise PageError if a drawn field is not in the data, or holds a missing value."""
    drawn = {
        channel["field"]
        for channel in mappings(in_panels(spec))
        if channel.get("type") == "quantitative" and isinstance(channel.get("field"), str)
    }
    values = (part.get("values") for part in mappings(spec))
    datasets: list[list[dict[str, Any]]] = [*spec.get("datasets", {}).values()]
    datasets += (v for v in values if isinstance(v, list) and all(isinstance(r, dict) for r in v))
    columns = {column for rows in datasets for row in rows for column in row}
    named = (part.get("as") for part in mappings(spec))
    every = ([*names] if isinstance(names, list) else [names] for names in named)
    made = {str(name) for names in every for name in names if name}
    if not any(datasets) or not drawn <= columns | made:
        what = f"the column {min(drawn - columns - made)!r}" if any(datasets) else "no row of data"
        mend = nearest(min(drawn), columns) if drawn else "Give it rows."
        raise _unfit(spec, f"{what} to draw", "data for all it draws", mend)
    for rows in datasets:
        for number, row in enumerate(rows):
            for field in sorted(drawn & set(row)):
                if row[field] is None:
                    what = f"a missing value in row {number + 1} of column {field!r}"
                    mend = (
                        f"Leave such rows out on purpose, with .dropna(subset=[{field!r}]), and "
                        "say so in the text."
                    )
                    raise _unfit(spec, what, "a number in every row drawn", mend)


def _sized(spec: dict[str, Any], width: int) -> dict[str, Any]:
    """Fit the chart to a width, axes and all; parts set side by side share it."""
    if "hconcat" in spec:
        each = width // max(1, len(spec["hconcat"]))
        spec["hconcat"] = [_sized(part, each) for part in spec["hconcat"]]
    elif "vconcat" in spec:
        spec["vconcat"] = [_sized(part, width) for part in spec["vconcat"]]
    elif "mark" in spec or "layer" in spec:
        spec["width"] = width
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
        spec.setdefault("height", 300)
    return spec


def _words(text: Any) -> str:
    return " ".join(map(str, text)) if isinstance(text, list) else str(text or "")


def mappings(part: Any, *without: str) -> Iterator[Mapping[str, Any]]:
    """Yield every object inside a specification, data rows left out, and what has other names."""
    if isinstance(part, dict):
        yield part
        for key, value in part.items():
            if key not in ("datasets", "values", *without):
                yield from mappings(value, *without)
    elif isinstance(part, list):
        for value in part:
            yield from mappings(value, *without)
