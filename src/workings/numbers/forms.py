"""
How stated numbers are written, and what their digits alone say.

The patterns are those of :mod:`workings.numbers.grammar`; :mod:`workings.numbers.stated` says what
each of them means.
"""

from __future__ import annotations

import re
from fractions import Fraction

from workings.numbers.grammar import any_of, compiled
from workings.numbers.spelt import ENDINGS, MONEY_SIGNS, PARTS, QUALIFIERS, SIGNS, read_amount
from workings.numbers.units import WRITTEN

DIRECTIONS = {
    **dict.fromkeys((
        "more", "higher", "greater", "larger", "bigger", "up", "above", "extra", "additional",
        "further", "rise", "rises", "rose", "risen", "rising", "increase", "increases", "increased",
        "increasing", "growth", "grow", "grows", "grew", "grown", "growing", "jump", "jumped",
        "climb", "climbed", "gain", "gained", "surge", "surged", "soared", "hike", "expanded",
        "expansion", "leapt", "rocketed", "lead", "leads", "led", "ahead",
    ), 1),
    **dict.fromkeys((
        "fewer", "less", "lower", "smaller", "down", "below", "fall", "falls", "fell", "fallen",
        "falling", "drop", "drops", "dropped", "decrease", "decreases", "decreased", "decreasing",
        "decline", "declined", "declining", "cut", "cuts", "reduction", "reduced", "shrank",
        "shrunk", "cheaper", "slump", "slumped", "plunge", "plunged", "loss", "lost", "contracted",
        "contraction", "dip", "dipped", "slid", "sank", "tumbled", "behind",
    ), -1),
}  # fmt: skip
_NO_NOUN = r"(?:than|or|in|to|and|out|by|since|during|until|per|every|each|an?)\b"
_WORDS = r"[\w\x20.,’'-]+?"
#: When it was, and for what each ("a day", "per 100,000 people").
_TAIL = (
    rf"(?P<rate> (?:per(?! cent)|an?|each|every|for every|for each)\b {_WORDS}"
    r"| each| apiece| daily| weekly| monthly| yearly| annually)?"
    r"(?: (?:by|since|during|until|last|this|so far|in (?=<year>|<month>|the\b|total\b|all\b))"
    rf"(?:\x20?{_WORDS})?)?"
)
#: Of which place or of what it is, or against what: "in England and Wales", "on last year".
_WHERE = (
    r"(?P<where> (?:in|to|from|on|at|for|with|among|between|than|against|compared with|out of"
    r"|year[- ]on[- ])(?:[^\W\d]|[\x20.,’'-]|<year>)+)?"
)
_AMOUNT = r"(?:(?!\.|0[0-9,])<sum>|<cardinal>)"
_SCALE = rf"(?:[- ]<scale>){{1,2}}+|(?<=[0-9]) ?{any_of(SIGNS | MONEY_SIGNS)}\b"
_WAY = rf"(?: (?P<way>{any_of(DIRECTIONS)})\b)?"
ONE = (
    r"(?:(?:an? |the )?(?:[a-z]+ ){0,2}"
    r"(?:rate|level|share|total|number|figure|majority|margin|gap) of )?"
    r"(?:an? |the )?(?:net )?(?P<sign>[-–+−]|minus |plus )?"
    rf"(?:(?P<money><money>) ?(?P<within>[-–−](?=[0-9.]))?)?(?P<number>{_AMOUNT})"
    r"(?: ?(?P<coins><coins>|p)\b)?"
    r"(?:(?P<percent> ?%|[- ]per[- ]cent\b|[- ]?(?:percent|pct|pc)\b| ?p\.c\.)"
    r"|(?P<points><points>|[- ]points?\b| ?p\.p\.|[- ]?(?:basis points?|bps)\b))?"
    rf"{_WAY}"
    rf"(?P<noun> of {_WORDS}|(?: (?!{_NO_NOUN})[a-z][\w’'-]*)*?){_TAIL}{_WHERE}"
)
_PART = rf"(?:(?:an?|<digit>)[- ]{any_of(PARTS)}s?|half)"
_OF = rf"(?: of {_WORDS})?"
_BEST = (
    r"(?:highest|lowest|largest|smallest|biggest|greatest|most|fewest|least|worst|best|longest"
    r"|shortest|fastest|slowest|busiest|deadliest|warmest|hottest|coldest|wettest|driest)"
)
NTH = "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
FRACTION = rf"(?P<fraction>{_PART}(?! of an? <scale>)|[1-9][0-9]?/[1-9][0-9]{{0,2}}){_WAY}{_OF}"
#: How a number is written, without the words around it that say how it is meant, in the order in
#: which they are tried. A pattern's names say what it reads; ``one`` and ``other`` are numbers.
FORMS = (
    r"from (?P<low>.+?) to (?P<high>.+)(?P<pair>)",
    r"(?:between (?P<least>.+?) and|(?P<low>.+?) to) (?P<high>.+)",
    r"(?P<low>.*[\w%])<dash>(?P<high>(?:<money> ?)?[0-9].*)",
    r"(?:one|1)(?: [a-z]+)?[- ](?:in|out of)[- ](?:every )?(?!<year>\b)(?P<one_in>.+?)"
    r"(?: of (?:all|the|those|these|its|our|their)\b.*)?",
    r"(?!.* of an? <scale>)(?P<part>.+?) "
    r"(?:(?:out )?of (?:the |every )?|in (?:every )?(?!<year>\b))"
    r"(?P<whole>.+)",
    rf"(?P<times>{_PART}) (?:as \w+|the (?:number|amount|level|size|rate|total)\b).*",
    FRACTION,
    rf"(?:the (?!most)|an? )?(?:vast |large |small |clear )?(?P<most>majority|most|minority)"
    rf"(?! of [^a-z]){_OF}",
    rf"(?:(?:an? )?(?P<multiple><multiplied>|<times>)|(?:an? )?(?P<times>{_AMOUNT})"
    rf"(?: times| fold|x){_WAY})(?: (?:as|the|that|what|than|in size|in number) ?.*)?",
    rf"(?:once |one )?every (?:(?P<every>{_AMOUNT}) )?(?P<span><span>)",
    rf"(?P<plural>(?:tens|dozens|scores|<scales>)(?: of <scales>){{0,2}})(?P<noun>{_OF})",
    rf"(?:(?:the|an?|its|their|at|for|in|new|all-time|[0-9]+[- ]year) )*?(?:(?:(?P<nth>{NTH}"
    rf"|[0-9]+(?:st|nd|rd|th))[- ])?{_BEST}|record|record[- ](?:high|low)|(?<=year\x20)(?:high|low)"
    rf"|(?P<first>first time))(?P<rank>)(?: {_WORDS})?",
    ONE,
)
_SAID = rf"(?:(?P<{{}}>{any_of(QUALIFIERS)})(?: |(?<=[.~<>≤≥≈])))?+"
BEFORE = (
    _SAID.format("qualifier")
    + r"(?:(?:an? |the )?(?:(?:has|have|had|was|were|is|are) )?(?:(?:went|gone|going) )?"
    rf"(?P<leading>{any_of(DIRECTIONS)})(?P<level> to)?(?: by| of)? )?+"
    + _SAID.format("second")
    + r"(?P<record>(?:a |the )?(?:new )?record(?: number| total| high)?(?: of)? (?!high|low))?"
)
#: At the end, or before the word for what is counted: "900 or more people".
ENDING = rf"(?P<ending>{any_of(ENDINGS)})(?=\Z| [a-z]+\Z)"
PENCE = ("p", "pence")
UNCHANGED = ("unchanged", "no change", "flat", "the same", "no more and no fewer")
AVERAGE = (
    r"(?:(?:an? |the )?(?:average|mean|median|typical)(?: of| is| was)? |averag(?:ing|ed|es) "
    r"|on average,? )(?P<inner>.+)|(?P<first>.+?),? on average"
)


