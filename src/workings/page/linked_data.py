"""What machines read of a page: JSON-LD in schema.org's words, and an edition's few facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from workings.notebook import House, plain
from workings.page.article import Article

DATA, DOWNLOADS = "#data", ("figures.csv", "sources.csv")


def safe_link(url: str) -> str:
    """
    Return an address that a page may link to, or nothing.

    Examples
    --------
    >>> safe_link("https://www.gov.uk/"), safe_link("javascript:alert(1)")
    ('https://www.gov.uk/', '')
    """
    try:
        return url if urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def address(article: Article, house: House) -> str:
    """Return where the edition is published, or nothing if that isn't known."""
    within = article.metadata.get("address", "")
    return f"{house.base_url}{within}" if house.base_url and within else ""


def edition_facts(article: Article) -> dict[str, Any]:
    """
    Say in a few words what an edition is, for the front page and its feed.

    Made on, issue and first made on are empty where not known; the first key figure has ``number``
    and ``words``; in a matrix ``of`` is the value that it is about.
    """
    card = article.key_figures[0] if article.key_figures else None
    said = article.metadata
    return {
        "headline": article.headline,
        "standfirst": plain(article.standfirst),
        "as_of": article.as_of,
        **{name: str(said.get(name, "")) for name in ("made_on", "issue", "first_made_on")},
        "number": card.number if card else "",
        "words": card.words if card else "",
        "corrections": said["corrections"],
        **{name: str(said[name]) for name in ("of", "record") if name in said},
    }


def linked_data(article: Article, house: House, files: Iterable[str]) -> str:
    """
    Describe a page as JSON-LD: the article, and the data it is based on, with their downloads.

    The sources are among the files beside the page: their addresses stand on it once already. It
    can stand in a ``<script>`` element, whatever its text holds.
    """
    here = address(article, house)
    said = article.metadata
    publisher = {"@type": "Organization", "name": house.name}
    author = {"@type": "Organization", "name": said.get("byline", house.name)}
    news: dict[str, Any] = {
        "@type": "NewsArticle",
        "headline": article.headline,
        "inLanguage": said.get("language", "en-GB"),
        "author": author,
        "publisher": publisher,
        "image": f"{here}social.png",
        "contentReferenceTime": article.as_of,
        "isBasedOn": {"@id": DATA},
    }
    known = {
        "url": here,
        "version": said.get("issue"),
        "dateCreated": said.get("first_made_on", said.get("made_on")),
        "dateModified": said.get("made_on") if "first_made_on" in said else None,
        "correction": said.get("corrections"),
    }
    data = {
        "@type": "Dataset",
        "@id": DATA,
        "name": f"Data: {article.headline}",
        "description": "Every figure that the page rests on, and its sources.",
        "creator": publisher,
        "temporalCoverage": _days_covered(article),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{here}{name}"}
            for name in files
            if name in DOWNLOADS
        ],
    }
    news |= {name: value for name, value in known.items() if value}
    graph = [news, data, *_reviews(article, publisher)]
    return embeddable({"@context": "https://schema.org", "@graph": graph})


def _reviews(article: Article, publisher: dict[str, str]) -> Iterator[dict[str, Any]]:
    """
    Describe each claim that could be checked as a ClaimReview, where a person has signed for them.

    The verdict is a text, never a number.
    """
    reviewer = article.metadata.get("reviewer")
    for claim in [*article.every_claim] if reviewer else []:
        record, first = claim.record, claim.record.statements[0]
        if not record.checked or not first.source:
            continue
        source = article.sources[article.source_number(first.source) - 1]
        yield {
            "@type": "ClaimReview",
            "claimReviewed": plain(claim.said),
            "author": {"@type": "Person", "name": reviewer, "worksFor": publisher},
            "itemReviewed": {
                "@type": "Claim",
                "author": {"@type": "Thing", "name": first.who},
                "datePublished": first.said_on,
                "appearance": safe_link(source.url) or source.title,
            },
            "reviewRating": {
                "@type": "Rating",
                "alternateName": record.judged,
                "ratingExplanation": plain(claim.reason),
            },
        }


def embeddable(value: Any) -> str:
    r"""
    Write JSON that no HTML parser can mistake for markup.

    Examples
    --------
    >>> embeddable("</script>&\u2028")
    '"\\u003c/script\\u003e\\u0026\\u2028"'
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _days_covered(article: Article) -> str:
    """Return the days from the first to the last that the figures speak of, as ISO 8601 has it."""
    used = [leaf for note in article.notes for leaf in note.workings.leaves()]
    starts = [start for leaf in used for start, _ in leaf.periods if start]
    ends = [end for leaf in used for _, end in leaf.periods if end]
    return f"{min(starts, default='..')}/{max(ends, default='..')}"
