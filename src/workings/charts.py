"""
Charts: the house's look for Altair, and static SVG drawn from any notebook's Vega-Lite.

Charts are plain Altair. The theme's colours double as markers: in the SVG each becomes a CSS
variable, so one drawing serves a light page and a dark one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, cast
from xml.etree import ElementTree

from workings.errors import PageError, nearest

# The MIME types under which Altair's charts lie in a notebook, whatever their version.
VEGALITE = re.compile(r"application/vnd\.vegalite\.v\d+(\.|\+)json")
SVG = "http://www.w3.org/2000/svg"
WIDTHS = {"phone": 328, "desktop": 640}
# Shipped inside vl-convert, so text is measured alike everywhere; Arial has the same widths.
FONT = "Liberation Sans"
FONTS = f"Arial, '{FONT}', Helvetica, sans-serif"

# Colour-blind-safe (after Okabe and Ito), dark enough for text on paper.
COLOURS = {
    "#1c1b19": "ink",
    "#5f5b54": "quiet",
    "#dedad2": "line",
    "#0b6aa2": "one",
    "#b44a00": "two",
    "#007a5a": "three",
    "#8f3f77": "four",
}
ELEMENTS = {"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"}
ATTRIBUTES = {
    "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy",
    "r", "rx", "ry", "dx", "dy", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity",
    "text-anchor", "font-size", "font-weight", "font-style", "id", "clip-path",
}  # fmt: skip


def theme() -> dict[str, Any]:
    """Return the house theme, as a Vega-Lite config."""
    ink, quiet, line, one, two, three, four = COLOURS
    return {
        "config": {
            "background": None,
            "font": FONT,
            "numberFormat": ",~f",
            "view": {"stroke": None},
            "range": {"category": [one, two, three, four]},
            "mark": {"color": one},
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


def enable() -> None:
    """
    Give Altair the house theme, and let JupyterLab show the very drawing that the page prints.

    JupyterLab 4.6 draws Vega-Lite up to version 5 itself and Altair 6 writes version 6; a static
    drawing needs neither, and no network.
    """
    import altair

    altair.theme.register("workings", enable=True)(lambda: cast(Any, theme()))
    altair.renderers.register("workings", _bundle)
    altair.renderers.enable("workings")
    altair.data_transformers.disable_max_rows()


def _bundle(spec: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {
        "application/vnd.vegalite.v6+json": spec,
        "image/svg+xml": draw(spec, WIDTHS["desktop"], with_title=True),
        "text/plain": f"Chart: {title(spec)[0]}",
    }


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


def draw(spec: Mapping[str, Any], width: int, with_title: bool = False) -> str:
    """
    Draw a Vega-Lite chart as static SVG of the given width in pixels.

    Parameters
    ----------
    spec : mapping
        As Altair writes it: data inside, nothing to fetch.
    with_title : bool
        Whether to draw title and subtitle too; the page sets them as text.

    Returns
    -------
    str
        One ``<svg>`` element with the description as its accessible name, drawing elements only:
        no script, style, link, image or handler survives.

    Raises
    ------
    PageError
        If the chart fetches data, or a missing value shows in it.
    """
    import vl_convert

    leading_out = sorted({"url", "href"} & {key for part in _mappings(spec) for key in part})
    if leading_out:
        raise PageError(
            f"chart {title(spec)[0]!r}: found {' and '.join(leading_out)}; expected nothing that "
            "leads out of the page. Read data into a DataFrame first, and leave links and images "
            "out."
        )
    missing_values(spec)
    sized = _sized(json.loads(json.dumps(spec)), width)
    if not with_title:
        sized.pop("title", None)
    svg = vl_convert.vegalite_to_svg(sized, allowed_base_urls=[])
    return _cleaned(svg, spec)


def missing_values(spec: Mapping[str, Any]) -> None:
    """Raise PageError if a drawn field is not in the data, or holds a missing value."""
    drawn = {
        channel["field"]
        for channel in _mappings(spec)
        if channel.get("type") == "quantitative" and isinstance(channel.get("field"), str)
    }
    datasets = list(_datasets(spec))
    columns = {column for rows in datasets for row in rows for column in row}
    made = {name for part in _mappings(spec) for name in _words_of(part.get("as"))}
    if not any(datasets) or not drawn <= columns | made:
        what = f"the column {min(drawn - columns - made)!r}" if any(datasets) else "no row of data"
        raise PageError(
            f"chart {title(spec)[0]!r}: found {what} to draw; expected data for all it draws. "
            f"{nearest(min(drawn), columns) if drawn else 'Give it rows.'}"
        )
    for rows in datasets:
        for number, row in enumerate(rows):
            for field in sorted(drawn & set(row)):
                if row[field] is None:
                    raise PageError(
                        f"chart {title(spec)[0]!r}: found a missing value in row {number + 1} of "
                        f"column {field!r}; expected a number in every row drawn. Leave such rows "
                        f"out on purpose, with .dropna(subset=[{field!r}]), and say so in the text."
                    )


def _datasets(spec: Mapping[str, Any]) -> Iterator[list[dict[str, Any]]]:
    yield from spec.get("datasets", {}).values()
    for mapping in _mappings(spec):
        values = mapping.get("values")
        if isinstance(values, list) and all(isinstance(row, dict) for row in values):
            yield values


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


def _cleaned(svg: str, spec: Mapping[str, Any]) -> str:
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    _keep_drawing(root)
    for text in root.iter(f"{{{SVG}}}text"):
        if "".join(text.itertext()).strip() in ("NaN", "null", "undefined", "Invalid Date"):
            raise PageError(
                f"chart {title(spec)[0]!r}: a missing value is written in it. Drop missing "
                "rows first."
            )
    root.set("role", "img")
    root.set("font-family", FONTS)
    name = ElementTree.Element("title")
    name.text = title(spec)[0]
    description = ElementTree.Element("desc")
    description.text = str(spec.get("description", ""))
    root.insert(0, description)
    root.insert(0, name)
    drawn = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    for colour, variable in COLOURS.items():
        drawn = drawn.replace(f'"{colour}"', f'"var(--{variable},{colour})"')
    return drawn


def _keep_drawing(element: ElementTree.Element) -> None:
    """Keep what draws; a link's content takes the link's place."""
    for name in list(element.attrib):
        value = element.attrib[name]
        if name not in ATTRIBUTES or ("url(" in value and not value.startswith("url(#")):
            del element.attrib[name]
    for child in list(element):
        tag = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else ""
        if tag == "a":
            child.tag, tag = f"{{{SVG}}}g", "g"
        if tag in ELEMENTS:
            _keep_drawing(child)
        else:
            element.remove(child)


def _words_of(names: Any) -> list[str]:
    return [str(name) for name in (names if isinstance(names, list) else [names]) if name]


def _words(text: Any) -> str:
    return " ".join(map(str, text)) if isinstance(text, list) else str(text or "")


def _mappings(part: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every object inside a specification, data rows left out."""
    if isinstance(part, Mapping):
        yield part
        for key, value in part.items():
            if key not in ("datasets", "values"):
                yield from _mappings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _mappings(value)
