"""The page by way of nbconvert: its exporter ``article``."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbconvert.preprocessors.tagremove import TagRemovePreprocessor

from workings.files import PAGE
from workings.notebook import REMOVING, read_house
from workings.page.page import RECORDED, print_article


class ArticleExporter(Exporter):
    """
    Print an executed notebook as one self-contained HTML page, without scripts or requests.

    Found by nbconvert, as ``jupyter nbconvert --to article executed.ipynb``. The house style is
    that of the nearest pyproject.toml in or above the notebook's folder. What the page offers for
    download is written into a folder beside it, which is named for the notebook. Nothing is checked
    here, and the page says so. nbconvert's own preprocessors are heeded, and the tags that its
    TagRemovePreprocessor is told to remove.
    """

    export_from_notebook = "Article"
    file_extension = ".html"
    output_mimetype = "text/html"

    def from_notebook_node(self, nb: Any, resources: dict[str, Any] | None = None, **_: Any) -> Any:
        """Print the notebook: the page, and nbconvert's resources; raises `PageError`."""
        asked = TagRemovePreprocessor(parent=self)
        removing = REMOVING.also(
            asked.remove_cell_tags,
            asked.remove_all_outputs_tags,
            asked.remove_input_tags,
            asked.remove_single_output_tags,
        )
        left = deepcopy(nb)
        left.cells = [*map(removing.published, left.cells)]
        left, resources = super().from_notebook_node(left, resources)
        for claimed in (*RECORDED, "address"):
            left.metadata.get("workings", {}).pop(claimed, None)
        about = resources.get("metadata", {})
        name = resources.get("unique_key") or about.get("name") or "notebook"
        beside = resources.get("output_files_dir") or f"{name}_files"
        page_name = f"{name}{self.file_extension}"
        house = read_house(Path(about.get("path") or "."))
        files = print_article(left, house, page_name, f"{Path(beside).name}/")[1]
        page = files.pop(PAGE).decode()
        resources["outputs"] = {f"{beside}/{each}": content for each, content in files.items()}
        return page, resources
