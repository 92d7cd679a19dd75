"""Publish an executed notebook: its page, and what lies beside it in the edition's folder."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from workings.errors import PageError, counted
from workings.files import NOTEBOOK, PAGE, SHEET, replacing
from workings.imports import import_nbformat
from workings.notebook import REMOVING, House, Workings, plain, read_executed, read_house
from workings.numbers import day, listed, opening, periods_in_words
from workings.page.article import Article, Text
from workings.page.audit_sheet import reviewed, seen, sheet_context
from workings.page.beside import balanced, files_beside
from workings.page.linked_data import address, linked_data, safe_link
from workings.page.manifest import Origin, write_manifest
from workings.page.reader import read_article
from workings.review import Check, Coverage

TEMPLATES = Path(__file__).parent / "templates" / "article"
WORDS_A_MINUTE = 230
# What the record alone says of an edition, in a notebook's metadata.
RECORDED = ("made_on", "issue", "first_made_on", "of", "record", "previous", "changes")


def print_article(
    notebook: Any,
    house: House,
    page_name: str = PAGE,
    beside_it: str = "",
    *,
    is_checked: bool = False,
) -> tuple[Article, dict[str, bytes]]:
    """
    Print an executed notebook in the style of a house; raises `PageError`.

    A page of another name than an edition's was checked by nobody, and says so; what lies beside it
    is in the folder `beside_it`, as its links have it. Numbers that were checked have been worked
    out again from the ledger.

    Returns what the notebook publishes; and the page and what lies beside it, by file name. The
    page is HTML, self-contained, without scripts or requests.
    """
    article = read_article(notebook, is_checked=is_checked)
    known = {
        "article": article,
        "address": address(article, house),
        "home": house.base_url or ("../../index.html" if "address" in article.metadata else ""),
        "page": f"../{page_name}" if beside_it else page_name,
        "beside": beside_it,
        "draft": _draft(article, is_edition=not beside_it),
    }

    def render(template: str, **more: Any) -> str:
        return fill_in(template, house, **{**known, **more})

    beside = dict(files_beside(article, house, render))
    page = render(
        "index.html.j2",
        linked=linked_data(article, house, beside),
        minutes=_minutes(article),
        read_on=_read_on(article),
        shared_note=_shared_note(article),
    )
    return article, {PAGE: page.encode(), **beside}


def fill_in(template: str, house: House, **known: Any) -> str:
    """Fill in one of the page's templates in the style of a house."""
    also = ["draft.css"] if known.get("draft") else []
    style = _style(house, template, also) if template.endswith(".html.j2") else ""
    return _environment().get_template(template).render(house=house, style=style, **known)


@cache  # a template is compiled once for all editions
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(
        about=_about, balanced=balanced, day=day, digest=_digest, grouped=_grouped,
        link=safe_link, listed=listed, opening=opening, plain=plain, seen=seen,
        starred=_starred, unrounded=_unrounded, wrapped=textwrap.wrap,
    )  # fmt: skip
    environment.globals.update(periods=periods_in_words)
    return environment


def write_edition(
    executed: Path,
    folder: Path,
    house_folder: Path,
    as_of: str | None = None,
    *,
    said: Mapping[str, Any] | None = None,
    origin: Origin | None = None,
    checks: Sequence[Check] = (),
    coverage: Coverage | None = None,
    draft: bool = False,
) -> Path:
    """
    Print an executed notebook into an edition's folder, which appears whole or not at all.

    The notebook goes into it as ``notebook.ipynb``, with the address at which it is printed and
    what the record says of it (`said`). The house style is looked for in or above `house_folder`;
    `as_of` is the day that was asked for. A draft is not on record, whatever its notebook says of
    itself.

    Checks that all passed have worked its numbers out from the ledger; without any, that is done
    from its own record. Returns the page; raises `PageError`.
    """
    nbformat = import_nbformat()
    notebook = nbformat.read(executed, as_version=4)
    notebook.cells = [*map(REMOVING.published, notebook.cells)]
    record = {**(said or {}), "address": f"{folder.parent.name}/{folder.name}/"}
    known = notebook.metadata.setdefault("workings", {})
    for name in RECORDED if draft else ():
        known.pop(name, None)
    known.update(record)
    house, origin = read_house(house_folder), origin or Origin()
    is_checked = bool(checks) and all(check.passed for check in checks)
    read = read_executed(notebook)
    article, files = print_article(read, house, is_checked=is_checked)
    if as_of is not None and article.as_of != as_of:
        raise PageError(
            f"found a book as of {article.as_of}; expected one as of {as_of}, as asked for. "
            "Read the ledger with read_ledger(..., as_of), and leave as_of as it is."
        )
    if folder.exists() and not (folder / PAGE).exists():
        raise PageError(
            f"{folder}: found a folder that is no edition; expected none, or one to replace. Move "
            "it away, or choose another with --reports."
        )
    with replacing(folder) as made:
        for name, content in files.items():
            (made / name).write_bytes(content)
        nbformat.write(notebook, made / NOTEBOOK)
        origin = replace(origin, reviews=reviewed(article, origin.reviews, made))
        sheet = sheet_context(article, read, origin, folder.parent.name, made)
        sheet["draft"] = _draft(article)
        text = fill_in("audit.html.j2", house, checks=checks, coverage=coverage, **sheet)
        (made / SHEET).write_text(text, encoding="utf-8", newline="\n")
        write_manifest(made, origin, house)
    return folder / PAGE


