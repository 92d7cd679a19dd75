"""
What was worked out of large ledger files once, kept by their digests: losing it costs time alone.

It lies in ``.index`` in the ledger's folder, which git ignores. Only this package's own digest and
the files' decide what is found there, so it never goes stale. A small ledger is as fast without.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from workings.files import package_digest, write_whole

FOLDER = ".index"
LARGE = 1_000_000  # bytes, of all files
MOST_KEPT = 50  # by each name; the oldest goes


class Index:
    """What is known of some files, there or not, as they are now; and `what` else it depends on."""

    def __init__(self, directory: Path, what: str, *files: Path) -> None:
        self._directory, self._what, self._files = directory, what, files

    @cached_property
    def _key(self) -> str:
        found = sha256(f"{package_digest()} {self._what}".encode())
        for path in self._files:
            with suppress(OSError):
                found.update(f" {path.name} {sha256(path.read_bytes()).hexdigest()}".encode())
        return found.hexdigest()

    def _path(self, name: str) -> Path:
        return self._directory / FOLDER / f"{name}-{self._key}"

    def knows(self, name: str) -> bool:
        """Tell whether something of this name was kept."""
        return self._path(name).is_file()

    def read(self, name: str) -> set[str]:
        """Return the lines that were kept."""
        return set(self._path(name).read_text(encoding="ascii").split("\n"))

    def keep(self, name: str, lines: Iterable[str] = ()) -> None:
        """Keep lines by a name, if the folder can be written to."""
        with suppress(OSError):
            if sum(path.stat().st_size for path in self._files if path.exists()) < LARGE:
                return
            path = self._path(name)
            path.parent.mkdir(exist_ok=True)
            write_whole(path, "\n".join(sorted(lines)).encode("ascii"))
            known = sorted(path.parent.glob(f"{name}-*"), key=lambda each: each.stat().st_mtime)
            for old in known[:-MOST_KEPT]:
                old.unlink()
