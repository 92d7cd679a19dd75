"""Publish an executed notebook: nbconvert's exporter ``article``, and the edition's folder."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default

from workings.article import Article, Node, Text, leaves, read_article
from workings.beside import credited, embeds, files_beside, provenance
from workings.crate import Origin, write_manifest
from workings.drawing import escaped
from workings.errors import PageError
from workings.house import House, read_house
from workings.linked import address, linked_data, safe_link
from workings.lint.found import Check, Coverage
from workings.manifest import SHEET
from workings.markup import plain
from workings.sheet import reviewed, sheet_context
from workings.shelf import replacing
from workings.wording import day, periods_in_words

TEMPLATES = Path(__file__).parent / "templates"
OPEN_GOVERNMENT = "Open Government Licence"
WORDS_A_MINUTE = 230


class ArticleExporter(TemplateExporter):
    """
    Print an executed notebook as one self-contained HTML page, without scripts or requests.

    Found by nbconvert, as ``jupyter nbconvert --to article executed.ipynb``. The house style is
    that of the nearest pyproject.toml in or above the notebook's folder. What the page offers for
    download is written beside it.
    """

    export_from_notebook = "Article"
    file_extension = ".html"
    output_mimetype = "text/html"
    template_name = "article"

    @default("extra_template_basedirs")
    def _packaged_templates(self) -> list[str]:
        return [str(TEMPLATES)]

    def _create_environment(self) -> Any:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters.update(
            about=_about, as_text=_as_text, day=day, digest=_digest, grouped=_grouped,
            link=safe_link, listed=_listed, opening=_opening, plain=plain, unrounded=_unrounded,
        )  # fmt: skip
        environment.globals.update(leaves=leaves, periods=periods_in_words)
        return environment

    def render(self, template: str, house: House, **known: Any) -> str:
        """Fill in one of the page's templates in the style of a house."""
        style = _style(house, template) if template.endswith(".html.j2") else ""
        made: str = self.environment.get_template(template).render(
            house=house, style=style, **known
        )
        return made

    def from_notebook_node(self, nb: Any, resources: dict[str, Any] | None = None, **_: Any) -> Any:
        """Print the notebook: the page, and nbconvert's resources; raises `PageError`."""
        resources = dict(resources or {})
        house = read_house(Path(resources.get("metadata", {}).get("path") or "."))
        article = read_article(nb)

        def render(template: str, **known: Any) -> str:
            return self.render(template, house, **{"article": article, **known})

        outputs = dict(files_beside(article, house, render))
        page = render(
            "index.html.j2",
            address=address(article, house),
            caution=_caution(article),
            citation=_citation(article, house),
            credited=lambda chart: credited(article, chart),
            credits=_credits(article),
            description=plain(article.standfirst),
            embeds=embeds(article, house),
            home=house.base_url or ("../../index.html" if "address" in article.metadata else ""),
            linked=linked_data(article, house, outputs),
            minutes=_minutes(article),
            read_on=_read_on(article),
            provenance=lambda node: provenance(article, node),
        )
        known = {"output_extension": self.file_extension, "article": article, "house": house}
        return page, {**resources, **known, "outputs": outputs}


def fill_in(template: str, house: House, **known: Any) -> str:
    """Fill in a template that is no article, such as the front page's."""
    return ArticleExporter().render(template, house, **known)


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
) -> Path:
    """
    Print an executed notebook into an edition's folder, which appears whole or not at all.

    Parameters
    ----------
    executed : Path
        The executed notebook; it goes into the folder as ``notebook.ipynb``, with the address at
        which it is printed.
    folder : Path
        Where the edition goes; what stood there stays until the new one is complete.
    house_folder : Path
        The folder in or above which the house style is looked for.
    as_of : str, optional
        The day that the edition was asked for.
    said : mapping, optional
        What the record says of the edition, for the notebook's metadata.
    origin : Origin, optional
        What it is made from and who reviewed it, for the manifest and the audit sheet.
    checks : sequence of Check
        What was held against it, for the audit sheet.
    coverage : Coverage, optional
        How many of its numbers are traced.

    Returns
    -------
    Path
        The page, ``index.html``.
    """
    notebook = nbformat.read(executed, as_version=4)
    record = {**(said or {}), "address": f"{folder.parent.name}/{folder.name}/"}
    notebook.metadata.setdefault("workings", {}).update(record)
    exporter, origin = ArticleExporter(), origin or Origin()
    page, resources = exporter.from_notebook_node(
        notebook, {"metadata": {"path": str(house_folder)}}
    )
    article = resources["article"]
    if as_of is not None and article.as_of != as_of:
        raise PageError(
            f"found a book as of {article.as_of}; expected one as of {as_of}, as asked for. "
            "Read the ledger with read_ledger(..., as_of), and leave as_of as it is."
        )
    if folder.exists() and not (folder / "index.html").exists():
        raise PageError(
            f"{folder}: found a folder that is no edition; expected none, or one to replace. Move "
            "it away, or choose another with --reports."
        )
    with replacing(folder) as made:
        (made / "index.html").write_text(page, encoding="utf-8", newline="\n")
        for name, content in resources["outputs"].items():
            (made / name).write_bytes(content)
        nbformat.write(notebook, made / "notebook.ipynb")
        origin = replace(origin, reviews=reviewed(article, origin.reviews, made))
        sheet = sheet_context(article, notebook, origin, made)
        sheet |= {"checks": checks, "coverage": coverage}
        text = exporter.render("audit.html.j2", resources["house"], **sheet)
        (made / SHEET).write_text(text, encoding="utf-8", newline="\n")
        write_manifest(made, origin, resources["house"])
    return folder / "index.html"


