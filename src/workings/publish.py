"""Publish an executed notebook: nbconvert's exporter ``article``, and the edition's folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import default

from workings.article import Article, leaves, read_article
from workings.errors import PageError
from workings.wording import day, span

TEMPLATES = Path(__file__).parent / "templates"
OPEN_GOVERNMENT = "Open Government Licence"
MEANINGS = {
    "difference": "The first less the second.",
    "share": "The first as a percentage of the second.",
    "ratio": "The first divided by the second.",
    "percent_change": "The rise or fall as a percentage of the number divided by.",
    "one_in": "The second divided by the first: one in so many.",
    "rate_per": "The first divided by the second.",
    "total": "The sum.",
}


class ArticleExporter(TemplateExporter):
    """
    Print an executed notebook as one self-contained HTML page, without scripts or requests.

    Found by nbconvert, as ``jupyter nbconvert --to article executed.ipynb``.
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
        environment.filters.update(day=day, link=_safe_link, grouped=_grouped, opening=_opening)
        environment.globals.update(day=day, span=span, leaves=leaves, meanings=MEANINGS)
        return environment

    def from_notebook_node(self, nb: Any, resources: dict[str, Any] | None = None, **_: Any) -> Any:
        """Print the notebook: the page, and nbconvert's resources; raises `PageError`."""
        article = read_article(nb)
        page = self.template.render(
            article=article, credits=_credits(article), caution=_caution(article)
        )
        known = {"output_extension": self.file_extension, "as_of": article.as_of}
        return page, {**(resources or {}), **known}


def write_edition(executed: Path, folder: Path, as_of: str | None = None) -> Path:
    """
    Print an executed notebook into an edition's folder, which appears whole or not at all.

    Parameters
    ----------
    executed : Path
        The executed notebook; it is copied into the folder as ``notebook.ipynb``.
    folder : Path
        Where the edition goes; what stood there stays until the new one is complete.
    as_of : str, optional
        The day that the edition was asked for.

    Returns
    -------
    Path
        The page, ``index.html``.
    """
    page, resources = ArticleExporter().from_notebook_node(nbformat.read(executed, as_version=4))
    if as_of is not None and resources["as_of"] != as_of:
        raise PageError(
            f"found a book as of {resources['as_of']}; expected one as of {as_of}, as asked for. "
            "Read the ledger with read_ledger(..., as_of), and leave as_of as it is."
        )
    if folder.exists() and not (folder / "index.html").exists():
        raise PageError(
            f"{folder}: found a folder that is no edition; expected none, or one to replace. Move "
            "it away, or choose another with --reports."
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as scratch:
        made = Path(scratch) / folder.name
        made.mkdir()
        (made / "index.html").write_text(page, encoding="utf-8", newline="\n")
        shutil.copyfile(executed, made / "notebook.ipynb")
        _put_in_place(made, folder, Path(scratch) / "before")
    return folder / "index.html"


def _put_in_place(made: Path, folder: Path, before: Path) -> None:
    """Put a made edition where it belongs; if that is interrupted, the one before goes back."""
    if folder.exists():
        os.rename(folder, before)
    try:
        os.rename(made, folder)
    except BaseException:
        if before.exists() and not folder.exists():
            os.rename(before, folder)
        raise


def _credits(article: Article) -> list[str]:
    licences = {source["licence"] for source in article.sources}
    if any(OPEN_GOVERNMENT in licence for licence in licences):
        return [f"Contains public sector information licensed under the {OPEN_GOVERNMENT} v3.0."]
    return []


def _caution(article: Article) -> str:
    """Say which kinds of figure on the page are not final."""
    used = [leaf for entry in article.workings for leaf in leaves(entry.node)]
    statuses = {
        article.figures[str(leaf["figure"])]["status"] if "figure" in leaf else "provisional"
        for leaf in used
    }
    kinds = [kind for kind in ("spoken", "provisional", "estimated") if kind in statuses]
    if not kinds:
        return ""
    words = " or ".join([", ".join(kinds[:-1]), kinds[-1]]) if len(kinds) > 1 else kinds[0]
    return f"Some of the figures here are {words}, and may be revised."


def _grouped(digits: str) -> str:
    """Set a whole number's thousands apart."""
    return f"{int(digits):,}" if digits.isdecimal() else digits


def _opening(words: str) -> str:
    """Begin a sentence with these words."""
    return words[:1].upper() + words[1:]


def _safe_link(url: str) -> str:
    """Return an address that a page may link to, or nothing."""
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""
