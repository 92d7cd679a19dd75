"""
Intelligent transparency: standards for whoever uses statistics in public.

The points are those of the Office for Statistics Regulation's standards for the public use of
statistics, data and wider analysis, in our words. They bind public bodies; anyone may keep to them.
"""

from __future__ import annotations

from collections import Counter

from workings.review.good_practice.place import Place
from workings.review.good_practice.point import Answer, Point, for_a_person, met_if

NAME = "Public use of statistics (Office for Statistics Regulation)"
SOURCE = (
    "https://code.statisticsauthority.gov.uk/"
    "standards-for-the-public-use-of-statistics-data-and-wider-analysis-with-required-practices"
)
ACCESS = "Equality of access"
UNDERSTANDING = "Supporting understanding"
LEADERSHIP = "Decision making and leadership"


def _most_reliable(place: Place) -> Answer:
    sources = {row.cells["id"]: row.cells for row in place.ledger.get("sources", ())}
    kinds = Counter(
        sources[row.cells["source"]]["reliability"] for row in place.ledger.get("figures", ())
    )
    shown = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    return for_a_person(
        f"figures by their sources: {shown}; the more reliable kind stands where two speak of the "
        "same days. Whether later or better ones exist, no file says"
        if kinds
        else "no figure is recorded"
    )


def _published_with(place: Place) -> Answer:
    if not place.built:
        return for_a_person("no edition is built here: workings build prints them")
    beside = [folder for folder in place.built if (folder / "figures.csv").is_file()]
    return met_if(
        len(beside) == len(place.built),
        f"{len(beside)} of {len(place.built)} editions have their figures as CSV beside the page",
    )


def _separate(place: Place) -> Answer:
    return for_a_person("whether a page stands apart from policy is in its words")


def _public_sources(place: Place) -> Answer:
    sources = {row.cells["id"]: row.cells for row in place.ledger.get("sources", ())}
    cited = {row.cells["source"] for row in place.ledger.get("figures", ())}
    public = [id_ for id_ in cited if sources[id_]["url"]]
    kept = [id_ for id_ in cited if sources[id_]["archive"]]
    return met_if(
        bool(cited) and len(public) == len(cited),
        f"{len(public)} of {len(cited)} sources of figures have a public address, "
        f"{len(kept)} a stored copy",
    )


def _not_misleading(place: Place) -> Answer:
    return for_a_person(
        "no digit is printed that the figures don't settle, and unlike things are compared only "
        "for a reason that is printed; whether a choice of figures misleads takes a reader"
    )


def _limitations(place: Place) -> Answer:
    with_method = [
        each for each in place.notebooks if any("method" in cell.tags for cell in each.cells)
    ]
    return met_if(
        bool(place.notebooks) and len(with_method) == len(place.notebooks),
        f"{len(with_method)} of {len(place.notebooks)} notebooks have a section on method",
    )


def _sources_named(place: Place) -> Answer:
    untraced = place.untraced()
    return met_if(
        bool(place.notebooks) and not untraced,
        f"workings check finds a number without its source in {', '.join(untraced)}"
        if untraced
        else f"workings check finds every number in {len(place.notebooks)} notebooks bound to its "
        "source, or listed with a reason",
    )


def _misuse(place: Place) -> Answer:
    claims = [row for row in place.ledger.get("claims", ()) if row.cells["kind"] == "claim"]
    return for_a_person(
        f"{len(claims)} claims by others are recorded, to be recomputed by workings claims; who "
        "is told of the results, no file says"
    )


def _advice(place: Place) -> Answer:
    lines = place.read("data/signoffs.csv").splitlines()[1:]
    return for_a_person(
        f"{len(lines)} sign-offs on record in data/signoffs.csv"
        if lines
        else "no sign-off is on record; whose advice was asked, no file says"
    )


POINTS = (
    Point(ACCESS, "The latest and most reliable official statistics are used", _most_reliable),
    Point(ACCESS, "Data are published before they are used, or with it", _published_with),
    Point(ACCESS, "They are published apart from statements of policy", _separate),
    Point(ACCESS, "What is quoted can be found by everybody", _public_sources),
    Point(UNDERSTANDING, "Nothing misleads: choice, context, certainty", _not_misleading),
    Point(UNDERSTANDING, "Context and limitations are told", _limitations),
    Point(UNDERSTANDING, "It is clear where numbers come from", _sources_named),
    Point(UNDERSTANDING, "Steps are taken against misreading and misuse", _misuse),
    Point(LEADERSHIP, "Impartial, expert advice is sought and used", _advice),
)
