"""
Drawings: Vega's SVG made safe and small, with nothing in it but what is seen.

Vega wraps every axis and mark in groups, repeats each style on each element and gives coordinates
to fifteen digits. Here nested moves are added up, what shows nothing is dropped, coordinates are
rounded to a tenth of a pixel, and neighbours of one style share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from xml.etree import ElementTree

from workings.errors import PageError
from workings.notebook.known_svg import STYLES, SVG, form

MOVE = re.compile(r"^translate\(\s*([-\d.e]+)(?:[ ,]+([-\d.e]+))?\s*\)\s*(.*)$")
TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
DOT = re.compile(r"^M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?$")  # a circle, as Vega has it
PART = re.compile(r"M(-?[\d.]+) ?(-?[\d.]+)([^M]*)")
PER_COMMAND = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
Style = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Leaf:
    """One thing that is drawn: a path, or a line of text."""

    style: Style  # what differs from `STYLES`
    path: str = ""  # its outline; empty for a text
    text: str = ""  # words
    place: str = ""  # the attributes of a text, as SVG


def leaves(svg: str) -> list[Leaf]:
    """
    Read what an SVG draws, in order. Anything else in it, scripts and links among it, is left out.

    Raises PageError if a style is of no known form, or it isn't the SVG that Vega writes.

    Examples
    --------
    >>> leaves('<svg xmlns="http://www.w3.org/2000/svg"><g transform="translate(1,2)"><path '
    ...        'fill="red" d="M0,0h10.04v5"/></g></svg>')
    [Leaf(style=(('fill', 'red'),), path='M1 2h10v5', text='', place='')]
    """
    try:
        return list(_read(ElementTree.fromstring(svg), (0.0, 0.0), dict(STYLES)))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise PageError(
            f"its drawing can't be read ({error}). Draw it with simpler marks."
        ) from error


def written(drawn: list[Leaf], colours: Mapping[str, str] | None = None) -> str:
    """Write leaves as SVG: neighbours of one style share it; some colours may stand for others."""
    groups = ((style, list(group)) for style, group in groupby(drawn, attrgetter("style")))
    swapped = colours or {}
    return "".join(
        _written(tuple((name, swapped.get(value, value)) for name, value in style), group)
        for style, group in groups
    )


def escaped(text: str) -> str:
    """Escape text for SVG and HTML alike."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(style: Style, group: list[Leaf]) -> str:
    attributes = "".join(f' {name}="{value}"' for name, value in style)
    if all(leaf.path for leaf in group) and not any("opacity" in name for name, _ in style):
        group = [Leaf(style, path=joined_path("".join(leaf.path for leaf in group)))]
    if len(group) == 1:
        return _element(group[0], attributes)
    columns = {leaf.place.partition('" y=')[0].removeprefix(' x="') for leaf in group}
    if len(group) > 2 and len(columns) == 1 and _is_number(column := columns.pop()):
        attributes += f' transform="translate({column})"'
        group = [replace(leaf, place=leaf.place.removeprefix(f' x="{column}"')) for leaf in group]
    return f"<g{attributes}>{''.join(_element(leaf, '') for leaf in group)}</g>"


def _element(leaf: Leaf, attributes: str) -> str:
    if leaf.path:
        return f'<path{attributes} d="{leaf.path}"/>'
    return f"<text{attributes}{leaf.place}>{leaf.text}</text>"


def _read(
    element: ElementTree.Element, at: tuple[float, float], inherited: Mapping[str, str]
) -> Iterator[Leaf]:
    style = {name: element.get(name, value) for name, value in inherited.items()}
    style = {name: "" if "url(" in value else form(name, value) for name, value in style.items()}
    turned = ""
    if moved := MOVE.match(element.get("transform", "translate(0)")):
        at, turned = (at[0] + float(moved[1]), at[1] + float(moved[2] or 0)), moved[3]
    tag = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
    if tag in ("svg", "g", "a"):
        for child in element:
            yield from _read(child, at, style)
    elif tag == "text":
        yield from _text(element, at, turned, style)
    elif tag in ("path", "line", "rect", "circle") and _is_seen(style):
        outline = _outline(tag, element)
        dot = DOT.match(outline) if style["stroke"] in ("none", "") else None
        if dot:  # the round end of a line of no length: a tenth of a circle's words
            width = number(round(2 * float(dot[1]), 1))
            style = {**style, "fill": "none", "stroke": style["fill"], "stroke-width": width}
            style |= {"stroke-linecap": "round", "stroke-opacity": style["fill-opacity"]}
            style["stroke-dasharray"] = ""
            at_dot = f"M{number(round(at[0], 1))} {number(round(at[1], 1))}h0"
            yield Leaf(_differing(style, text=False), path=at_dot)
        elif path := moved_path(outline, at):
            yield Leaf(_differing(style, text=False), path=path)


def _is_seen(style: Mapping[str, str]) -> bool:
    return float(style["opacity"]) > 0 and any(
        style[name] not in ("none", "transparent", "") for name in ("fill", "stroke")
    )


def _differing(style: Mapping[str, str], text: bool) -> Style:
    """Return what has to be said of a style: of type for a text alone, of strokes where drawn."""
    left_out: tuple[str, ...] = () if text else ("font", "text")
    left_out += ("stroke",) if style["stroke"] in ("none", "") else ()
    kept = {
        name: value.removesuffix("px")
        for name, value in style.items()
        if value != STYLES[name] and not name.startswith(left_out)
    }
    if kept.get("stroke-dasharray", "").endswith(",0"):  # dashes without gaps
        del kept["stroke-dasharray"]
    return tuple(kept.items())


