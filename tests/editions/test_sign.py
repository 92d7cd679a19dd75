"""Sign-offs, the audit sheet and the bundle: what a reviewer signs, reads and takes home."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from pages import Page
from small import (
    REPORT,
    append_figure,
    build_here,
    contents,
    seal_of_line,
    site_of,
    small_site,
    write_report,
)

from conftest import ROOT
from workings.editions.bundle import write_bundle
from workings.editions.sign import check_signatures, sign_off
from workings.errors import AddError, EditionError, SignoffError
from workings.files import MANIFEST, PAGE, SHEET
from workings.ledger.checks import check_ledger, read_checked
from workings.ledger.editions import find_edition, read_editions
from workings.ledger.signoffs import (
    SIGNOFF_COLUMNS,
    Review,
    Reviewed,
    Signoff,
    edition_digest,
    read_signoffs,
)
from workings.page.manifest import Origin
from workings.page.page import write_edition

EDITION = f"{REPORT}/2026-01-27"
WHO_SIGNS = ("Ann Reader", "data-editor", "2026-02-02")
WHO = {"name": "Ann Reader", "role": "data-editor", "day": date(2026, 2, 2)}
DIGEST = "c0ffee" + 58 * "0"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk with one edition, built; its lock and licence lie there too."""
    desk = small_site(tmp_path_factory.mktemp("audited"), dates=("2026-01-27",))
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, desk.folder)
    assert build_here(desk) == {"2026-01-27": ("printed", "")}
    return desk


@pytest.fixture
def desk(built, tmp_path):
    """A copy of that desk."""
    return built.copy(tmp_path)


@pytest.fixture(scope="module")
def signed(built, tmp_path_factory):
    """A copy of that desk in which the edition and a figure of it are signed, built again."""
    desk = built.copy(tmp_path_factory.mktemp("signed"))
    sign_off(site_of(desk), "edition", EDITION, note="All of it.", **WHO)
    sign_off(site_of(desk), "figure", seal_of_line(desk, 34), **WHO)
    assert build_here(desk) == {"2026-01-27": ("printed", "")}
    return desk


def folder_of(desk):
    """Return the edition's folder."""
    return desk.folder / "reports" / REPORT / "2026-01-27"


def sheet_of(desk):
    """Read the edition's audit sheet."""
    return Page((folder_of(desk) / SHEET).read_text(encoding="utf-8"))


def voided(desk):
    """List the sign-offs that no longer stand, in words."""
    return [str(review) for review in site_of(desk).voided()]


def edit(path, change):
    """Change a file's text."""
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_sign_off_never_moves_the_page_and_shows_on_the_sheet_and_in_the_manifest(built, signed):
    """No other byte of the edition changes; and what is signed stands."""
    before, after = contents(folder_of(built)), contents(folder_of(signed))
    assert {name for name in before if before[name] != after[name]} == {SHEET, MANIFEST}
    text = sheet_of(signed).text
    assert (
        f"Stands: edition {EDITION}, signed by Ann Reader (data-editor) on 2026-02-02. All of it."
        in text
    )
    assert f"281: {seal_of_line(signed, 34)}, source 1, signed" in text
    assert "2 sign-offs that stand" in text
    assert '"name": "signed by Ann Reader (data-editor) on 2026-02-02"' in after[MANIFEST].decode()
    assert voided(signed) == [] == check_ledger(signed.folder / "data")
    assert set(build_here(signed).values()) == {("up to date", "")}


def test_a_change_below_voids_it_and_says_so(signed, tmp_path):
    """On the sheet, and wherever the ledger is checked; a figure signed stays signed."""
    desk = signed.copy(tmp_path)
    write_report(desk.folder, headline="# In and out, anew")
    build_here(desk)
    assert f"Void: edition {EDITION}, signed by Ann Reader" in sheet_of(desk).text
    assert f"Stands: figure {seal_of_line(desk, 34)}" in sheet_of(desk).text
    (said,) = voided(desk)
    assert "on 2026-02-02, void since: the edition is not as it was signed, now sha256" in said
    ran = desk.run("check")
    assert said in ran.stdout, ran.stderr


