"""What is on record, a line each: what ``workings edition list`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workings.editions.origins import Origins
from workings.ledger import Edition, Site, read_editions, read_fates
from workings.page import is_up_to_date


def list_editions(site: Site, editions: Sequence[Edition]) -> Iterator[str]:
    """
    Yield a line for each edition, in columns: id, as-of date, day made, head, parameters, state.

    Its state is ``up to date``, ``out of date`` or ``not printed``; a report that was renamed or
    retired is told at its end.
    """
    origins, fates = Origins(site, read_editions(site.ledger)), read_fates(site.ledger)
    width = max(len(edition.id) for edition in editions)
    for edition in editions:
        folder = site.folder(edition)
        current = is_up_to_date(folder, origins.made_from(edition))
        state = "up to date" if current else "out of date" if folder.exists() else "not printed"
        if fate := fates.get(edition.report):
            state += f"; renamed {fate.renamed}" if fate.renamed else f"; retired: {fate.retired}"
        given = " ".join(f"{name}={value}" for name, value in edition.parameters.items())
        yield "  ".join(filter(None, [
            edition.id.ljust(width), f"figures to {edition.as_of}", f"made on {edition.made_on}",
            f"head {edition.head[:12]}", given, state,
        ]))  # fmt: skip
