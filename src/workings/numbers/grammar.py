"""
The kinds of numbers in a text, and how each is written.

In a pattern here a blank stands for the gap between two words of one phrase (never for a
paragraph's end), ``[- ]`` for a hyphen or a gap, and ``<name>`` for the part of that name. Every
repetition is bounded or possessive, so that no text, however odd, takes long.
"""

from __future__ import annotations

import re
from functools import cache

from workings.numbers.numerals import AFTER, BEFORE
from workings.numbers.spelt import (
    CARDINAL,
    FRACTION,
    MULTIPLIED,
    SCALE_SIGN,
    SCALE_WORD,
    SCALE_WORDS,
    SMALL,
    TIMES,
)

#: The words before a number that belong to it, and what they make of it. "Nearly" is kept apart
#: from "about": it says on which side of the number the true one lies.
QUALIFIERS = (
    BEFORE
    | dict.fromkeys(("nearly", "almost", "virtually", "close to"), "nearly")
    | dict.fromkeys(("no more than", "not more than"), "<=")
    | dict.fromkeys(("no fewer than", "no less than", "not fewer than", "not less than"), ">=")
)

_GAP = "(?:[ \\t\xa0\u2009\u202f]{1,3}|[ \\t]{0,2}\\r?\\n[ \\t]{0,3})"
_PARTS = {
    "run": "[0-9]{1,15}+(?![0-9])",
    "digits": r"(?:(?:[0-9]{1,3}(?:[,\xa0\u2009\u202f][0-9]{3}){1,5}+|<run>)(?:\.<run>)?|\.<run>)",
    "scale": rf"{SCALE_WORD}\b",
    "scales": rf"{SCALE_WORDS}\b",
    "amount": rf"(?:[0-9]{{0,6}}[¼½¾⅓⅔⅛]|<digits>(?:[- ]<scale>|{SCALE_SIGN}\b)?)",
    "cardinal": CARDINAL,
    "fraction": FRACTION,
    "small": SMALL,
    "number": "(?:<amount>|<cardinal>)",
    "few": "(?:<amount>|<small>)",
    "few-digits": r"(?:[0-9]{1,3}\b|<small>)",
    "minus": "(?:(?<![%\\w)])[-\N{MINUS SIGN}]|minus )",
    "dash": " ?[-–] ?",
    "or-more": rf"(?: (?:{'|'.join(AFTER)})\b)?",
    "percent": r"(?: ?%|(?:[- ]per[- ]cent|[- ]?percent|[- ]percentage points?|pc)\b)",
    "counted": r"(?:people|persons|men|women|children|times|per cent|percent|%|<scale>)",
    "day": r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?",
    "month": r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b",
    "year": "(?:1[5-9]|20)[0-9]{2}",
    "zone": r"(?:GMT|BST|CES?T|UTC)\b",
    "span": r"(?:second|minute|hour|day|night|week|month|quarter|year|decade)s?\b",
    "capital": r"(?-i:[A-Z][\w'’-]{1,30})",
    "road": r"(?-i:Street|Road|Avenue|Lane|Square|Place|Drive|Terrace|Gardens|Close|Crescent)\b",
    "end": r"(?=[.,;:!?)\]\"”’]|\s{0,9}\Z)",
}

