"""
The text to be scanned: given as words, in a file, or on the web; HTML reduced to what is read.

The one door to lxml. Its parser tells us of tags as they come and builds no tree, so only depth has
to be limited for the time to grow no faster than the page (the standard library's HTMLParser takes
minutes over a megabyte of ``<!--`` in the older of the Pythons we run on, and raises at ``<![``).
"""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from workings.errors import TextError, mismatch
from workings.ledger import read_url
from workings.outside import TEXT_BYTES

_TEXTS = (".txt", ".md", ".markdown")
_PAGES = (".html", ".htm", ".xhtml")
_OTHERS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".ipynb", ".csv", ".xlsx", ".json")
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_MOST_CHARACTERS = 1_000_000
_LONGEST_PATH = 1000
_PART = "Give the part that is to be scanned."
_DEEPEST = 500
_CHUNK = 65_536
#: Elements that hold no part of what a reader reads.
_LEFT_OUT = frozenset(
    """
    head script style template noscript nav aside footer form button select textarea svg math iframe
    object audio video canvas
    """.split()  # noqa: SIM905  # tags read better so
)
#: Elements that don't end a paragraph.
_WITHIN_A_LINE = frozenset(
    """
    a abbr b bdi bdo cite code data del dfn em font i ins kbd mark q s samp small span strong sub
    sup time u var wbr
    """.split()  # noqa: SIM905  # likewise
)

#: What tags stand for: cells are told apart, and what is raised is marked until all of it is known.
_RAISE, _LOWER = "\x01", "\x02"
_BEFORE = {"td": " | ", "th": " | ", "sup": _RAISE}
_AFTER = {"td": "", "th": "", "sup": _LOWER}
_RAISED = re.compile(f"{_RAISE}([^{_RAISE}{_LOWER}]{{1,20}}){_LOWER}")


def read_text(source: str, *, most_bytes: int = TEXT_BYTES, allow_private: bool = False) -> str:
    """
    Read the text to be scanned: paragraphs, a blank line between any two of a page.

    The source is ``-`` for standard input; an address that begins with ``https://`` or ``http://``;
    the path of a .txt, .md or .html file; or else the text itself. A path that exists is a file,
    and a line that ends as a file's name does is never taken for text. Addresses that aren't on the
    public internet are asked only if private ones are allowed.

    Nothing in the text plays tricks on a terminal: what is invisible is left out, and control
    characters are shown as "�".

    TextError if there is no such file, or it is too big, or holds no text; DownloadError if an
    address can't be fetched, or not safely.
    """
    text = _harmless(_read(source, most_bytes, allow_private))
    if not text.strip():
        _refuse(source, "no words", "a text to scan", "Check that it is the one you mean.")
    if len(text) > _MOST_CHARACTERS:
        _refuse(source, f"{len(text):,} characters", f"at most {_MOST_CHARACTERS:,}", _PART)
    return text


def _read(source: str, most_bytes: int, allow_private: bool) -> str:
    """Find out what the source is, and read it."""
    if source == "-":
        return _decoded(source, sys.stdin.buffer.read(most_bytes + 1), most_bytes)
    if re.fullmatch(r"https?://\S+", source, re.IGNORECASE):
        return _read_address(source, most_bytes, allow_private)
    if not source or len(source) > _LONGEST_PATH or "\n" in source:
        return source
    path = Path(source)
    try:
        exists = path.exists()
    except (OSError, ValueError):  # no name that a file could have
        return source
    if exists:
        return _read_file(source, most_bytes)
    if path.suffix.lower() in (*_TEXTS, *_PAGES, *_OTHERS):
        mend = "Check the path; if these are the words to scan, give - and then type them."
        _refuse(source, "no such file", "a text to scan", mend)
    return source


def _read_file(source: str, most_bytes: int) -> str:
    path = Path(source)
    suffix = path.suffix.lower()
    if not path.is_file() or suffix not in (*_TEXTS, *_PAGES):
        found = f"a {suffix} file" if path.is_file() and suffix else "no text file"
        mend = "Save it as text, or paste its words in with - as the source."
        _refuse(source, found, f"one that ends in {', '.join((*_TEXTS, *_PAGES))}", mend)
    try:
        with path.open("rb") as file:
            text = _decoded(source, file.read(most_bytes + 1), most_bytes)
    except OSError as error:
        mend = "Check that you may read it."
        _refuse(source, str(error.strerror), "a file to read", mend)
    return readable(text) if suffix in _PAGES else text


