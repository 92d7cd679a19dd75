"""
What a drawing may hold: the elements, attributes and forms of values that this house knows.

A chart's data and style come from ledgers and files. So a finished drawing is read again before it
goes anywhere, and nothing else passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from tinycss2.color4 import parse_color  # type: ignore[import-untyped]  # it has no types

from workings.errors import PageError

SVG = "{http://www.w3.org/2000/svg}"
# What a child takes over from the groups it stands in, with the value it has anyway.
STYLES = {
    "fill": "none", "fill-opacity": "1", "stroke": "none", "stroke-width": "1",
    "stroke-opacity": "1", "stroke-dasharray": "", "stroke-linecap": "butt",
    "stroke-linejoin": "miter", "opacity": "1", "text-anchor": "start", "font-size": "",
    "font-weight": "normal", "font-style": "normal",
}  # fmt: skip
_LENGTH, _LENGTHS = r"[0-9.]+(e-?[0-9]+)?(px)?", r"([0-9.]+([ ,]+[0-9.]+)*)?"
# What a style, and a place, may be; a colour is whatever CSS knows as one.
FORMS = {
    **dict.fromkeys(("fill-opacity", "stroke-width", "stroke-opacity", "opacity"), _LENGTH),
    "font-size": f"({_LENGTH})?", "stroke-dasharray": _LENGTHS,
    "stroke-linecap": "butt|round|square", "stroke-linejoin": "miter|round|bevel",
    "text-anchor": "start|middle|end", "font-weight": "normal|bold|bolder|lighter|[1-9]00",
    "font-style": "normal|italic|oblique", "font-family": "[A-Za-z ,'-]+", "role": "img",
    "transform": r"((translate|rotate|scale)\([-0-9., e]+\) ?)*",
    "d": r"[-0-9. MmLlHhVvCcSsQqTtAaZz]*", "viewBox": "[-0-9. ]+",
    **dict.fromkeys(("x", "y", "width", "height"), "-?[0-9.]+"),
}  # fmt: skip
OF_THE_PAGE, COLOUR = re.compile(r"var\(--[a-z]+\)"), re.compile("[A-Za-z0-9#%(),./ +-]+")
# The elements of a finished drawing, each with its attributes.
KNOWN = {
    "svg": {"width", "height", "viewBox", "role", "fill", "font-family"},
    "g": {*STYLES, "transform"}, "path": {*STYLES, "d"},
    "text": {*STYLES, "x", "y", "transform"}, "title": set(), "desc": set(),
}  # fmt: skip
#: Characters that XML can't hold: a drawing with one of them can't be read.
UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read_again(svg: str) -> str:
    """
    Return a finished drawing; raises PageError for no XML, or what this house doesn't draw.

    Examples
    --------
    >>> read_again('<svg xmlns="http://www.w3.org/2000/svg"><image href="x"/></svg>')
    Traceback (most recent call last):
    workings.errors.PageError: found <image> in a drawing; expected nothing but shapes and text.
    """
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise PageError(f"found a drawing that can't be read ({error}); expected XML.") from error
    for element in root.iter():
        tag = element.tag.removeprefix(SVG)
        for name, value in element.items() if tag in KNOWN else ():
            if name not in KNOWN[tag]:
                raise PageError(f"found {name} of <{tag}> in a drawing; expected a known style.")
            form(name, value)
        if tag not in KNOWN:
            raise PageError(f"found <{tag}> in a drawing; expected nothing but shapes and text.")
    return svg


def form(name: str, value: str) -> str:
    """Return the value of an attribute; raises `PageError` if it has no form that we know."""
    if name in ("fill", "stroke"):
        is_known = value in ("", "none") or OF_THE_PAGE.fullmatch(value)
        is_known = is_known or (COLOUR.fullmatch(value) and parse_color(value))
    else:
        is_known = re.fullmatch(FORMS[name], value)
    if not is_known:
        kind = "a colour, such as '#0b6aa2'" if name in ("fill", "stroke") else "a known value"
        raise PageError(f"found {value!r:.60} as {name}; expected {kind}.")
    return value


def strings(part: Any) -> Iterator[str]:
    """Yield every text in what JSON holds, names among them."""
    todo = [part]
    while todo:  # and no recursion, since it may go down without end
        if isinstance(found := todo.pop(), str):
            yield found
        elif isinstance(found, dict):
            todo += [*found, *found.values()]
        elif isinstance(found, list | tuple):
            todo += found
