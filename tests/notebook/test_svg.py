"""Drawings: Vega's SVG made safe and small, and drawn as before."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workings.notebook.svg import Leaf, leaves, moved_path, written

PLACES = st.floats(-900, 900, allow_nan=False).map(lambda value: round(value, 4))
POINTS = st.lists(st.tuples(PLACES, PLACES), min_size=2, max_size=20)


def svg(body):
    """Wrap elements as Vega does."""
    return f'<svg xmlns="http://www.w3.org/2000/svg"><g fill="none">{body}</g></svg>'


def ends(path):
    """Follow a path of relative steps and list the points that it comes to."""
    at, points = (0.0, 0.0), []
    for command, numbers in re.findall(r"([MlhvzZ])([^A-Za-z]*)", path):
        values = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        step = {"h": lambda v: (v[0], 0), "v": lambda v: (0, v[0])}.get(command, tuple)(values)
        at = tuple(step) if command == "M" else (at[0] + step[0], at[1] + step[1])
        points.append(at)
    return points


@given(POINTS, PLACES, PLACES)
@example([(1.5, 0.0), (1.25, 0.0), (0.0, 1.75)], 0.0, 0.0)
def test_a_rounded_path_never_strays_from_its_points(points, dx, dy):
    """However many steps it has, each point is within a tenth of a pixel of its place."""
    path = "M" + "L".join(f"{x},{y}" for x, y in points)
    made = ends(moved_path(path, by=(dx, dy)))
    for x, y in made:
        assert min(abs(x - a - dx) + abs(y - b - dy) for a, b in points) <= 0.11


def test_moves_are_added_up_and_groups_dissolve():
    """A text stands where its groups put it."""
    nested = '<g transform="translate(10,5)"><g transform="translate(1.25,2)"><text transform="translate(3,4)" fill="red" font-size="12px">a &amp; b</text></g></g>'
    assert leaves(svg(nested)) == [
        Leaf((("fill", "red"), ("font-size", "12")), text="a &amp; b", place=' x="14.2" y="11"')
    ]


def test_neighbours_of_one_style_share_it_and_their_paths_join():
    """Two bars become one path; two labels one group."""
    drawn = written(leaves(svg('<path fill="red" d="M0,0h2v2Z"/><path fill="red" d="M5,0h2v2Z"/>')))
    assert drawn == '<path fill="red" d="M0 0h2v2zM5 0h2v2z"/>'
    labels = "".join(f'<text fill="red" x="{x}">{x}</text>' for x in (1, 2))
    assert written(leaves(svg(labels))).startswith('<g fill="red"><text x="1" y="0">1</text>')


def test_see_through_shapes_are_not_joined():
    """Where they overlap, they would show darker apart than as one."""
    shapes = '<path fill="red" opacity="0.3" d="M0,0h2v2Z"/>' * 2
    assert written(leaves(svg(shapes))).count("<path") == 2


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<path d="M0,0h9v9h-9Z"/>', id="no-colour"),
        pytest.param('<path fill="red" d="M0,0h0v0h0Z"/>', id="no-extent"),
        pytest.param('<path fill="red" opacity="0" d="M0,0h9v9Z"/>', id="see-through"),
        pytest.param('<text fill="red"> </text>', id="no-words"),
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param('<image href="http://x/y.png"/>', id="image"),
        pytest.param('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>', id="foreign"),
        pytest.param('<path fill="url(http://x/y)" d="M0,0h9v9Z"/>', id="address-in-a-colour"),
    ],
)  # fmt: skip
def test_what_shows_nothing_or_is_no_drawing_is_left_out(body):
    """Only what is seen is kept."""
    assert leaves(svg(body)) == []


def test_a_link_loses_its_address_and_keeps_what_it_drew():
    """And a handler goes with every other attribute that draws nothing."""
    drawn = written(
        leaves(svg('<a href="javascript:x"><path fill="red" onload="x" d="M0,0h2v2Z"/></a>'))
    )
    assert drawn == '<path fill="red" d="M0 0h2v2z"/>'


def test_a_dot_is_a_round_end():
    """A circle of Vega's is a line of no length, as wide as the circle."""
    circle = '<path transform="translate(20,30)" fill="red" d="M4,0A4,4,0,1,1,-4,0A4,4,0,1,1,4,0"/>'
    assert written(leaves(svg(circle))) == (
        '<path stroke="red" stroke-width="8" stroke-linecap="round" d="M20 30h0"/>'
    )


def test_a_turned_label_stays_turned():
    """As on an axis that runs upwards."""
    label = '<text transform="translate(9,9) rotate(-90)" fill="red">up</text>'
    drawn = written(leaves(svg(label)))
    assert ElementTree.fromstring(drawn).get("transform") == "translate(9 9) rotate(-90)"
