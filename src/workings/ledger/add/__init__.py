"""A line on its way into the ledger: drafted, fetched and appended."""
