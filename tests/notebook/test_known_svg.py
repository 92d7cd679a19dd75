"""Drawings hold shapes and text of known forms, whatever a ledger or a notebook brings."""

import altair as alt
import pandas as pd
import pytest

from workings.errors import PageError
from workings.notebook import charts
from workings.notebook.house import Colours
from workings.notebook.known_svg import read_again
from workings.notebook.svg import leaves

SCRIPT = 'red"/><script>alert(1)</script><path fill="red'
IMAGE = 'red"/><image href="http://127.0.0.1:1/x.png"/><path fill="red'
REFRESH = "red'/><meta http-equiv='refresh' content='0;url=http://x/'><path fill='red"
HOSTILE = [SCRIPT, IMAGE, REFRESH, "url(http://127.0.0.1:1/)", "var(--x)<b>", "/*<b>*/red"]


def drawn(**encoding):
    """A chart with a mark's style straight from its data."""
    charts.enable()
    rows = pd.DataFrame([{"a": 1, "style": encoding.pop("style")}, {"a": 2, "style": "#123456"}])
    made = alt.Chart(rows).mark_bar().encode(x="a:Q", y="style:N", **encoding)
    return made.properties(title="The finding", description="Two bars.").to_dict()


@pytest.mark.parametrize("colour", HOSTILE)
@pytest.mark.parametrize("channel", [alt.Color, alt.Fill, alt.Stroke])
def test_a_colour_that_is_none_is_refused(channel, colour):
    """Neither markup nor an address gets into a drawing as a colour."""
    asked = {channel.__name__.lower(): channel("style:N", scale=None)}
    with pytest.raises(PageError, match=r"The finding.*expected (one such as|a colour)"):
        charts.draw(drawn(style=colour, **asked), 640)


@pytest.mark.parametrize("colour", ["teal", "#0b6aa3", "rgb(1, 2, 3)", "hsl(10, 20%, 30%)"])
def test_a_colour_of_css_is_drawn(colour):
    """By its name, or in numbers."""
    body = charts.draw(drawn(style=colour, color=alt.Color("style:N", scale=None)), 640).body
    assert f'"{colour}"' in body or "rgb" in body


@pytest.mark.parametrize(
    "style",
    [
        'stroke-dasharray="4 &quot;/&gt;&lt;b&gt;"',
        'stroke-width="2&quot;"',
        'opacity="&lt;1"',
        'stroke-linecap="x"',
        'fill="context-fill"',
    ],
)
def test_a_style_of_no_known_form_is_refused(style):
    """Widths are numbers, dashes are numbers, ends of lines are one of three."""
    bad = f'<svg xmlns="http://www.w3.org/2000/svg"><path {style} d="M0,0h9v9Z"/></svg>'
    with pytest.raises(PageError, match="expected"):
        leaves(bad)


def test_a_label_that_looks_like_a_colour_of_the_house_stays_as_it_is():
    """Colours are put in as styles, not by searching the drawing."""
    label = f'"{Colours().one}"'
    assert label in charts.draw(drawn(style=label), 640).body


@pytest.mark.parametrize(
    "body",
    [
        "<script>x</script>",
        '<image href="/etc/hostname"/>',
        '<a href="x"><path d="M0 0h1"/></a>',
        '<path onclick="x" d="M0 0h1"/>',
        '<path style="fill:red" d="M0 0h1"/>',
        '<path fill="red;x" d="M0 0h1"/>',
        '<use href="#a"/>',
        "<foreignObject/>",
        "<path d='M0 0h1'>",
        "\uffff",
    ],
)
def test_a_png_is_painted_of_nothing_but_shapes_and_text(body):
    """What the painter is given is read first: no address is fetched, no file read."""
    with pytest.raises(PageError, match="expected"):
        charts.draw_png(f'<svg xmlns="http://www.w3.org/2000/svg">{body}</svg>')


def test_a_finished_drawing_passes_as_it_is():
    """Nothing in it is changed."""
    svg = charts.draw_alone(drawn(style="Ä & <b> \"'"), Colours(), 'Source: O\'Brien & "Sons"')
    assert read_again(svg) == svg


@pytest.mark.parametrize("character", ["\uffff", "\ufffe", "\x00", "\x1b", "\x0b", "\ud800"])
@pytest.mark.parametrize("where", ["row", "axis", "description"])
def test_a_character_that_no_drawing_can_hold_is_refused_by_its_number(character, where):
    """It would end the process that draws."""
    spec = drawn(style=f"a{character}" if where == "row" else "a")
    if where == "axis":
        spec["encoding"]["x"]["axis"] = {"title": f"People{character}"}
    if where == "description":
        spec["description"] += character
    with pytest.raises(PageError, match=f"The finding.*U\\+{ord(character):04X}.*Take it out"):
        charts.draw(spec, 640)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
def test_a_line_separator_in_a_title_is_drawn(separator):
    """It is a character like others."""
    spec = drawn(style="a")
    spec["encoding"]["x"]["axis"] = {"title": f"People{separator}in all"}
    assert "in all" in charts.draw(spec, 640).body


def test_a_gradient_is_refused_by_name():
    """A mark that is filled with one would not be seen."""
    spec = drawn(style="a")
    stops = [{"offset": 0, "color": "red"}, {"offset": 1, "color": "blue"}]
    spec["mark"] = {"type": "bar", "color": {"gradient": "linear", "stops": stops}}
    with pytest.raises(PageError, match="a gradient; expected one colour"):
        charts.draw(spec, 640)
