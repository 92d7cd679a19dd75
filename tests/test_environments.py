"""The same editions on any machine: every file of them, in whatever environment they are printed."""

import os
import shutil
import subprocess
import sysconfig
import venv
from dataclasses import dataclass, field

import nbformat
import pytest
from fonts_made import write_font
from nbformat import v4
from small import REPORT, contents, small_site

from conftest import ROOT
from workings.editions.verify import compare_folders
from workings.notebook.charts import FONT

#: What a repository needs for an edition, besides the ledger and a notebook.
CODE = ("src", "pyproject.toml", "requirements.lock", "README.md", "LICENSE", ".gitattributes")
#: A chart that begins a month early in any zone west of Greenwich, with characters that the
#: shipped font lacks and fonts that a machine may have.
CHART = """months = pd.DataFrame({"month": ["2025-09-01", "2025-10-01"], "people": [int(admitted.value), int(returned.value)]})
alt.Chart(months).mark_bar().encode(
    x=alt.X("yearmonth(month):T"), y=alt.Y("people:Q", title="☂ People ☂")
).properties(title="Month by month ☂", description="A bar for each month.").configure_axisX(
    labelFont="DejaVu Sans", titleFont="sans-serif"
)"""
DRAFT = "2026-02-01"
NOBODY = 65534
# Another user who may read any file, lest the interpreter is out of reach; and nothing else.
AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
)  # fmt: skip
#: What this machine has set, and each environment of its own.
SET = ("TZ", "LANG", "LANGUAGE", "LC_ALL", "PYTHONHASHSEED", "FONTCONFIG_FILE")


@dataclass(frozen=True)
class Machine:
    """Another machine, as far as one can be had here: how it differs from this one."""

    env: dict[str, str] = field(default_factory=dict)
    fonts: str = ""
    crlf: bool = False
    umask: int = 0o022
    as_nobody: bool = False


