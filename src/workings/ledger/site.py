"""Where things are: the ledger, the notebooks and the reports of one newsroom."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workings.ledger.editions import Edition
from workings.ledger.signoffs import read_signoffs, reviews_for

REVIEW = "review"


@dataclass(frozen=True)
class Site:
    """
    Where things are: a ledger's folder, whose neighbours are ``notebooks/``, and the reports.

    Attributes
    ----------
    ledger, reports : Path
    """

    ledger: Path
    reports: Path

    @property
    def root(self) -> Path:
        """The folder that the ledger's lies in."""
        return self.ledger.resolve().parent

    def notebook(self, report: str) -> Path:
        """Return where a report's notebook is stored."""
        return self.root / "notebooks" / f"{report}.ipynb"

    def folder(self, edition: Edition) -> Path:
        """Return where an edition is published."""
        return self.reports / edition.report / edition.name

    def for_review(self, edition: Edition) -> Path:
        """Return where an edition waits that is not to be published without a sign-off."""
        return self.reports / REVIEW / edition.report / edition.name

    def signed(self, edition: Edition, folder: Path) -> bool:
        """Tell whether somebody has signed an edition just as it is in a folder."""
        reviews = reviews_for(self.ledger, edition, read_signoffs(self.ledger), folder)
        return any(review.stands for review in reviews if review.signoff.kind == "edition")
