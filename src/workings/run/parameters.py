"""
A notebook's parameters: declared in the cell tagged ``parameters``, and checked before any kernel.

The declaration is read, never run. A parameter's type is its annotation or, without one, that of
its default; a default that is an ISO date, such as ``"2026-01-27"``, makes the parameter a date.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    FiniteFloat,
    ValidationError,
    create_model,
)

from workings.characters import named, unseen_in
from workings.errors import ParameterError, mismatch, nearest
from workings.outside import read_notebook

REQUIRED = ...
PYTHON = ("python", "ipython", "python3", "ipython3")  # as notebooks call its language
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def _iso_date(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str) or len(text) != 10 or date.fromisoformat(text).isoformat() != text:
        raise ValueError
    return text


TYPES: Mapping[str, tuple[Any, str]] = {
    "str": (str, "text"),
    "int": (int, "a whole number, such as 12"),
    "float": (FiniteFloat, "a number, such as 0.5"),
    "bool": (bool, "true or false"),
    "date": (Annotated[str, BeforeValidator(_iso_date)], "an ISO date, such as 2026-01-27"),
    "list[str]": (list[str], "a list of texts"),
    "list[int]": (list[int], "a list of whole numbers"),
}


@dataclass(frozen=True)
class Parameter:
    """
    One declared parameter.

    Attributes
    ----------
    name, type : str
        The type is one of the keys of `TYPES`.
    default : object
        Its default, or ``...`` where there is none and a value must be given.
    """

    name: str
    type: str
    default: Any


def declared(source: str) -> list[Parameter]:
    """
    Read a parameters cell.

    Raises
    ------
    ParameterError
        If a line is anything but an assignment of a plain value, or of a type not known here.

    Examples
    --------
    >>> declared('as_of = "2026-01-27"  # ISO date')
    [Parameter(name='as_of', type='date', default='2026-01-27')]
    """
    try:
        lines = ast.parse(source).body
    except SyntaxError as error:
        raise ParameterError(
            f"the parameters cell, line {error.lineno}: {error.msg}. Write one assignment a line, "
            'as in as_of = "2026-01-27".'
        ) from error
    return [_declaration(line) for line in lines]


def checked(parameters: list[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Check given values against the declaration and fill in the defaults.

    Raises
    ------
    ParameterError
        Naming every parameter that is unknown, missing or ill-typed, with the nearest valid name
        or the expected type.

    Examples
    --------
    >>> checked(declared("n = 12"), {"n": "041"})
    {'n': 41}
    >>> checked(declared("as_of = '2026-01-27'"), {"as_off": "2026-03-06"})
    Traceback (most recent call last):
    workings.errors.ParameterError: parameter 'as_off' is not declared ... Did you mean as_of?
    """
    return _validated(_model(parameters), parameters, given)


def check_recorded(
    parameters: list[Parameter], recorded: Iterable[tuple[str, Mapping[str, Any]]]
) -> None:
    """
    Check that values on record are just what a notebook takes: they are run as they stand.

    Raises ParameterError, naming the first edition with a parameter that is unknown, missing or
    ill-typed.

    Examples
    --------
    >>> check_recorded(declared("n = 12"), [("small/2026-01-27-041", {"n": "041"})])
    Traceback (most recent call last):
    workings.errors.ParameterError: small/2026-01-27-041: parameter 'n': found '041'; expected ...
    """
    model, types = _model(parameters), {each.name: TYPES[each.type][1] for each in parameters}
    for edition, given in recorded:
        try:
            taken = _validated(model, parameters, given)
        except ParameterError as error:
            raise ParameterError(f"{edition}: {error}") from error
        for name, value in given.items():
            if taken[name] != value or isinstance(taken[name], bool) != isinstance(value, bool):
                raise ParameterError(
                    f"{edition}: parameter {name!r}: found {value!r}; expected {types[name]}. "
                    "What a column holds is text; a list in the record can hold the rest."
                )


def _model(parameters: list[Parameter]) -> type[BaseModel]:
    fields: dict[str, Any] = {p.name: (TYPES[p.type][0], p.default) for p in parameters}
    return create_model("Parameters", __config__=ConfigDict(extra="forbid"), **fields)


def _validated(
    model: type[BaseModel], parameters: list[Parameter], given: Mapping[str, Any]
) -> dict[str, Any]:
    try:
        values = dict(model.model_validate(dict(given), strict=None))
    except ValidationError as error:
        raise ParameterError("\n".join(_problems(error, parameters))) from error
    for name, value in values.items():
        for text in filter(_is_text, value if isinstance(value, list) else [value]):
            for at in unseen_in(text, "\t\n")[:1]:
                found, expected = named(text[at]), "text that can be seen"
                mend = "Type it again without that."
                raise ParameterError(mismatch(f"parameter {name!r}", found, expected, mend))
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def read_parameters(notebook: Path) -> list[Parameter]:
    """
    Read which parameters a stored notebook declares.

    Raises
    ------
    ParameterError
        If it can't be run (`read_source`), or hasn't exactly one cell tagged ``parameters``.
    """
    cells = read_source(notebook)["cells"]
    tagged = [c for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])]
    sources = ["".join(cell["source"]) for cell in tagged]
    if len(sources) != 1:
        raise ParameterError(
            f"{notebook}: found {len(sources)} cells tagged `parameters`; expected one. Select the "
            "cell in JupyterLab and add the tag under Property Inspector, Cell Tags."
        )
    return declared(sources[0])