def _draft(article: Article, is_edition: bool = True) -> str:
    """Say what isn't to be taken for a published edition; nothing of one that is on record."""
    if not is_edition:
        return (
            "Nothing was checked. This page was printed from an executed notebook alone, and its "
            "numbers were not held against a ledger."
        )
    return "" if article.metadata.get("made_on") else "Not on record, and not for publication."


def _style(house: House, template: str, also: Iterable[str]) -> str:
    """Return a page's style sheet in the house's colours and fonts, without needless spaces."""
    names = ["index.css", template.replace(".html.j2", ".css"), *also]
    sheets = [TEMPLATES / name for name in names]
    rules = "".join(
        each.read_text(encoding="utf-8") for each in dict.fromkeys(sheets) if each.exists()
    )
    return house.css() + re.sub(r"\s*([{};,])\s*", r"\1", rules).replace(";}", "}").strip()


def _digest(style: str) -> str:
    """Return the digest by which a Content-Security-Policy allows one style sheet and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _read_on(article: Article) -> str:
    """Return the day on which every source was read; nothing if there is more than one."""
    days = {source.accessed_on for source in article.sources}
    return str(days.pop()) if len(days) == 1 else ""


def _shared_note(article: Article) -> str:
    """Return the sentence that more than half of the sources' notes end with, to be said once."""
    ends = Counter(source.note.rpartition(". ")[2] for source in article.sources)
    ((end, times),) = ends.most_common(1) or [("", 0)]
    return end if times > len(article.sources) / 2 and times > 2 else ""


def _starred(note: str, shared: str) -> str:
    """Set a star for the sentence that is said once for all who share it."""
    return f"{note.removesuffix(shared).rstrip()}*" if shared and note.endswith(shared) else note


def _about(leaf: Workings, article: Article) -> str:
    """Say which days a figure covers, who stated it and when, in few words."""
    period = periods_in_words(leaf.periods) or "of no day"
    if leaf.extract:
        count, publisher = leaf.extract.rows, article.source_of(leaf).publisher
        return f"{period}: {leaf.operation} of {counted(count, 'row')}, {publisher}."
    line = article.line_of(leaf)
    if line is None:
        return f"{period}."
    sure = "" if line.status == "final" else f", {line.status}"
    return f"{period}: {line.stated_by}, {day(line.stated_on)}{sure}."


def _minutes(article: Article) -> int:
    """Return how many minutes the story takes to read."""
    told = [article.standfirst, *(each.html for each in article.blocks if isinstance(each, Text))]
    return math.ceil(sum(len(plain(html).split()) for html in told) / WORDS_A_MINUTE)


def _unrounded(number: Workings) -> str:
    """Return an exact result's first three decimals, cut off; nothing if it has no more."""
    value = number.exact
    if (value * 10).denominator == 1:
        return ""
    cut = int(abs(value) * 1000)
    sign, dots = "−" if value < 0 else "", "" if (value * 1000).denominator == 1 else "…"
    digits = f"{sign}{cut // 1000:,}.{cut % 1000:03d}{dots}"
    forms = {"per cent": f"{digits}%", "one in": f"1 in {digits}"}
    return forms.get(number.unit, digits)


def _grouped(digits: str) -> str:
    """Set a whole number's thousands apart."""
    return f"{int(digits):,}" if digits.isdecimal() else digits
