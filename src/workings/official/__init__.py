"""
Official tables: from a government spreadsheet to a number with its sheet and cells.

From the bytes up: `unpack` and `extents` measure a file before anything is parsed, `sheets` reads
it, `cells`, `declarations`, `layout` and `columns` find the declared table in it, `table` is one
vintage, `revisions` compares two, `extracts` takes numbers out, and `archive` knows all vintages.
"""
