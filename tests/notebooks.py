"""Small notebooks, made by the tests that run them."""

from pathlib import Path

import nbformat
from nbformat import v4


def write_notebook(folder: Path, *sources: str, parameters: str = 'as_of = "2026-01-27"') -> Path:
    """Write a notebook of code cells (Markdown where a source begins with #) after its parameters."""
    cells = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
    for source in sources:
        new = v4.new_markdown_cell if source.startswith("#") else v4.new_code_cell
        cells.append(new(source))
    path = folder / "notebooks" / "story.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(v4.new_notebook(cells=cells), path)
    return path
