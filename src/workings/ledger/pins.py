"""
Pins: whether every ledger line that an edition was made from is still as it was then.

The record has the digest of the lines each edition was made from, taken together; that decides.
``lines.sha256`` has the digest of every single line, so that one that isn't as it was can be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from pathlib import Path

from workings.errors import Fault, counted
from workings.files import write_whole
from workings.ledger.editions import LEDGER_FILES, Edition, Prefix
from workings.ledger.signoffs import SIGNOFFS_FILE
from workings.ledger.tables import is_tombstone, shown

PINS_FILE = "lines.sha256"

_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_-]+\.csv):([0-9]+)")
_MEND = (
    "The ledger only grows: restore the file from git, and add a correction as a new last line "
    "that supersedes the old one and says why. A line that the law wants gone leaves a tombstone "
    "in its place (data/README.md)."
)


def ledger_head(directory: Path, others: Iterable[str] = ()) -> dict[str, Prefix]:
    """Return how far each ledger file, and others, have grown, with the digest of all lines."""
    files = dict.fromkeys([*LEDGER_FILES, *others])
    contents = {file: (directory / file).read_bytes() for file in files}
    return {
        file: Prefix(content.count(b"\n"), sha256(content).hexdigest())
        for file, content in contents.items()
    }


def pinned_files(editions: Iterable[Edition]) -> list[str]:
    """List the files of the ledger, and those that a matrix's values are read from."""
    return list(dict.fromkeys([*LEDGER_FILES, *(f for each in editions for f in each.ledger)]))


def prefixes_now(directory: Path, edition: Edition) -> dict[str, str]:
    """Return the digests of the lines that an edition is made from as they are now, by file."""
    return {
        file: _digest(_lines(directory / file)[: prefix.lines])
        for file, prefix in edition.ledger.items()
    }


def lines_text(directory: Path, editions: Sequence[Edition], others: Iterable[str] = ()) -> str:
    """
    Return what ``lines.sha256`` has to say once the whole ledger, and others' lines, are pinned.

    Lines pinned already keep the digest recorded for them, be there a tombstone in their place.
    """
    recorded = _recorded(directory)
    said = []
    named = dict.fromkeys([*pinned_files(editions), *others])
    for file in named:
        pinned = max(
            (each.ledger[file].lines for each in editions if file in each.ledger), default=0
        )
        known = recorded.get(file, [])[:pinned]
        new = [sha256(line).hexdigest() for line in _lines(directory / file)[len(known) :]]
        said += _said_of(file, [*known, *new])
    kept = (_said_of(file, digests) for file, digests in recorded.items() if file not in named)
    return "".join([*said, *(line for lines in kept for line in lines)])


def pin_signoffs(directory: Path) -> None:
    """Put on record the sign-offs that are there now, so that one that goes missing is seen."""
    recorded = _recorded(directory)
    known = recorded.get(SIGNOFFS_FILE, [])
    new = [sha256(line).hexdigest() for line in _lines(directory / SIGNOFFS_FILE)[len(known) :]]
    recorded[SIGNOFFS_FILE] = [*known, *new]
    said = [line for file, digests in recorded.items() for line in _said_of(file, digests)]
    write_whole(directory / PINS_FILE, "".join(said).encode())


def _said_of(file: str, digests: Iterable[str]) -> list[str]:
    return [f"{digest}  {file}:{n}\n" for n, digest in enumerate(digests, start=1)]


def check_pins(directory: Path, editions: Sequence[Edition]) -> Iterator[Fault]:
    """
    Find every line that some edition was made from and that isn't as it was.

    Yields
    ------
    Fault
        Naming the line and the first edition made from it, or the sign-off. A tombstone is no
        fault.

    Examples
    --------
    >>> from workings.ledger.editions import read_editions
    >>> list(check_pins(Path("data"), read_editions(Path("data"))))
    []
    """
    recorded: Mapping[str, list[str]] = {}
    for file in pinned_files(editions):
        made_from_it = [edition for edition in editions if file in edition.ledger]
        pins = {edition.ledger[file]: edition for edition in reversed(made_from_it)}
        try:
            lines = _lines(directory / file) if pins else []
        except OSError:
            continue  # that it can't be read is said elsewhere
        broken = [pin for pin in pins if _digest(lines[: pin.lines]) != pin.sha256]
        if not broken:
            continue
        recorded = recorded or _recorded(directory)
        pinned = max(pin.lines for pin in broken)
        was = recorded.get(file, [])[:pinned]
        changed = list(_changed(was, lines)) if len(was) == pinned else []
        for line, found in changed:
            first = next(each for each in made_from_it if each.ledger[file].lines >= line)
            yield _fault(file, line, found, first)
        if not changed and not any(is_tombstone(_text(line)) for line in lines[:pinned]):
            first = min((pins[pin] for pin in broken), key=editions.index)
            found = f"other lines than the {first.ledger[file].lines:,} that it had"
            yield _fault(file, 0, found, first)
    yield from _missing_signoffs(directory)


def _missing_signoffs(directory: Path) -> Iterator[Fault]:
    """Find every sign-off that was on record and isn't as it was: edited, moved or deleted."""
    was = _recorded(directory).get(SIGNOFFS_FILE, [])
    try:
        lines = _lines(directory / SIGNOFFS_FILE) if was else []
    except FileNotFoundError:
        lines = []
    except OSError:
        return  # that it can't be read is said elsewhere
    for line, found in _changed(was, lines):
        yield Fault(SIGNOFFS_FILE, line, "", found, "the sign-off that was on record", _MEND)


def _changed(was: Sequence[str], lines: Sequence[bytes]) -> Iterator[tuple[int, str]]:
    """Name the recorded lines that were edited, moved or deleted, and what stands there now."""
    now = [sha256(line).hexdigest() for line in lines]
    places = {digest: number for number, digest in enumerate(now, start=1)}
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for change, start, end, first, last in matcher.get_opcodes():
        if change == "insert" and start < len(was):
            yield start + 1, f"{counted(last - first, 'line')} put in before it"
        for at in range(start, end) if change != "equal" else ():
            place = first + at - start
            if was[at] in places:
                yield at + 1, f"that it was moved to line {places[was[at]]}"
            elif place >= last:
                yield at + 1, "that it was deleted"
            elif not is_tombstone(text := _text(lines[place])):
                yield at + 1, f"{shown(text)}, which is another line"


def _fault(file: str, line: int, found: str, first: Edition) -> Fault:
    expected = f"what the edition {first.id}, the first it would change, was made from"
    return Fault(file, line, "", found, expected, _MEND)


def _lines(path: Path) -> list[bytes]:
    return [line + b"\n" for line in path.read_bytes().split(b"\n")[:-1]]


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace").rstrip("\n")


def _digest(lines: Iterable[bytes]) -> str:
    return sha256(b"".join(lines)).hexdigest()


def _recorded(directory: Path) -> dict[str, list[str]]:
    """Read the digests of the single lines, as far as they make sense."""
    found: dict[str, list[str]] = {}
    try:
        text = (directory / PINS_FILE).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return {}
    for line in text.splitlines():
        if said := _LINE.fullmatch(line):
            found.setdefault(said[2], []).append(said[1])
    return found
