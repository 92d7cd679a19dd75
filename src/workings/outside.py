"""
Files from outside: how much of each kind is read, and what no YAML or notebook may ask for.

A file is refused by its size before it is read, and by what it would grow to before it is built.
"""

from __future__ import annotations

import json
import math
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from workings.characters import named, unseen_in
from workings.errors import WorkingsError, mismatch

#: Makes of a message what is raised.
Error: TypeAlias = Callable[[str], WorkingsError]

LEDGER_BYTES = 100_000_000
#: Of a desk's own file of claims.
CLAIMS_BYTES = 16_000_000
NOTEBOOK_BYTES = 32_000_000
OFFICIAL_BYTES = 64_000_000
YAML_BYTES = 16_000_000
#: Of a text that is scanned for numbers.
TEXT_BYTES = 5_000_000
#: Tags of the cells that papermill puts in.
PUT_IN = {"injected-parameters", "papermill-error-cell-tag"}

_MOST_NODES = 2_000_000
_DEEPEST = 50
_ENDLESS = re.compile(r"[-+]?\.(?:inf|nan)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*\.?[0-9_]*(?:e[-+]?[0-9]+)?", re.IGNORECASE)
_PLAIN = "Write plain lines of `name: value`."


def read_whole(path: Path, most: int, error: Error) -> bytes:
    """Read a file of at most so many bytes; raises `error`, or FileNotFoundError for none."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a pipe would never end
            raise error(mismatch(path, "no file", "one", "Give the path of a file."))
        if found.st_size <= most:
            return path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as fault:
        said = f"a file that can't be read ({fault.strerror or fault})"
        raise error(mismatch(path, said, "one that can", "Put a readable file there.")) from None
    expected = f"a file of at most {most:,}"
    raise error(mismatch(path, f"{found.st_size:,} bytes", expected, "Restore it, or divide it."))


def read_yaml(text: str, where: str, error: Error) -> Any:
    """
    Read YAML as plain values; `where` is what errors call it.

    Raises `error` if it is no YAML; holds what can't be seen, a name twice, or a number without
    end; or stands for more than can be.

    Examples
    --------
    >>> read_yaml("town: Dover", "params.yml", WorkingsError)
    {'town': 'Dover'}
    >>> read_yaml("rate: .nan", "params.yml", WorkingsError)
    Traceback (most recent call last):
    workings.errors.WorkingsError: params.yml line 1: found '.nan'; expected a number. Write one.
    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, where it is
    if len(text) > YAML_BYTES:
        expected = f"at most {YAML_BYTES:,}"
        raise error(mismatch(where, f"{len(text):,} characters", expected, "Divide it."))
    for at in unseen_in(text, "\t\n\r")[:1]:
        place = f"{where} line {text.count(chr(10), 0, at) + 1}"
        mend = "Type the line again without it."
        raise error(mismatch(place, named(text[at]), "text that can be seen", mend))
    try:
        _check_events(yaml.parse(text, Loader=loader), yaml, where, error)
        return yaml.load(text, Loader=loader)
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        lines = text.rstrip("\n").count("\n") + 1  # libyaml may lay a fault past the last
        place = where + (f" line {min(mark.line + 1, lines)}" if mark else "")
        said = f"no YAML ({getattr(fault, 'problem', None) or fault})"
        mend = "Put a heading that holds a colon or a dash in double quotes."
        raise error(mismatch(place, said, "YAML", mend)) from None
    except (ValueError, OverflowError, RecursionError) as fault:  # a day or a number that is none
        said = f"a value that can't be read ({fault})"
        raise error(mismatch(where, said, "days and numbers that there are", _PLAIN)) from None


def _check_events(events: Any, yaml: Any, where: str, error: Error) -> None:
    """Go through YAML piece by piece, and refuse what can't be built or mustn't be."""
    open_: list[tuple[str | None, int, set[str] | None, bool]] = []  # anchor, nodes before, keys
    sizes: dict[str, int] = {}
    nodes, is_key = 0, False

    def refuse(event: Any, found: str, expected: str, mend: str = _PLAIN) -> None:
        raise error(mismatch(f"{where} line {event.start_mark.line + 1}", found, expected, mend))

    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            anchor, before, _, is_key = open_.pop()
            if anchor:
                sizes[anchor] = nodes - before
            continue
        if not isinstance(event, yaml.NodeEvent):
            continue
        nodes += 1
        keys = open_[-1][2] if open_ else None
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in sizes:
                refuse(event, f"*{event.anchor} inside itself or before it", "a value")
            nodes += sizes[event.anchor]
        if nodes > _MOST_NODES:
            refuse(event, "values that stand for ever more", f"at most {_MOST_NODES:,} in all")
        if getattr(event, "tag", None) not in (None, "!"):
            refuse(event, f"the tag {event.tag!r:.60}", "values without tags")
        if isinstance(event, yaml.CollectionStartEvent):
            names: set[str] | None = set() if isinstance(event, yaml.MappingStartEvent) else None
            open_.append((event.anchor, nodes, names, not is_key if keys is not None else False))
            is_key = names is not None
            if len(open_) > _DEEPEST:
                refuse(event, "values inside one another without end", f"at most {_DEEPEST} deep")
            continue
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor:
                sizes[event.anchor] = 1
            for at in unseen_in(event.value, "\t\n\r")[:1]:
                mend = "Type the line again without it."
                refuse(event, named(event.value[at]), "text that can be seen", mend)
            if event.implicit[0] and _is_endless(event.value):
                refuse(event, repr(event.value[:60]), "a number", "Write one.")
            if keys is not None and is_key:
                if event.value in keys and event.value != "<<":
                    mend = "Take one of the two out."
                    refuse(event, f"{event.value[:60]!r} twice", "each name once", mend)
                keys.add(event.value)
        is_key = keys is not None and not is_key


def _is_endless(text: str) -> bool:
    """Tell whether YAML, or whoever reads it next, would take a text for NaN or infinity."""
    if _ENDLESS.fullmatch(text):
        return True
    return bool(_NUMBER.fullmatch(text)) and math.isinf(float(text.replace("_", "")[:400]))


def read_notebook(path: Path, error: Error) -> dict[str, Any]:
    """Read what a notebook's file holds, stored or executed, or raise `error`."""
    try:
        content = json.loads(read_whole(path, NOTEBOOK_BYTES, error).decode("utf-8-sig"))
        sources = [_source(cell) for cell in content["cells"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as fault:
        said = f"a file that is no notebook ({fault!s:.200})"
        expected = "one that JupyterLab saved (.ipynb, format 4)"
        mend = "Save it from there."
        raise error(mismatch(path, said, expected, mend)) from None
    number = 0
    for is_own, source in sources:
        number += is_own
        for at in unseen_in(source, "\t\n\r")[:1]:
            place = f"{path}, cell {number}, line {source.count(chr(10), 0, at) + 1}"
            mend = "Type the line again without it."
            raise error(mismatch(place, named(source[at]), "text that can be seen", mend))
    return dict(content)


def _source(cell: Any) -> tuple[bool, str]:
    """Return whether a cell is the notebook's own, and what is written in it."""
    source, tags = "".join(cell["source"]), cell.get("metadata", {}).get("tags", [])
    if not isinstance(cell["cell_type"], str) or not all(isinstance(tag, str) for tag in tags):
        raise ValueError("a cell without a type, or with tags that are none")
    if not all(isinstance(output.get("data", {}), dict) for output in cell.get("outputs", [])):
        raise ValueError("an output without data")
    return not PUT_IN & set(tags), source
