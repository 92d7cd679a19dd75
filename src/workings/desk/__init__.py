"""
What the desk does to the ledger: add a source with its file, or a figure.

`addresses` and `download` fetch a file safely, `drafts` infers what need not be asked, `append`
adds one line or none, `flags` names the options, and `add` puts these together.
"""