def currency_of(said: dict[str, str]) -> str:
    """Return the currency that stands before or after a number, if any."""
    sign, word = said.get("money", ""), said.get("coins", "").lower()
    return "GBP" if word in PENCE else WRITTEN.get(sign.lower() or word, "")


def scale_of(amount: str) -> Fraction:
    """Return what the words or signs after a number multiply it by."""
    scale = compiled(_SCALE).search(amount)
    return read_amount(f"1{scale[0].lower()}") if scale else Fraction(1)


def decimals_of(amount: str) -> int:
    """Return how many decimals were printed."""
    return len(re.sub("[^0-9].*", "", amount.partition(".")[2]))


def nought_step(value: Fraction) -> Fraction:
    """
    Return what a count or an amount is rounded to, by its closing noughts.

    Never beyond its second digit.

    Examples
    --------
    >>> [int(nought_step(Fraction(n))) for n in (41_472, 41_000, 350, 70, 1_000, 2_000_000)]
    [1, 1000, 10, 1, 100, 100000]
    """
    step = Fraction(1)
    while value and value % (step * 10) == 0 and abs(value) >= step * 100:
        step *= 10
    return step


def last_place(value: Fraction, step: Fraction) -> Fraction:
    """Return the place of a number's last digit that is no nought."""
    while value and value % (step * 10) == 0:
        step *= 10
    return step
