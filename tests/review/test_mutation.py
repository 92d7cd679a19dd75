"""The mutation audit: what hangs on a figure follows it, and what doesn't stays."""

import json
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from audited import audit_notebooks, audit_stories
from executed import cell
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v4
from small import REPORT, small_site

from conftest import ROOT, Desk
from workings.errors import PageError, RunError
from workings.ledger.altered import Mutant, alter
from workings.ledger.read import Reading, read_ledger, reading
from workings.notebook.places import read_places
from workings.notebook.prose import sentence
from workings.notebook.record import as_output
from workings.notebook.recording import record_book
from workings.page.reader import read_article
from workings.review.alterations import alterations, others
from workings.review.dependence import Given
from workings.review.mutation_listing import is_clean, trials_as_text

BOOK = read_ledger(ROOT / "data", "2026-01-27")
RETURNED, ADMITTED = (each.seal for each in BOOK.together("returned", "admitted"))
(CLAIM,) = (each.seal for each in BOOK.statements if each.id == "A08")
CHART = """frame = pd.DataFrame({"way": ["in", "out"], "people": [%s]})
alt.Chart(frame).mark_bar().encode(x="people:Q", y="way:N").properties(
    title="In and out", description="Two bars.", usermeta=rests_on(admitted, returned))"""
STORIES = {
    "sound": (
        "%%prose\n{{ admitted }} came, {{ percent_change(returned, admitted) }} more than went.",
        'arrived = sum_of(book, "small-boats-daily", "people", "2026-01-01", "2026-01-22")',
        "%%prose\n{{ arrived }} arrived by small boat.",
        CHART % "int(admitted.value), int(returned.value)",
        'check_claims(book).only("A08")',
    ),
    "typed": ("%%prose\n{{ returned }} went. Of those {{ '281' }} all were counted.",),
    "wrong-vintage": (CHART % 'int(admitted.value), int(old["returned"].value)',),
    "stale": ('words = str(printed(old["returned"]))', "%%prose\n{{ words }} went."),
    "choice": (
        "number = returned if admitted.value < 390 else old['returned']",
        "%%prose\n{{ number }} it is.",
        "told = chosen(number, admitted)",
        "%%prose\n{{ told }} it is, by choice.",
        "%%prose\n{{ admitted }} came.",
    ),
    "refused": ("assert returned.value == 281, 'found another'", "%%prose\n{{ returned }} went."),
}


@pytest.fixture(scope="module")
def audits(tmp_path_factory):
    """Put small reports through the audit: trials by report and line."""
    return audit_stories(Desk(tmp_path_factory.mktemp("desk")).folder, STORIES)


def survivors(trial):
    """Return where something stayed, and what."""
    return [(place.kind, place.text) for place in trial.survivors]


def false_changes(trial):
    """Return where something changed, from what and to what."""
    return [(each.place.kind, each.place.text) for each in trial.false_changes]


def test_in_a_sound_report_all_that_rests_on_a_line_follows_it_and_nothing_else(audits):
    """Figures, a claim's number and a cell of an official table are all tried."""
    trials = audits["sound"]
    assert {RETURNED, ADMITTED, CLAIM} < set(trials)
    assert any(line.startswith("small-boats@2026-01-23, SB_01 B") for line in trials)
    assert not any(trial.refused for trial in trials.values())
    assert is_clean({"story": list(trials.values())})
    assert {place.kind for place in trials[ADMITTED].dependants} == {
        "sentence",
        "chart",
        "claim",
        "verdict",
    }


def test_a_typed_number_survives(audits):
    """It stays where every bound number that is printed like it has changed."""
    trials = audits["typed"]
    assert survivors(trials[RETURNED]) == [("untraced", "281")]
    assert f"survivor: figures.csv:{RETURNED} read as" in trials_as_text(
        {"story": list(trials.values())}
    )


def test_a_chart_bound_to_the_wrong_vintage_survives(audits):
    """It names the newest figure and draws an older one."""
    trials = audits["wrong-vintage"]
    assert [kind for kind, _ in survivors(trials[RETURNED])] == ["chart"]
    assert not trials[ADMITTED].survivors


def test_a_sentence_that_uses_a_stale_variable_is_a_false_change(audits):
    """Words made of an older figure move with that figure, which is nowhere in their workings."""
    trials = audits["stale"]
    (moved,) = [trial for trial in trials.values() if trial.false_changes]
    assert false_changes(moved) == [("untraced", "94")]
    assert moved.given.line == read_ledger(ROOT / "data", "2025-11-10")["returned"].seal


def test_a_choice_is_a_false_change_unless_it_is_recorded(audits):
    """Which count is printed hangs on another here; `chosen` says so."""
    moved = audits["choice"][ADMITTED].false_changes
    assert [change.place.sentence for change in moved] == ["281 it is."]