def test_nothing_is_published_without_a_sign_off_that_is_asked_for(desk):
    """It waits to be read; once it is signed there, that very page is published."""
    folder, waiting = folder_of(desk), desk.folder / "reports" / "review" / EDITION
    before = contents(folder)
    ran = desk.run("build", "--require-signoff", "--workers", "1")
    assert (ran.returncode, ran.stdout) == (1, "1 edition: 1 failed.\n")
    assert f"workings sign {EDITION} --as NAME --role ROLE, and build again" in ran.stderr
    write_report(desk.folder, headline="# In and out, anew")
    ran = desk.run("build", "--require-signoff", "--workers", "1")
    assert ran.returncode == 1
    assert f"it waits in {waiting}" in ran.stderr
    assert contents(folder) == before, "what was published stays"
    ran = desk.run(
        "sign", EDITION, "--as", "Ann Reader", "--role", "data-editor", "--on", "2026-02-02"
    )
    assert ran.returncode == 0, ran.stderr
    page = (waiting / PAGE).read_bytes()
    ran = desk.run("build", "--require-signoff", "--workers", "1")
    assert (ran.returncode, ran.stdout) == (0, "1 edition: 1 printed.\n"), ran.stderr
    assert (folder / PAGE).read_bytes() == page
    assert "Stands: edition" in sheet_of(desk).text
    assert not waiting.exists()


def test_a_figure_is_signed_with_its_measure_its_source_and_the_stored_file(desk):
    """A change of any of them changes the digest; of another figure, none."""
    data, seal, other = desk.folder / "data", seal_of_line(desk, 44), seal_of_line(desk, 34)
    with (data / "figures.csv").open(encoding="utf-8", newline="") as file:
        figure = list(csv.DictReader(file))[44 - 2]
    before = {each: Reviewed(data).digest("figure", each) for each in (seal, other)}
    for name, cell in (("measures.csv", figure["measure"]), ("sources.csv", figure["source"])):
        text = (data / name).read_text(encoding="utf-8")
        edit(data / name, lambda text, cell=cell: re.sub(rf"(?m)^({cell},[^,]*),", r"\1.,", text))
        assert Reviewed(data).digest("figure", seal) != before[seal]
        assert Reviewed(data).digest("figure", other) == before[other]
        (data / name).write_text(text, encoding="utf-8")
    desk.edit_figure(44, note="Another note.")
    assert Reviewed(data).digest("figure", seal) == "", "a line that says something else is another"
    assert Reviewed(data).digest("figure", other) == before[other]


def test_a_sign_off_seals_what_it_rests_on_and_no_other_line(desk):
    """Who signs a line that may still be edited has signed nothing."""
    line = append_figure(desk, as_printed="282", value="282", note="counted late")
    other = append_figure(desk, measure="report-pages", note="not ours")
    rows = read_checked(desk.folder / "data").tables["figures"]
    (seal,) = [row.seal for row in rows if row.line == line]
    sign_off(site_of(desk), "figure", seal, **WHO)
    assert seal_of_line(desk, line) == seal
    assert seal_of_line(desk, other) == ""
    assert check_ledger(desk.folder / "data") == []
    assert voided(desk) == []


@pytest.mark.parametrize(
    ("claim", "stated_on", "changes"),
    [
        pytest.param("A01", "2026-01-27", True, id="stated-by-the-day-it-was-made"),
        pytest.param("A01", "2026-02-03", False, id="stated-later"),
        pytest.param("R06", "2026-01-01", False, id="on-another-measure"),
    ],
)
def test_a_claim_is_signed_with_what_was_stated_by_its_day(desk, claim, stated_on, changes):
    """A back-dated figure of a measure that it names voids it; a later count doesn't."""
    before = Reviewed(desk.folder / "data").digest("claim", claim)
    append_figure(desk, stated_on=stated_on, note="One more.")
    assert (Reviewed(desk.folder / "data").digest("claim", claim) != before) is changes


def test_a_claim_that_quotes_an_official_file_is_signed_with_it(desk):
    """Another vintage published by its day would void it."""
    data = desk.folder / "data"
    before = Reviewed(data).digest("claim", "R07")
    edit(data / "sources.csv", lambda text: text.replace("small-boats@", "big-boats@"))
    assert Reviewed(data).digest("claim", "R07") != before


def test_an_edition_knows_no_line_that_came_after_it(signed, tmp_path):
    """So a back-dated line voids nothing on the sheets of those before it."""
    desk = signed.copy(tmp_path)
    sign_off(site_of(desk), "claim", "A01", **WHO)
    edition = read_editions(desk.folder / "data")[0]
    before = Reviewed(desk.folder / "data", edition.head).digest("claim", "A01")
    append_figure(desk, as_printed="280", value="280")
    assert Reviewed(desk.folder / "data", edition.head).digest("claim", "A01") == before
    assert "void since: the claim is not as it was signed" in voided(desk)[0]
    sign_off(site_of(desk), "claim", "A01", **WHO)
    assert voided(desk) == [], "whoever signs again has looked at what is new"


