"""
What is declared of official tables in ``data/tables.yml``: the one place that names their columns.

A table is a few lines of data: which sheet, which column is its key, what each column is called
here, of what type it is and which measure it counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workings.errors import OfficialError, nearest
from workings.numbers import read_unit
from workings.official.kinds import misfit
from workings.outside import YAML_BYTES, read_whole, read_yaml

Type = Literal["date", "month", "quarter", "year", "count", "number", "text"]
#: How many days apart its dates lie, in words.
Every = Literal["day", "week", "month", "quarter", "year", ""]
#: Types of columns that tell when, and those that tell how many.
TIMES, NUMBERS = ("date", "month", "quarter", "year"), ("count", "number")


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class _Scaled(_Strict):
    # 1000 in thousands; to be declared, be it as 1, where the sheet speaks of thousands
    scale: int | None = Field(None, ge=1)
    unit: str = ""  # what its numbers are in, such as £ million, instead of a scale

    @model_validator(mode="after")
    def _check_unit(self) -> Self:
        if self.scale is not None and read_unit(self.unit).scale != 1:
            raise ValueError(f"scale: {self.unit} has one of its own. Leave `scale` out")
        return self

    @property
    def factor(self) -> int | Decimal | None:
        """What one of its numbers stands for; None where nothing is declared."""
        own = read_unit(self.unit).scale
        return self.scale if own == 1 else Decimal(own.numerator) / own.denominator


class Column(_Scaled):
    """One declared column, under its heading in the sheet."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")  # what it is called in the table's frame
    type: Type  # a count is a whole number, a number may be a decimal one
    measure: str = ""  # id of what it counts; counts and numbers have one
    flag: bool = False  # whether it says something, such as "Revised", of its row
    missing: Mapping[str, str] = {}  # shorthand of this column, and what it means
    # to what its numbers are rounded, in the measure's unit, where the cells don't show it
    precision: Decimal | None = Field(None, gt=0)
    total_of: tuple[str, ...] = ()  # headings of the columns that add up to it
    dimension: str = ""  # such as area, of which a text names one; a key's is its name
    # which of its texts add up to which, without overlap; ``all`` for all that are no others' parts
    parts: Mapping[str, tuple[str, ...] | Literal["all"]] = {}

    @model_validator(mode="after")
    def _check(self) -> Column:
        counts = self.type in NUMBERS
        if counts != bool(self.measure):
            must = "needs a `measure`" if counts else "can't have a `measure`"
            raise ValueError(f"a column of type {self.type} {must}")
        texts, numbers = ("flag", "dimension", "parts"), ("unit", "precision", "total_of")
        for names, types in ((texts, ("text",)), (numbers, NUMBERS)):
            for name in names:
                if getattr(self, name) and self.type not in types:
                    raise ValueError(f"a column with `{name}` is of type {' or '.join(types)}")
        return self


