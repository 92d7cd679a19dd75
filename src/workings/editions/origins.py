"""What each edition is made from: the notebook, the ledger head, the code, and who signed it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from workings.files import file_digest, package_digest
from workings.ledger import (
    Edition,
    Review,
    Reviewed,
    Row,
    Signers,
    Site,
    read_signoffs,
    reviews_for,
    said_of,
    sources_at,
)
from workings.notebook import find_house
from workings.page import Origin, software

LOCK = "requirements.lock"
DECLARED = ("datapackage.json",)
SIGNOFFS = "sign-offs"


class Origins:
    """What each edition is made from, by name, with digests of what is there now."""

    def __init__(self, site: Site, editions: Sequence[Edition]) -> None:
        self.site = site
        self.signoffs = read_signoffs(site.ledger)
        self._signers = Signers(site.ledger)
        self._editions = {edition.id: edition for edition in editions}
        self._series: dict[str, list[Edition]] = {}
        for edition in editions:
            self._series.setdefault(edition.series, []).append(edition)
        self._digests: dict[Path, str] = {}
        self._sources: dict[str, Sequence[Row]] = {}
        self._reviewed: dict[str, Reviewed] = {}
        self._software = software(site.root / LOCK)
        self._shared = {"workings": package_digest()}
        self._shared |= {name: self._digest(site.root / name) for name in declared(site)}
        house = find_house(site.notebooks)
        self._shared["house style"] = self._digest(house) if house else ""

    def before(self, edition: Edition) -> Edition | None:
        """Return the edition that one is set against, if it isn't the first."""
        return self._editions[f"{edition.report}/{edition.previous}"] if edition.previous else None

    def said(self, edition: Edition) -> dict[str, Any]:
        """Return what the page says of its edition, as `workings.ledger.said_of` does."""
        before = self.before(edition)
        alike = self._series[edition.series]
        return said_of(edition, [*alike, *([before] if before and before not in alike else [])])

    def __call__(self, edition: Edition) -> Origin:
        """Return all that the manifest says of where an edition comes from."""
        made_from, reviews = self.made_from(edition), self._reviews(edition)
        return Origin(made_from, self._software, reviews)

    def made_from(self, edition: Edition) -> dict[str, str]:
        """Return what decides whether an edition is up to date."""
        notebook = self.site.notebook(edition.report)
        found = {f"notebooks/{edition.report}.ipynb": self._digest(notebook), **self._shared}
        found["edition"] = json.dumps(self.said(edition), default=str)
        parameters = {"as_of": edition.as_of.isoformat(), **edition.parameters}
        found |= {f"parameter {name}": json.dumps(v) for name, v in parameters.items()}
        found |= self._ledger(edition)
        if before := self.before(edition):
            found |= {f"{name}, for {before.name}": v for name, v in self._ledger(before).items()}
        placeless = (
            replace(review, signoff=replace(review.signoff, line=0))
            for review in self._reviews(edition)
        )
        found[SIGNOFFS] = json.dumps([*map(astuple, placeless)])
        return found

    def _reviews(self, edition: Edition) -> list[Review]:
        if not self.signoffs:
            return []
        if edition.head not in self._reviewed:
            self._reviewed[edition.head] = Reviewed(self.site.ledger, edition.head)
        return reviews_for(
            edition, self.signoffs, self._reviewed[edition.head], self._signers.fault
        )

    def _ledger(self, edition: Edition) -> dict[str, str]:
        """Return the ledger head, and the digests of the stored files published by then."""
        if edition.head not in self._sources:
            self._sources[edition.head] = sources_at(self.site.ledger, edition.head)
        found = {"ledger head": edition.head}
        for row in self._sources[edition.head]:
            day, archive = row.cells["published_on"], row.cells["archive"]
            if archive and day <= edition.as_of.isoformat():
                found[row.cells["id"]] = self._digest(self.site.ledger / archive)
        return found

    def _digest(self, path: Path) -> str:
        if path not in self._digests:
            self._digests[path] = file_digest(path)
        return self._digests[path]


def declared(site: Site) -> list[str]:
    """Name the lock and what is declared of the ledger, by path: what no line of it pins."""
    return [LOCK, *map(site.in_ledger, DECLARED)]
