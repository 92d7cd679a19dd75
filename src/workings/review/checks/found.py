"""What the checks find, in a form that a terminal, a program and the audit sheet can print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing found in one place, that should be otherwise."""

    file: str  # notebook, page or file of the ledger
    cell: int  # in the stored notebook, from 1; 0 where none is meant
    line: str  # the cell's first, or what else names the place within the file
    found: str
    expected: str
    mend: str  # how to put it right

    def __str__(self) -> str:
        cell = f" cell {self.cell}" if self.cell else ""
        line = f" ({self.line})" if self.line else ""
        return f"{self.file}{cell}{line}: found {self.found}; expected {self.expected}. {self.mend}"


#: Makes a finding in one place of what was found, what was expected and how to mend it.
Report = Callable[[str, str, str], Finding]


@dataclass(frozen=True)
class Check:
    """One thing that was held against a notebook, a page or the ledger."""

    name: str  # what holds if it passed, as a sentence without its stop
    found: tuple[Finding, ...]  # all that speaks against it
    unjudged: str = ""  # what this check can't see, as a sentence

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.found


@dataclass(frozen=True)
class Coverage:
    """
    How many numbers there are in the words of a notebook or a page, and how many are traced.

    Examples
    --------
    >>> print(Coverage(42, 41, 1))
    41 of 42 numbers traced, 1 allowed
    """

    numbers: int  # traced, allowed, or neither
    traced: int  # references, bound to figures and quantities
    allowed: int  # typed, for a reason that the notebook's list gives

    def __str__(self) -> str:
        return f"{self.traced} of {self.numbers} numbers traced, {self.allowed} allowed"


@dataclass(frozen=True)
class Checked:
    """What was checked, and what came of it."""

    what: str  # a path, or the id of an edition
    checks: tuple[Check, ...]
    coverage: Coverage | None = None  # of the numbers in its words
    notes: tuple[str, ...] = ()  # what is no fault and worth knowing

    def __str__(self) -> str:
        failed = sum(not check.passed for check in self.checks)
        count = len(self.checks)
        passed = f"{failed} of {count} checks failed" if failed else f"{count} checks passed"
        said = f"{self.what}: {passed}" + (f", {self.coverage}" if self.coverage else "")
        return "\n".join([said, *(f"  {note}" for note in self.notes)])

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data: ``what``, ``coverage``, and ``checks``, each with ``found``."""
        checks = [{**asdict(check), "passed": check.passed} for check in self.checks]
        coverage = asdict(self.coverage) if self.coverage else None
        notes = [*self.notes]
        return {"what": self.what, "coverage": coverage, "checks": checks, "notes": notes}


def findings(checks: Iterable[Check]) -> list[Finding]:
    """Return all that checks found, by file and cell."""
    every = [finding for check in checks for finding in check.found]
    return sorted(every, key=lambda finding: (finding.file, finding.cell))
