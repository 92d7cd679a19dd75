"""A newsroom's house style: what ``[tool.workings]`` of pyproject.toml sets, and else our own."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
)

from workings.errors import HouseError, nearest

CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, for text

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]
Fonts = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9 ,\"'-]+$")]


class Section(BaseModel):
    """Settings that are what they say: an unknown name is an error, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Colours(Section):
    """The colours of the page and its charts, light or dark, as ``#rrggbb``."""

    paper: Colour = "#fdfcf9"  # behind the text
    panel: Colour = "#f4f1ea"  # behind what is set off from it
    ink: Colour = "#1c1b19"
    quiet: Colour = "#5f5b54"  # lesser text
    line: Colour = "#dedad2"  # rules
    one: Colour = "#0b6aa2"  # accents, and the series of charts in this order
    two: Colour = "#b44a00"
    three: Colour = "#007a5a"
    four: Colour = "#8f3f77"


class Logo(Section):
    """A logo drawn as one SVG path, `width` by `height` in its own units, in the ink's colour."""

    path: Annotated[str, StringConstraints(pattern=r"^[MmLlHhVvCcSsQqTtAaZz0-9 ,.-]+$")]
    width: Annotated[float, Field(gt=0)]
    height: Annotated[float, Field(gt=0)]


class House(Section):
    """A house's style."""

    name: str = "workings"  # the publisher, as printed at the head of the page and as credited
    logo: Logo | None = None  # stands for the name at the head
    # of the reports, as https://news.example/reports/; if empty, no page says where it stands
    base_url: Annotated[str, StringConstraints(pattern=r"^(https?://[^\s\"'<>]+/)?$")] = ""
    timezone: str = ""  # of "today"; if empty, that of the machine. No page depends on it
    # the last sentence of every page
    footer: str = (
        "Numbers are judged here, not people. Made with workings, from a ledger of sourced figures "
        "and a notebook that anyone can run again."
    )
    # Font stacks for reading, and for labels and tables: system fonts, as none is ever fetched.
    text_fonts: Fonts = (
        "Charter, 'Bitstream Charter', 'Iowan Old Style', 'Sitka Text', Cambria, Georgia, serif"
    )
    label_fonts: Fonts = (
        "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
    )
    light: Colours = Colours()  # of every colour, text can be read on paper and on panel
    dark: Colours = Colours(
        paper="#16171a", panel="#202226", ink="#eceae4", quiet="#a9a69e", line="#3b3d42",
        one="#6db9ea", two="#f09a5b", three="#55c9a2", four="#dc9bc8",
    )  # fmt: skip

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str) -> str:
        if name and name not in available_timezones():
            near = nearest(name, available_timezones())
            raise ValueError(f"expected a time zone such as Europe/London. {near}")
        return name

    def today(self) -> date:
        """Return which day it is, where the desk is."""
        return datetime.now(ZoneInfo(self.timezone) if self.timezone else None).date()

    def css(self) -> str:
        """Return the house's colours and fonts as CSS variables, for light pages and dark ones."""
        fonts = f"--text:{self.text_fonts};--label:{self.label_fonts}"
        return (
            f":root{{{_variables(self.light)};{fonts}}}"
            f"@media screen and (prefers-color-scheme:dark){{:root{{{_variables(self.dark)}}}}}"
            "@media print{:root{--paper:#fff}}"
        )


def read_house(folder: Path) -> House:
    """Read the style that the nearest pyproject.toml with one sets, or raise HouseError."""
    path = find_house(folder)
    return _checked(path, _settings(path) or {}) if path else House()


def find_house(folder: Path) -> Path | None:
    """Find the pyproject.toml that `read_house` reads, if any; raises HouseError for no TOML."""
    paths = (parent / "pyproject.toml" for parent in (folder.resolve(), *folder.resolve().parents))
    return next((path for path in paths if path.is_file() and _settings(path) is not None), None)


def _settings(path: Path) -> dict[str, object] | None:
    """Return what a pyproject.toml sets for us, or None if that is nothing."""
    try:
        tool = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise HouseError(f"{path}: found no TOML ({error}); mend the file.") from error
    settings: dict[str, object] | None = tool.get("workings")
    return settings


def _checked(path: Path, settings: dict[str, object]) -> House:
    given = dict(settings)
    for theme in ("light", "dark"):  # colours left out are this house's own, theme by theme
        if isinstance(given.get(theme), dict):
            given[theme] = {**getattr(House(), theme).model_dump(), **settings[theme]}  # type: ignore[dict-item]  # a dict, as just seen
    try:
        house = House.model_validate(given)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: found {fault['input']!r} ({fault['msg']})"
            for fault in error.errors()
        )
        raise HouseError(
            f"{path}, [tool.workings]: {faults}. Known: {', '.join(House.model_fields)}; colours "
            "are written #0b6aa2, and a base URL ends with a slash."
        ) from error
    texts, backs = ("ink", "quiet", "one", "two", "three", "four"), ("paper", "panel")
    for theme, name, behind in product(("light", "dark"), texts, backs):
        colours = getattr(house, theme)
        text, back = getattr(colours, name), getattr(colours, behind)
        if (found := contrast(text, back)) < CONTRAST:
            raise HouseError(
                f"{path}, [tool.workings.{theme}]: {name} {text} on {behind} {back} has a contrast "
                f"of {found:.1f} to 1; expected at least {CONTRAST}. Make one lighter or the other "
                "darker."
            )
    return house


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _variables(colours: Colours) -> str:
    return ";".join(f"--{name}:{value}" for name, value in colours.model_dump().items())
