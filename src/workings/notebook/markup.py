"""
Markdown set as HTML, with every number in its place and nothing else let through.

A number is plain text, so that it is copied, found and read aloud with its sentence, also where a
reading mode drops all buttons. Over it lies a button that opens its workings where it stands, and
after it comes the number of its note, which is shown in print and where there are no popovers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt

from workings.errors import PageError
from workings.notebook.record import SLOT

NOWRAP = 30  # characters of a number that stay on one line
MARK = re.compile(r'<button [^>]*></button><a href="#w[0-9]+"> \[[0-9]+\]</a>')
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
TAG = re.compile(r"<[^>]+>")
BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th)>")
# A stop ends a sentence where a capital, a quotation or a number follows.
SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[“‘(]?[A-Z0-9])")


def number_mark(text: str, place: str, note: int) -> str:
    """
    Write a number as printed that opens its note, which has a number, too; the place is its anchor.

    It is a ``<u>``: text with an annotation that is shown and not spoken. The button owns the text,
    so a screen reader says the number once, as a button's name.
    """
    shown = escape(text)
    long = ' class="long"' if len(text) > NOWRAP else ""
    return (
        f'<u{long}><span id="{place}">{shown}</span>'
        f'<button popovertarget="w{note}" aria-owns="{place}"></button>'
        f'<a href="#w{note}"> [{note}]</a></u>'
    )


def plain(html: str) -> str:
    """
    Return the words of the page's own HTML, numbers among them, without their notes.

    Examples
    --------
    >>> plain(f"<p>All of {number_mark('281', 'n1', 1)} &amp; more</p>")
    'All of 281 & more'
    """
    return " ".join(unescape(TAG.sub("", MARK.sub("", html))).split())


def as_markdown_says(text: str) -> str:
    """Return a text's Markdown without what keeps words of the ledger from being markup."""
    return unescape(ESCAPED.sub(r"\1", text))


def in_sentences(html: str) -> Iterator[str]:
    """Yield the sentences of the page's own HTML, in words."""
    for block in BLOCK.split(html):
        yield from filter(None, SENTENCE.split(plain(block)))


def as_html(source: str, numbers: Mapping[int, str]) -> str:
    """
    Set Markdown as HTML, with the HTML of each number in its slot; a PageError if one is left over.

    Raw HTML is printed as it stands and images are not set, so nothing in a notebook or a ledger
    can bring markup, a script or a request into the page.
    """
    parser, placed = _parser(numbers)
    html: str = parser.render(source)
    _check_placed(placed, numbers)
    return html


def list_items(source: str, numbers: Mapping[int, str]) -> list[str]:
    """Set one Markdown list as HTML, item by item; a PageError for anything else."""
    parser, placed = _parser(numbers)
    tokens = parser.parse(source)
    if [token.type for token in tokens if not token.level] not in (
        ["bullet_list_open", "bullet_list_close"],
        ["ordered_list_open", "ordered_list_close"],
    ):
        raise PageError(
            "the key figures are not one list. Begin each with a hyphen and its number, as in "
            "- {{ returned }} returned to France."
        )
    begins = [i for i, t in enumerate(tokens) if (t.type, t.level) == ("list_item_open", 1)]
    ends = [i for i, t in enumerate(tokens) if (t.type, t.level) == ("list_item_close", 1)]
    items = [
        parser.renderer.render(tokens[begin + 1 : end], parser.options, {})
        for begin, end in zip(begins, ends, strict=True)
    ]
    _check_placed(placed, numbers)
    return items


def _parser(numbers: Mapping[int, str]) -> tuple[MarkdownIt, set[int]]:
    placed: set[int] = set()

    def text(_: Any, tokens: Any, index: int, *__: Any) -> str:
        def place(found: re.Match[str]) -> str:
            placed.add(int(found[1]))
            return numbers.get(int(found[1]), "")

        return SLOT.sub(place, escape(tokens[index].content))

    parser = MarkdownIt("commonmark", {"html": False, "typographer": True})
    parser.enable(["table", "replacements", "smartquotes"]).disable("image")
    parser.add_render_rule("text", text)
    return parser, placed


def _check_placed(placed: set[int], numbers: Mapping[int, str]) -> None:
    if placed != set(numbers):
        raise PageError(
            "a number has no workings, or stands inside code, a link's address or its title. "
            "Numbers can only be opened in running text, where the %%prose magic put them."
        )
