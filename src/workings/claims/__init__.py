"""
Other people's numbers, recomputed and judged.

A claim is a line of the ledger. Its formula is worked out from quantities, and the verdict goes on
to a notebook, or to the terminal.
"""

from workings.claims import listing, scan_listing
from workings.claims.claim import Claim, Claims
from workings.claims.coverage import bind
from workings.claims.file import read_claims_file
from workings.claims.recompute import check_claims
from workings.claims.texts import read_text
from workings.claims.verdicts import FLAGS, VERDICTS

__all__ = [
    "FLAGS",
    "VERDICTS",
    "Claim",
    "Claims",
    "bind",
    "check_claims",
    "listing",
    "read_claims_file",
    "read_text",
    "scan_listing",
]
