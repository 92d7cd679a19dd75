"""Every published page in Debian's Chromium, read as its readers do: on a phone, by keyboard, on paper."""

import csv
import gzip
from hashlib import sha256

import pytest
from browser import checks
from browser.chromium import Reader, find_chromium, look

from conftest import CROSSINGS, ROOT, STORY, Desk
from workings.ledger.editions import read_editions

#: Every edition on record, and runs of dates that aren't on it.
DRAFTS = {
    f"drafts/{STORY}/2026-06-30": (STORY, {"as_of": "2026-06-30"}),
    f"drafts/{CROSSINGS}/2026-09-01": (CROSSINGS, {"as_of": "2026-09-01", "year": "2024"}),
}
EDITIONS = [*(edition.id for edition in read_editions(ROOT / "data")), *DRAFTS]
#: Of each report, the edition that the quick tests read; `make test-all` reads all.
QUICK = (
    f"{CROSSINGS}/2026-05-29",
    "claim-check/2026-01-27",
    f"{STORY}/2026-01-27",
    "pilot-by-month/2026-07-16",
)
#: What lies beside the editions: the front page, and small pages of one edition.
BESIDE = [
    "index.html",
    *(
        f"{STORY}/2026-01-27/{name}.html"
        for name in ("changes", "embeds", "chart-1", "chart-4", "figure-1", "figure-4")
    ),
]
#: Of each sort of report, an edition whose audit sheet is read as well: they have one template.
SHEETS = [edition for edition in EDITIONS if edition.endswith(("2026-01-27", "2026-05-29"))]
QUICK_SHEET = "claim-check/2026-01-27"
WIDTHS = (360, 768, 1280)
PHONES = (390, 412, 430)  # which numbers come to lie one above the other depends on the width
SCHEMES = ("light", "dark")


def quick(names, some):
    """Leave all but some to `make test-all`."""
    return [n if n in some else pytest.param(n, marks=pytest.mark.slow) for n in names]


#: Screens for axe, which takes its time.
SCREENS = [
    pytest.param(width, scheme, marks=() if quick_one else pytest.mark.slow)
    for width in WIDTHS
    for scheme in SCHEMES
    for quick_one in [(width, scheme) in ((360, "light"), (1280, "dark"))]
]


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    """Print the drafts, and give their folders by their names above."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    return {name: desk.print_report(report, **given) for name, (report, given) in DRAFTS.items()}


@pytest.fixture(scope="module", params=quick(EDITIONS, QUICK))
def folder(request, published):
    """One edition after another."""
    if request.param in DRAFTS:
        return request.getfixturevalue("drafts")[request.param]
    return published / request.param


@pytest.fixture(scope="module")
def readers(folder, served, chromium):
    """Give the edition two readers: one without scripts, and one with them."""
    url = served.address(folder / "index.html")
    both = [Reader(chromium, url), Reader(chromium, url, scripts=True)]
    yield both
    for reader in both:
        reader.close()


@pytest.fixture
def page(readers):
    """Open the edition's page, scripts off."""
    return readers[0].page()


@pytest.fixture
def page_with_scripts(readers):
    """Open the edition's page with scripts on: axe is one."""
    return readers[1].page()


@pytest.fixture(scope="module")
def invalid(published):
    """Put all the pages before html-validate at once: what is wrong, by page."""
    pages = [f"{name}/index.html" for name in EDITIONS if name not in DRAFTS]
    sheets = [f"{name}/audit.html" for name in SHEETS]
    return checks.invalid([published / name for name in (*pages, *BESIDE, *sheets)])


@pytest.fixture(
    scope="module", params=quick(BESIDE, [name for name in BESIDE if not name.endswith("-4.html")])
)
def beside(request, published):
    """One page after another of those that lie beside the editions."""
    return published / request.param


@pytest.fixture(scope="module")
def visitors(beside, served, chromium):
    """Give that page two readers: one without scripts, and one with them."""
    url = served.address(beside)
    both = [Reader(chromium, url), Reader(chromium, url, scripts=True)]
    yield both
    for reader in both:
        reader.close()


@pytest.fixture(scope="module", params=quick(SHEETS, [QUICK_SHEET]))
def sheet(request, published):
    """One audit sheet after another."""
    return published / request.param / "audit.html"


@pytest.fixture(scope="module")
def reviewers(sheet, served, chromium):
    """Give the sheet two readers, likewise."""
    both = [Reader(chromium, served.address(sheet), scripts=on) for on in (False, True)]
    yield both
    for reviewer in both:
        reviewer.close()


