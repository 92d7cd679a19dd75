"""
The archive: official files as they were published, vintage by vintage.

A table declared in ``tables.yml`` names a source, say ``small-boats``; its vintages are the sources
``small-boats@2026-01-23`` and so on, whose files lie under ``data/archive/``.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

from workings.errors import NothingStated, UnknownName
from workings.ledger.figures import Source
from workings.ledger.heads import DECLARATIONS
from workings.official import (
    Declaration,
    OfficialTable,
    TableDiff,
    diff_tables,
    read_declarations,
    read_official,
)


@dataclass(frozen=True, eq=False)
class Archive:
    """The vintages of all official tables."""

    folder: Path  # the ledger's, with ``tables.yml`` and ``archive/``
    sources: Mapping[str, Source]  # by id
    declared: Sequence[Path] = ()  # files that declare the tables; if none, ``tables.yml``
    whole: frozenset[str] = frozenset()  # measures of which no number has a fraction
    _read: dict[tuple[str, str], OfficialTable] = field(
        default_factory=dict, init=False, repr=False
    )

    @cached_property
    def declarations(self) -> Mapping[str, Declaration]:
        """The declared tables by name."""
        read = map(read_declarations, self.declared or [self.folder / DECLARATIONS])
        return {name: declared for each in read for name, declared in each.items()}

    def declared_of(self, families: Container[str]) -> list[Declaration]:
        """Return the tables that are declared of some sources; none where no table is declared."""
        if not self.declared and not (self.folder / DECLARATIONS).exists():
            return []
        return [each for each in self.declarations.values() if each.source in families]

    def standing(self, name: str, as_of: date) -> Source | None:
        """Return the latest vintage of a table that had been published by a day, if any had."""
        vintages = self.vintages(name)
        known = [day for day in vintages if day <= as_of]
        return vintages[max(known)] if known else None

    def vintage(self, name: str, id_: str) -> OfficialTable:
        """Read a table out of one of its vintages, whether or not that stands."""
        return self._table(name, id_)

    def table(self, name: str, as_of: date) -> OfficialTable:
        """
        Read the vintage of a table that stood on a day.

        UnknownName if no such table is declared, NothingStated if none had been published by then.
        """
        standing = self.standing(name, as_of)
        if standing is None:
            first = min(self.vintages(name), default="no day")
            raise NothingStated(
                f"no vintage of {name} had been published by {as_of}; the first here is of "
                f"{first}. Choose a later as-of date, or add an earlier file: workings add source."
            )
        return self._table(name, standing.id)

    def diff(self, old: str, new: str) -> list[TableDiff]:
        """
        Compare two vintages of one file, by ids, in every table declared of it.

        UnknownName if there is no such vintage, or no table is declared of its source.
        """
        family = old.partition("@")[0]
        known = [id_ for id_ in self.sources if id_.startswith(f"{family}@")]
        for vintage in (old, new):
            if vintage not in known:
                every = known or [id_ for id_ in self.sources if "@" in id_]
                raise UnknownName("vintage", vintage, every)
        names = [name for name, table in self.declarations.items() if table.source == family]
        if not names:
            families = {table.source for table in self.declarations.values()}
            raise UnknownName("source of a declared table", family, families)
        return [diff_tables(self._table(name, old), self._table(name, new)) for name in names]

    def vintages(self, name: str) -> dict[date, Source]:
        """Return the vintages of a table by their days."""
        declared = self.declarations
        if name not in declared:
            raise UnknownName("official table", name, declared)
        prefix = f"{declared[name].source}@"
        return {
            source.published_on: source
            for source in self.sources.values()
            if source.id.startswith(prefix) and source.published_on
        }

    def _table(self, name: str, vintage: str) -> OfficialTable:
        if (name, vintage) not in self._read:
            path = self.folder / self.sources[vintage].archive
            declared = self.declarations[name]
            shown = f"{vintage}{path.suffix}"  # what messages call the file: not its digest
            read = read_official(path, declared, source=vintage, name=shown, whole=self.whole)
            self._read[name, vintage] = read
        return self._read[name, vintage]
