"""Where things are: the ledger, the notebooks and the reports of one newsroom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workings.ledger.editions import Edition, read_editions, read_fates
from workings.ledger.signatures import Signers
from workings.ledger.signoffs import Review, Reviewed, edition_digest, read_signoffs

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
        """
        Yield the sign-offs that no longer stand, but for those that the same person gave again.

        Nothing is said of editions that aren't printed.
        """
        folders = {each.id: self.folder(each) for each in read_editions(self.ledger)}
        reviewed, signers = Reviewed(self.ledger), Signers(self.ledger)
        found: dict[tuple[str, str], list[Review]] = {}
        for signoff in read_signoffs(self.ledger):
            if signoff.kind != "edition":
                now = reviewed.digest(signoff.kind, signoff.subject)
            elif signoff.subject in folders and folders[signoff.subject].exists():
                now = edition_digest(folders[signoff.subject])
            else:
                continue
            review = Review(signoff, now, signers.fault(signoff))
            found.setdefault((signoff.subject, signoff.name), []).append(review)
        for reviews in found.values():
            if not any(review.stands for review in reviews):
                yield reviews[-1]
