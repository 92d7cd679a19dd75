"""The style sheets: what they say holds in every browser."""

import re

import pytest

from workings.page.page import TEMPLATES

SHEETS = sorted(TEMPLATES.glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_line_under_text_is_written_out_in_longhands(sheet):
    """WebKit takes no more than one value in `text-decoration`: with more, nothing is underlined."""
    given = re.findall(r"text-decoration:\s*([^;}]+)", sheet.read_text(encoding="utf-8"))
    assert [value for value in given if len(value.split()) > 1] == []


def test_numbers_are_underlined():
    """The page says that every underlined number opens its workings."""
    rule, _in_print = re.findall(
        r"^u\{([^}]*)\}", (TEMPLATES / "index.css").read_text(encoding="utf-8"), re.M
    )
    said = dict(part.split(":", 1) for part in rule.split(";"))
    assert said["text-decoration-line"] == "underline"
    assert said["text-decoration-style"] == "dotted"
    assert said["text-decoration-color"] == "var(--one)"
    assert said["text-decoration-thickness"] == "2px"
