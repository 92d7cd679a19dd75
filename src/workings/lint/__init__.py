"""
What a machine can hold against notebooks and pages, so that every number is traced, none hidden.

`found` is what checks find. Of a stored notebook, read by `stored` and `templates`, `numbers`,
`words`, `outside` and `order` are checked, and `notebook` puts these together. Of an executed one,
`known`, `drawn` and `records` are, and `executed` puts them together.
"""
