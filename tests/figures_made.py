"""Figures made by hand, for tests that need no ledger."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from workings.ledger.figures import Figure, Measure, Source
from workings.ledger.seals import line_digest, seal_of

SOURCE = Source(
    id="S1",
    kind="page",
    publisher="The publisher",
    title="The title",
    url="https://example.org/page",
    published_on=date(2026, 1, 27),
    accessed_on=date(2026, 2, 1),
    licence="",
    archive="",
    sha256="",
    reliability="secondary",
    note="",
)


def made_seal(line):
    """Return the seal of a figure made for a line."""
    return seal_of("figures", line_digest("figures", {"note": str(line)}))


def make_figure(value, line=2, operator="=", rounded_to=None, period=None, source=SOURCE, **words):
    """Make a figure; `words` change its measure: unit, label, population, definition, kind."""
    measure = Measure(
        **{
            "id": f"measure-{line}",
            "label": "people counted",
            "unit": "people",
            "population": "people moved",
            "definition": "moves completed",
            "geography": "UK",
            "kind": "flow",
            **words,
        }
    )
    start, end = period or (date(2025, 8, 6), date(2026, 1, 27))
    return Figure(
        line=line,
        seal=made_seal(line),
        is_open=False,
        measure=measure,
        as_printed=str(value),
        value=Decimal(value),
        operator=operator,
        rounded_to=None if rounded_to is None else Decimal(rounded_to),
        precision_basis="said so" if rounded_to else "",
        period_start=start,
        period_end=end,
        status="final",
        source=source,
        locator="paragraph 1",
        stated_by="the publisher",
        stated_on=date(2026, 1, 27),
        recorded_on=date(2026, 2, 1),
        recorded_by="data desk",
        supersedes=(),
        reason="",
        note="",
    )


def from_source(figure, source_id, stated_on):
    """Return the figure as another source stated it on another day."""
    return replace(figure, source=replace(SOURCE, id=source_id), stated_on=stated_on)
