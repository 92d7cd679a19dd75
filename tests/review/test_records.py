"""Whatever is changed in the records of an executed notebook is found, or shows nowhere."""

import copy
import json
import random
import shutil
from datetime import date

import pytest

from conftest import ROOT
from workings.editions.register import check_register
from workings.errors import PageError
from workings.ledger import Site, find_edition, read_editions
from workings.ledger.read import read_ledger
from workings.notebook.executed import read_executed
from workings.notebook.record import BookRecord
from workings.review.checks.executed import check_executed
from workings.review.checks.found import findings
from workings.review.checks.records import Ledger
from workings.review.checks.stored import notebook_from

RECORDS = "application/vnd.workings."
QUICK = 150
#: What the author's code alone gives: a day or a name that an expression prints, the digits in a
#: reason, and where the rows of a filter end. The manifest finds a change of these.
OF_THE_CODE = {"markdown", "because", "basis", "cells"}


def leaves(part, path=()):
    """Yield the path of every leaf of a record, but for the version of its form."""
    if isinstance(part, dict):
        for key, value in part.items():
            if key != "version":
                yield from leaves(value, (*path, key))
    elif isinstance(part, list):
        for place, value in enumerate(part):
            yield from leaves(value, (*path, place))
    else:
        yield path


def records(executed):
    """Yield where the records lie: cell, output and MIME type; of a chart what it names."""
    for number, cell in enumerate(executed["cells"]):
        for place, output in enumerate(cell.get("outputs", [])):
            for mime, value in output.get("data", {}).items():
                at = ("cells", number, "outputs", place, "data", mime)
                if mime.startswith(RECORDS):
                    yield at
                elif "usermeta" in value:
                    yield (*at, "usermeta", "workings")


def at(part, path):
    """Return what stands at a path."""
    for key in path:
        part = part[key]
    return part


def altered(leaf):
    """Return something else of the same kind: another number, day, flag or text."""
    if isinstance(leaf, bool) or leaf is None:
        return 7 if leaf is None else not leaf
    if isinstance(leaf, int):
        return leaf + 1
    try:
        day = date.fromisoformat(leaf)
        return day.replace(day=1 if day.day > 1 else 2).isoformat()
    except ValueError:
        pass
    digits = [place for place, char in enumerate(leaf) if char.isdigit()]
    if not digits:
        return f"{leaf} indeed"
    last = digits[-1]
    return leaf[:last] + str((int(leaf[last]) + 1) % 10) + leaf[last + 1 :]


class Page:
    """An executed notebook with the ledger that it is held against, read once."""

    def __init__(self, executed):
        self.executed = executed
        as_of = executed["metadata"]["papermill"]["parameters"]["as_of"]
        self.book = read_ledger(ROOT / "data", as_of)
        books = [each for each in read_executed(executed).records if isinstance(each, BookRecord)]
        written = notebook_from(executed, "notebook.ipynb").written
        self.ledger = Ledger(self.book, books, written)
        self.leaves = [
            (place, path) for place in records(executed) for path in leaves(at(executed, place))
        ]

    def is_found(self, place, path=()):
        """Change one leaf, or none, and tell whether anything is found in the cell."""
        cell = copy.deepcopy(at(self.executed, place[:2]))
        if path:
            *above, last = (*place[2:], *path)
            holder = at(cell, above)
            holder[last] = altered(holder[last])
        try:
            (read,) = read_executed({"cells": [cell]}).cells
            if any(any(self.ledger.wrong_with(each.record)) for each in read.outputs):
                return True
        except PageError:
            return True
        whole = {"cells": [cell], "metadata": self.executed["metadata"]}
        return bool(path == ("markdown",) and findings(check_executed(whole, self.book)[0]))


def sweep(page, those):
    """Return which of some leaves can be changed unseen, where nothing is found as they stand."""
    assert not any(page.is_found(place) for place in records(page.executed))
    return [(*place, *path) for place, path in those if not page.is_found(place, path)]


def test_a_change_anywhere_in_a_record_is_found(editions):
    """A sample of all leaves: text, range, unit, day, label, reason, source, verdict, and the rest."""
    page = Page(json.loads((editions["2026-01-27"] / "notebook.ipynb").read_text("utf-8")))
    assert sweep(page, random.Random(14).sample(page.leaves, QUICK)) == []


@pytest.fixture
def in_place(editions, tmp_path):
    """A site in whose reports one edition on record is in place."""
    shutil.copytree(editions["2026-01-27"], tmp_path / "one-in-one-out" / "2026-01-27")
    return Site.of(ROOT / "data", tmp_path)


def test_whatever_is_changed_in_the_notebook_of_a_page_is_found(in_place):
    """A digit of a reason, a chart's point, a row, metadata: it isn't what the manifest says."""
    edition = find_edition(read_editions(in_place.ledger), "one-in-one-out/2026-01-27")
    path = in_place.folder(edition) / "notebook.ipynb"
    sound = json.loads(path.read_text("utf-8"))

    def found():
        named = findings(check_register(in_place, [edition]).checks)
        return [each.file for each in named if edition.id in (each.line, each.found)]

    assert found() == []
    for *above, last in random.Random(14).sample([*leaves(sound)], QUICK):
        changed = copy.deepcopy(sound)
        holder = at(changed, above)
        holder[last] = altered(holder[last])
        path.write_text(json.dumps(changed), encoding="utf-8")
        assert found() == [str(path)], (*above, last)


@pytest.mark.slow
def test_a_change_of_any_leaf_of_a_record_is_found(editions, crossings, others):
    """All of them, in every report, but for the digits that the author's code alone gives."""
    for folder in (editions["2026-01-27"], *crossings.values(), *others.values()):
        page = Page(json.loads((folder / "notebook.ipynb").read_text("utf-8")))
        assert {path[-1] for path in sweep(page, page.leaves)} <= OF_THE_CODE
