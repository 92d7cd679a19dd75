"""
What an author writes with, and the record that a cell leaves.

Here a quantity becomes part of a sentence or a chart, and the cell's output records how it was
worked out. The outputs go on, once all cells have run, to review and to page.
"""

from workings.notebook.appearances import NUMERAL, Place, is_typed, leaf_nodes, read_places
from workings.notebook.chart_data import UNDATA, Table, as_csv, rows_of, tables, units
from workings.notebook.charts import rests_on
from workings.notebook.claims_box import CLAIMS
from workings.notebook.house import House, find_house, read_house
from workings.notebook.markup import as_html, list_items, number_mark, plain
from workings.notebook.outputs import Cell, Node, Records, read_records
from workings.notebook.places import PLACE, shown
from workings.notebook.record import BOOK, PROSE
from workings.notebook.svg import escaped

__all__ = [
    "BOOK",
    "CLAIMS",
    "NUMERAL",
    "PLACE",
    "PROSE",
    "UNDATA",
    "Cell",
    "House",
    "Node",
    "Place",
    "Records",
    "Table",
    "as_csv",
    "as_html",
    "escaped",
    "find_house",
    "is_typed",
    "leaf_nodes",
    "list_items",
    "number_mark",
    "plain",
    "read_house",
    "read_places",
    "read_records",
    "rests_on",
    "rows_of",
    "shown",
    "tables",
    "units",
]