def test_what_is_not_there_is_not_signed(desk):
    """A line, a claim or a page; a page that somebody altered; a name that no key could have."""
    for kind, subject in (("figure", "f-aaaaaaaaaaaa"), ("claim", "Z99")):
        with pytest.raises(SignoffError, match="expected"):
            sign_off(site_of(desk), kind, subject, **WHO)
    edit(folder_of(desk) / PAGE, lambda text: text.replace("281", "282"))
    with pytest.raises(SignoffError, match="Print it with workings build small, and read it again"):
        sign_off(site_of(desk), "edition", EDITION, **WHO)
    with pytest.raises(AddError, match=r"signoffs\.csv line 2, name"):
        sign_off(site_of(desk), "claim", "A01", **{**WHO, "name": "Ann, Bob"})
    assert read_signoffs(desk.folder / "data") == ()


def test_sign_offs_are_appended_one_after_the_other(desk):
    """Whatever the clocks say; each is sealed, and has the columns of the ledger's description."""
    sign_off(site_of(desk), "claim", "A01", **WHO)
    sign_off(site_of(desk), "claim", "A01", **{**WHO, "day": date(2026, 2, 1)})
    assert [each.signed_on for each in read_signoffs(desk.folder / "data")] == [
        "2026-02-01",
        "2026-02-02",
    ], "by the day, whatever line they stand on"
    for line in (2, 3):
        assert seal_of_line(desk, line, "signoffs.csv").startswith("so-")
    package = json.loads((desk.folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    (schema,) = (each["schema"] for each in package["resources"] if each["name"] == "signoffs")
    assert tuple(field["name"] for field in schema["fields"]) == (*SIGNOFF_COLUMNS, "seal")
    edit(desk.folder / "data" / "signoffs.csv", lambda text: text.replace(",data-editor", ""))
    with pytest.raises(SignoffError, match="line 2: found 10 cells; expected 11"):
        read_signoffs(desk.folder / "data")


@pytest.fixture
def key(tmp_path):
    """Make an SSH key without a passphrase."""
    path = tmp_path / "key"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]
    subprocess.run(command, check=True)
    return path


def test_a_signature_holds_for_its_line_its_key_and_its_name(desk, key):
    """Another word in the line, another key or another name, and it is no longer one."""
    data = desk.folder / "data"
    sign_off(site_of(desk), "claim", "A01", key=key, **WHO)
    public = key.with_suffix(".pub").read_text(encoding="ascii")

    def faults(name="Ann Reader"):
        (data / "allowed_signers").write_text(f'"{name}" {public}', encoding="ascii")
        return list(check_signatures(data, read_signoffs(data)))

    assert faults() == []
    assert "line 2: the signature is not one of Ann Reader" in faults("Bob Writer")[0]
    edit(data / "signoffs.csv", lambda text: text.replace("data-editor", "editor"))
    assert "See whether the line was altered" in faults()[0]


def allow(desk, key, name="Ann Reader"):
    """Put a key under a name into the ledger's list of signers."""
    public = key.with_suffix(".pub").read_text(encoding="ascii")
    (desk.folder / "data/allowed_signers").write_text(f'"{name}" {public}', encoding="ascii")


def write_signoff(desk, **cells):
    """Write a sign-off of the edition by hand, as it would be signed now; return its line."""
    line = Signoff(0, "edition", EDITION, edition_digest(folder_of(desk)), *WHO_SIGNS)
    line = replace(line, **cells)
    row = [*(getattr(line, column) for column in SIGNOFF_COLUMNS), ""]  # no seal: by hand
    with (desk.folder / "data/signoffs.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row)
    return line


def test_a_name_with_a_key_signs_with_it_wherever_a_sign_off_is_asked_for_or_shown(desk, key):
    """Without a signature, or with one pasted from another line, a line in that name is void."""
    site, edition = site_of(desk), find_edition(read_editions(desk.folder / "data"), EDITION)
    allow(desk, key)
    sign_off(site, "claim", "A01", key=key, **WHO)
    (whole,) = read_signoffs(desk.folder / "data")
    for cells, fault in (
        ({}, "it has no signature, and Ann Reader has a key"),
        ({"signature": whole.signature}, "the signature is not one of Ann Reader over this line"),
    ):
        write_signoff(desk, **cells)
        assert not site.signed(edition, folder_of(desk))
        build_here(desk)
        assert fault in sheet_of(desk).text
        assert "Stands: edition" not in sheet_of(desk).text
        assert any(
            fault in said for said in check_signatures(site.ledger, read_signoffs(site.ledger))
        )
        ran = desk.run("check")
        assert ran.returncode == 1
        assert fault in ran.stderr
    sign_off(site, "edition", EDITION, key=key, **WHO)
    assert site.signed(edition, folder_of(desk))


def test_a_required_sign_off_is_made_with_a_key_once_the_ledger_keeps_any(desk, key):
    """A name that nobody has a key for doesn't get an edition out, though its line is shown."""
    site, edition = site_of(desk), find_edition(read_editions(desk.folder / "data"), EDITION)
    write_signoff(desk)
    assert site.signed(edition, folder_of(desk)), "where no keys are kept, git says who wrote it"
    allow(desk, key, name="Bob Writer")
    assert not site.signed(edition, folder_of(desk))


def test_a_sign_off_that_would_be_void_is_not_written(desk, key):
    """A name that has a key can't sign without it."""
    allow(desk, key)
    with pytest.raises(SignoffError, match="Sign with --ssh-key"):
        sign_off(site_of(desk), "claim", "A01", **WHO)
    assert read_signoffs(desk.folder / "data") == ()


@pytest.mark.parametrize("lines", [[0, 1], [0, 2], [0], None], ids=["last", "first", "all", "file"])
def test_a_sign_off_that_was_deleted_is_seen(desk, lines):
    """From the tree alone: what was signed is in a ledger head."""
    data = desk.folder / "data"
    for claim in ("A01", "A02"):
        sign_off(site_of(desk), "claim", claim, **WHO)
    assert check_ledger(data) == []
    kept = (data / "signoffs.csv").read_text("utf-8").splitlines(keepends=True)
    (data / "signoffs.csv").unlink()
    if lines is not None:
        (data / "signoffs.csv").write_text("".join(kept[each] for each in lines), "utf-8")
    assert "found no line so-" in "\n".join(map(str, check_ledger(data)))


def test_without_ssh_keygen_the_message_says_what_to_install(desk, key, monkeypatch):
    """Nothing is written then."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(SignoffError, match="openssh-client"):
        sign_off(site_of(desk), "claim", "A01", key=key, **WHO)
    assert read_signoffs(desk.folder / "data") == ()


def test_a_key_that_is_none_is_refused(desk):
    """With what ssh-keygen says of it."""
    with pytest.raises(SignoffError, match="expected an SSH key of yours"):
        sign_off(site_of(desk), "claim", "A01", key=desk.folder / "Makefile", **WHO)


def test_every_number_leads_on_the_sheet_to_its_line_and_its_source(built):
    """Each link on the sheet has its place there, or a file beside it."""
    sheet, folder = sheet_of(built), folder_of(built)
    for link in set(sheet.links):
        file, _, anchor = link.partition("#")
        if not file.startswith("http"):
            target = (folder / (file or SHEET)).read_text(encoding="utf-8")
            assert not anchor or f'id="{anchor}"' in target, link
    assert "24.6% note 4 of the page, cell 4" in sheet.text
    assert "(350 − 281) ÷ 281 = 24.555…%" in sheet.text
    assert seal_of_line(built, 34) in sheet.text
    assert "Not on record" not in sheet.text
    assert "As printed" in sheet.text and "Shabana Mahmood" in sheet.text
    assert "Every number comes to the same when worked out again" in sheet.text
    assert "4 of 4 numbers traced" in sheet.text
    assert "pandas" in sheet.text and ".venv/bin/workings verify" in sheet.text


def test_nothing_in_a_notebook_gets_out_of_the_sheet(built, tmp_path):
    """Markup stays text, and characters that hide others are written out."""
    notebook = nbformat.read(folder_of(built) / "notebook.ipynb", as_version=4)
    evil = "</pre><script>alert(1)</script>\u202e\x1b[31m"
    output = v4.new_output("stream", text=evil)
    notebook.cells.append(v4.new_code_cell(f"# {evil}", outputs=[output], execution_count=9))
    nbformat.write(notebook, tmp_path / "executed.ipynb")
    signoff = Signoff(2, "edition", EDITION, DIGEST, "<b>", "<i>", "2026-02-02", evil)
    origin = Origin({evil: evil}, {}, [Review(signoff)])
    page = write_edition(
        tmp_path / "executed.ipynb", tmp_path / REPORT / "x", tmp_path, origin=origin
    )
    html = (page.parent / SHEET).read_text(encoding="utf-8")
    assert "<script" not in html and "<b>," not in html
    assert html.count("⟨U+202E⟩⟨U+001B⟩[31m") == 2
    assert "\x1b" not in html.partition("The notebook as it ran")[2].partition("Environment")[0]


def test_a_bundle_is_enough_to_verify_an_edition_and_has_the_same_bytes_each_time(signed, tmp_path):
    """Unpacked elsewhere, with the packages of the lock and nothing of the repository."""
    desk = signed.copy(tmp_path / "desk")
    append_figure(desk, note="A line that came after.")
    edition = find_edition(read_editions(desk.folder / "data"), EDITION)
    path = write_bundle(site_of(desk), edition)
    first = path.read_bytes()
    ran = desk.run("audit", EDITION, "--bundle", env={"TZ": "Pacific/Kiritimati"}, umask=0o077)
    assert Path(ran.stdout.strip()).read_bytes() == first, ran.stderr
    with zipfile.ZipFile(path) as bundle:
        bundle.extractall(tmp_path / "elsewhere")
        assert bundle.namelist() == sorted(bundle.namelist())
    (home,) = (tmp_path / "elsewhere").iterdir()
    assert "A line that came after" not in (home / "data" / "figures.csv").read_text(
        encoding="utf-8"
    )

    def verify():
        code = "import sys; sys.path.insert(0, 'src'); from workings.cli.main import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, "verify", "--only", EDITION, "--workers", "1"],
            cwd=home, env={"PATH": "", "PYTHONPATH": "src", "HOME": str(tmp_path)},
            capture_output=True, text=True,
        )  # fmt: skip

    ran = verify()
    assert (ran.returncode, ran.stdout) == (0, "1 edition: the same, byte for byte.\n"), ran.stderr
    edit(home / "reports" / EDITION / PAGE, lambda text: text.replace(">281<", ">282<"))
    ran = verify()
    assert ran.returncode == 1
    assert f"{EDITION}/index.html, line" in ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize("site", ["a clone", "with the package installed"])
def test_verify_txt_can_be_followed_in_an_empty_folder(built, tmp_path, site):
    """As it says for where the packages are installed already: set up, checked, and verified."""
    desk = built.copy(tmp_path / "desk")
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "README.md", "LICENSE"):
        (desk.folder / name).unlink(missing_ok=True)
        if site == "a clone":
            shutil.copy(ROOT / name, desk.folder)
    ran = desk.run("build", "--workers", "1")
    assert ran.returncode == 0, ran.stderr
    edition = find_edition(read_editions(desk.folder / "data"), EDITION)
    with zipfile.ZipFile(write_bundle(site_of(desk), edition)) as bundle:
        bundle.extractall(tmp_path / "empty")
    (home,) = (tmp_path / "empty").iterdir()
    told = (home / "VERIFY.txt").read_text(encoding="utf-8")
    venv.create(home / ".venv")
    (packages,) = (home / ".venv").glob("lib/python3*/site-packages")
    (packages / "installed.pth").write_text(sysconfig.get_path("purelib"))
    instead = re.search(
        r"already, (?:\S*python -m )?(pip install .*?) does instead", told, re.DOTALL
    )[1]
    lines = re.findall(r"^    \.venv/bin/(workings .*)$", told, re.MULTILINE)
    assert [line.split()[1] for line in lines] == ["check", "verify"]
    environment = {"PATH": os.defpath, "HOME": str(tmp_path)}
    for words in (instead, *lines):
        program, *given = words.split()
        start = ["-m", program] if program == "pip" else [f".venv/bin/{program}"]
        command = [".venv/bin/python", *start, *given]
        ran = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, f"{words}: {ran.stdout}{ran.stderr}"
    assert "1 edition: the same, byte for byte." in ran.stdout


def test_a_house_style_above_the_site_goes_into_the_bundle(built, tmp_path):
    """Nearer to the notebooks than the pyproject.toml that the package is set up with."""
    (tmp_path / "newsroom").mkdir()
    desk = built.copy(tmp_path / "newsroom")
    own, style = '[project]\nname = "x"\n', '[tool.workings]\nname = "The Courier"\n'
    (desk.folder / "pyproject.toml").write_text(own, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(style, encoding="utf-8")
    assert build_here(desk) == {"2026-01-27": ("printed", "")}
    edition = find_edition(read_editions(desk.folder / "data"), EDITION)
    with zipfile.ZipFile(write_bundle(site_of(desk), edition)) as bundle:
        home = f"{REPORT}-2026-01-27"
        assert bundle.read(f"{home}/notebooks/pyproject.toml").decode() == style
        assert bundle.read(f"{home}/pyproject.toml").decode() == own


def test_no_bundle_is_made_of_what_is_not_as_it_would_be_printed(desk):
    """An altered page would be taken home as if it were verified."""
    edit(folder_of(desk) / PAGE, lambda text: text.replace("281", "282"))
    with pytest.raises(EditionError, match="Print it with workings build small"):
        write_bundle(site_of(desk), read_editions(desk.folder / "data")[0])
