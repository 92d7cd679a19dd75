"""The page by way of nbconvert: its exporter ``article``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter

from workings.files import PAGE
from workings.notebook import read_house
from workings.page.page import print_article


class ArticleExporter(Exporter):
    """
    Print an executed notebook as one self-contained HTML page, without scripts or requests.

    Found by nbconvert, as ``jupyter nbconvert --to article executed.ipynb``. The house style is
    that of the nearest pyproject.toml in or above the notebook's folder. What the page offers for
    download is written beside it.
    """

    export_from_notebook = "Article"
    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: dict[str, Any] | None = None, **_: Any) -> Any:
        """Print the notebook: the page, and nbconvert's resources; raises `PageError`."""
        resources = dict(resources or {})
        folder = Path(resources.get("metadata", {}).get("path") or ".")
        files = print_article(nb, read_house(folder))[1]
        page = files.pop(PAGE).decode()
        known = {"output_extension": self.file_extension, "outputs": files}
        return page, {**resources, **known}
