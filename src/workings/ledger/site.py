"""Where things are: the ledger, the notebooks and the reports of one newsroom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workings.ledger.editions import Edition, read_editions, read_fates
from workings.ledger.signatures import Signers
from workings.ledger.signoffs import Review, edition_digest, read_signoffs, voided

#: What the ledger's folder is called where nobody says otherwise.
LEDGER_FOLDER = "data"
#: The folder of the reports in which editions wait for a sign-off.
FOR_REVIEW = "review"


@dataclass(frozen=True)
class Site:
    """
    Where things are: a ledger's folder, whose neighbours are ``notebooks/``, and the reports.

    Examples
    --------
    >>> site = Site.of(Path("data"))
    >>> site.notebook("claim-check").relative_to(site.root).as_posix(), site.reports.name
    ('notebooks/claim-check.ipynb', 'reports')
    """

    ledger: Path
    reports: Path

    @classmethod
    def of(cls, ledger: Path, reports: Path | None = None) -> Site:
        """Return the site of a ledger: its reports lie beside it, unless said otherwise."""
        return cls(ledger, reports or ledger.resolve().parent / "reports")

    @classmethod
    def around(
        cls, notebook: Path, ledger: Path | None = None, reports: Path | None = None
    ) -> Site:
        """Return the site that a notebook belongs to: the ledger lies beside its folder."""
        return cls.of(ledger or notebook.resolve().parents[1] / LEDGER_FOLDER, reports)

    @property
    def root(self) -> Path:
        """The folder that the ledger's lies in."""
        return self.ledger.resolve().parent

    @property
    def notebooks(self) -> Path:
        """The folder of the notebooks."""
        return self.root / "notebooks"

    def notebook(self, report: str) -> Path:
        """Return where a report's notebook is stored, under the name that the report has now."""
        fates, seen = read_fates(self.ledger), {report}
        while (fate := fates.get(report)) and fate.renamed and fate.renamed not in seen:
            seen.add(report := fate.renamed)
        return self.notebooks / f"{report}.ipynb"

    def in_ledger(self, file: str) -> str:
        """Name a file of the ledger as it is found from the root: ``data/figures.csv``."""
        return f"{self.ledger.resolve().name}/{file}"

    def folder(self, edition: Edition) -> Path:
        """Return where an edition is published."""
        return self.reports / edition.report / edition.name

    def for_review(self, edition: Edition) -> Path:
        """Return where an edition waits that is not to be published without a sign-off."""
        return self.reports / FOR_REVIEW / edition.report / edition.name

    def signed(self, edition: Edition, folder: Path) -> bool:
        """Tell whether somebody has signed an edition just as it is in a folder."""
        signed, signers = ("edition", edition.id, edition_digest(folder)), Signers(self.ledger)
        every = read_signoffs(self.ledger)
        those = (each for each in every if (each.kind, each.subject, each.sha256) == signed)
        return any(map(signers.is_enough, those))

    def voided(self) -> Iterator[Review]:
        """Yield the sign-offs that no longer stand; nothing is said of editions not printed."""
        editions = read_editions(self.ledger)
        folders = {each.id: self.folder(each) for each in editions}
        yield from voided(self.ledger, folders, Signers(self.ledger).fault)
