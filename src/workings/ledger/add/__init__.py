"""A line on its way into the ledger: drafted, fetched, appended, sealed."""
