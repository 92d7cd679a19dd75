"""
The kinds of numbers in a text, and how each is written.

In a pattern here a blank stands for the gap between two words of one phrase (never for a
paragraph's end), ``[- ]`` for a hyphen or a gap, and ``<name>`` for the part of that name. Every
repetition is bounded or possessive, so that no text, however odd, takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from workings.numbers.spelt import (
    ENDINGS,
    GROUPS,
    MONEY_SIGNS,
    NOUGHTS,
    PARTS,
    QUALIFIERS,
    SIGNS,
    SMALL,
    TENS,
    THOUSANDS,
)
from workings.numbers.units import CURRENCIES

#: The words before a number that belong to it in a text. "Only" and "exactly" are left out.
QUALIFYING = {word: says for word, says in QUALIFIERS.items() if says not in ("=", "exactly")}
#: The kinds that are to be checked.
TO_CHECK = frozenset(
    ("fraction", "magnitude", "money", "multiple", "number", "number word", "percentage", "ratio")
)


def any_of(words: Iterable[str]) -> str:
    """
    Write a pattern for any of these words, the longest first: one may begin another.

    Their first letters stand in sets of both cases: where none of them is next, as before most
    words of a text, `re` passes them over without trying each.

    Examples
    --------
    >>> any_of(("one", "on", "two"))
    '(?:(?-i:[oO])(?:ne|n)|(?-i:[tT])(?:wo))'
    """
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    firsts = {f: f"(?-i:[{f}{f.upper()}])" if f.isalpha() else re.escape(f) for f in rests}
    every = (
        f"{firsts[first]}(?:{'|'.join(rest)})".replace("\\ ", " ") for first, rest in rests.items()
    )
    return f"(?:{'|'.join(every)})"


#: Signs and codes before a number, and words and codes after it; no word that is another, too.
_MONEY = {"Rs.", "AU$", "CA$", "Can$", "JP¥", "SFr", "RMB", "KSh"}.union(
    *({code, currency.sign.strip()} for code, currency in CURRENCIES.items())
)
_COINS = {"pence", "RMB", "KSh", "SFr"}.union(
    *({code, money.name, *filter(str.isalpha, money.others)} for code, money in CURRENCIES.items())
) - {"won", "$", "Rs", "TRY", "RUB"}  # fmt: skip
_COINS |= {way for money in CURRENCIES.values() for way in money.others if " " in way}

_GAP = "(?:[ \\t\xa0\u2009\u202f]{1,3}|[ \\t]{0,2}\\r?\\n[ \\t]{0,3})"
_PARTS = {
    # Numbers in words, "a third" only where that can't be an ordinal: by, of or nearly a third.
    "digit": any_of(word for word, value in SMALL.items() if value < 10),
    "teens": any_of(SMALL),
    "tens": any_of(TENS),
    "thousands": rf"{any_of(THOUSANDS)}\b",
    "noughts": any_of(NOUGHTS),
    "small": r"(?:<tens>(?:[- ]<digit>)?|<teens>)\b",
    # "Five hundred and six", but of "five hundred and six hundred" the first two words alone.
    "hundreds": r"(?:(?:<small>|a) hundred\b(?:(?: and)? <small>(?! hundred))?|<small>)",
    "lead": r"(?:<hundreds>(?: and a (?:half|quarter))?|half a|(?:an?|<digit>)[- ](?:quarter|third)s?"
    " of a|a)",
    "cardinal": r"(?:<lead>(?: <thousands>(?:,?(?: and)? <hundreds>(?! hundred))?){1,3}"
    r"|(?:<small>|half a|a) dozen\b|<hundreds>(?: and a (?:half|quarter)\b)?|<noughts>\b)",
    "measured": r"(?:(?<=(?:by|of|or)\s)|(?<=(?:arly|most|bout|ound|ghly|than|over|nder)\s))",
    "compared": r"(?= \w{1,12} (?:of|more|fewer|less|higher|lower|than)\b)",
    "part": any_of(part for part in PARTS if part not in ("half", "quarter")),
    "parts": any_of("halves" if part == "half" else f"{part}s" for part in PARTS),
    "fraction": r"(?:(?:an?|<digit>)[- ](?:half|quarter)\b"
    r"|(?:<measured>an?|an?<compared>|<digit>)[- ]<part>\b"
    r"|<digit>[- ]<parts>\b|half\b(?!-| time| term))",
    "multiplied": r"(?:(?:doubl|trebl|tripl|quadrupl|halv)(?:ed|ing)|halve)",
    "times": r"(?:twice|thrice|double|treble|triple|quadruple)",  # may be other things, too
    # Numbers in digits.
    "run": "[0-9]{1,15}+(?![0-9])",
    # In threes, or as in India in twos before the last three ("1,06,577").
    "grouped": r"(?:[0-9]{1,3}(?:(?:,[0-9]{3}){1,5}+|(?:[\x20\xa0\u2009\u202f'’][0-9]{3}){1,5}+)"
    r"|[0-9]{1,2}(?:,[0-9]{2}){1,6},[0-9]{3})(?![0-9])",
    "digits": r"(?:(?:<grouped>|<run>)(?:\.<run>)?|\.<run>)",
    "scale": rf"{any_of([*GROUPS, *THOUSANDS])}s?\b",
    "scales": rf"{any_of([*GROUPS, *THOUSANDS])}s\b",
    "sign": rf"{any_of(SIGNS)}\b",
    "amount": r"(?:(?:[0-9]{0,6}[¼½¾⅓⅔⅛]|<digits>)(?:[- ]<scale>){0,2}+|<digits><sign>)",
    # Sums of money. "R5" is a name as often as a price.
    "money": f"(?-i:{'|'.join(map(re.escape, sorted(_MONEY, key=len, reverse=True)))})",
    "sum": rf"(?:<digits> ?(?:{any_of(SIGNS | MONEY_SIGNS)})\b|<amount>)",
    "coins": any_of(_COINS),
    "number": "(?:<amount>|<cardinal>)",
    "few": "(?:<amount>|<small>)",
    "few-digits": r"(?:[0-9]{1,3}\b|<small>)",
    # What stands before and after them.
    "qualifier": any_of(QUALIFYING),
    "minus": "(?:(?<![%\\w)])[-\N{MINUS SIGN}]|minus )",
    "dash": " ?[-–] ?",
    "ending": any_of(ENDINGS),
    "or-more": r"(?:<ending>(?!\w))?",
    "points": r"(?:[- ]?(?:percentage[- ]points?|pp|ppts?|pts))\b",
    "percent": r"(?: ?%|(?:[- ]per[- ]cent|[- ]?percent|pc)\b|<points>)",
    "counted": r"(?:people|persons|men|women|children|times|per cent|percent|%|<scale>)",
    "span": r"(?:second|minute|hour|day|night|week|month|quarter|year|decade)s?\b",
    "end": r"(?=[.,;:!?)\]\"”’]|\s{0,9}\Z)",
    # Days, times and names.
    "day": r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?",
    "month": r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b",
    "year": "(?:1[5-9]|20)[0-9]{2}",
    "zone": r"(?:GMT|BST|CES?T|UTC)\b",
    "capital": r"(?-i:[A-Z][\w'’-]{1,30})",
    "road": r"(?-i:Street|Road|Avenue|Lane|Square|Place|Drive|Terrace|Gardens|Close|Crescent)\b",
}

#: The kinds in the order in which they are tried, a kind perhaps more than once. Below each stand
#: its patterns, one a line; a line that is further in goes on from the one before.
_RULES = r"""
address
    https?://[!-~]++|www\.[!-~]++|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{0,255}\w|[@#]\w++