def test_a_change_that_the_notebook_refuses_is_reported_with_its_error(audits):
    """It is not counted as if everything had followed."""
    trials = audits["refused"]
    assert "cell 3: AssertionError: found another" in trials[RETURNED].refused
    assert "1 refused" in trials_as_text({"story": list(trials.values())})


def test_a_cell_that_ends_its_process_ends_the_audit(tmp_path):
    """It says so, and doesn't wait for an answer that never comes."""
    Desk(tmp_path)
    cells = (
        "import os\nif returned.value != 281:\n    os._exit(0)",
        "%%prose\n{{ returned }} went.",
    )
    with pytest.raises(RunError, match="a process ended while a line was tried"):
        audit_stories(tmp_path, {"ending": cells})


@pytest.mark.slow
def test_every_figure_of_an_edition_is_followed():
    """The story of 31 October 2025, which rests on a handful."""
    notebook = ROOT / "notebooks" / "one-in-one-out.ipynb"
    trials = audit_notebooks({"story": notebook}, {"as_of": "2025-10-31"})["story"]
    assert len(trials) >= 10
    assert is_clean({"edition": list(trials.values())})


def test_the_command_names_what_survived_and_fails(tmp_path):
    """An edition on record that no check refuses, with a number typed into its chart's frame."""
    desk = small_site(tmp_path, chart=True, dates=("2026-01-27",))
    notebook = tmp_path / "notebooks" / f"{REPORT}.ipynb"
    typed = notebook.read_text("utf-8").replace("int(returned.value)", "ord('ę')")
    named = '\\"A bar for each way.\\", usermeta=w.rests_on(admitted, returned))'
    notebook.write_text(typed.replace('\\"A bar for each way.\\")', named), encoding="utf-8")
    ran = desk.run("build")
    assert ran.returncode == 0, ran.stderr
    ran = desk.run("audit", f"{REPORT}/2026-01-27", "--mutate", "--json")
    assert ran.returncode == 1, ran.stderr
    found = json.loads(ran.stdout)[f"{REPORT}/2026-01-27"]
    assert (found["tried"], found["refused"], found["survivors"]) == (2, 0, 1)
    (survivor,) = found["lines"][0]["survivors"]
    assert survivor["kind"] == "chart"


@given(value=st.decimals("0", "1e9", places=1), step=st.sampled_from(["0.1", "1", "10", "1000"]))
def test_what_is_tried_is_positive_and_rounded_alike(value, step):
    """So that a figure rounded to a thousand is changed by thousands."""
    unit = Decimal(step)
    rounded = value // unit * unit
    tried = list(others(rounded, unit))
    assert tried
    assert all(each > 0 and each != rounded and not each % unit for each in tried)


def test_a_figure_that_is_changed_keeps_its_wording():
    """A figure rounded to a thousand stays so, and keeps its wording."""
    book = read_ledger(ROOT / "data", "2026-01-27")
    names = {"arrivals": book.standing("small-boat-arrivals", "2025", source="S00")}
    told = v4.new_notebook(cells=[cell(as_output(sentence("{{ arrivals }}", names)))])
    ((given, mutants),) = alterations(ROOT / "data", None, read_places(told)).items()
    assert given == Given("figures.csv", names["arrivals"].seal)
    assert [mutant.cells["as_printed"] for mutant in mutants] == ["46,000", "78,000", "26,000"]


def test_an_altered_book_leaves_the_ledger_and_every_other_book_as_they_are():
    """It is a copy; of an earlier day, too."""
    mutant = Mutant("figures.csv", BOOK["returned"].seal, {"value": "300", "as_printed": "300"})
    book = read_ledger(ROOT / "data", "2026-03-06")
    with reading(Reading(then=partial(alter, mutant=mutant))):
        other = read_ledger(ROOT / "data", "2026-03-06").on(date(2026, 1, 27))
    assert other["returned"].as_printed == "300"
    assert book.on(date(2026, 1, 27))["returned"].as_printed == "281"
    assert read_ledger(ROOT / "data", "2026-01-27")["returned"].as_printed == "281"


def test_what_was_read_from_a_mutant_is_never_printed():
    """The executed notebook says so itself, and the press refuses it."""
    mutant = Mutant("figures.csv", BOOK["returned"].seal, {"value": "300", "as_printed": "300"})
    book = record_book(alter(read_ledger(ROOT / "data", "2026-01-27"), mutant))
    executed = v4.new_notebook(cells=[v4.new_markdown_cell("# A headline"), cell(as_output(book))])
    with pytest.raises(PageError, match="run the notebook again"):
        read_article(executed)
