"""The sources of a ledger: each is cited by something, and its stored copy is the one recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import file_digest
from pathlib import Path

from workings.errors import CheckError
from workings.ledger import Row
from workings.official import Declaration, read_declarations
from workings.review.checks.found import Check, Finding

UNCITED = "uncited.yml"
TABLES = "tables.yml"


def check_sources(directory: Path, tables: Mapping[str, Sequence[Row]]) -> list[Check]:
    """
    Check that no source is dead, and that every stored copy has the digest on record.

    Parameters
    ----------
    directory : Path
        The ledger's folder. Its ``uncited.yml`` may give reasons why a source is kept that nothing
        cites.
    tables : mapping
        Its rows by table, found to be sound.

    Raises
    ------
    CheckError
        If ``uncited.yml`` is no list of source ids and reasons.
    """
    return [
        Check("Every source is cited", tuple(_dead(directory, tables))),
        Check("Every stored copy is the one recorded", tuple(_altered(directory, tables))),
    ]


def _dead(directory: Path, tables: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    cited = {row.cells["source"] for name in ("figures", "claims") for row in tables[name]}
    families = {declared.source for declared in _declared(directory)}
    kept = read_uncited(directory)
    for row in tables["sources"]:
        id_ = row.cells["id"]
        is_cited = id_ in cited or id_.partition("@")[0] in families
        if not is_cited and id_ not in kept:
            yield Finding(
                f"{directory}/sources.csv",
                0,
                f"line {row.line}",
                f"the source {id_}, which no figure, claim or table cites",
                "sources that something rests on",
                f"Add the figure that it gives, or say in {UNCITED} why it is kept.",
            )
        elif is_cited and id_ in kept:
            yield _listed(directory, id_, "that a figure, claim or table cites")
    for id_ in sorted(set(kept) - {row.cells["id"] for row in tables["sources"]}):
        yield _listed(directory, id_, "that is not in sources.csv")


def _declared(directory: Path) -> Iterator[Declaration]:
    if (directory / TABLES).exists():
        yield from read_declarations(directory / TABLES).values()


def _listed(directory: Path, id_: str, what: str) -> Finding:
    file = f"{directory}/{UNCITED}"
    return Finding(file, 0, id_, f"a source {what}", "one that nothing cites", "Take it out.")


def read_uncited(directory: Path) -> dict[str, str]:
    """Read why sources are kept that nothing cites: reasons by source id, none without a file."""
    import yaml

    path = directory / UNCITED
    if not path.exists():
        return {}
    try:
        kept = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
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
        with (directory / archive).open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        if digest != row.cells["sha256"]:
            yield Finding(
                f"{directory}/{archive}",
                0,
                f"the copy of {row.cells['id']}",
                f"a file with the digest {digest[:16]}…",
                f"{row.cells['sha256'][:16]}…, as line {row.line} of sources.csv has it",
                "Restore the file from git, or from the publisher.",
            )