def _text(
    element: ElementTree.Element, at: tuple[float, float], turned: str, style: Mapping[str, str]
) -> Iterator[Leaf]:
    lines = list(element) or [element]
    x, y = at[0] + float(element.get("x", 0)), at[1] + float(element.get("y", 0))
    for line in lines:
        words = escaped("".join(line.itertext()))
        y += float(line.get("dy", 0)) if line is not element else 0
        x, y = round(x, 1), round(y, 1)
        place = f' x="{number(x)}" y="{number(y)}"'
        if form("transform", turned):
            place = f' transform="translate({number(x)} {number(y)}) {turned}"'
        if words.strip() and float(style["opacity"]) > 0:
            yield Leaf(_differing(style, text=True), text=words, place=place)


def _outline(tag: str, element: ElementTree.Element) -> str:
    get = {name: float(value) for name, value in element.attrib.items() if _is_number(value)}.get
    if tag == "line":
        return f"M{get('x1', 0)},{get('y1', 0)}L{get('x2', 0)},{get('y2', 0)}"
    if tag == "rect":
        width, height = get("width", 0), get("height", 0)
        return (
            f"M{get('x', 0)},{get('y', 0)}h{width}v{height}h{-width}Z" if width and height else ""
        )
    if tag == "circle":
        r = get("r", 0)
        left = f"M{get('cx', 0) - r},{get('cy', 0)}"
        return f"{left}a{r},{r} 0 1,0 {2 * r},0a{r},{r} 0 1,0 {-2 * r},0Z" if r else ""
    return element.get("d", "")


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?\d+(\.\d+)?", text))


def moved_path(path: str, by: tuple[float, float] = (0.0, 0.0)) -> str:
    """
    Move a path and write it as short as a tenth of a pixel allows; nothing for one of no extent.

    Steps are taken from where the rounded path stands, so that no error adds up.

    Examples
    --------
    >>> moved_path("M0,0L10.123,0L20.26,5.55Z", by=(1, 1))
    'M1 1h10.1l10.2 5.5z'
    >>> moved_path("M0,0h0v0h0Z")
    ''
    """
    tokens = TOKEN.findall(path)
    out: list[str] = []
    start = here = shown = (0.0, 0.0)  # the path's own place, and that of the rounded one
    index, command, extent = 0, "", False
    while index < len(tokens):
        if tokens[index].isalpha():
            command = tokens[index]
            index += 1
        count = PER_COMMAND[command.upper()]
        if not count and tokens[index - 1] != command:
            raise ValueError(f"{tokens[index]} after the end of a path")
        values = [float(token) for token in tokens[index : index + count]]
        index += count
        if command in "Zz":
            out.append("z")
            here, shown = start, (round(start[0] + by[0], 1), round(start[1] + by[1], 1))
            continue
        points = _points(command, values, here)
        here = points[-1]
        target = (round(here[0] + by[0], 1), round(here[1] + by[1], 1))
        if command in "Mm":
            start, command = here, "L" if command == "M" else "l"
            out.append("M" + _joined(target))
        else:
            step = _step(command.upper(), values, points, by, shown)
            extent = extent or target != shown or command in "Aa"
            out.append(step)
        shown = target
    return "".join(out) if extent else ""


def joined_path(path: str) -> str:
    """
    Write a path's later parts from where the part before began, if it ended there and that is less.

    Examples
    --------
    >>> joined_path("M115 15.5h174v34zM115 70.5h169v34zM10 10h0")
    'M115 15.5h174v34zm0 55h169v34zM10 10h0'
    """
    out, at, home = "", (0.0, 0.0), False
    for found in PART.finditer(path):
        place = (float(found[1]), float(found[2]))
        step = (round(place[0] - at[0], 1), round(place[1] - at[1], 1))
        ways = ["M" + _joined(place)] + ["m" + _joined(step)] * home
        out += min(ways, key=len) + found[3]
        at, home = place, found[3].endswith(("z", "h0"))
    return out


def _points(
    command: str, values: list[float], here: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the points a command names, the last of them where it ends, as absolute places."""
    origin = here if command.islower() else (0.0, 0.0)
    kind = command.upper()
    if kind == "H":
        return [(origin[0] + values[0], here[1])]
    if kind == "V":
        return [(here[0], origin[1] + values[0])]
    if kind == "A":
        values = values[5:]
    return [(origin[0] + x, origin[1] + y) for x, y in zip(values[::2], values[1::2], strict=True)]


def _step(
    kind: str,
    values: list[float],
    points: list[tuple[float, float]],
    by: tuple[float, float],
    shown: tuple[float, float],
) -> str:
    """Write one command as a step from where the rounded path stands."""
    steps = [
        round(round(place, 1) - at, 1)
        for x, y in points
        for place, at in ((x + by[0], shown[0]), (y + by[1], shown[1]))
    ]
    if kind == "A":
        return "a" + _joined((*_radii(values, steps), *values[2:5], *steps))
    if kind in "LHV":
        if not steps[1]:
            return "h" + number(steps[0]) if steps[0] else ""
        return "v" + number(steps[1]) if not steps[0] else "l" + _joined(steps)
    return kind.lower() + _joined(steps)


def _radii(values: list[float], steps: list[float]) -> tuple[float, float]:
    """Return an arc's radii; those of half a circle fit its rounded width, or dots turn to eggs."""
    half = abs(steps[0]) / 2
    is_half = not steps[1] and abs(half - values[0]) <= 0.1
    return (half, half) if is_half else (values[0], values[1])


def _joined(values: Iterable[float]) -> str:
    return " ".join(number(value) for value in values).replace(" -", "-")


def number(value: float) -> str:
    """
    Write a length as short as can be.

    Examples
    --------
    >>> number(-0.5), number(12.0), number(-0.0)
    ('-.5', '12', '0')
    """
    text = f"{round(value, 2):g}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:g}"
    return "0" if text in ("-0", "-.0") else text
