"""
Government files, read by declaration, vintage by vintage.

A number that is published in a spreadsheet comes in here: `read_official` reads the stored file as
``data/tables.yml`` declares it. The ledger keeps the files, and its `Book` hands out the tables.
"""

from workings.official.declarations import Declaration, read_declarations
from workings.official.extracts import Extract, Operation, extract
from workings.official.parts import in_words, wholes_of
from workings.official.revisions import TableDiff, diff_tables
from workings.official.rounding import Total, rounded_sum, totals
from workings.official.sheets import decoded, read_workbook
from workings.official.table import OfficialTable, read_official, span_of
