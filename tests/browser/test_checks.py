"""The checks in a browser find what they are for: one sound page, and a fault put into it for each."""

import pytest
from browser import checks
from browser.chromium import Reader, look, opened
from playwright.sync_api import Error

from conftest import ROOT

RUNS = pytest.StashKey()
SOUND = (ROOT / "tests" / "specimens" / "pages" / "sound.html").read_text(encoding="utf-8")
NUMBERS = [("350", [["350"], ["minister"]]), ("281", [["281"], ["minister"]])]
PAPER = {"width": 700, "media": "print"}
POLICY = """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">"""
PICTURE = '<img src="http://elsewhere.example/x.png" alt="">'
PAIR = """<button class="number" popovertarget="p2">7</button>, <button class="number" popovertarget="p2">8</button>"""

#: Each check, on the screen it is for.
CHECKS = {
    "axe": (checks.axe, {}),
    "axe in the dark": (checks.axe, {"scheme": "dark"}),
    "axe in a panel": (checks.axe_in_a_panel, {}),
    "headings": (checks.headings, {}),
    "scripts": (checks.scripts, {}),
    "sideways": (checks.sideways, {"width": 320}),
    "panels fit": (checks.panels_fit, {"width": 320, "height": 256}),
    "targets": (checks.targets, {"width": 360}),
    "charts": (checks.charts, {}),
    "charts in the dark": (checks.charts, {"scheme": "dark"}),
    "chart text": (checks.chart_text, {}),
    "chart text in the dark": (checks.chart_text, {"scheme": "dark"}),
    "overheard": (checks.overheard, {}),
    "differs": (checks.differs_with_scripts, {}),
    "stuck": (checks.stuck_panels, {}),
    "unannounced": (lambda page: checks.unannounced(page, NUMBERS), {}),
    "unexplained": (lambda page: checks.unexplained(page, NUMBERS), {}),
    "unnoted": (lambda page: checks.unnoted(page, NUMBERS), PAPER),
    "unwritten": (lambda page: checks.unwritten(page, ["https://news.example/an-interview"]), {}),
    "cut": (checks.cut_in_print, PAPER),
}
FAULTS = [
    ("axe", "--ink: #1c1b19", "--ink: #bbbbbb", "color-contrast"),
    ("axe", '<html lang="en-GB">', "<html>", "html-has-lang"),
    ("axe", "<h1>", f"{PICTURE.replace('alt=', 'class=')}<h1>", "image-alt"),
    ("axe", "<main>", "<div>", "landmark-one-main"),
    ("axe in the dark", "--ink: #eceae4", "--ink: #444444", "color-contrast"),
    ("axe in a panel", "<p>350 people", "<p style='color:#ccc'>350 people", "color-contrast"),
    ("headings", "<h2>In against out</h2>", "<h3>In against out</h3>", "skips a level"),
    ("headings", "<h2>Workings</h2>", "<h1>Workings</h1>", "2 headings of the first level"),
    ("scripts", "<h1>", "<script>1</script><h1>", "is a script"),
    ("scripts", "<h1>", "<h1 onclick='1'>", "has a handler"),
    ("scripts", "#s1", "javascript:1", "leads to a script"),
    ("sideways", "max-width: 20rem", "min-width: 40rem", "<svg> “AdmittedReturned” reaches to"),
    ("panels fit", "max-width: calc(100vw - 3rem)", "min-width: 40rem", "opens beyond the screen"),
    ("panels fit", "overflow: auto", "height: 2rem; overflow: hidden", "is cut off"),
    ("targets", "min-width: 24px; min-height: 24px", "padding: 0; font-size: 10px", "stands alone and is"),
    ("targets", "<h2>Workings", '<p><a href="#s1">Sources</a></p><h2>Workings', "stands alone and is"),
    ("targets", "to France.", f"to France, then {PAIR}.", "too near to"),
    ("charts", "var(--bar)", "var(--paper)", "shows no mark"),
    ("charts", '<path d="M60', '<path d="M600', "shows no mark"),
    ("charts", '<path d="M60', '<path d="M130', "px out of it"),
    ("charts", '<text x="0" y="20"', '<text x="-9" y="20"', "“Admitted” reaches 9.0 px out of it"),
    ("charts", "Two bars: 350 people admitted and 281 people returned.", "Chart", "no sentence for alt text: “Chart”"),
    ("charts", ' aria-labelledby="t1"', "", "has no title"),
    ("charts in the dark", "--bar: #6db9ea", "--bar: #1c1d20", "shows no mark"),
    ("chart text", 'x="0" y="20"', 'x="80" y="20"', "“Admitted” stands out 2.95"),
    ("chart text in the dark", "--label: #eceae4", "--label: #55555a", "“Admitted” stands out 2."),
    ("overheard", POLICY, PICTURE, "asks for http://elsewhere.example/x.png"),
    ("overheard", POLICY, "<style>@media print { h1 { background: url(p.png) } }</style>", "p.png"),
    ("overheard", POLICY, "<style>:popover-open { background: url(o.png) !important }</style>", "o.png"),
    ("overheard", "<h1>", f"{PICTURE}<h1>", "says Loading the image"),
    ("overheard", POLICY, "<script>missing()</script>", "fails with missing is not defined"),
    ("differs", POLICY, "<script>document.write('More')</script>", "other text is seen"),
    ("stuck", '<div id="p1" popover>', '<div id="p1" popover="manual">', "Escape does not close its panel"),
    ("stuck", 'class="number" popovertarget="p2"', 'tabindex="-1" popovertarget="p2"', "'281' is not reached by Tab"),
    ("stuck", 'popovertarget="p2"', 'popovertarget="p3"', "Enter opens no panel"),
    ("stuck", '<a href="#s1">', '<a href="#s1" tabindex="-1">', "Tab does not lead into its panel"),
    ("stuck", '<div id="p2" popover>', '<div id="p2" popover></div><div hidden>', "its panel is empty"),
    ("stuck", "popovertarget", "title", "no number opens a panel"),
    ("unannounced", '<button class="number" popovertarget="p1">350</button>', '<a href="#p1">350</a>', "'350' is announced 0 times"),
    ("unexplained", "returned. Stated by the minister", "returned. Stated", "'281': no panel names ['minister']"),
    ("unnoted", '<sup class="note">2</sup>', "", "'281' bears a mark 0 times, and is printed 1"),
    ("unnoted", "281 people returned, as the minister said.", "", "no note names ['281']"),
    ("unwritten", '<span class="printed">', '<span hidden class="x">', "an-interview is not written out"),
    ("cut", "break-inside: avoid", "", "may be cut in two"),
    ("cut", "break-inside: avoid; }", "} figure svg { break-inside: avoid; }", "may be parted from its title"),
    ("cut", "svg { display: block", "svg { min-height: 1500px", "is longer than a page"),
]  # fmt: skip


