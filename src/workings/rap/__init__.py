"""
What a site shows of good practice: `workings check --rap`.

`place` looks things up in the site's files, `levels` holds them against the NHS's Levels of RAP,
`transparency` against the Office for Statistics Regulation's standards for the public use of
statistics, and `report` puts both into words.
"""
