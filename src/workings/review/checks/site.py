"""What ``workings check`` goes through: the ledger's sources, every notebook, every built page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from workings.errors import CheckError, LedgerError, PageError
from workings.files import NOTEBOOK, file_digest
from workings.ledger import (
    SIGNOFFS_FILE,
    Book,
    Edition,
    Row,
    Signers,
    Site,
    read_checked,
    read_editions,
    read_ledger,
    read_signoffs,
)
from workings.official import read_declarations
from workings.outside import YAML_BYTES, read_notebook, read_whole, read_yaml
from workings.review.checks.executed import TABLES, check_executed
from workings.review.checks.found import Check, Checked, Finding
from workings.review.checks.notebook import check_stored
from workings.review.checks.totals import check_totals

UNCITED = "uncited.yml"
_UNREADABLE = (
    ArithmeticError, AttributeError, LookupError, OSError, PageError, RecursionError, TypeError,
    ValueError,
)  # fmt: skip


def check_site(site: Site) -> Iterator[Checked]:
    """
    Check all that a site has, one thing after another; editions not built there are passed over.

    Raises
    ------
    LedgerError
        If the ledger itself is at fault: nothing else is looked at then.
    CheckError
        If a file can't be read.
    """
    ledger = site.ledger
    tables, faults, ignored = read_checked(ledger)
    if faults:
        raise LedgerError(faults)
    lines = sum(map(len, tables.values()))
    sound = Check("No line is at fault", tuple(_unsigned(ledger)))
    cited = Check("Every source is cited", tuple(_dead(ledger, tables)))
    stored = Check("Every stored copy is the one recorded", tuple(_altered(ledger, tables)))
    book = read_ledger(ledger, date.max)
    agree = Check("No sources conflict over which figure stands", tuple(_conflicts(ledger, book)))
    unexplained, explained = check_totals(ledger, book)
    added = Check("Every total is the sum of its parts, but for rounding", unexplained)
    checks = sound, cited, stored, agree, added
    yield Checked(f"{ledger}, {lines:,} lines", checks, notes=(*ignored, *explained))
    for path in sorted(site.notebooks.glob("*.ipynb")):
        yield check_stored(path, site.root)
    editions = read_editions(ledger)

    @cache
    def read(head: str) -> Book:
        """Read the ledger that some editions were made from, as the newest of them saw it."""
        same = [edition for edition in editions if edition.head == head]
        newest = max(same, key=lambda edition: edition.as_of)
        return read_ledger(ledger, newest.as_of, newest)

    for edition in editions:
        path = site.folder(edition) / NOTEBOOK
        if path.is_file():
            yield _check_page(path, read(edition.head).on(edition.as_of), edition.id)


def not_built(site: Site) -> list[Edition]:
    """Return the editions on record of which there is no page to be checked."""
    return [
        edition
        for edition in read_editions(site.ledger)
        if not (site.folder(edition) / NOTEBOOK).is_file()
    ]


def _check_page(path: Path, book: Book, name: str) -> Checked:
    try:
        executed = read_notebook(path, PageError)
        checks, coverage = check_executed(executed, book, name)
    except _UNREADABLE as error:
        what = f"records that can't be read ({type(error).__name__}: {error})"
        expected = "an executed notebook, as a run left it"
        raise CheckError(
            [Finding(str(path), 0, "", what, expected, "Print it again with workings build.")]
        ) from error
    return Checked(name, tuple(checks), coverage)


def _conflicts(ledger: Path, book: Book) -> Iterator[Finding]:
    """Find figures that contradict each other, though neither is more reliable or later."""
    stated = [figure for figure in book.figures if not figure.foreseen]
    for measure in dict.fromkeys(figure.measure.id for figure in stated):
        for (figure,) in book.series(measure):
            for other in figure.conflicting:
                yield Finding(
                    f"{ledger}/figures.csv",
                    0,
                    f"lines {figure.line} and {other.line}",
                    f"{figure.seal} ({figure.as_printed}) and {other.seal} ({other.as_printed}) "
                    f"for {measure} in {figure.period}, equally reliable and of one day",
                    "one that stands",
                    f"Say which: add a line that supersedes the other. Until then {figure.seal} is "
                    "printed, as the more exact or the first by its source's id.",
                )


def _unsigned(directory: Path) -> Iterator[Finding]:
    """Find sign-offs that nobody's key signed although it should have, or another line's."""
    signers = Signers(directory)
    for signoff in read_signoffs(directory):
        if fault := signers.fault(signoff):
            where = f"{directory}/{SIGNOFFS_FILE}", 0, f"line {signoff.line}"
            what = f"a sign-off that is void: {fault}"
            expected = f"one made with {signoff.name}'s key"
            mend = "Sign again with --ssh-key, or correct allowed_signers."
            yield Finding(*where, what, expected, mend)


def _dead(directory: Path, tables: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    cited = {row.cells["source"] for name in ("figures", "claims") for row in tables[name]}
    declared = directory / TABLES
    tables_of = read_declarations(declared).values() if declared.exists() else ()
    families = {each.source for each in tables_of}
    kept = read_uncited(directory)
    for row in tables["sources"]:
        id_ = row.cells["id"]
        is_cited = id_ in cited or id_.partition("@")[0] in families
        if not is_cited and id_ not in kept:
            where = f"{directory}/sources.csv", 0, f"line {row.line}"
            what = f"the source {id_}, which no figure, claim or table cites"
            mend = f"Add the figure that it gives, or say in {UNCITED} why it is kept."
            yield Finding(*where, what, "sources that something rests on", mend)
        elif is_cited and id_ in kept:
            yield _listed(directory, id_, "that a figure, claim or table cites")
    for id_ in sorted(set(kept) - {row.cells["id"] for row in tables["sources"]}):
        yield _listed(directory, id_, "that is not in sources.csv")


def _listed(directory: Path, id_: str, what: str) -> Finding:
    file = f"{directory}/{UNCITED}"
    return Finding(file, 0, id_, f"a source {what}", "one that nothing cites", "Take it out.")


def read_uncited(directory: Path) -> dict[str, str]:
    """
    Read why sources are kept that nothing cites: reasons by source id, none without a file.

    Raises CheckError if ``uncited.yml`` is no list of source ids and reasons.
    """
    path = directory / UNCITED
    try:
        text = read_whole(path, YAML_BYTES, PageError).decode("utf-8")
        kept = read_yaml(text, path.name, PageError) or {}
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, PageError) as error:
        raise _unfit(path, f"what can't be read ({error})") from error
    if not isinstance(kept, dict) or not all(
        isinstance(id_, str) and isinstance(why, str) and why.strip() for id_, why in kept.items()
    ):
        raise _unfit(path, "another form")
    return kept


def _unfit(path: Path, found: str) -> CheckError:
    expected = "lines like S18: Read for background; nothing rests on it."
    return CheckError([Finding(str(path), 0, "", found, expected, "Write it so.")])


def _altered(directory: Path, tables: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    for row in tables["sources"]:
        archive = row.cells["archive"]
        if not archive:
            continue
        digest = file_digest(directory / archive)
        if digest != row.cells["sha256"]:
            where = f"{directory}/{archive}", 0, f"the copy of {row.cells['id']}"
            what = f"a file with the digest {digest[:16]}…"
            expected = f"{row.cells['sha256'][:16]}…, as line {row.line} of sources.csv has it"
            mend = "Restore the file from git, or from the publisher."
            yield Finding(*where, what, expected, mend)
