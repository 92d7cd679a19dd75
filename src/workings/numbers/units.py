"""
What numbers are counted in: people, per cent, pounds; in ones, thousands or millions.

A currency is a unit: pounds are not euros. The bare signs that several currencies share ("$", "kr",
"Rs") stand for whichever of them a measure is in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from workings.numbers.spelt import SIGNS, THOUSANDS


class Currency(NamedTuple):
    """A currency: its name in the plural, its sign, and how else it is written."""

    name: str
    sign: str  # before a number, as the house prints it
    others: tuple[str, ...] = ()  # signs and words besides these and the code


#: By ISO code, or by the sign that several share.
CURRENCIES: Mapping[str, Currency] = {
    "GBP": Currency("pounds", "£", ("pound", "pounds sterling", "sterling", "quid")),
    "$": Currency("dollars", "$", ("dollar",)),
    "USD": Currency("US dollars", "US$", ("US dollar", "American dollars", "U.S. dollars")),
    "AUD": Currency("Australian dollars", "A$", ("AU$", "Australian dollar")),
    "CAD": Currency("Canadian dollars", "C$", ("CA$", "Can$", "Canadian dollar")),
    "NZD": Currency("New Zealand dollars", "NZ$", ("New Zealand dollar",)),
    "HKD": Currency("Hong Kong dollars", "HK$", ("Hong Kong dollar",)),
    "SGD": Currency("Singapore dollars", "S$", ("Singapore dollar",)),
    "TWD": Currency("Taiwan dollars", "NT$", ("Taiwan dollar",)),
    "EUR": Currency("euros", "€", ("euro",)),
    "JPY": Currency("yen", "¥", ("JP¥",)),
    "CNY": Currency("yuan", "CN¥", ("RMB", "renminbi")),
    "Rs": Currency("rupees", "Rs ", ("Rs.", "rupee")),
    "INR": Currency("Indian rupees", "₹", ("Indian rupee",)),
    "PKR": Currency("Pakistani rupees", "PKR ", ("Pakistani rupee",)),
    "LKR": Currency("Sri Lankan rupees", "LKR ", ("Sri Lankan rupee",)),
    "ZAR": Currency("rand", "R", ("rands",)),
    "CHF": Currency("Swiss francs", "CHF ", ("SFr", "Swiss franc", "francs", "franc")),
    "kr": Currency("kroner", "kr ", ("kronor", "krona", "krone")),
    "SEK": Currency("Swedish kronor", "SEK ", ("Swedish krona", "Swedish crowns")),
    "NOK": Currency("Norwegian kroner", "NOK ", ("Norwegian krone",)),
    "DKK": Currency("Danish kroner", "DKK ", ("Danish krone",)),
    "ISK": Currency("Icelandic kronur", "ISK ", ("Icelandic krona",)),
    "PLN": Currency("zloty", "zł ", ("zlotys",)),
    "CZK": Currency("Czech koruna", "Kč ", ("koruna",)),
    "BRL": Currency("reais", "R$"),
    "MXN": Currency("Mexican pesos", "MX$", ("Mexican peso",)),
    "PHP": Currency("Philippine pesos", "₱", ("Philippine peso",)),
    "KRW": Currency("won", "₩"),
    "ILS": Currency("shekels", "₪", ("shekel",)),
    "TRY": Currency("Turkish lira", "₺"),
    "UAH": Currency("hryvnias", "₴", ("hryvnia",)),
    "RUB": Currency("roubles", "₽", ("rouble", "rubles", "ruble")),
    "NGN": Currency("naira", "₦"),
    "KES": Currency("Kenyan shillings", "KSh ", ("KSh", "Kenyan shilling")),
    "GHS": Currency("cedis", "GH₵", ("cedi",)),
}  # fmt: skip
_SHARED = {
    "$": ("USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD"),
    "Rs": ("INR", "PKR", "LKR"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
#: How each is written, in small letters, and its key in `CURRENCIES`.
WRITTEN: Mapping[str, str] = {
    way.strip().lower(): code
    for code, (name, sign, others) in CURRENCIES.items()
    for way in (code, name, sign, *others)
}
_PENCE = ("pence", "penny", "p")
_SCALES = {**THOUSANDS, **SIGNS, "'000": 1000, "000": 1000, "hundred": 100}

_MEASURED = re.compile(
    r"""
    [£$€¥%°] | \b(?:
    per|percentage|points?|index|share|rate|ratio|average|equivalents?|fte
    |(?:hundred|thousand|million|billion|trillion|lakh|crore|mn?|bn|tn|k)s?
    |pounds?|sterling|pence|pennies|euros?|dollars?|cents?|rupees?|francs?
    |(?:kilo|centi|milli)?(?:met(?:re|er)|gram|gramme|lit(?:re|er))s?|tons?|tonnes?|ounces?
    |kg|km|cm|mm|ft|feet|inch(?:es)?|yards?|miles?|acres?|hectares?|square|cubic|gallons?|pints?
    |(?:kilo|mega|giga|tera)?(?:watt|joule|watt-hour)s?|[kmgt]?wh?|degrees?
    |seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?
    )\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Unit:
    """What one of a number is."""

    name: str  # without its scale: ``people``, ``pounds``, ``pounds per person``
    scale: Fraction = Fraction(1)  # how many of them one of the number stands for
    currency: str = ""  # a key of `CURRENCIES`

    @property
    def per(self) -> str:
        """What an amount of money is for: ``person``."""
        return self.name.partition(" per ")[2]