#: In the order in which they are tried: the kind, whether it is to be checked, and its patterns.
#: A kind may have several turns.
_RULES: list[tuple[str, bool, list[str]]] = [
    ("address", False, [r"https?://[!-~]++|www\.[!-~]++|[\w.+-]{1,64}@[\w.-]{0,255}\w|[@#]\w++"]),
    (
        "reference",
        False,
        [
            # Telephone numbers, versions, footnotes, the numbers of a list.
            r"(?:\+[1-9]|\(?0)(?=(?:[\x20().-]?[0-9]){8})[0-9\x20().-]{8,18}(?<=[0-9])\b",
            r"v?[0-9]{1,6}(?:\.[0-9]{1,6}){2,5}\b(?![,.][0-9])|v[0-9]{1,4}(?:\.[0-9]{1,6})?\b",
            r"\[[0-9]{1,4}\]",
            r"(?m:^)\(?[0-9]{1,2}[.)](?=[\x20\t]{1,9}\S)",
            r"(?:pages?|pp|paragraphs?|paras?|sections?|articles?|chapters?|clauses?|schedules?"
            r"|annexe?s?|appendix|tables?|figures?|charts?|columns?|rows?|rules?|regulations?"
            r"|resolutions?|directives?|protocols?|footnotes?|notes?|questions?|versions?|volumes?"
            r"|parts?|phases?|stages?|steps?|rounds?|tiers?|levels?|types?|items?|numbers?|rooms?"
            r"|gates?|platforms?|junctions?|routes?|flights?|terminals?|lines?"
            r"|(?:in|on|by|of) (?:day|week|year))"
            r"[- ]<few>\b(?:(?: to | and | or |, |<dash>)<few-digits>)?(?!%|[.,][0-9]| ?<counted>)",
            r"[0-9]{16,}(?:\.[0-9]++)?|[0-9]++\.[0-9]{16,}",  # too long to be a count
        ],
    ),
    ("number", True, [r"(?<=than\s|east\s|most\s)<year>(?![\w,.-])"]),  # "more than 2000"
    (
        "date",
        False,
        [
            r"(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9:.Z+-]{4,20})?\b(?![-,][0-9])",
            r"[0-9]{1,2}(?:/[0-9]{1,2}/|\.[0-9]{1,2}\.)(?:[0-9]{4}|[0-9]{2})\b",
            r"<day>(?:(?:<dash>| to | and | or | until )<day>)? (?:of )?<month>(?:,? <year>\b)?",
            r"<month> <day>(?:[-–]<day>)?\b(?:,? <year>\b)?(?![,.]?[0-9]| ?<counted>| [a-z]+s\b)",
            r"<month>\.?,? <year>\b",
            r"(?:(?:mid|pre|post|early|late)-)?<year>(?:s\b|[-–/](?:<year>|[0-9]{2})\b|\b)"
            r"(?![,.][0-9]|[-–][0-9]| ?<counted>)",
            r"['’]?[1-9]0s\b",
        ],
    ),
    (
        "time",
        False,
        [
            r"[0-9]{1,2}(?:[.:][0-5][0-9])? ?(?:[ap]m\b|[ap]\.m\.|<zone>)",
            r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\b(?: <zone>)?",
            r"<few-digits> o['’]clock\b|(?:half past|(?:a )?quarter past) <few-digits>",
            r"(?:a )?quarter to <few-digits>\b(?!<percent>|[- ](?:third|quarter|fifth|tenth)s?\b)",
        ],
    ),
    (
        "age",
        False,
        [
            r"(?:<few-digits>-?(?: and | to | or ))?"
            r"<few-digits>[- ](?:year|month|week|day)s?[- ]olds?\b",
            r"age[ds]? (?:of |between |from |under |over |about )?<few-digits>"
            r"(?:(?:<dash>| to | and | or )<few-digits>)?",
            r"(?:under|over)[- ][1-9][0-9]?s\b",
            r"in (?:his|her|their|my|your) (?:early |mid-|late )?[0-9]0s\b",
            r"<capital> <capital>, [1-9][0-9]?(?=,)",
        ],
    ),
    (
        "ordinal",
        False,
        [
            r"[0-9]++(?:,[0-9]{3}){0,3}+(?:st|nd|rd|th)\b",
            r"(?:first|second|last|latter) (?:half|quarter|third)\b",
            r"(?:third|fourth|final|each|every|per|this|next|previous) (?:quarter|half)\b",
        ],
    ),
    (
        "name",
        False,
        [
            r"one[- ]in,?[- ]one[- ]out\b|24/7|9/11|7/7|50/50|square one\b",
            r"(?:net|ground|absolute)[- ]zero\b",
            r"zero[- ](?:sum|tolerance|hours?|carbon|emissions?|rated)\b",
            r"(?:top|catch|big)[- ]<few-digits>(?! ?<counted>|<percent>)",
            r"(?:channel|bbc|radio|itv|formula) (?:[1-9]\b|<small>)(?! ?<counted>|[,.]?[0-9])",
            r"(?:boeing|airbus|windows) [0-9]{1,3}\b(?![,.][0-9])",
            r"(?-i:No\.?) ?[0-9]{1,2}\b(?! ?<counted>|[,.][0-9])",
            r"<road> [0-9]{1,4}\b(?! ?<counted>)|[0-9]{1,4}[a-z]? (?:<capital> ){1,3}<road>",
            r"(?-i:(?:[Tt]he |(?<=[a-z]\s))(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)) "
            r"<capital>",
            r"(?:<few-digits>|several|many)-(?:way|tier|sided|party|part|piece|star)\b",
        ],
    ),
    (
        "percentage",
        True,
        [
            r"<minus>?<number><percent>(?: points?\b)?<or-more>",
            r"<minus>?<few>(?=(?:<dash>| to | or )<minus>?<few><percent>)",  # 25 to 30 per cent
            r"(?<=between\s)<few>(?= and <few><percent>)",
        ],
    ),
    (
        "ratio",
        True,
        [
            r"<number>[- ]in[- ](?:every |about |around |roughly )?"
            r"(?!<year>\b|one\b|1\b|<day> <month>)<number>(?![\w%-]|[.,:][0-9]| <span>)",
            r"(?!one of)<number> (?:out )?of (?:the |all |all the |these |those |its |their )?"
            r"<number>(?![\w%-]|[.,:][0-9]|<percent>| <month>)",
            r"<number> (?:for every|for each|per) <number>(?![\w%]|[.,][0-9])",
            r"<few>[- ]to[- ](?:one|1)\b(?![.,][0-9])",
            r"[0-9]{1,5}:[0-9]{1,5}(?![\w:])",
        ],
    ),
    (
        "money",
        True,
        [
            r"<minus>?(?:US)?[£$€¥] ?<amount>(?!\w)<or-more>",
            r"<number>(?: (?:pounds?|euros?|dollars?|pence)|p)\b<or-more>",
        ],
    ),
    (
        "multiple",
        True,
        [
            r"<few>(?: times(?= (?:as|the|more|higher|larger|what|that)\b)|[- ]?fold\b)",
            rf"{MULTIPLIED}\b",
            rf"{TIMES}(?:<end>"
            r"|(?= (?:as|the|that|what|its|their|in size|in number|on|since|or)\b))",
        ],
    ),
    (
        "fraction",
        True,
        [r"(?!(?:half|a quarter of) a <scale>)<fraction>", r"[0-9]{1,3}/[0-9]{1,4}\b(?!/)"],
    ),
    (
        "magnitude",
        True,
        [r"(?:(?:tens|scores)\b|<scales>)(?: of <scales>){0,2}"],
    ),
    (
        "ordinal",
        False,
        [
            r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ])?"
            r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
            r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|hundredth)\b"
        ],
    ),
    ("vague", False, [r"(?:several|a few|a handful|a couple|a pair)\b"]),
    (
        "pronoun",
        False,
        [
            r"(?:no|any|some|every|each|this|that|which) one\b",
            r"(?<!least\s)(?<!than\s)one(?!,? <scale>| and a (?:half|quarter)\b)\b(?:-\w++)?",
            r"(?:the|these|those|other|its|their|our|his|her|all) "
            r"(?:two|three|four|five|six|seven|eight|nine|ten)\b"
            r"(?! <scale>|<percent>| in | out | of | times"
            r"|[- ](?:thirds|quarters|fifths|tenths)\b)",
        ],
    ),
    (
        "number",
        True,
        [
            r"<minus>?<amount>(?![\w/])(?![.,][0-9])<or-more>",
            r"<minus>?<digits>(?:km|kg|mph|cm|mm|ft|lb|st|mw|gw|kw|c)\b",
        ],
    ),
    ("number word", True, ["<cardinal><or-more>"]),
    # Whatever else has a digit in it is a name ("G7", "Covid-19"), or digits set wrongly ("41,00").
    ("number", True, [r"[0-9]++(?:[.,][0-9]++){1,9}+(?!\w)"]),
    (
        "name",
        False,
        [r"(?:double|triple|treble|twice)\b|(?:[^\W\d_]{1,20}-)?\w*?[0-9](?:[\w'’]|[./-](?=\w))*+"],
    ),
]