class Declaration(_Scaled):
    """One declared table."""

    id: str  # its name in ``tables.yml``
    title: str = ""  # what it shows, in words
    source: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")  # its vintages are ``<source>@<day>``
    sheet: str = ""  # empty for a .csv file
    notes: tuple[str, ...] = ()  # sheets of text that are kept with it
    key: tuple[str, ...] = Field(min_length=1)  # headings of the columns that tell rows apart
    every: Every = ""  # if no date may be left out; a week goes by its last day
    in_order: bool = False  # whether a date before the one above it is an error
    missing: Mapping[str, str] = {}  # shorthand and what it means here, beyond what is usual
    header_rows: Literal[1, 2] = 1  # 2 where a second one divides the first; joined by ": "
    day_first: bool = False  # whether 03/04/2026 is day/month/year
    ignore_columns: tuple[str, ...] = ()  # headings that are not read
    # texts in the first key column, such as "Total", of rows that are not read
    ignore_rows: tuple[str, ...] = ()
    columns: Mapping[str, Column] = Field(min_length=1)  # by heading

    @model_validator(mode="before")
    @classmethod
    def _one_key(cls, given: Any) -> Any:
        if isinstance(given, dict) and isinstance(given.get("key"), str):
            return {**given, "key": (given["key"],)}
        return given

    @model_validator(mode="after")
    def _check(self) -> Declaration:
        for heading in self.key:
            if heading not in self.columns:
                raise ValueError(f"key: no column {heading!r}. {nearest(heading, self.columns)}")
        names = [column.name for column in self.columns.values()]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two columns are named {name!r}")
        counted = {heading for heading, column in self.columns.items() if column.measure}
        for heading in (each for column in self.columns.values() for each in column.total_of):
            if heading not in counted:
                raise ValueError(f"total_of: no column {heading!r}. {nearest(heading, counted)}")
        if self.every and not self.dated:
            raise ValueError(f"every {self.every}: the key must hold one column of dates or months")
        return self

    @property
    def dated(self) -> str | None:
        """Name of the key column that tells when, if there is one."""
        found = [name for name, column in self.key_columns.items() if column.type in TIMES]
        return found[0] if len(found) == 1 else None

    @property
    def grain(self) -> str:
        """What span of time a row covers, such as ``month``; empty where no column tells when."""
        if self.dated is None:
            return ""
        return self.every or self.key_columns[self.dated].type.replace("date", "day")

    @property
    def dimensions(self) -> dict[str, Column]:
        """The columns that tell what else a row speaks of, such as an area, by dimension."""
        return {
            column.dimension or column.name: column
            for heading, column in self.columns.items()
            if column.dimension or (heading in self.key and column.type == "text")
        }

    @property
    def key_columns(self) -> dict[str, Column]:
        """The key columns by their names in the frame."""
        return {self.columns[heading].name: self.columns[heading] for heading in self.key}

    def unit_of(self, column: Column) -> str:
        """Return the unit that a column's numbers are declared to be in; empty if none is."""
        return column.unit or (self.unit if column.measure else "")

    def scale_of(self, column: Column) -> int | Decimal | None:
        """Return what one of a column's numbers stands for; None where nothing is declared."""
        return self.factor if column.factor is None else column.factor


def read_declarations(path: str | Path) -> dict[str, Declaration]:
    """Read the declared tables, by id; an `OfficialError` names every place that is wrong."""
    path = Path(path)
    try:
        text = read_whole(path, YAML_BYTES, OfficialError).decode("utf-8")
    except (FileNotFoundError, UnicodeDecodeError) as error:
        mend = f"Restore it from git (looked in {path.parent})."
        raise misfit(path.name, f"no readable file ({error})", "one", mend) from None
    given = read_yaml(text, path.name, OfficialError)
    if not isinstance(given, dict):
        found = f"a {type(given).__name__}"
        raise misfit(path.name, found, "tables by name", "Write `name:` and its lines below.")
    declared: dict[str, Declaration] = {}
    faults: list[str] = []
    for name, lines in given.items():
        try:
            lines = lines if isinstance(lines, dict) else {}
            declared[str(name)] = Declaration.model_validate({**lines, "id": str(name)})
        except ValidationError as error:
            faults += _in_words(error, f"{path.name}, {name}")
    if faults:
        raise OfficialError("\n".join(faults))
    return declared


def _in_words(error: ValidationError, place: str) -> Iterator[str]:
    for fault in error.errors():
        *parents, last = (str(part) for part in fault["loc"]) if fault["loc"] else ("",)
        where = ", ".join([place, *parents, *([last] if last else [])])
        if fault["type"] == "extra_forbidden":
            fields = Column.model_fields if parents else Declaration.model_fields
            yield f"{where}: nothing of this name can be declared. {nearest(last, fields)}"
        elif fault["type"] == "missing":
            yield f"{where}: found nothing; it must be declared."
        else:
            said = fault["msg"].removeprefix("Value error, ")
            found = "" if isinstance(fault["input"], dict) else f"found {fault['input']!r}; "
            yield f"{where}: {found}{said[:1].lower()}{said[1:]}."