reference: telephone numbers, versions, footnotes, list numbers, pages; digits too many to count
    (?:\+[1-9]|\(?0)(?=(?:[\x20().-]?[0-9]){8})[0-9\x20().-]{8,18}(?<=[0-9])\b
    v?[0-9]{1,6}(?:\.[0-9]{1,6}){2,5}\b(?![,.][0-9])|v[0-9]{1,4}(?:\.[0-9]{1,6})?\b
    \[[0-9]{1,4}\]
    (?m:^)\(?[0-9]{1,2}[.)](?=[\x20\t]{1,9}\S)
    (?:pages?|pp|paragraphs?|paras?|sections?|articles?|chapters?|clauses?|schedules?
        |annexe?s?|appendix|tables?|figures?|charts?|columns?|rows?|rules?|regulations?
        |resolutions?|directives?|protocols?|footnotes?|notes?|questions?|versions?|volumes?
        |parts?|phases?|stages?|steps?|rounds?|tiers?|levels?|types?|items?|numbers?|rooms?
        |gates?|platforms?|junctions?|routes?|flights?|terminals?|lines?
        |(?:in|on|by|of) (?:day|week|year))
        [- ]<few>\b(?:(?: to | and | or |, |<dash>)<few-digits>)?(?!%|[.,][0-9]| ?<counted>)
    [0-9]{16,}(?:\.[0-9]++)?|[0-9]++\.[0-9]{16,}
number: "more than 2000"
    (?<=than\s|east\s|most\s)<year>(?![\w,.-])
date
    (?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}(?:T[0-9:.Z+-]{4,20})?\b(?![-,][0-9])
    [0-9]{1,2}(?:/[0-9]{1,2}/|\.[0-9]{1,2}\.)(?:[0-9]{4}|[0-9]{2})\b
    <day>(?:(?:<dash>| to | and | or | until )<day>)? (?:of )?<month>(?:,? <year>\b)?
    <month> <day>(?:[-–]<day>)?\b(?:,? <year>\b)?(?![,.]?[0-9]| ?<counted>| [a-z]+s\b)
    <month>\.?,? <year>\b
    (?:(?:mid|pre|post|early|late)-)?<year>(?:s\b|[-–/](?:<year>|[0-9]{2})\b|\b)
        (?![,.][0-9]|[-–][0-9]| ?<counted>)
    ['’]?[1-9]0s\b
time
    [0-9]{1,2}(?:[.:][0-5][0-9])? ?(?:[ap]m\b|[ap]\.m\.|<zone>)
    (?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\b(?: <zone>)?
    <few-digits> o['’]clock\b|(?:half past|(?:a )?quarter past) <few-digits>
    (?:a )?quarter to <few-digits>\b(?!<percent>|[- ](?:third|quarter|fifth|tenth)s?\b)
age
    (?:<few-digits>-?(?: and | to | or ))?<few-digits>[- ](?:year|month|week|day)s?[- ]olds?\b
    age[ds]? (?:of |between |from |under |over |about )?<few-digits>
        (?:(?:<dash>| to | and | or )<few-digits>)?
    (?:under|over)[- ][1-9][0-9]?s\b
    in (?:his|her|their|my|your) (?:early |mid-|late )?[0-9]0s\b
    <capital> <capital>, [1-9][0-9]?(?=,)
ordinal
    [0-9]++(?:,[0-9]{3}){0,3}+(?:st|nd|rd|th)\b
    (?:first|second|last|latter) (?:half|quarter|third)\b
    (?:third|fourth|final|each|every|per|this|next|previous) (?:quarter|half)\b
name
    one[- ]in,?[- ]one[- ]out\b|24/7|9/11|7/7|50/50|square one\b
    (?:net|ground|absolute)[- ]zero\b
    zero[- ](?:sum|tolerance|hours?|carbon|emissions?|rated)\b
    (?:top|catch|big)[- ]<few-digits>(?! ?<counted>|<percent>)
    (?:channel|bbc|radio|itv|formula) (?:[1-9]\b|<small>)(?! ?<counted>|[,.]?[0-9])
    (?:boeing|airbus|windows) [0-9]{1,3}\b(?![,.][0-9])
    (?-i:No\.?) ?[0-9]{1,2}\b(?! ?<counted>|[,.][0-9])
    <road> [0-9]{1,4}\b(?! ?<counted>)|[0-9]{1,4}[a-z]? (?:<capital> ){1,3}<road>
    (?-i:(?:[Tt]he |(?<=[a-z]\s))(?:Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)) <capital>
    (?:<few-digits>|several|many)-(?:way|tier|sided|party|part|piece|star)\b
percentage: both ends of "25 to 30 per cent", too
    <minus>?<number><percent>(?: points?\b)?<or-more>
    <minus>?<few>(?=(?:<dash>| to | or )<minus>?<few><percent>)
    (?<=between\s)<few>(?= and <few><percent>)
ratio
    <number>[- ]in[- ](?:every |about |around |roughly )?
        (?!<year>\b|one\b|1\b|<day> <month>)<number>(?![\w%-]|[.,:][0-9]| <span>)
    (?!one of)<number> (?:out )?of (?:the |all |all the |these |those |its |their )?
        <number>(?![\w%-]|[.,:][0-9]|<percent>| <month>)
    <number> (?:for every|for each|per) <number>(?![\w%]|[.,][0-9])
    <few>[- ]to[- ](?:one|1)\b(?![.,][0-9])
    [0-9]{1,5}:[0-9]{1,5}(?![\w:])
money
    (?!(?-i:R)[0-9]{1,2}(?![0-9.]|[kmb]|[- ](?:[0-9]{3}|<scale>)))
        <minus>?<money>[- ]?<sum>(?!\w)<or-more>
    <number>(?:[- ]<coins>|p)\b<or-more>
multiple
    <few>(?: times(?= (?:as|the|more|higher|larger|what|that)\b)|[- ]?fold\b)
    <multiplied>\b
    <times>(?:<end>|(?= (?:as|the|that|what|its|their|in size|in number|on|since|or)\b))
fraction
    (?!(?:half|\w{1,5}[- ](?:quarter|third)s? of) a <scale>)<fraction>
    [0-9]{1,3}/[0-9]{1,4}\b(?!/)
magnitude
    (?:(?:tens|scores)\b|<scales>)(?: of <scales>){0,2}
ordinal
    (?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ])?
        (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth
        |(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|hundredth)\b
vague
    (?:several|a few|a handful|a couple|a pair)\b
pronoun
    (?:no|any|some|every|each|this|that|which) one\b
    (?<!least\s)(?<!than\s)one(?!,? <scale>| and a (?:half|quarter)\b)\b(?:-\w++)?
    (?:the|these|those|other|its|their|our|his|her
        |all) (?:two|three|four|five|six|seven|eight|nine|ten)\b
        (?! <scale>|<percent>| in | out | of | times|[- ](?:thirds|quarters|fifths|tenths)\b)
number
    <minus>?<amount>(?![\w/])(?![.,][0-9])<or-more>
    <minus>?<digits>(?:km|kg|mph|cm|mm|ft|lb|st|mw|gw|kw|c)\b
number word
    <cardinal><or-more>
number: digits set wrongly ("41,00")
    [0-9]++(?:[.,][0-9]++){1,9}+(?!\w)
name: whatever else has a digit in it ("G7", "Covid-19")
    (?:double|triple|treble|twice)\b|(?:[^\W\d_]{1,20}-)?\w*?[0-9](?:[\w'’]|[./-](?=\w))*+
"""


@cache
def grammar() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Put the rules together: a pattern with a group for each rule, and the groups' kinds."""
    rules = re.findall(r"^([a-z ]+).*((?:\n    .+)+)", _RULES, re.MULTILINE)
    joined = (patterns.replace("\n        ", "").split("\n    ")[1:] for _, patterns in rules)
    any_rule = "|".join(f"({'|'.join(patterns)})" for patterns in joined)
    # A letter or a digit, or a sign before one: nowhere else need any of them be tried; nor where
    # a word of a letter or two ends at once and is no address: a text may be made of such words.
    signs = re.escape("".join(sorted({sign[0] for sign in _MONEY if not sign[0].isalpha()})))
    start = f"(?<!\\w)(?=\\w|[-\N{MINUS SIGN}+.'’#@(\\[{signs}][\\w{signs}.(])"
    short = "(?!(?!no)[a-z]{1,2}[.,;:!?)/](?![\\w.+-]{0,64}@))"
    return compiled(f"{start}{short}(?:{any_rule})"), tuple(kind for kind, _ in rules)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """
    Compile a pattern: parts in the place of their names, gaps in the place of blanks.

    Examples
    --------
    >>> compiled("<year>s?")
    re.compile('(?:1[5-9]|20)[0-9]{2}s?', re.IGNORECASE)
    """
    while (named := re.sub("(?<!P)<([a-z-]+)>", lambda m: _PARTS[m[1]], pattern)) != pattern:
        pattern = named
    return re.compile(pattern.replace("[- ]", "(?:-| )").replace(" ", _GAP), re.IGNORECASE)
