"""Reading a published page, as its reader would."""

import csv
import re
from html.parser import HTMLParser

from workings.notebook.executed import read_executed
from workings.notebook.record import Prose

BLOCKS = {"p", "h1", "h2", "h3", "li", "figcaption", "div", "section", "header", "footer"}
BLOCKS.add("summary")
CELLS = {"th", "td"}
UNREAD = {"svg", "style", "script", "title"}


class Page(HTMLParser):
    """A page's visible text, its numbers and its anchors."""

    def __init__(self, html):
        super().__init__()
        self.html, self.words, self.ids, self.links, self.numbers = html, [], [], [], []
        self._in_number = self._in_note_mark = False
        self._skipped = 0
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag, attrs):
        """Note anchors and links; drawings, styles and data are no text."""
        attrs = dict(attrs)
        self._skipped += tag in UNREAD
        self.ids += [attrs["id"]] if "id" in attrs else []
        self.links += [attrs["href"]] if tag == "a" and "href" in attrs else []
        if tag == "u":
            self._in_number = True
            self.numbers.append(["", ""])
        elif self._in_number and tag == "button":
            self.numbers[-1][1] = attrs["popovertarget"]
            assert attrs["aria-owns"] == self.ids[-1]
        elif self._in_number and tag == "a":
            assert attrs["href"] == f"#{self.numbers[-1][1]}"
            self._in_note_mark = True
        if tag in BLOCKS | CELLS:
            self.words.append(" | " if tag in CELLS else " ")

    def handle_endtag(self, tag):
        """Close what was opened."""
        self._skipped -= tag in UNREAD
        if tag == "a":
            self._in_note_mark = False
        if tag == "u":
            self._in_number = False

    def handle_data(self, data):
        """Collect the text, as it stands on a screen: without the numbers of the notes."""
        if not self._skipped and not self._in_note_mark:
            self.words.append(data)
        if self._in_number and not self._in_note_mark:
            self.numbers[-1][0] += data


def read_page(folder):
    """Read an edition's page."""
    return Page((folder / "index.html").read_text(encoding="utf-8"))


def drawings(folder):
    """List the drawings on an edition's page, each with its title and its description."""
    html = (folder / "index.html").read_text(encoding="utf-8")
    texts = dict(re.findall(r'<p[^>]* id="([td][0-9]+)"[^>]*>([^<]*)</p>', html))
    found = re.findall(
        r'<svg class="(?:phone|desktop)"[^>]* aria-labelledby="(\w+)" aria-describedby="(\w+)">(.*?)</svg>',
        html,
        flags=re.DOTALL,
    )
    return [(drawn, texts[title], texts[description]) for title, description, drawn in found]


def recorded_numbers(folder):
    """List the record of every number in an edition's prose, in order."""
    records = read_executed(folder / "notebook.ipynb").records
    return [number for said in records if isinstance(said, Prose) for number in said.numbers]


def rests_on(record, line):
    """Tell whether a number rests on a line of this repository's figures."""
    with open("data/figures.csv", encoding="utf-8", newline="") as file:
        seal = list(csv.DictReader(file))[line - 2]["seal"]
    return any(part.figure == seal for part in record.workings.walk())
