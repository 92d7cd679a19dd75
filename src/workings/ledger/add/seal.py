"""Put seals on lines: from then on nobody may edit them, and editions may rest on them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from workings.errors import UnknownName
from workings.files import csv_line, write_whole
from workings.ledger.tables import Row


def seal_lines(
    directory: Path, tables: Mapping[str, Iterable[Row]], wanted: Iterable[str]
) -> list[str]:
    """
    Seal open lines of a ledger whose lock is held, and which has no fault; return the new seals.

    The lines are named by the seals that they will bear; those that bear theirs already are left
    alone. Nothing else of the files is changed: not the order of lines or columns, nor what stands
    in columns of the desk's own. Raises UnknownName if no line would have such a seal.
    """
    rows = {row.seal: (table, row) for table, found in tables.items() for row in found}
    to_seal: dict[str, list[Row]] = {}
    for seal in dict.fromkeys(wanted):
        if seal not in rows:
            raise UnknownName("line", seal, rows)
        table, row = rows[seal]
        if row.is_open:
            to_seal.setdefault(table, []).append(row)
    for table, open_rows in to_seal.items():
        path = directory / f"{table}.csv"
        write_whole(path, _sealed(path.read_bytes(), open_rows))
    return [row.seal for open_rows in to_seal.values() for row in open_rows]


def _sealed(content: bytes, rows: Iterable[Row]) -> bytes:
    """Return a file's content with seals in some of its lines."""
    lines = content.split(b"\n")
    at = _cells(lines[0].removeprefix(b"\xef\xbb\xbf")).index("seal")
    for row in rows:
        text = lines[row.line - 1]
        cells = _cells(text)
        cells[at] = row.seal
        lines[row.line - 1] = csv_line(cells, "\r" if text.endswith(b"\r") else "").encode()
    return b"\n".join(lines)


def _cells(line: bytes) -> list[str]:
    return next(csv.reader([line.decode("utf-8").removesuffix("\r")]))
