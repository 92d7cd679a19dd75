"""The ledger's columns as `workings add` calls them: each one's option, and its help."""

from __future__ import annotations

SOURCE = {
    "id": ("--id", "How figures refer to it, such as S99."),
    "kind": ("--kind", "dataset, page, document, interview or article."),
    "publisher": ("--publisher", "Who published it."),
    "title": ("--title", "Its title, as published."),
    "url": ("--url", "Where it was published. [default: the address it is fetched from]"),
    "published_on": ("--published", "Day it was published, such as 2026-01-27."),
    "accessed_on": ("--accessed", "Day it was read. [default: today]"),
    "licence": ("--licence", "Terms it may be used on."),
    "reliability": ("--reliability", "official, management information, spoken or secondary."),
    "note": ("--note", "What a reviewer should know."),
}
FIGURE = {
    "measure": ("--measure", "What is counted: an id of measures.csv."),
    "as_printed": ("--as-printed", "The figure as printed or said: 'more than 21,000'."),
    "value": ("--value", "The same as a plain number. [default: as printed]"),
    "operator": ("--operator", "=, >, >=, <, <= or ~. [default: as printed]"),
    "precision": ("--precision", "'exact', or 'rounded to 10'. [default: exact, unless about]"),
    "precision_basis": ("--precision-basis", "'source says so', or \"desk's assumption: ...\"."),
    "period_start": ("--from", "First day it speaks of. [default: as the measure's others]"),
    "period_end": ("--to", "Last day it speaks of; '' if not stated, with a note."),
    "status": ("--status", "final, provisional, revised, estimated or spoken."),
    "source": ("--source", "Where it was published: an id of sources.csv."),
    "locator": ("--locator", "Where in the source: table and cell, paragraph, minute."),
    "stated_by": ("--stated-by", "Who stated it."),
    "stated_on": ("--stated-on", "Day it was stated. [default: day of publication]"),
    "recorded_by": ("--recorded-by", "Who writes this line. [default: as the last line]"),
    "supersedes": ("--supersedes", "Line number of the earlier line that this one replaces."),
    "reason": ("--reason", "'source revision', 'our error' or 'definition change'."),
    "note": ("--note", "What a reviewer should know."),
}

#: Days that may be unknown, with a note that says why.
MAY_BE_EMPTY = ("published_on", "period_start", "period_end")
