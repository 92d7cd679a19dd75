"""The page: what its head, its parts, its panels and the files beside it promise."""

import base64
import csv
import hashlib
import json
import re
import struct

import nbformat
import pytest
from pages import read_page

from conftest import DATES, ROOT
from workings.page.page import write_edition

SECOND = ROOT / "tests" / "specimens" / "second-house"
STORY = "2026-01-27"


@pytest.fixture(scope="module")
def edition(editions):
    """Return the folder of the edition of 27 January 2026."""
    return editions[STORY]


@pytest.fixture(scope="module")
def html(edition):
    """Return its page."""
    return (edition / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def second(edition, tmp_path_factory):
    """Print it again for a house with a base URL, with dates and a correction."""
    notebook = nbformat.read(edition / "notebook.ipynb", as_version=4)
    notebook.metadata["workings"] |= {
        "issue": 2, "first_made_on": "2026-01-28", "made_on": "2026-01-30",
        "corrections": ["29 January 2026: it said </script><b>280</b>; it is 281."],
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("second")
    nbformat.write(notebook, folder / "executed.ipynb")
    write_edition(folder / "executed.ipynb", folder / "story" / STORY, SECOND)
    return folder / "story" / STORY


def note(html, number):
    """Return the words of a note."""
    found = re.search(rf'<div id="w{number}" popover>(.*?)</div>', html, flags=re.DOTALL)[1]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def linked(html):
    """Read the page's JSON-LD."""
    return json.loads(re.search(r'"application/ld\+json">(.*?)</script>', html)[1])["@graph"]


def test_the_style_sheet_is_allowed_by_its_digest_and_nothing_else_is(html):
    """No script, no inline style, no request."""
    style = re.search(r"<style>(.*?)</style>", html, flags=re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")
    assert not re.findall(r"script-src|unsafe|\*", policy)
    assert " style=" not in re.sub(r"<code>.*?</code>", "", html)


@pytest.mark.parametrize("as_of", DATES)
def test_every_number_opens_a_panel_and_has_a_note_to_print(editions, as_of):
    """Each has a popover of its own number, which closes with a button in it."""
    page = read_page(editions[as_of])
    assert len(page.numbers) > 10
    for _, entry in page.numbers:
        assert page.html.count(f'<div id="{entry}" popover><button popovertarget="{entry}">') == 1


def test_a_number_is_text_and_not_a_button_label(html):
    """A reading mode that drops buttons, and a reader who copies, keep the sentence whole."""
    bare = re.sub(r"<button.*?</button>", "", html, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", "", bare.partition('<div class="standfirst">')[2])
    assert words.startswith("By 27 January 2026, 350 [1] people had been admitted")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("24.6% more", "= (350 − 281) ÷ 281", id="the-formula"),
        pytest.param("24.6% more", "before rounding, 24.555…%", id="how-it-was-rounded"),
        pytest.param("0.7%", "the figures allow between 0.677% and 0.694%", id="what-range"),
        pytest.param("0.7%", "281 people returned to France under the agreement, 6 August 2025 to 27 January 2026", id="which-period"),
        pytest.param("0.7%", "Chris Philp, the Shadow Home Secretary, 27 January 2026, spoken", id="who-and-when"),
        pytest.param("0.7%", "They differ in periods, populations and definitions; compared because", id="out-of-what"),
        pytest.param("41,000", "Read as rounded to 1,000, between 40,500 and 41,499", id="how-it-was-stated"),
        pytest.param("16,969", "cells B2776:B2945, 170 rows, 1 marked &#39;Revised&#39;. Taken as exact. Copy kept.", id="where-in-a-table"),
        pytest.param("about 350", "The same interview, in other words.", id="caveat"),
    ],
)  # fmt: skip
def test_a_panel_answers_in_sentences(edition, html, text, said):
    """Where from, how sure, over what period, out of what."""
    entry = next(entry for shown, entry in read_page(edition).numbers if shown == text)
    assert said in note(html, entry.removeprefix("w"))


def test_a_figure_that_only_others_rest_on_has_a_note_too(html):
    """350 read as rounded to ten is printed nowhere, and 22.8% to 26.0% rests on it."""
    assert "Read as rounded to 10, between 345 and 354 (One outlet wrote" in html
    assert re.search(r"autofocus>\[\d+\] <b>350</b>", html)


def test_the_parts_stand_in_order_and_none_is_empty(html):
    """The foot has all its parts; what there is nothing to say of says so."""
    heads = [re.sub(r"<[^>]+>", "", h) for h in re.findall(r"<h2.*?</h2>", html)]
    assert re.fullmatch(r"Workings, all \d+", heads[-8])
    assert heads[-7:] == [
        "Claims, recomputed", "Method", "Sources", "Corrections and changes", "Downloads",
        "Cite this edition", "Licence and credit",
    ]  # fmt: skip
    assert "<p>None so far.</p>" in html
    assert not re.findall(r"<(p|li|h\d|ul|ol|td|figcaption)[^>]*>\s*</\1>", html)


def test_each_key_figure_says_its_period_its_source_and_how_sure_it_is(html):
    """Below its words, in a line."""
    cards = re.findall(r"<li><u>.*?</li>", html, flags=re.DOTALL)
    assert 3 <= len(cards) <= 5
    assert "6 August 2025 to 27 January 2026. Nation.Cymru (PA), spoken" in cards[0]
    assert "Calendar year 2025 and 6 August 2025" in cards[3]


def test_every_chart_names_its_sources_and_offers_its_data(edition, html):
    """The table on the page and the CSV beside it hold the same numbers."""
    figures = re.findall(r"<figure.*?</figure>", html, flags=re.DOTALL)
    for number, figure in enumerate(figures, start=1):
        assert re.search(r'class="source">Source: <a href="#s\d+">', figure)
        shown = [
            re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            for row in re.findall(r"<tr>.*?</tr>", figure)
        ]
        with (edition / f"chart-{number}.csv").open(encoding="utf-8") as file:
            rows = list(csv.reader(file))
        assert [len(row) for row in rows] == [len(row) for row in shown]
    assert shown[-1] == ["27 Jan 2026", "69 more"]
    assert rows[-1] == ["27 Jan 2026", "69"]


def test_every_file_that_the_page_offers_lies_beside_it(edition, html):
    """Downloads, embeds, the audit sheet and the social image."""
    lines = (edition / "embeds.html").read_text(encoding="utf-8")
    names = set(re.findall(r'href="([\w-]+\.\w+)"', html))
    embeds = set(re.findall(r'iframe src="([\w-]+\.html)"', lines))
    assert len(names) == 3 + 4 * 3 + 2
    assert len(embeds) == 4 + 4
    names |= embeds
    assert all((edition / name).stat().st_size for name in names)
    assert struct.unpack(">II", (edition / "social.png").read_bytes()[16:24]) == (1200, 630)


def test_an_embed_stands_alone_and_leads_home(second):
    """Title, source and a link to the page, with nothing fetched."""
    chart = (second / "chart-1.html").read_text(encoding="utf-8")
    home = f"https://specimen.example/figures/story/{STORY}/"
    assert f'<a href="{home}#chart-1" target="_top">' in chart
    assert "Source: Nation.Cymru (PA). Figures as of 27 January 2026." in chart
    card = (second / "figure-1.html").read_text(encoding="utf-8")
    assert "<b>350</b> admitted to the UK" in card
    for page in (chart, card):
        assert "default-src 'none'" in page
        assert not re.findall(r"<script|<img|<iframe|url\(", page)


def test_every_figure_the_page_rests_on_can_be_downloaded(edition):
    """One line for each, with the number of its note and where it was stated."""
    with (edition / "figures.csv").open(encoding="utf-8") as file:
        rows = {row["note"]: row for row in csv.DictReader(file)}
    assert rows["2"]["figure"] == "281"
    assert rows["2"]["seal"] == "f-xupp2arnf4ho"
    assert rows["5"]["allows"] == "between 40,500 and 41,499"
    assert rows["16"]["where"] == "SB_01 B2776:B2945"


def test_a_house_with_a_base_url_says_where_the_page_stands(second, html):
    """Canonical link, image and citation; without one, nothing of the kind is claimed."""
    page = (second / "index.html").read_text(encoding="utf-8")
    home = f"https://specimen.example/figures/story/{STORY}/"
    assert f'<link rel="canonical" href="{home}">' in page
    assert f'<meta property="og:image" content="{home}social.png">' in page
    assert f"made on 30 January 2026, issue 2, figures to 27 January 2026, {home}." in page
    assert "canonical" not in html


def test_dates_edition_and_corrections_are_the_notebooks_own(second):
    """Printed at the top, and corrections at the foot as text."""
    text = read_page(second).text
    assert "Made on 30 January 2026" in text
    assert "Issue 2, first made on 28 January 2026" in text
    assert "Figures to 27 January 2026" in text
    assert "29 January 2026: it said </script><b>280</b>; it is 281." in text
    assert "None so far." not in text


def test_linked_data_says_what_the_page_is_based_on(second, html):
    """An article with its corrections, and the data it is based on, sources among the downloads."""
    article, data = linked((second / "index.html").read_text(encoding="utf-8"))
    assert (article["@type"], data["@type"]) == ("NewsArticle", "Dataset")
    assert (article["dateCreated"], article["dateModified"]) == ("2026-01-28", "2026-01-30")
    assert article["version"] == 2
    assert "</script>" in article["correction"][0]
    assert article["isBasedOn"]["@id"] == data["@id"]
    assert any("sources.csv" in each["contentUrl"] for each in data["distribution"])
    assert data["temporalCoverage"] == "2025-01-01/2026-01-27"
    assert len(data["distribution"]) == 2
    plain, _ = linked(html)
    assert not {"dateCreated", "dateModified", "version", "correction", "url"} & set(plain)
    assert "datePublished" not in article


def test_two_houses_print_visibly_different_pages(second, html):
    """Colours, fonts, logo and footer, with no other change to make."""
    page = (second / "index.html").read_text(encoding="utf-8")
    for theirs in (
        "--one:#a3002c",
        "--text:'Helvetica Neue'",
        'aria-label="The Evening Specimen"',
        "Complaints to",
    ):
        assert theirs in page
        assert theirs not in html
    assert "#a3002c" in (second / "chart-1.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["chart-1.png", "chart-3.svg", "social.png", "figures.csv"])
def test_the_files_beside_the_page_are_the_same_bytes_each_time(edition, tmp_path, name):
    """Printed twice from one executed notebook, in another folder."""
    write_edition(edition / "notebook.ipynb", tmp_path / "one-in-one-out" / STORY, tmp_path)
    again = tmp_path / "one-in-one-out" / STORY / name
    assert again.read_bytes() == (edition / name).read_bytes()
