"""Reading a published page, as its reader would."""

import json
import re
from html.parser import HTMLParser

import nbformat

from workings.trace import PROSE

BLOCKS = {"p", "h1", "h2", "h3", "li", "figcaption", "div", "section", "header", "footer"}


class Page(HTMLParser):
    """A page's visible text, its numbers and its anchors."""

    def __init__(self, html):
        super().__init__()
        self.html, self.words, self.ids, self.links, self.numbers = html, [], [], [], []
        self._number, self._skipped = None, 0
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag, attrs):
        """Note anchors and links; drawings and styles are no text."""
        attrs = dict(attrs)
        self._skipped += tag in ("svg", "style", "title")
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if tag == "a" and "href" in attrs else []
        if attrs.get("class") == "number":
            self._number = attrs["href"]
            self.numbers.append(["", attrs["href"].removeprefix("#")])
        if tag in BLOCKS:
            self.words.append(" ")

    def handle_endtag(self, tag):
        """Close what was opened."""
        self._skipped -= tag in ("svg", "style", "title")
        if tag == "a":
            self._number = None

    def handle_data(self, data):
        """Collect the text."""
        if not self._skipped:
            self.words.append(data)
        if self._number:
            self.numbers[-1][0] += data


def read_page(folder):
    """Read an edition's page."""
    return Page((folder / "index.html").read_text(encoding="utf-8"))


def recorded_numbers(folder):
    """List the record of every number in an edition's prose, in order."""
    notebook = nbformat.read(folder / "notebook.ipynb", as_version=4)
    return [
        number
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        for number in output.get("data", {}).get(PROSE, {}).get("numbers", [])
    ]


def rests_on(record, line):
    """Tell whether a number rests on a line of the figures."""
    return f'"figure": {line},' in json.dumps(record)