def test_without_a_browser_these_tests_fail_and_say_what_to_do(monkeypatch):
    """They are never skipped, so a green run has read the pages."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="Run `make browser`"):
        find_chromium()


def test_without_the_npm_packages_these_tests_fail_and_say_what_to_do():
    """The same goes for axe-core and html-validate."""
    with pytest.raises(pytest.fail.Exception, match="Run `make browser`"):
        checks.installed("no-such-package/index.js")


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing(page_with_scripts, width, scheme):
    """WCAG 2.2 A and AA and good practice hold, in light and dark, on phone, tablet and desk."""
    look(page_with_scripts, width=width, scheme=scheme)
    assert checks.axe(page_with_scripts) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_nothing_in_an_open_panel(page_with_scripts, scheme):
    """The panel that says the most is held to the same."""
    look(page_with_scripts, width=360, scheme=scheme)
    assert checks.axe_in_a_panel(page_with_scripts) == []


@pytest.mark.parametrize("height", [pytest.param(640, id="320px"), pytest.param(256, id="400%")])
def test_the_page_never_scrolls_sideways(page, height):
    """Neither on a screen of 320 px, nor on one of 1280 by 1024 at 400%, which is 320 by 256."""
    look(page, width=320, height=height)
    assert checks.sideways(page) == []


@pytest.mark.parametrize("height", [pytest.param(640, id="320px"), pytest.param(256, id="400%")])
def test_an_open_panel_fits_the_screen(page, height):
    """All of it can be reached, on the same small screens."""
    look(page, width=320, height=height)
    assert checks.panels_fit(page) == []


def test_every_panel_opens_and_closes_by_keyboard_alone(page):
    """Tab finds each number, Enter opens it, Tab leads in, Escape closes it and gives focus back."""
    assert checks.stuck_panels(page) == []


def test_a_screen_reader_is_told_that_each_number_opens_something(page, folder):
    """In the accessibility tree every number of the notebook's prose is a button that expands."""
    assert checks.unannounced(page, checks.workings(folder)) == []


def test_every_panel_says_which_figures_the_number_rests_on_and_whose_they_are(page, folder):
    """Down to each figure, and who stated or published it, as the executed notebook has it."""
    assert checks.unexplained(page, checks.workings(folder)) == []


def test_everything_is_there_with_scripts_off(page):
    """The same words are seen with scripts on."""
    assert checks.differs_with_scripts(page) == []


def test_no_script_is_shipped(page):
    """No script, no handler and no address that runs one; JSON-LD is data."""
    assert checks.scripts(page) == []


def test_the_page_asks_for_nothing_and_the_console_is_empty(page):
    """Read to its end, in the dark, in print and with every panel opened, scripts on."""
    assert checks.overheard(page) == []


def test_a_script_or_a_picture_slipped_into_the_page_does_nothing(page, folder):
    """The page's own policy allows neither."""
    html = (folder / "index.html").read_text(encoding="utf-8")
    assert checks.slipped_in(page, html) == []


def test_headings_are_in_order_under_one_headline(page):
    """One of the first level, and none skips a level."""
    assert checks.headings(page) == []