def read_source(notebook: Path) -> dict[str, Any]:
    """
    Read a stored notebook, as plain data.

    Raises
    ------
    ParameterError
        If there is none, it is no notebook, or one whose cells aren't Python.
    """
    if not notebook.exists():
        raise ParameterError(
            f"{notebook}: found no such notebook; expected the one of a report. Restore it from "
            "git; what was printed of it stays where it is."
        )
    stored = read_notebook(notebook, ParameterError)
    metadata = stored.get("metadata", {})
    languages = [metadata.get("language_info", {}).get("name")]
    languages += [metadata.get("kernelspec", {}).get("language")]
    for language in languages:
        if language and str(language).lower() not in PYTHON:
            raise ParameterError(
                f"{notebook}: found a notebook for {language}; expected one for Python. Write its "
                "cells in Python, and choose that kernel in JupyterLab."
            )
    return stored


def edition_name(parameters: Mapping[str, Any], declaration: list[Parameter]) -> str:
    r"""
    Name an edition: its as-of date, then every other parameter that differs from its default.

    Examples
    --------
    >>> edition_name({"as_of": "2026-03-06"}, declared('as_of = "2026-01-27"'))
    '2026-03-06'
    >>> edition_name({"as_of": "2026-03-06", "year": 2024}, declared('as_of = ""\nyear = 2025'))
    '2026-03-06-year-2024'
    """
    parts = [file_name(parameters["as_of"])] if "as_of" in parameters else []
    for parameter in declaration:
        value = parameters[parameter.name]
        if parameter.name != "as_of" and value != parameter.default:
            parts += [parameter.name, file_name(value)]
    return "-".join(parts) or "edition"


def file_name(value: Any) -> str:
    """
    Make a file name of a value; one that had to be changed gets a digest, so none collide.

    Examples
    --------
    >>> file_name("one-in-one-out"), file_name("..")
    ('one-in-one-out', '5ec1f7e7')
    """
    text = str(value)
    safe = UNSAFE.sub("-", text).strip(".-")[:60]
    digest = sha256(text.encode()).hexdigest()[:8]
    return safe if safe == text and safe else f"{safe}-{digest}".lstrip("-")


def _declaration(line: ast.stmt) -> Parameter:
    where = f"the parameters cell, line {line.lineno}"
    annotation: str | None = None
    value: ast.expr | None
    if isinstance(line, ast.Assign) and len(line.targets) == 1:
        target, value = line.targets[0], line.value
    elif isinstance(line, ast.AnnAssign):
        target, annotation, value = line.target, ast.unparse(line.annotation), line.value
    else:
        raise ParameterError(
            f"{where}: found {ast.unparse(line)!r}; expected one assignment. Move code and imports "
            "into a cell of their own."
        )
    if not isinstance(target, ast.Name):
        raise ParameterError(f"{where}: found {ast.unparse(target)!r}; expected one plain name.")
    if target.id.startswith("_") or hasattr(BaseModel, target.id):
        raise ParameterError(
            f"{where}: found the name {target.id!r}; expected another: it is taken."
        )
    try:
        default = REQUIRED if value is None else ast.literal_eval(value)
    except ValueError:
        raise ParameterError(
            f"{where}: the default of {target.id!r} is computed; expected a plain value, so that "
            "it can be read without running anything."
        ) from None
    kind = annotation or _type_of(default)
    if kind not in TYPES:
        raise ParameterError(
            f"{where}: found type {kind!r} for {target.id!r}; expected one of {', '.join(TYPES)}."
        )
    return Parameter(target.id, kind, default)


def _type_of(default: Any) -> str:
    if isinstance(default, str):
        try:
            return "date" if _iso_date(default) else "str"
        except ValueError:
            return "str"
    if isinstance(default, list) and default:
        return f"list[{type(default[0]).__name__}]"
    return type(default).__name__


def _problems(error: ValidationError, parameters: list[Parameter]) -> list[str]:
    types = {parameter.name: parameter.type for parameter in parameters}
    problems = []
    for problem in error.errors():
        name = str(problem["loc"][0])
        if problem["type"] == "extra_forbidden":
            problems.append(
                f"parameter {name!r} is not declared in the notebook's parameters cell. "
                f"{nearest(name, types)}"
            )
        elif problem["type"] == "missing":
            problems.append(
                f"parameter {name!r} is missing; expected {TYPES[types[name]][1]}. "
                f"Give it as -p {name} VALUE."
            )
        else:
            problems.append(
                f"parameter {name!r}: found {problem['input']!r}; expected {TYPES[types[name]][1]}."
            )
    return problems
