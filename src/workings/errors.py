"""
Every error raised on purpose: where, what was found against what was expected, how to mend it.

::

    WorkingsError
    ├── LedgerError        a ledger file is at fault; carries every fault found
    ├── OfficialError      an official file that can't be read, or doesn't fit its declaration
    ├── UnknownName        no such measure, source, period or variable; names the nearest
    ├── NothingStated      the name is known, but nothing had been stated by the as-of date
    ├── UnlikeQuantities   different units, periods, populations or definitions
    ├── UnboundedResult    the figures allow a division by nought, or any result at all
    ├── PrecisionError     more digits asked for than the figures can support
    ├── ProseError         a sentence that can't be printed
    ├── ClaimError         a claim that can't be recomputed as it is written
    ├── ParameterError     an unknown, missing or ill-typed parameter (exit status 2)
    ├── EditionError       an edition that can't be put on record, or printed as recorded
    ├── SignoffError       a sign-off that can't be given, read or found to stand
    ├── AddError           a line that can't be added to the ledger; nothing was written
    ├── DownloadError      a file that can't be fetched, or not safely
    ├── TextError          a text that can't be read to look for its numbers
    ├── RunError           a notebook did not run to its end
    ├── Stopped            a build was interrupted (exit status 130)
    ├── HouseError         a house style that can't be used
    ├── FileError          a file that the operating system won't let us read or write
    ├── CheckError         what checks found in notebooks, pages or sources, all of it listed
    └── PageError          an executed notebook that can't be published
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

_MOST_LISTED = 500
_MOST_NAMED = 60
_MOST_COMPARED = 5_000
_WRITABLE = "Let it be written to, or choose another place, then do this again."
_MENDS = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "Make room, then do this again."),
    **dict.fromkeys((errno.EROFS, errno.EACCES, errno.EPERM), _WRITABLE),
    errno.EIO: "See whether the disk is sound, then do this again.",
    errno.ELOOP: "It is a link, which might lead anywhere: take it away, then do this again.",
}


class WorkingsError(Exception):
    """Any error that says what to do about it; at the command line, that message alone."""

    exit_status = 1


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a ledger file."""

    file: str  # its name, such as ``figures.csv``
    line: int  # the header is line 1; 0 when the whole file is meant
    field: str  # the column; empty when the whole line is meant
    found: str  # what stands there
    expected: str  # what should
    mend: str  # how to put it right

    def __str__(self) -> str:
        where = self.file + (f" line {self.line}" if self.line else "")
        where += f", {self.field}" if self.field else ""
        return mismatch(where, self.found, self.expected, self.mend)


class LedgerError(WorkingsError):
    """One or more faults in the ledger, or in a file like one of its own, all of them listed."""

    def __init__(self, faults: Iterable[Fault], where: str = "the ledger") -> None:
        self.faults = sorted(faults)
        super().__init__(_all_of(self.faults, f"{counted(len(self.faults), 'fault')} in {where}"))


class OfficialError(WorkingsError, ValueError):
    """An official file that can't be read safely, or doesn't fit what was declared of it."""


class UnknownName(WorkingsError, LookupError):
    """A name that stands for nothing; says which valid names are nearest."""

    def __init__(self, what: str, name: str, valid: Iterable[str]) -> None:
        super().__init__(f"{what} {name!r} is not known. {nearest(name, valid)}")


class NothingStated(WorkingsError, LookupError):
    """A known measure on which nothing had been stated by the as-of date."""


class UnlikeQuantities(WorkingsError, ValueError):
    """Different units, periods, populations or definitions, put together in silence."""


class UnboundedResult(WorkingsError, ValueError):
    """A division by what may be nought, or an expression whose range can't be bounded exactly."""


class PrecisionError(WorkingsError, ValueError):
    """More digits asked for than every true value agrees on; offers the best safe form."""


class ProseError(WorkingsError):
    """A sentence in which something can't be printed."""


class ClaimError(WorkingsError):
    """A claim whose number or expression can't be read, or not set against each other."""


class ParameterError(WorkingsError):
    """A parameter that the notebook doesn't declare, lacks, or can't take."""

    exit_status = 2


class EditionError(WorkingsError):
    """An edition that can't be put on record, or can't be printed as it is recorded."""


class SignoffError(WorkingsError):
    """A sign-off that can't be given or read, or one that is asked for and isn't there."""


class AddError(WorkingsError):
    """A line that can't be added to the ledger, or not now; nothing was written."""


class DownloadError(WorkingsError):
    """A file that can't be fetched from the web, or not safely; nothing of it is kept."""


class TextError(WorkingsError):
    """A text that can't be read to look for its numbers."""


class RunError(WorkingsError):
    """A notebook that did not run to its end."""


class Stopped(WorkingsError):
    """A build that was interrupted: every edition is the old one or the new one, whole."""

    exit_status = 130  # as shells have it for Ctrl-C

    def __init__(self, printed: int, of: int) -> None:
        super().__init__(
            f"Stopped: {printed} of {of} printed, the others are as they were. To go on, give the "
            "same command again."
        )


class HouseError(WorkingsError):
    """A house style, in ``[tool.workings]`` of pyproject.toml, that can't be used."""


class FileError(WorkingsError):
    """A file or folder that the operating system won't let us read or write."""


class CheckError(WorkingsError):
    """One or more things that checks found, all of them listed."""

    def __init__(self, found: Sequence[object]) -> None:
        self.found = tuple(found)
        super().__init__(_all_of(self.found, f"{counted(len(self.found), 'fault')} found"))


class PageError(WorkingsError):
    """An executed notebook that can't be published as it is."""


def mismatch(where: object, found: str, expected: str, mend: str) -> str:
    """Say of one place what was found there against what was expected, and how to mend it."""
    return f"{where}: found {found}; expected {expected}. {mend}"


def counted(number: int, name: str) -> str:
    """Write how many there are of something: ``1 row``, ``2,944 rows``."""
    return f"{number:,} {name}{'s' if number != 1 else ''}"


def _all_of(found: Sequence[object], heading: str) -> str:
    """List what was found, as much of it as anybody reads."""
    more = len(found) - _MOST_LISTED
    tail = [f"  … and {more:,} more like these"] if more > 0 else []
    return "\n".join([heading, *(f"  {each}" for each in found[:_MOST_LISTED]), *tail])


def refused(error: OSError) -> str:
    """
    Say what the operating system refused, of which file, and what can be done.

    Examples
    --------
    >>> refused(OSError(errno.ENOSPC, "No space left on device", "reports/index.html"))
    'reports/index.html: No space left on device. Make room, then do this again.'
    """
    mend = _MENDS.get(error.errno or 0, "See to that, then do this again.")
    file = error.filename2 or error.filename
    return f"{f'{file}: ' if file else ''}{error.strerror or error}. {mend}"


def nearest(name: str, valid: Iterable[str]) -> str:
    """
    Name the valid names nearest to a wrong one, for the end of an error message.

    Examples
    --------
    >>> nearest("retruned", ["returned", "admitted"])
    'Did you mean returned?'
    >>> nearest("xyz", ["returned", "admitted"])
    'Known: admitted, returned.'
    """
    names = sorted(set(valid))
    close = get_close_matches(name[:99], names[:_MOST_COMPARED], n=3, cutoff=0.6)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    more = len(names) - _MOST_NAMED
    listed = ", ".join(each if len(each) < 99 else f"{each[:98]}…" for each in names[:_MOST_NAMED])
    return f"Known: {listed or 'none'}{f' … and {more:,} more' if more > 0 else ''}."
