"""
Who stated what, when and where; sealed lines are only added to.

A number that was stated comes in here, as a line of ``data/figures.csv``: `read_ledger` opens the
`Book` of a day, which holds the figures that had been stated by then. They go on to quantities.
"""

from workings.ledger.add.append import Added, add_figure, append_line, locked
from workings.ledger.add.download import read_url
from workings.ledger.add.drafts import Draft, Lines, draft_figure, draft_source, read_lines
from workings.ledger.add.seal import seal_lines
from workings.ledger.add.source import add_source, is_address, read_found
from workings.ledger.altered import Mutant, alter
from workings.ledger.archive import Archive
from workings.ledger.book import Book
from workings.ledger.checks import check_cells, read_checked
from workings.ledger.editions import (
    EDITIONS,
    Edition,
    Fate,
    as_yaml,
    before_it,
    find_edition,
    newest_of,
    read_editions,
    read_fates,
    said_of,
)
from workings.ledger.figures import FORESEEN, Dimensions, Figure, Measure, Source, labelled, within
from workings.ledger.heads import (
    DECLARATIONS,
    HEADS,
    check_recorded_lines,
    declaration_files,
    head_files,
    recorded,
    sources_at,
    write_head,
)
from workings.ledger.matrix import Column, Value, combined, read_values, values_of
from workings.ledger.periods import Period
from workings.ledger.read import Reading, read_ledger, reading
from workings.ledger.rules import check_period
from workings.ledger.schemas import Description, read_description
from workings.ledger.seals import PREFIXES, SEAL, line_digest, seal_of
from workings.ledger.signatures import SIGNERS, Signers, signature
from workings.ledger.signoffs import (
    SIGNOFF_COLUMNS,
    SIGNOFFS_FILE,
    Review,
    Reviewed,
    Signoff,
    edition_digest,
    read_signoffs,
    reviews_for,
)
from workings.ledger.site import LEDGER_FOLDER, Site
from workings.ledger.standing import FIRM, by_cover, choose
from workings.ledger.statements import STATEMENT_KINDS, Statement, said_by, statement_from
from workings.ledger.tables import Row, read_table