def _read_address(source: str, most_bytes: int, allow_private: bool) -> str:
    got = read_url(source, most_bytes=most_bytes, allow_private=allow_private)
    text = _decoded(source, got.content, most_bytes)
    if got.media_type in ("text/plain", "text/markdown"):
        return text
    if got.media_type in _PAGE_TYPES or (not got.media_type and text.lstrip()[:1] == "<"):
        return readable(text)
    mend = "Open it in a browser, save its text, and give the file."
    _refuse(source, got.media_type or "a file of no known type", "a page or a text", mend)


def _decoded(source: str, content: bytes, most_bytes: int) -> str:
    """Read bytes as UTF-8, or as what a browser would take them for."""
    if len(content) > most_bytes:
        _refuse(source, "more", f"at most {most_bytes:,} bytes", _PART)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        _refuse(source, "no text, but bytes", "a text to scan", "Save it as text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def readable(page: str) -> str:
    """
    Reduce HTML, well formed or not, to what a reader reads, without menus, scripts and styles.

    That is its paragraphs, headings, list items and table cells, with a blank line between any two;
    of the headline and ``<main>`` alone if there is a ``<main>``. A footnote's mark stands in
    brackets. TextError if its elements are nested absurdly deep.
    """
    from lxml import etree

    parser = etree.HTMLParser(target=_Reader(), encoding="utf-8")
    content = page.encode("utf-8", errors="replace") or b" "
    for start in range(0, len(content), _CHUNK):
        parser.feed(content[start : start + _CHUNK])
    return str(parser.close())


class _Reader:
    """What the parser tells of every tag and every piece of text."""

    def __init__(self) -> None:
        self._everywhere: list[str] = []
        self._in_main: list[str] = []
        # How many elements are open, in all, from one that is left out, and from <main> or <h1>.
        self._open = self._open_left_out = self._open_main = 0
        self._has_main = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._open += 1
        if self._open > _DEEPEST:
            found, expected = "elements inside one another without end", f"at most {_DEEPEST} deep"
            _refuse("the page", found, expected, "Save its text, and give that file.")
        if self._open_left_out or tag in _LEFT_OUT or "hidden" in attributes:
            self._open_left_out += 1
            return
        self._has_main |= tag == "main"
        self._open_main += bool(self._open_main or tag in ("main", "h1"))
        self._write(_BEFORE.get(tag, "" if tag in _WITHIN_A_LINE else "\n"))

    def end(self, tag: str) -> None:
        self._open -= 1
        if self._open_left_out:
            self._open_left_out -= 1
            return
        self._write(_AFTER.get(tag, "" if tag in _WITHIN_A_LINE else "\n"))
        self._open_main -= bool(self._open_main)

    def data(self, text: str) -> None:
        if not self._open_left_out:
            self._write(re.sub(r"[\x00-\x20]+", " ", text))

    def close(self) -> str:
        words = "".join(self._in_main if self._has_main else self._everywhere)
        words = _RAISED.sub(_lowered, words).replace(_RAISE, "").replace(_LOWER, "")
        lines = (" ".join(filter(None, line.split(" "))) for line in words.split("\n"))
        return "\n\n".join(filter(str.strip, (line.strip(" |") for line in lines)))

    def _write(self, text: str) -> None:
        self._everywhere.append(text)
        if self._open_main:
            self._in_main.append(text)


def _lowered(raised: re.Match[str]) -> str:
    """Keep a footnote's mark from the number before it: 281<sup>3</sup> is not 2813."""
    mark = raised[1].strip(" []")
    return f" [{mark}]" if re.search("[0-9]", mark) else raised[1]


def _harmless(text: str) -> str:
    """Take out of a text what would do more to a terminal than print."""
    table = {ord(c): _shown(c) for c in set(text) if not c.isprintable()}
    return text.replace("\r\n", "\n").translate(table)


def _shown(character: str) -> str:
    if character in "\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}":
        return "\n"
    if character == "\t":
        return " "
    shown = {"Zs": character, "Cf": ""}  # other kinds of blanks; what is invisible by design
    return shown.get(unicodedata.category(character), "\N{REPLACEMENT CHARACTER}")


def _refuse(source: str, found: str, expected: str, mend: str) -> NoReturn:
    where = _harmless(" ".join(source.split()))
    where = where if len(where) <= 80 else f"{where[:79]}…"
    raise TextError(mismatch(where, found, expected, mend))