def read_unit(text: str) -> Unit:
    """
    Read a unit as measures and columns name it.

    Examples
    --------
    >>> read_unit("£ million")
    Unit(name='pounds', scale=Fraction(1000000, 1), currency='GBP')
    """
    return _read_unit(" ".join(text.split()))


@cache
def _read_unit(plain: str) -> Unit:
    before, scale, after = plain, Fraction(1), ""
    for pattern in _scaled():
        if found := pattern.fullmatch(plain):
            said = found.groupdict()
            before, after = said.get("before") or "", said.get("after") or ""
            scale = Fraction(_SCALES[said["scale"].lower().removesuffix("s")])
            break
    name = f"{before}{after}".strip()
    money = _money().match(name)
    if money is None:
        return Unit(name, scale)
    code, rest = WRITTEN.get(money["money"].lower(), ""), name[money.end() :]
    if not code:  # pence
        return Unit(f"pounds{rest}", scale / 100, "GBP")
    return Unit(CURRENCIES[code].name + rest, scale, code)


def same_currency(one: str, other: str) -> bool:
    """Tell whether two currencies may be the same; a shared sign stands for each that shares it."""
    return one == other or other in _SHARED.get(one, ()) or one in _SHARED.get(other, ())


def is_measured(unit: str) -> bool:
    """Tell whether a unit comes in parts, as pounds do, rather than in wholes, as people do."""
    return _MEASURED.search(unit) is not None or bool(read_unit(unit).currency)


@cache
def _money() -> re.Pattern[str]:
    """Return the pattern of a currency at a unit's beginning."""
    every = sorted((*WRITTEN, *_PENCE), key=len, reverse=True)
    return re.compile(
        rf"(?P<money>{'|'.join(map(re.escape, every))})(?![a-z]| of\\b)", re.IGNORECASE
    )


@cache
def _scaled() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of a unit with a scale: first, after a currency, or in brackets."""
    words = "|".join(word for word in _SCALES if len(word) > 2)
    signs = "|".join(SIGNS)
    money = "|".join(map(re.escape, sorted(WRITTEN, key=len, reverse=True)))
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"(?P<scale>(?:{words})s?)(?: of)?(?P<after> .+)?",
            rf"(?P<before>{money}) ?(?P<scale>(?:{words})s?|{signs})(?P<after>,? .+)?",
            rf"(?P<before>.+?)(?<! per)(?: \((?:in )?|, )(?P<scale>(?:{words})s?)\)?",
        )
    )
