"""Verification: the same bytes anywhere, and what differs named by its place."""

import json
import shutil
from pathlib import Path
from tempfile import gettempdir

import pytest
from small import REPORT, contents, site_of, small_site, write_report

from workings.editions.verify import compare_folders, verify_editions
from workings.ledger.editions import read_editions
from workings.run.job import Limits

ELSEWHERE = {
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "TZ": "Pacific/Kiritimati",
    "PYTHONHASHSEED": "4711",
    "USER": "somebody",
    "LOGNAME": "somebody",
    "COLUMNS": "40",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk whose editions, with a chart each, have been built one after the other."""
    desk = small_site(tmp_path_factory.mktemp("built"), chart=True)
    assert desk.run("build", "--workers", "1").returncode == 0
    return desk


@pytest.fixture
def published(built, tmp_path):
    """A copy of what was published, and that of it printed again."""
    return built.copy(tmp_path)


def test_a_clone_elsewhere_finds_every_edition_the_same(built, tmp_path):
    """On another path, with another locale, time zone, hash seed, umask, user and workers."""
    home = tmp_path / "home of somebody"
    home.mkdir()
    clone = built.copy(tmp_path / "a clone, é")
    shutil.rmtree(clone.folder / "reports")
    env = {**ELSEWHERE, "HOME": str(home), "TMPDIR": str(home)}
    ran = clone.run("verify", str(built.folder / "reports"), "--workers", "2", env=env, umask=0o077)
    assert (ran.returncode, ran.stdout) == (0, "2 editions: the same, byte for byte.\n"), ran.stdout
    assert not (clone.folder / "reports").exists(), "it prints into a scratch folder"
    names = contents(built.folder / "reports" / REPORT / "2026-01-27")
    assert {"index.html", "chart-1.svg", "chart-1.png", "chart-1.csv", "figures.csv"} <= set(names)
    assert "ro-crate-metadata.json" in names


def test_nothing_published_knows_where_or_when_it_was_made(built):
    """No path, no user's name, no year but those of the figures."""
    for name, content in contents(built.folder / "reports").items():
        for word in (str(built.folder), f"{gettempdir()}/", f"{Path.home()}/"):
            assert word.encode() not in content, (name, word)


def altered(folder, name, change):
    """Alter a published file."""
    path = folder / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def with_another_output(text):
    """Alter what the third cell of a notebook put out."""
    notebook = json.loads(text)
    notebook["cells"][-1]["outputs"] = []
    return json.dumps(notebook)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        pytest.param(
            "index.html", lambda text: text.replace(">350<", ">351<"), 'index.html, line ', id="line"
        ),
        pytest.param(
            "figures.csv", lambda text: text.replace("350", "351", 1),
            "figures.csv, row 2: published '1, 351, people admitted", id="figure",
        ),
        pytest.param("notebook.ipynb", with_another_output, "notebook.ipynb, cell 6 (%%prose)", id="cell"),
        pytest.param(
            "ro-crate-metadata.json", lambda text: text.replace("small.ipynb", "large.ipynb"),
            "ro-crate-metadata.json, line ", id="manifest",
        ),
    ],
)  # fmt: skip
def test_a_difference_is_shown_by_its_place(published, tmp_path, name, change, said):
    """The line of HTML, the row of a figure, the cell; each with what was and what is."""
    one = published.folder / "reports" / REPORT / "2026-01-27"
    other = shutil.copytree(one, tmp_path / "other")
    altered(one, name, change)
    (found,) = compare_folders(one, other)
    assert found.startswith(said)
    assert "351" in found or name != "index.html"
    (other / name).unlink()
    assert list(compare_folders(one, other)) == [f"{name}: published, and now not there"]


def test_a_picture_that_differs_is_named_by_its_byte(published, tmp_path):
    """There is no line in it."""
    one = published.folder / "reports" / REPORT / "2026-01-27"
    other = shutil.copytree(one, tmp_path / "other")
    (one / "chart-1.png").write_bytes(b"\x89PNG\xff")
    assert "chart-1.png, byte 5: 5 bytes published" in next(compare_folders(one, other))


def test_what_was_altered_since_is_found(published):
    """At the command line: the places, and exit status 1; what was published is left as it is."""
    write_report(published.folder, headline="# Another headline", chart=True)
    before = contents(published.folder / "reports")
    ran = published.run("verify", "--workers", "1")
    assert ran.returncode == 1
    assert "small/2026-01-27/index.html, line " in ran.stdout
    assert "the page is not the one in the register" in ran.stdout
    assert contents(published.folder / "reports") == before


def test_a_clone_without_reports_is_held_against_the_register(published, monkeypatch):
    """It is what git keeps of the pages; an edition that is on neither is named."""
    reports = published.folder / "reports"
    for path in reports.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    site = site_of(published)
    editions = read_editions(site.ledger)[:1]

    def found():
        return verify_editions(site, editions, 1, Limits(), lambda _: None)

    assert found() == []
    altered(
        reports, "register.csv", lambda text: text.replace("small,2026-01-27,", "x,2026-01-27,")
    )
    assert "neither in" in found()[0]
