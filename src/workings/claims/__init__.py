"""
Other people's numbers, recomputed and judged.

A claim is a line of the ledger. Its formula is worked out from quantities, and the verdict goes on
to a notebook, or to the terminal.
"""

from workings.claims.claim import Claim, Claims
from workings.claims.coverage import bind
from workings.claims.file import ClaimsFile, read_claims_file
from workings.claims.formulas import AS_CLAIMED
from workings.claims.listing import (
    as_csv,
    as_json,
    claim_rows,
    number_rows,
    tabulate_claims,
    tabulate_numbers,
)
from workings.claims.recompute import check_claims, look_into
from workings.claims.texts import read_text
from workings.claims.verdicts import FLAGS, VERDICTS
from workings.claims.weighing import weigh
