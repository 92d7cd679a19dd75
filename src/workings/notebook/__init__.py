"""
What an author writes with, and the record that a cell leaves.

Here a quantity becomes part of a sentence or a chart, and the cell's output records how it was
worked out. The outputs go on, once all cells have run, to review and to page.
"""

from workings.notebook.chart_data import UNDATA, Table, as_csv, rows_of, tables, units
from workings.notebook.charts import rests_on
from workings.notebook.executed import (
    Cell,
    DrawnChart,
    Executed,
    Output,
    Record,
    cells,
    numbered,
    read_executed,
)
from workings.notebook.house import House, find_house, read_house
from workings.notebook.known_svg import UNWRITABLE, strings
from workings.notebook.markup import as_html, as_markdown_says, list_items, number_mark, plain
from workings.notebook.places import NUMERAL, Place, is_typed, read_places
from workings.notebook.recomputed import UNSOUND, FromRecord, Recomputed, in_short, time_counted
from workings.notebook.record import (
    SLOT,
    BookRecord,
    Bound,
    ClaimRecord,
    ClaimsRecord,
    FigureLine,
    Prose,
    Range,
    StatementLine,
    Workings,
)
from workings.notebook.recording import record_book, record_claims, workings_of
from workings.notebook.svg import escaped
from workings.notebook.tags import REMOVING