#: The kinds that are to be checked.
TO_CHECK = frozenset(kind for kind, to_check, _ in _RULES if to_check)


@cache
def grammar() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """
    Put the rules together.

    Returns
    -------
    tuple of re.Pattern and tuple of str
        A pattern that matches any number, each rule a group of its own, and the kind of each group.
    """
    rules = "|".join(f"({'|'.join(patterns)})" for _, _, patterns in _RULES)
    kinds = tuple(kind for kind, _, _ in _RULES)
    # A letter or a digit, or a sign before one: nowhere else need any of them be tried.
    start = "(?<!\\w)(?=\\w|[-\N{MINUS SIGN}+.'’#@(\\[£$€¥][\\w£$€¥.(])"
    return re.compile(f"{start}(?:{expanded(rules)})", re.IGNORECASE), kinds


def expanded(pattern: str) -> str:
    """
    Write a pattern out: parts in the place of their names, gaps in the place of blanks.

    Examples
    --------
    >>> expanded("<year>s?")
    '(?:1[5-9]|20)[0-9]{2}s?'
    """
    while (named := re.sub("<([a-z-]+)>", lambda m: _PARTS[m[1]], pattern)) != pattern:
        pattern = named
    return pattern.replace("[- ]", "(?:-| )").replace(" ", _GAP)