@pytest.mark.parametrize("width", (*PHONES, *WIDTHS))
def test_every_target_can_be_tapped(page, width):
    """24 px each way where it stands alone; a number in a sentence keeps its distance (WCAG 2.5.8)."""
    look(page, width=width)
    assert checks.targets(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_of_the_notebook_is_shown_once(page, folder, width):
    """One drawing of each, whatever the screen."""
    look(page, width=width)
    assert checks.charts_shown(page) == checks.charts_drawn(folder)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_chart_has_marks_to_see_and_a_sentence_for_alt_text(page, width, scheme):
    """Marks that stand out 3 to 1, inside the drawing's box; a title, and more than its words."""
    look(page, width=width, scheme=scheme)
    assert checks.charts(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_text_in_charts_can_be_read_against_what_lies_behind_it(page, width, scheme):
    """4.5 to 1, against the paper or the very mark on which a label stands."""
    look(page, width=width, scheme=scheme)
    assert checks.chart_text(page) == []


def test_print_gives_every_number_its_note(page, folder):
    """Each bears a mark, and the note says on which figures it rests and whose they are."""
    assert checks.unnoted(page, checks.workings(folder)) == []


def test_print_writes_out_the_address_of_every_source(page, folder):
    """What paper can't link to, it spells."""
    assert checks.unwritten(page, checks.addresses(folder)) == []


def test_print_cuts_no_chart(page):
    """A figure stays on one page, and fits it."""
    look(page, width=700, media="print")
    assert checks.cut_in_print(page) == []


def test_the_html_is_valid(invalid, folder):
    """By html-validate's reading of the standard."""
    page = folder / "index.html"
    assert (invalid if page in invalid else checks.invalid([page]))[page] == []


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_on_the_audit_sheet(reviewers, width, scheme):
    """In light and dark, on phone, tablet and desk."""
    page = reviewers[1].page()
    look(page, width=width, scheme=scheme)
    assert checks.axe(page) == []


def test_the_audit_sheet_fits_any_screen_and_can_be_tapped(reviewers):
    """It never scrolls sideways, at 320 px either, and every link can be hit."""
    page = reviewers[0].page()
    for width in (320, *PHONES, *WIDTHS):
        look(page, width=width)
        assert checks.sideways(page) == [], width
        assert checks.targets(page) == [], width


def test_the_audit_sheet_is_valid_and_its_headings_are_in_order(invalid, sheet, reviewers):
    """By html-validate's reading of the standard; one heading of the first level."""
    assert invalid[sheet] == []
    assert checks.headings(reviewers[0].page()) == []


def test_the_audit_sheet_needs_no_script_and_asks_for_nothing(sheet, reviewers):
    """It says the same with scripts off; its policy lets nothing in that somebody slips into it."""
    page = reviewers[0].page()
    assert checks.scripts(page) == []
    assert checks.overheard(page) == []
    assert checks.differs_with_scripts(page) == []
    assert checks.slipped_in(page, sheet.read_text(encoding="utf-8")) == []


#: Each number on an audit sheet, with the figures it leads to, and the sources that these lead to.
WALK = """() => [...document.querySelectorAll('.numbers > li')].map(number => ({
  text: number.querySelector('b').innerText,
  figures: [...number.querySelectorAll('a[href^="#figure-"]')].map(link => {
    const figure = document.querySelector(link.getAttribute('href'));
    const source = figure.querySelector('a[href^="#source-"]').getAttribute('href');
    const codes = [...document.querySelector(source).querySelectorAll('code')];
    return {
      stands: figure.querySelector('code').innerText, said: figure.innerText,
      stored: codes.map(code => code.innerText),
    };
  }),
}))"""


def test_every_number_on_the_audit_sheet_leads_to_its_line_and_the_stored_bytes(reviewers):
    """By two links on the sheet: the ledger has that line, and the stored file that digest."""
    with (ROOT / "data" / "figures.csv").open(encoding="utf-8", newline="") as file:
        printed = {line["seal"]: line["as_printed"] for line in csv.DictReader(file)}
    numbers = reviewers[0].page().evaluate(WALK)
    figures = [figure for number in numbers for figure in number["figures"]]
    assert len(figures) >= len(numbers) / 2 > 5
    for figure in figures:
        if (seal := figure["stands"]) in printed:
            assert printed[seal] in figure["said"]
        else:
            assert len(figure["stored"]) == 2, "of an official file, the bytes are kept"
        if len(figure["stored"]) == 2:  # else a digest alone, or nothing
            path, digest = figure["stored"]
            assert sha256((ROOT / path).read_bytes()).hexdigest() == digest


def test_the_page_with_four_charts_is_small(published):
    """At most 60 KiB, and 15 on the wire, with its claims box and what changed."""
    page = (published / STORY / "2026-01-27" / "index.html").read_bytes()
    assert page.count(b"<figure") == 4
    assert b"What changed since the last edition" in page
    assert len(page) <= 60 * 1024
    assert len(gzip.compress(page, 9)) <= 15 * 1024


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_axe_finds_nothing_in_a_page_beside_them(visitors, width, scheme):
    """Front page, embeds and what changed are held to the same as the editions."""
    page = visitors[1].page()
    look(page, width=width, scheme=scheme)
    assert checks.axe(page) == []


@pytest.mark.parametrize(
    "check", ["sideways", "scripts", "overheard", "headings", "targets", "differs_with_scripts"]
)
def test_a_page_beside_them_is_sound(visitors, check):
    """It fits a phone, runs and asks for nothing, and can be read and tapped."""
    page = visitors[0].page()
    look(page, width=320, height=640)
    assert getattr(checks, check)(page) == []


def test_the_html_of_a_page_beside_them_is_valid(invalid, beside):
    """By the same reading of the standard."""
    assert invalid[beside] == []
