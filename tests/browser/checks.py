"""
What a page gets wrong for its readers: every check lists its faults in words, or nothing.

A page's own scripts are off. Its boxes and styles are read from outside, as the developer tools
do, and keys are pressed as a reader presses them.
"""

import json
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from unicodedata import normalize

import pytest
from browser.chromium import blank, look, opened
from pages import recorded_numbers
from pypdf import PdfReader

from workings.notebook.executed import DrawnChart, read_executed

FOLDER = Path(__file__).parent
SOURCE = (FOLDER / "checks.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]

#: A number's button and its panel, in the page's order; the buttons inside panels are no numbers.
PANELS = """
const numbers = [...document.querySelectorAll("[popovertarget]")].filter(b => !b.closest("[popover]"));
const panels = numbers.map(number => document.getElementById(number.getAttribute("popovertarget")));
// A number's button owns the text beside it, and is named by it.
const text = (number) => (document.getElementById(number.getAttribute("aria-owns")) ?? number).textContent.trim();
"""
STATE = f"""() => {{
{PANELS}
const open = document.querySelector(":popover-open"), focus = document.activeElement;
return {{
  stops: document.querySelectorAll("a[href], button, summary, input, [tabindex]").length,
  numbers: numbers.map(text),
  at: numbers.indexOf(focus),
  ended: focus === document.body,
  shows: open ? panels.flatMap((panel, i) => panel === open ? [i] : []) : [],
  says: open?.innerText.trim() ?? "",
  leads: Boolean(open?.querySelector("a[href], button")),
  inside: Boolean(open?.contains(focus)),
}};
}}"""
READ = f"""() => {{
{PANELS}
return numbers.map((number, i) => [text(number), panels[i]?.textContent ?? ""]);
}}"""
OPEN = """() => [...document.querySelectorAll("[popover]")]
  .reduce((most, panel) => (panel.innerText.length > (most?.innerText.length ?? -1) ? panel : most), null)
  ?.showPopover()"""
#: In print: which numbers bear a mark, their own or the next element's, and what every note that is printed says.
NOTES = f"""() => {{
{PANELS}
const made = (element, side) => !["none", "normal", '""'].includes(getComputedStyle(element, side).content);
const marked = (element) => element?.checkVisibility()
  && (/^\\W*\\d+\\W*$/.test(element.innerText) || made(element, "::before") || made(element, "::after"));
return {{
  marked: numbers
    .filter(n => made(n, "::after") || [n.nextElementSibling, ...n.querySelectorAll("*")].some(marked))
    .map(text),
  notes: [...document.querySelectorAll("li, tr, dd, [popover]")].filter(e => e.checkVisibility()).map(e => e.innerText),
}};
}}"""


def installed(path):
    """Find a file of the installed packages; a test that wants it fails where there is none."""
    found = FOLDER / "node_modules" / path
    if not found.exists():
        pytest.fail(
            f"found no {path}; expected the packages that tests/browser/package-lock.json pins. "
            "Run `make browser`, which installs them.",
            pytrace=False,
        )
    return found


def reading(check):
    """Make a check of one that checks.js holds."""

    def read(page):
        return page.evaluate(f"() => {{\n{SOURCE}\nreturn faults.{check}();\n}}")

    return read


headings = reading("headings")
scripts = reading("scripts")
sideways = reading("sideways")
targets = reading("targets")
charts = reading("charts")
chart_text = reading("chart_text")
panels_fit = reading("panels_fit")
cut_in_print = reading("cut_in_print")


def charts_shown(page):
    """Count the drawings that are shown in figures."""
    return page.evaluate(f"() => {{\n{SOURCE}\nreturn drawings().length;\n}}")


def axe(page):
    """Let axe look for what breaks WCAG 2.2, A and AA, or good practice; it needs scripts on."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(installed("axe-core/axe.min.js").read_text(encoding="utf-8"))
    options = {
        "runOnly": RULES,
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:120]}"
        for rule in found
        for node in rule["nodes"]
    ]


def axe_in_a_panel(page):
    """Let axe look at a page on which the panel that says the most is open."""
    page.evaluate(OPEN)
    found = axe(page)
    page.keyboard.press("Escape")
    return found


def invalid(paths):
    """List what html-validate finds against the HTML standard in files, by file."""
    command = installed("html-validate/bin/html-validate.mjs")
    ran = subprocess.run(
        [
            Path(sys.executable).parent / "node", command, "--formatter", "json",
            "--config", FOLDER / "html-validate.json", *paths,
        ],
        capture_output=True,
        text=True,
    )  # fmt: skip
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"html-validate: {ran.stderr}")
    found = {Path(each["filePath"]): each["messages"] for each in json.loads(ran.stdout)}
    return {
        path: [
            f"line {fault['line']}: {fault['ruleId']}: {fault['message']}"
            for fault in found.get(path, [])
        ]
        for path in paths
    }


def overheard(page):
    """
    List what a page asks for beyond itself, and what it says on the console, scripts on.

    It is read to its end, in the dark and in print, and each panel is opened: any of these could
    ask for more.
    """
    heard = []
    with blank(page.context.browser, scripts=True) as other:
        other.on("request", lambda request: heard.append(f"asks for {request.url}"))
        other.on("console", lambda message: heard.append(f"says {message.text}"))
        other.on("pageerror", lambda error: heard.append(f"fails with {error}"))
        other.goto(page.url)
        for scheme, media in (("light", "screen"), ("dark", "screen"), ("light", "print")):
            look(other, width=360, scheme=scheme, media=media)
            other.keyboard.press("End")
        panels_fit(other)
    return [each for each in heard if each != f"asks for {page.url}"]


def differs_with_scripts(page):
    """Compare what is to be read with scripts off and on."""
    with opened(page.context.browser, page.url, scripts=True) as other:
        look(page)
        look(other)
        on, off = other.inner_text("body"), page.inner_text("body")
    return [] if on == off else ["other text is seen with scripts on than with scripts off"]


def slipped_in(page, html):
    """List what a page lets happen if somebody's script and picture get into it."""
    smuggled = "<script>document.title = 'in'</script><img alt='' src='slipped.png'>"
    asked = []
    with blank(page.context.browser, scripts=True) as other:
        other.on("requestfinished", lambda request: asked.append(request.url))
        other.route(
            page.url,
            lambda route: route.fulfill(
                body=html.replace("</body>", smuggled), content_type="text/html"
            ),
        )
        other.goto(page.url)
        ran = ["a script runs"] if other.title() == "in" else []
    return ran + [f"it asks for {url}" for url in asked if url != page.url]


def stuck_panels(page):
    """Open, read and close every panel by keyboard alone, and list where that fails."""
    look(page, width=360)
    page.reload()  # Tab starts at the top, wherever other checks have left the focus
    state = page.evaluate(STATE)
    numbers, reached, faults = state["numbers"], set(), []
    if not numbers:
        return ["no number opens a panel"]
    for _ in range(state["stops"] + 2):
        state = press(page, "Tab")
        at = state["at"]
        if state["ended"] and reached:
            break
        if at < 0 or at in reached:
            continue
        reached.add(at)
        which = f"number {at + 1}, {numbers[at]!r}"
        state = press(page, "Enter")
        if at not in state["shows"]:
            faults.append(f"{which}: Enter opens no panel")
            continue
        if not state["says"]:
            faults.append(f"{which}: its panel is empty")
        if state["leads"] and not press(page, "Tab")["inside"]:
            faults.append(f"{which}: Tab does not lead into its panel")
        state = press(page, "Escape")
        if state["shows"]:
            return [*faults, f"{which}: Escape does not close its panel"]
        if state["at"] != at:
            faults.append(f"{which}: focus does not come back to it")
    missed = [number for i, number in enumerate(numbers) if i not in reached]
    return [*faults, *(f"{number!r} is not reached by Tab" for number in missed)]


def press(page, key):
    """Press a key, and return where that leads."""
    page.keyboard.press(key)
    return page.evaluate(STATE)


def unannounced(page, numbers):
    """List the numbers that a screen reader is not told of as buttons that open something."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    told = [
        node["name"]["value"]
        for node in nodes
        if node.get("role", {}).get("value") == "button"
        and any(part["name"] == "expanded" for part in node.get("properties", []))
    ]
    return [
        f"{text!r} is announced {count(told, text)} times, and printed {times}"
        for text, times in counted(numbers)
        if count(told, text) < times
    ]


def unexplained(page, numbers):
    """List the numbers whose panel does not say what their workings hold."""
    panels = page.evaluate(READ)
    return [
        f"{text!r}: no panel names {missing}"
        for text, needs in numbers
        if (missing := unsaid([says for number, says in panels if text in number], needs))
    ]


def unnoted(page, numbers):
    """List the numbers that have no mark in print, or whose note does not say what it should."""
    look(page, media="print")
    printed = page.evaluate(NOTES)
    look(page)
    return [
        *(
            f"{text!r} bears a mark {count(printed['marked'], text)} times, and is printed {times}"
            for text, times in counted(numbers)
            if count(printed["marked"], text) < times
        ),
        *(
            f"{text!r}: no note names {missing}"
            for text, needs in numbers
            if (missing := unsaid(printed["notes"], needs))
        ),
    ]


def unwritten(page, addresses):
    """List the addresses that the printed pages do not write out."""
    look(page, media="print")
    pages = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    look(page)
    # Ligatures come apart again: a printed "ﬂ" is the f and l of an address.
    text = normalize("NFKC", "".join(each.extract_text() for each in pages))
    text = re.sub(r"\s", "", text)
    return [f"{address} is not written out" for address in addresses if address not in text]


def count(told, text):
    """Count the names that have a number in them."""
    return sum(text in name for name in told)


def counted(numbers):
    """Count how often each number is printed."""
    texts = [text for text, _ in numbers]
    return [(text, texts.count(text)) for text in dict.fromkeys(texts)]


def unsaid(texts, needs):
    """Return what the best of the texts leaves out: one of each need's alternatives is enough."""
    missing = [
        [" or ".join(need) for need in needs if not any(part in text for part in need)]
        for text in texts
    ]
    return min(missing, key=len, default=[" or ".join(need) for need in needs])


def workings(folder):
    """
    List every number in an edition's prose, with what its workings have to name.

    For each figure it rests on: the number, and who stated or published it.
    """
    executed = read_executed(folder / "notebook.ipynb")
    return [(number.text, named(number, executed)) for number in recorded_numbers(folder)]


def named(number, executed):
    """List what has to be named, each with its alternatives."""
    digits, who = [], []
    for leaf in number.workings.leaves():
        digits.append([re.search(r"[\d,.]+\d|\d|$", leaf.printed)[0]])
        line, source = cited(leaf, executed)
        publisher = source.publisher if source else ""
        who.append([line.stated_by if line else publisher, publisher])
    needs = digits + who
    return [need for i, need in enumerate(needs) if need not in needs[:i]]


def cited(leaf, executed):
    """Return the line and the source of one figure; what is counted on a calendar has neither."""
    line = executed.figures.get(leaf.figure)
    stands = line or leaf.extract
    return line, executed.sources[stands.source] if stands else None


def charts_drawn(folder):
    """Count the charts in an edition's executed notebook."""
    records = read_executed(folder / "notebook.ipynb").records
    return sum(isinstance(record, DrawnChart) for record in records)


def addresses(folder):
    """List the addresses of the sources that the numbers in an edition's prose rest on."""
    executed = read_executed(folder / "notebook.ipynb")
    figures = (leaf for number in recorded_numbers(folder) for leaf in number.workings.leaves())
    sources = (cited(figure, executed)[1] for figure in figures)
    return list(dict.fromkeys(source.url for source in sources if source and source.url))
