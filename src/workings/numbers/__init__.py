"""
Numbers without a source: read from words, bounded exactly, written in words.

All other rooms build on this one, which knows nothing of ledgers, notebooks or pages.
"""

from workings.numbers.days import months_in, read_day, read_period, sort_of
from workings.numbers.digits import Number, PlainNumber, agreed_value, mirrored
from workings.numbers.intervals import Interval, point, round_half_up, rounding_interval
from workings.numbers.meaning import Stated
from workings.numbers.numerals import StatedNumber, read_digits, read_number, whole_cure
from workings.numbers.ranges import Expression, exact, uncertain
from workings.numbers.scan import MOST_NUMBERS, Mention, find_numbers
from workings.numbers.spelt import read_amount
from workings.numbers.stated import read_stated
from workings.numbers.units import CURRENCIES, Unit, is_measured, read_unit, same_currency
from workings.numbers.words import (
    Printed,
    Words,
    day,
    day_of_year,
    listed,
    more_or_fewer,
    opening,
    periods_in_words,
    printed,
    span,
    spread,
)
