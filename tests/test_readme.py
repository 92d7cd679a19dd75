"""The README: what it says to type does what it says."""

import ast
import re
import shutil
import tomllib

from conftest import README, ROOT, session

NEWEST = "347d44a976e797f235e154b6d3772c5a560b777358f0fafdb98090c526d6125a"


def test_the_session_that_adds_an_official_spreadsheet_runs_as_written(desk):
    """On a ledger that does not know the newest file yet."""
    sources = desk.folder / "data" / "sources.csv"
    lines = sources.read_text(encoding="utf-8").splitlines(keepends=True)
    known = [line for line in lines if not line.startswith("small-boats@2026-05-29")]
    sources.write_text("".join(known), encoding="utf-8")
    shutil.copyfile(ROOT / "data" / "archive" / f"{NEWEST}.ods", desk.folder / "small-boats.ods")
    added, diffed, printed = [
        desk.run(*words[1:]) for words in session("Adding an official spreadsheet")
    ]
    assert "Read 3,070 rows" in added.stdout, added.stderr
    assert "28 rows added: 2026-05-01 to 2026-05-28" in diffed.stdout, diffed.stderr
    assert printed.returncode == 0, printed.stderr
    page = (desk.folder / "reports/drafts/channel-crossings/2026-05-29/index.html").read_text(
        "utf-8"
    )
    assert "Its file of 29 May 2026 runs to 28 May 2026" in re.sub(r"\s+", " ", page)


def test_the_article_of_the_readme_gets_the_verdicts_it_says(desk):
    """The file as written, and the command as written."""
    section = README.partition("## Checking somebody else's numbers")[2]
    block = re.search(r"```csv\n(.*?)```", section, flags=re.DOTALL)[1]
    (desk.folder / "article.csv").write_text(block, encoding="utf-8")
    (words,) = session("Checking somebody else's numbers")
    shown = desk.run(*words[1:], env={"COLUMNS": "200"})
    for part in ("24.6%", "69, not “70”", "not comparable", "1 matches, 1 rounds differently"):
        assert part in shown.stdout, shown.stderr


def test_a_file_that_does_not_fit_its_declaration_is_refused_and_nothing_is_written(desk):
    """Last week's file given as this week's has fewer rows than the one before."""
    before = (desk.folder / "data" / "sources.csv").read_bytes()
    old = min((ROOT / "data" / "archive").glob("a8887dfe05fc*.ods"))
    ran = desk.run(
        "add", "source", str(old), "--vintage-of", "small-boats", "--published", "2026-06-05",
        "--title", "Wrong file",
    )  # fmt: skip
    assert ran.returncode == 1
    assert "expected at least the 3,070 of small-boats@2026-05-29" in ran.stderr
    assert (desk.folder / "data" / "sources.csv").read_bytes() == before


def test_the_first_forty_lines_lead_from_a_clone_to_a_page():
    """One sentence, a picture that exists, the two commands, a later date, a figure."""
    top = "\n".join(README.splitlines()[:40])
    picture = re.search(r"!\[[^\]]+\]\(([^)]+)\)", top)[1]
    assert (ROOT / picture).stat().st_size < 200_000
    for words in ("make report", "make test", "-p as_of 2026-03-06", "data/figures.csv"):
        assert words in top


MAP = re.search(r"## Where things live\n\n```\n(.*?)```", README, flags=re.DOTALL)[1]
PACKAGE = ROOT / "src" / "workings"


def on_the_map():
    """Yield each path that the map names, in its order, with the words beside it."""
    folders = [ROOT]
    for line in MAP.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        names, _, words = re.sub(r"  +", "  ", line.strip()).partition("  ")
        for name in names.split(", "):
            path = folders[depth] / name
            if name.endswith("/"):
                folders[depth + 1 :] = [path]
            yield (path if name.endswith("/") else path.with_suffix(".py")), words


def test_every_file_and_folder_on_the_map_exists():
    """The map is of this house."""
    assert [str(path) for path, _ in on_the_map() if not path.exists()] == []


def test_every_room_and_every_module_is_on_the_map_once():
    """A newcomer looks a name up and is told what it is for."""
    named = [path for path, _ in on_the_map() if path.is_relative_to(PACKAGE) and path != PACKAGE]
    modules = [path for path in PACKAGE.rglob("*.py") if not path.stem.startswith("__")]
    rooms = [path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE]
    assert sorted(named) == sorted([*modules, *rooms])


def test_the_map_says_of_each_room_what_stands_on_its_door():
    """The words are the first sentence of the room's own docstring."""
    for path, words in on_the_map():
        if path.is_relative_to(PACKAGE) and path != PACKAGE and path.is_dir():
            sign = ast.get_docstring(ast.parse((path / "__init__.py").read_text("utf-8")))
            first = sign.partition("\n")[0].removesuffix(".").replace("``", "`")
            assert first == words[0].upper() + words[1:]


def test_the_rooms_stand_on_the_map_in_the_order_that_is_held():
    """From the ground up, as import-linter holds it: each imports only from those above it."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(each["layers"] for each in rules["contracts"] if each["id"] == "rooms")
    rooms = [path.name for path, _ in on_the_map() if path.parent == PACKAGE and path.is_dir()]
    assert rooms == [name for name in reversed(layers) if (PACKAGE / name).is_dir()]