def _style(house: House, template: str) -> str:
    """Return a page's style sheet in the house's colours and fonts, without needless spaces."""
    folder = TEMPLATES / "article"
    sheets = dict.fromkeys(("index.css", template.replace(".html.j2", ".css")))
    rules = "".join((folder / name).read_text(encoding="utf-8") for name in sheets)
    return house.css() + re.sub(r"\s*([{};,])\s*", r"\1", rules).replace(";}", "}").strip()


def _digest(style: str) -> str:
    """Return the digest by which a Content-Security-Policy allows one style sheet and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _credits(article: Article) -> list[str]:
    licences = {source["licence"] for source in article.sources}
    if any(OPEN_GOVERNMENT in licence for licence in licences):
        return [f"Contains public sector information licensed under the {OPEN_GOVERNMENT} v3.0."]
    return []


def _caution(article: Article) -> str:
    """Say which kinds of figure on the page are not final."""
    used = (leaf for entry in article.workings for leaf in article.rests_on(entry.node))
    kinds = article.statuses(used)
    if not kinds:
        return ""
    return f"Some of the figures here are {_listed(kinds, 'or')}, and may be revised."


def _read_on(article: Article) -> str:
    """Return the day on which every source was read; nothing if there is more than one."""
    days = {source["accessed_on"] for source in article.sources}
    return str(days.pop()) if len(days) == 1 else ""


def _about(leaf: Node, article: Article) -> str:
    """Say which days a figure covers, who stated it and when, in few words."""
    period = periods_in_words(leaf["periods"])
    if "rows" in leaf:
        count, publisher = leaf["rows"]["count"], article.source_of(leaf)["publisher"]
        rows = f"{count:,} row{'s' if count != 1 else ''}"
        return f"{period}: {leaf['operation']} of {rows}, {publisher}."
    if "figure" not in leaf:
        return f"{period}."
    line = article.line_of(leaf)
    sure = "" if line["status"] == "final" else f", {line['status']}"
    return f"{period}: {line['stated_by']}, {day(line['stated_on'])}{sure}."


def _citation(article: Article, house: House) -> str:
    """Write out how to cite the edition."""
    said = article.metadata
    which = f"edition {said['edition']}, " if "edition" in said else ""
    dated = f", {day(said['published'])}" if "published" in said else ""
    here = address(article, house)
    return (
        f"{_opening(str(said.get('byline', house.name)))}, “{article.headline}”, {house.name}"
        f"{dated}, {which}figures as of {day(article.as_of)}{f', {here}' if here else ''}."
    )


def _minutes(article: Article) -> int:
    """Return how many minutes the story takes to read."""
    told = [article.standfirst, *(each.html for each in article.blocks if isinstance(each, Text))]
    return math.ceil(sum(len(plain(html).split()) for html in told) / WORDS_A_MINUTE)


def _unrounded(node: Node) -> str:
    """Return an exact result's first three decimals, cut off; nothing if it has no more."""
    value = Fraction(node["exact"])
    if (value * 10).denominator == 1:
        return ""
    cut = int(abs(value) * 1000)
    sign, dots = "−" if value < 0 else "", "" if (value * 1000).denominator == 1 else "…"
    digits = f"{sign}{cut // 1000:,}.{cut % 1000:03d}{dots}"
    forms = {"per cent": f"{digits}%", "one in": f"1 in {digits}"}
    return forms.get(node["unit"], digits)


def _listed(words: list[str], last: str = "and") -> str:
    """Join words as a sentence does."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _as_text(markup: str) -> Markup:
    """Show markup as text; quotation marks need no escape there, and are a fifth of its length."""
    return Markup(escaped(markup))


def _grouped(digits: str) -> str:
    """Set a whole number's thousands apart."""
    return f"{int(digits):,}" if digits.isdecimal() else digits


def _opening(words: str) -> str:
    """Begin a sentence with these words."""
    return words[:1].upper() + words[1:]