@pytest.fixture
def find(tmp_path, served, chromium):
    """Return what a check finds on a page."""

    def find(check, html):
        path = tmp_path / "index.html"
        path.write_text(html, encoding="utf-8")
        read, screen = CHECKS[check]
        with opened(chromium, served.address(path), scripts=check.startswith("axe")) as page:
            look(page, **screen)
            return read(page)

    return find


@pytest.mark.parametrize("check", CHECKS)
def test_a_sound_page_passes(find, check):
    """A check that finds a fault in everything would prove nothing."""
    assert find(check, SOUND) == []


@pytest.mark.parametrize(
    ("check", "sound", "broken", "fault"), FAULTS, ids=[f"{f[0]}: {f[3]}" for f in FAULTS]
)
def test_a_fault_put_into_a_sound_page_is_found(find, check, sound, broken, fault):
    """By the check that is for it, in words that name it."""
    assert sound in SOUND
    assert any(fault in found for found in find(check, SOUND.replace(sound, broken)))


def test_a_page_without_a_policy_lets_a_script_and_a_picture_in(tmp_path, served, chromium):
    """So a page that lets neither in owes it to its policy."""
    path = tmp_path / "index.html"
    path.write_text(SOUND, encoding="utf-8")
    with opened(chromium, served.address(path)) as page:
        assert checks.slipped_in(page, SOUND) == []
        ran, asked = checks.slipped_in(page, SOUND.replace(POLICY, ""))
    assert ran == "a script runs"
    assert asked.endswith("slipped.png")


def test_a_chart_that_is_not_drawn_is_missed(tmp_path, served, chromium):
    """A figure without its drawing counts for nothing."""
    path = tmp_path / "index.html"
    path.write_text(SOUND.replace("<svg", "<svg hidden style='display:none'"), encoding="utf-8")
    with opened(chromium, served.address(path)) as page:
        assert checks.charts_shown(page) == 0


@pytest.mark.parametrize(
    ("sound", "broken", "fault"),
    [
        pytest.param("<p>350 people", "<p><div>350 people</div>", "close-order", id="block-in-a-paragraph"),
        pytest.param('id="p2"', 'id="p1"', "no-dup-id", id="one-id-twice"),
        pytest.param("<ol>", "<ol reversed='maybe'>", "attribute-allowed-values", id="value-without-a-meaning"),
        pytest.param("<ol>", "<ol><p></p>", "element-permitted-content", id="element-out-of-place"),
    ],
)  # fmt: skip
def test_html_that_breaks_the_standard_is_found(tmp_path, sound, broken, fault):
    """Where it stands, and by which rule."""
    good, bad = tmp_path / "good.html", tmp_path / "bad.html"
    good.write_text(SOUND, encoding="utf-8")
    bad.write_text(SOUND.replace(sound, broken), encoding="utf-8")
    found = checks.invalid([good, bad])
    assert found[good] == []
    assert any(fault in each for each in found[bad])


def test_a_page_whose_tab_has_gone_is_opened_again(tmp_path, served, chromium):
    """One crash of the browser's own fails one test at most, not all that follow."""
    path = tmp_path / "index.html"
    path.write_text(SOUND, encoding="utf-8")
    reader = Reader(chromium, served.address(path))
    with pytest.raises(Error, match="crash"):
        reader.page().goto("chrome://crash")
    assert checks.charts_shown(reader.page()) == 1
    reader.close()


def test_a_test_whose_tab_has_ended_is_run_once_more(request):
    """Chromium may end a tab on a busy machine, in these words; one that ends again fails its test."""
    runs = request.node.stash.setdefault(RUNS, [])
    runs.append("again" if runs else "first")
    if runs == ["first"]:
        raise Error("Page.emulate_media: Target crashed")
    assert runs == ["first", "again"]
