"""The house style: one place to change it, and no change that can't be read."""

import re

import pytest

from conftest import ROOT
from workings.errors import HouseError
from workings.notebook.house import House, contrast, read_house

SECOND = ROOT / "tests" / "specimens" / "second-house"


def settings(folder, text):
    """Write a pyproject.toml."""
    (folder / "pyproject.toml").write_text(f"[tool.workings]\n{text}\n", encoding="utf-8")
    return folder


def test_a_house_is_found_in_the_folders_above(tmp_path):
    """From a notebook's folder up, past a pyproject.toml that sets nothing for us."""
    below = settings(tmp_path, 'name = "The Courier"') / "reports" / "notebooks"
    below.mkdir(parents=True)
    (below / "pyproject.toml").write_text("[tool.ruff]\n")
    assert read_house(below).name == "The Courier"


def test_what_a_house_leaves_out_is_the_default(tmp_path):
    """Also single colours, of the light page and of the dark one."""
    house = read_house(settings(tmp_path, '[tool.workings.dark]\none = "#ffd0d0"'))
    assert (house.name, house.light) == ("workings", House().light)
    assert (house.dark.one, house.dark.two) == ("#ffd0d0", House().dark.two)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param('nme = "x"', "Known: name, logo", id="unknown-name"),
        pytest.param('base_url = "https://news.example"', "ends with a slash", id="no-slash"),
        pytest.param('base_url = "javascript:alert(1)/"', "ends with a slash", id="no-web-address"),
        pytest.param('text_fonts = "x;} body{display:none"', "text_fonts", id="css-in-fonts"),
        pytest.param('[tool.workings.light]\none = "red"', "are written #0b6aa2", id="no-hex"),
        pytest.param('[tool.workings.light]\nquiet = "#999999"', "Make one lighter", id="too-pale"),
        pytest.param('logo = {path = "<script>", width = 1, height = 1}', "logo", id="no-path"),
        pytest.param("name = ", "found no TOML", id="no-toml"),
    ],
)
def test_a_setting_that_can_not_be_used_is_refused_with_advice(tmp_path, text, said):
    """Nothing that a house sets can break the page, or fetch anything."""
    with pytest.raises(HouseError, match=re.escape(said)):
        read_house(settings(tmp_path, text))


@pytest.mark.parametrize("house", [House(), read_house(SECOND)], ids=["default", "second"])
def test_text_of_every_colour_can_be_read_on_every_background(house):
    """At least 4.5 to 1, light and dark."""
    for colours in (house.light, house.dark):
        for name in ("ink", "quiet", "one", "two", "three", "four"):
            for behind in (colours.paper, colours.panel):
                assert contrast(getattr(colours, name), behind) >= 4.5
