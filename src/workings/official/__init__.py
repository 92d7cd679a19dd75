"""Government files, read by declaration, vintage by vintage."""

from workings.official.declarations import Declaration, read_declarations
from workings.official.extracts import Extract, Operation, extract, span_of
from workings.official.revisions import TableDiff, diff_tables
from workings.official.table import OfficialTable, read_official

__all__ = [
    "Declaration",
    "Extract",
    "OfficialTable",
    "Operation",
    "TableDiff",
    "diff_tables",
    "extract",
    "read_declarations",
    "read_official",
    "span_of",
]