ALL_AT_ONCE = {
    "London": Machine(
        {
            "TZ": "Europe/London",
            "LC_ALL": "tr_TR.UTF-8",
            "LANGUAGE": "tr",
            "PYTHONHASHSEED": "4711",
        },
        fonts="others",
        umask=0o077,
    ),
    "New York": Machine(
        {"TZ": "America/New_York", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "1", "COLUMNS": "40"},
        fonts="none",
        crlf=True,
    ),
    "Kolkata": Machine(
        {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "random", "OMP_NUM_THREADS": "7"},
        fonts="at home",
        as_nobody=True,
    ),
    "Auckland": Machine({"TZ": "Pacific/Auckland", "USER": "jo", "LOGNAME": "jo"}, umask=0o027),
}
ONE_AT_A_TIME = {
    **{zone: Machine({"TZ": zone}) for zone in ("Europe/London", "America/New_York", "Asia/Kolkata")},
    "Auckland": Machine({"TZ": "Pacific/Auckland"}),
    "other fonts": Machine(fonts="others"),
    "no fonts": Machine(fonts="none"),
    "fonts at home": Machine(fonts="at home"),
    "locale": Machine({"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    "hash seed": Machine({"PYTHONHASHSEED": "4711"}),
    "umask": Machine(umask=0o077),
    "user's name": Machine({"USER": "jo", "LOGNAME": "jo"}),
    "user": Machine(as_nobody=True),
    "CRLF": Machine(crlf=True),
}  # fmt: skip


def git(*words, at):
    """Run git in a folder, with nobody's own configuration."""
    env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-c", "user.name=a desk", "-c", "user.email=desk@example.org", *words]
    subprocess.run(command, cwd=at, env=env, capture_output=True, check=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory):
    """This house as it is here, in a repository of its own, with the small report on record."""
    folder = tmp_path_factory.mktemp("repository") / "house"
    folder.mkdir()
    for name in CODE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    small_site(folder, chart=True, dates=["2026-01-27"])
    path = folder / "notebooks" / f"{REPORT}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.append(v4.new_code_cell(CHART))
    nbformat.write(notebook, path)
    (folder / ".gitignore").write_text("__pycache__\n.venv\n", encoding="utf-8")
    git("init", "--quiet", ".", at=folder)
    git("add", ".", at=folder)
    git("commit", "--quiet", "-m", "The house as it is here", at=folder)
    return folder


def clone(repository, folder, machine):
    """Check the house out on a machine, with an environment for it, and return its Python."""
    git("clone", "--quiet", "-c", f"core.autocrlf={machine.crlf}", repository, folder, at=ROOT)
    venv.create(folder / ".venv", symlinks=True)
    (packages,) = folder.glob(".venv/lib/python*/site-packages")
    others = sysconfig.get_path("purelib")
    (packages / "house.pth").write_text(f"{folder / 'src'}\n{others}\n", encoding="utf-8")
    return folder / ".venv" / "bin" / "python"


def fonts_of(machine, folder, home):
    """Install a machine's fonts, each of which draws nothing but squares; return its settings."""
    if not machine.fonts:
        return {}
    for name in (FONT, "Arial", "DejaVu Sans") if machine.fonts != "none" else ():
        place = home / ".fonts" if machine.fonts == "at home" else folder / "fonts"
        write_font(place / f"{name}.ttf", name)
    if machine.fonts == "at home":
        return {}
    folder.mkdir(exist_ok=True)
    (folder / "fonts.conf").write_text(
        f"<fontconfig><dir>{folder / 'fonts'}</dir><alias><family>sans-serif</family>"
        "<prefer><family>DejaVu Sans</family></prefer></alias></fontconfig>",
        encoding="utf-8",
    )
    return {"FONTCONFIG_FILE": str(folder / "fonts.conf")}


def printed(repository, folder, machine):
    """Print the edition on record and a draft on a machine: the folder of its reports."""
    house, home = folder / "house", folder / "home"
    home.mkdir(parents=True)
    python = clone(repository, house, machine)
    env = {name: value for name, value in os.environ.items() if name not in SET}
    env |= {"HOME": str(home), "TMPDIR": str(home), **machine.env}
    env |= fonts_of(machine, folder / "installed", home)
    before = []
    if machine.as_nobody and os.getuid() == 0:
        before = AS_NOBODY
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    notebook = f"notebooks/{REPORT}.ipynb"
    for words in (["build", "--workers", "1"], ["run", notebook, "-p", "as_of", DRAFT]):
        ran = subprocess.run(
            [*before, python, "-m", "workings", *words], cwd=house, env=env, umask=machine.umask,
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
    return house / "reports"


def differences(one, other):
    """List the files that one of two folders of reports lacks, and where the others differ."""
    was, now = contents(one), contents(other)
    found = sorted(was.keys() ^ now.keys())
    for name in sorted(name for name in was.keys() & now.keys() if was[name] != now[name]):
        folder, _, file = name.rpartition("/")
        said = compare_folders(one / folder, other / folder)
        found += [f"{folder}/{text}" for text in said if text.startswith(f"{file}, ")]
    return found


@pytest.fixture(scope="module")
def here(repository, tmp_path_factory):
    """The reports as this machine prints them."""
    return printed(repository, tmp_path_factory.mktemp("here"), Machine())


@pytest.fixture(
    scope="module",
    params=[n if n == "New York" else pytest.param(n, marks=pytest.mark.slow) for n in ALL_AT_ONCE],
)
def machine(request):
    """One machine after another that has nothing in common with this one."""
    return ALL_AT_ONCE[request.param]


@pytest.fixture(scope="module")
def elsewhere(repository, tmp_path_factory, machine):
    """The reports as that machine prints them."""
    return printed(repository, tmp_path_factory.mktemp("elsewhere"), machine)


def test_every_file_is_the_same_on_a_machine_that_differs_in_everything(here, elsewhere):
    """An edition on record and a draft: the page, and all that lies beside it."""
    assert differences(here, elsewhere) == []
    files = set(contents(elsewhere))
    for folder in (f"{REPORT}/2026-01-27", f"drafts/{REPORT}/{DRAFT}"):
        for file in (
            "index.html",
            "audit.html",
            "chart-2.png",
            "chart-2.svg",
            "ro-crate-metadata.json",
        ):
            assert f"{folder}/{file}" in files


def test_the_machines_differ_in_earnest(machine, elsewhere):
    """Another user's files are theirs, a check-out with CRLF has it where git may write it."""
    page = elsewhere / REPORT / "2026-01-27" / "index.html"
    assert os.getuid() or (page.stat().st_uid == NOBODY) == machine.as_nobody
    assert page.stat().st_mode & machine.umask == 0
    asked = ["git", "config", "core.autocrlf"]
    found = subprocess.run(asked, cwd=elsewhere, capture_output=True, text=True)
    assert (found.stdout == "True\n") == machine.crlf


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_AT_A_TIME)
def test_every_file_is_the_same_on_a_machine_that_differs_in_one_thing(
    repository, here, tmp_path, name
):
    """So that what fails says what it hangs on."""
    assert differences(here, printed(repository, tmp_path, ONE_AT_A_TIME[name])) == []
