"""The front page and its feed: the editions that are to be listed, and nothing else."""

import json
import re
from xml.etree import ElementTree

import pytest

from conftest import ROOT
from workings.errors import PageError
from workings.ledger.editions import read_editions as on_record
from workings.page.front import read_editions, write_front

SECOND = ROOT / "tests" / "specimens" / "second-house"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def reports(tmp_path):
    """Make a folder of reports with three editions."""
    for report, as_of, number in (
        ("story", "2026-01-27", "350"),
        ("story", "2026-03-06", "380"),
        ("other", "2026-02-01", "12"),
    ):
        add(tmp_path, report, as_of, number=number)
    return tmp_path


def add(folder, report, as_of, **facts):
    """Write an edition's facts."""
    made = folder / report / as_of
    made.mkdir(parents=True)
    known = {
        "headline": f"The {report}", "standfirst": "It stands.", "as_of": as_of,
        "made_on": "", "number": "1", "words": "people admitted",
    }  # fmt: skip
    (made / "edition.json").write_text(json.dumps({**known, **facts}), encoding="utf-8")


def ids(reports):
    """Name all editions that lie there."""
    return [
        path.parent.relative_to(reports).as_posix() for path in reports.glob("*/*/edition.json")
    ]


def test_the_newest_figures_come_first_and_say_what_changed(reports):
    """By as-of date across reports; the change is from the same report's edition before."""
    assert [(each["address"], each["change"]) for each in read_editions(reports, ids(reports))] == [
        ("story/2026-03-06/", "It was 350 in the edition of 27 January 2026."),
        ("other/2026-02-01/", "The first edition here."),
        ("story/2026-01-27/", "The first edition here."),
    ]


def test_the_front_page_links_every_edition_with_its_key_figure(reports):
    """Text is text, whatever an edition's facts hold."""
    add(reports, "evil", "2025-01-01", headline='<script>alert("x")</script>')
    write_front(reports, reports, ids(reports))
    page = (reports / "index.html").read_text(encoding="utf-8")
    assert re.findall(r'<h2><a href="([^"]+)"', page) == [
        "story/2026-03-06/", "other/2026-02-01/", "story/2026-01-27/", "evil/2025-01-01/",
    ]  # fmt: skip
    assert "<b>380</b> people admitted." in page
    assert "<script" not in page


def test_the_feed_is_dated_by_the_editions_and_not_by_a_clock(reports):
    """The day they were made or as-of dates, whichever is known; absolute links with a base URL."""
    add(reports, "dated", "2026-02-02", made_on="2026-04-01")
    write_front(reports, SECOND, ids(reports))
    feed = ElementTree.parse(reports / "feed.xml").getroot()
    assert feed.findtext(f"{ATOM}updated") == "2026-04-01T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}updated")[:10] for entry in entries] == [
        "2026-03-06", "2026-04-01", "2026-02-01", "2026-01-27",
    ]  # fmt: skip
    assert entries[0].findtext(f"{ATOM}id") == "https://specimen.example/figures/story/2026-03-06/"
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 4


def test_the_front_page_is_the_same_bytes_each_time(reports):
    """In whatever order the folder lists its editions."""
    write_front(reports, reports, ids(reports))
    before = [(reports / name).read_bytes() for name in ("index.html", "feed.xml")]
    write_front(reports, reports, ids(reports))
    assert [(reports / name).read_bytes() for name in ("index.html", "feed.xml")] == before
    assert not [path for path in reports.iterdir() if path.name.startswith(".new")]


def test_what_is_no_edition_is_passed_over_and_a_broken_one_is_named(reports):
    """A failed notebook or a stray folder does no harm; facts that can't be read stop the run."""
    (reports / "failed").mkdir()
    (reports / "failed" / "story.ipynb").write_text("{}")
    (reports / "stray" / "folder").mkdir(parents=True)
    assert len(read_editions(reports, ids(reports))) == 3
    (reports / "story" / "2026-01-27" / "edition.json").write_text("{}")
    with pytest.raises(PageError, match="Run that edition again"):
        read_editions(reports, ids(reports))


def test_a_build_writes_the_front_page(published):
    """Every edition on record is on it, and in the feed."""
    page = (published / "index.html").read_text(encoding="utf-8")
    for edition in on_record(ROOT / "data"):
        assert f'<a href="{edition.id}/">' in page
    assert (published / "feed.xml").exists()
