"""
Editions on record: built, kept whole, verified, signed, bundled.

The rooms below make one page; here it is decided which are made, and that they stay as they were.
`make_draft` takes one notebook all the way, through run to page.
"""

from workings.editions.add import add_editions
from workings.editions.build import build_editions
from workings.editions.bundle import write_bundle
from workings.editions.contents import write_contents
from workings.editions.dask import on_cluster
from workings.editions.listing import list_editions
from workings.editions.migrate import migrate_ledger
from workings.editions.order import STEPS, Hands, Outcome, Step, Watch, reasons
from workings.editions.press import make_draft
from workings.editions.register import check_register
from workings.editions.sign import sign_off
from workings.editions.verify import verify_editions
