"""
Exact ranges of expressions whose inputs are only known to lie in intervals.

An :class:`Expression` is a quotient of two polynomials in uncertain inputs. As long as no input
occurs with a power above one, the quotient is monotone in each of them (a Möbius function), so its
range over a box of intervals is found at the corners: exactly, with open and infinite ends, and
without counting an input twice that occurs twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor, inf, prod
from typing import Literal, NamedTuple

from workings.errors import UnboundedResult
from workings.numbers.intervals import Interval

MOST_CORNERS = 2**16
#: How many choices of whole inputs are tried, one by one.
MOST_CHOICES = 10**4

Monomial = tuple[str, ...]


class End(NamedTuple):
    """One end of an input's interval; -1 is the low side, and a value of None infinite."""

    side: Literal[-1, 1]
    value: Fraction | None
    closed: bool


Corners = Sequence[tuple[tuple[End, ...], Fraction | float]]


@dataclass(frozen=True)
class Polynomial:
    """A sum of products of named inputs; `terms` maps each product to its coefficient."""

    terms: Mapping[Monomial, Fraction]

    def __add__(self, other: Polynomial) -> Polynomial:
        terms = dict(self.terms)
        for monomial, coefficient in other.terms.items():
            terms[monomial] = terms.get(monomial, Fraction(0)) + coefficient
        return Polynomial({m: c for m, c in terms.items() if c})

    def __mul__(self, other: Polynomial) -> Polynomial:
        result = Polynomial({})
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                result += Polynomial({tuple(sorted(left + right)): a * b})
        return result

    def names(self) -> set[str]:
        """Return the inputs that occur."""
        return {name for monomial in self.terms for name in monomial}

    def degree(self, name: str) -> int:
        """Return the highest power of one input."""
        return max((monomial.count(name) for monomial in self.terms), default=0)

    def coefficient(self, name: str, power: int) -> Polynomial:
        """Return what stands before the given power of one input."""
        return Polynomial(
            {
                tuple(n for n in monomial if n != name): c
                for monomial, c in self.terms.items()
                if monomial.count(name) == power
            }
        )

    def substitute(self, name: str, value: Fraction) -> Polynomial:
        """Put a number in place of one input that occurs at most to the first power."""
        return self.coefficient(name, 0) + self.coefficient(name, 1) * constant(value)

    def divide(self, monomial: Monomial) -> Polynomial:
        """Take a product out of every term; each term must contain it."""
        terms = {}
        for term, coefficient in self.terms.items():
            left = list(term)
            for name in monomial:
                left.remove(name)
            terms[tuple(left)] = coefficient
        return Polynomial(terms)


def constant(value: Fraction) -> Polynomial:
    """Return the polynomial that is this number."""
    return Polynomial({(): value} if value else {})


ONE = constant(Fraction(1))


@dataclass(frozen=True)
class Expression:
    """A quotient of polynomials in uncertain inputs."""

    numerator: Polynomial
    denominator: Polynomial = ONE

    def __add__(self, other: Expression) -> Expression:
        if self.denominator == other.denominator:
            return cancelled(self.numerator + other.numerator, self.denominator)
        return cancelled(
            self.numerator * other.denominator + other.numerator * self.denominator,
            self.denominator * other.denominator,
        )

    def __sub__(self, other: Expression) -> Expression:
        return self + other * exact(Fraction(-1))

    def __mul__(self, other: Expression) -> Expression:
        return cancelled(self.numerator * other.numerator, self.denominator * other.denominator)

    def __truediv__(self, other: Expression) -> Expression:
        if not other.numerator.terms:
            raise UnboundedResult(
                "the number divided by is nought. Leave this ratio out where there is nothing to "
                "divide by, and say so in words."
            )
        return cancelled(self.numerator * other.denominator, self.denominator * other.numerator)

    def names(self) -> set[str]:
        """Return the uncertain inputs that occur."""
        return self.numerator.names() | self.denominator.names()

    def range(self, box: Mapping[str, Interval]) -> Interval:
        """
        Return every value the expression takes while each input roams its interval by itself.

        UnboundedResult if the denominator can be nought, or an input occurs in a way (squared, or
        in too large a knot) whose range can't be found at the corners.
        """
        names = sorted(self.names())
        for polynomial in (self.numerator, self.denominator):
            twice = [name for name in names if polynomial.degree(name) > 1]
            if twice:
                raise UnboundedResult(
                    f"{', '.join(twice)} enters this calculation more than once in a way whose "
                    "range can't be bounded exactly. Write the calculation so that it enters once."
                )
        if 2 ** len(names) > MOST_CORNERS:
            raise UnboundedResult(
                f"{len(names)} uncertain figures are knotted together here, too many to bound "
                "exactly. Add them up into separate totals first."
            )
        if self.denominator.names() and 0 in Expression(self.denominator).range(box):
            raise UnboundedResult(
                "the number divided by may be nought. Leave this ratio out, or use a figure "
                "whose rounding interval stays clear of nought."
            )
        return _hull(list(self._corners(names, box)))

    def can_be(
        self, allowed: Interval, box: Mapping[str, Interval], whole: Collection[str]
    ) -> bool:
        """
        Tell whether some choice of the inputs, those in `whole` whole, gives a result in `allowed`.

        Whole inputs are tried one by one, but for the longest if all are whole: for that, the
        inequality is solved. Where they are too many, all that lies in the range counts.
        """

        def length(name: str) -> Fraction | float:
            low, high = box[name].low, box[name].high
            return inf if low is None or high is None else high - low + 1

        tried = sorted(self.names() & set(whole), key=length)
        solved = tried.pop() if tried and self.names() <= set(whole) else ""
        if not (tried or solved) or prod(map(length, tried)) > MOST_CHOICES:
            return self.range(box).meets(allowed)
        choices = product(*(_whole_numbers(box[name]) for name in tried))
        given = (self._given(dict(zip(tried, choice, strict=True))) for choice in choices)
        if not solved:
            return any(each.range(box).meets(allowed) for each in given)
        return any(each._has_whole(solved, box[solved], allowed) for each in given)

    def _given(self, values: Mapping[str, Fraction]) -> Expression:
        """Put numbers in place of some inputs."""
        above, below = self.numerator, self.denominator
        for name, value in values.items():
            above, below = above.substitute(name, value), below.substitute(name, value)
        return Expression(above, below)

    def _has_whole(self, name: str, found: Interval, allowed: Interval) -> bool:
        """Tell whether a whole value in `found` of the only input gives a result in `allowed`."""
        sign = 1 if self.denominator.substitute(name, _inner_value(found)).terms[()] > 0 else -1
        ends = (allowed.low, sign, allowed.low_closed), (allowed.high, -sign, allowed.high_closed)
        try:
            for end, side, closed in ends:
                if end is not None:  # ±(above − end × below) mustn't be below nought: a line
                    line = self.numerator + self.denominator * constant(-end)
                    slope = line.coefficient(name, 1).terms.get((), Fraction(0)) * side
                    offset = line.coefficient(name, 0).terms.get((), Fraction(0)) * side
                    if slope:
                        root = -offset / slope
                        low, high = (root, None) if slope > 0 else (None, root)
                        found &= Interval(low, high, closed, closed)
                    elif offset < 0 or (offset == 0 and not closed):
                        return False
            found.whole()
        except ValueError:  # nothing is left of it
            return False
        return True

    def _corners(
        self, names: list[str], box: Mapping[str, Interval]
    ) -> Iterator[tuple[tuple[End, ...], Fraction | float]]:
        inside = self.denominator
        for name in names:
            inside = inside.substitute(name, _inner_value(box[name]))
        sign = 1 if inside.terms[()] > 0 else -1
        boxes = (box[name] for name in names)
        sides = ((End(-1, i.low, i.low_closed), End(1, i.high, i.high_closed)) for i in boxes)
        for ends in product(*sides):
            value = _limit(self, sign, dict(zip(names, ends, strict=True)))
            if value is not None:
                yield ends, value


def exact(value: Fraction) -> Expression:
    """Return the expression that is this number."""
    return Expression(constant(value))


def uncertain(name: str) -> Expression:
    """Return the expression that is one uncertain input."""
    return Expression(Polynomial({(name,): Fraction(1)}))


def cancelled(numerator: Polynomial, denominator: Polynomial) -> Expression:
    """Return the quotient without the inputs that stand in every term above and below."""
    shared: list[str] = []
    for name in sorted(numerator.names() & denominator.names()):
        terms = [*numerator.terms, *denominator.terms]
        shared += [name] * min(term.count(name) for term in terms)
    taken = tuple(shared)
    return Expression(numerator.divide(taken), denominator.divide(taken))


def _whole_numbers(interval: Interval) -> list[Fraction]:
    assert interval.low is not None and interval.high is not None
    return [Fraction(n) for n in range(ceil(interval.low), floor(interval.high) + 1)]


def _inner_value(interval: Interval) -> Fraction:
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        return (low + high) / 2
    if low is not None:
        return low + 1
    return Fraction(0) if high is None else high - 1


def _limit(
    expression: Expression, denominator_sign: int, corner: Mapping[str, End]
) -> Fraction | float | None:
    """
    Return the value towards one corner of the box; None where it depends on the way there.

    Where it does, the edges that lead there are constant, so the neighbouring corners tell all.
    Finite ends go first: only then do the highest powers decide at infinity.
    """
    above, below = expression.numerator, expression.denominator
    for name, end in corner.items():
        if end.value is not None:
            above, below = above.substitute(name, end.value), below.substitute(name, end.value)
    top_sign, bottom_sign, grows = 1, 1, False
    for name, end in corner.items():
        if end.value is None:
            top_power, bottom_power = above.degree(name), below.degree(name)
            if top_power < bottom_power and not grows:
                return Fraction(0)
            grows = grows or top_power > bottom_power
            top_sign *= end.side**top_power
            bottom_sign *= end.side**bottom_power
            above = above.coefficient(name, top_power)
            below = below.coefficient(name, bottom_power)
    top = above.terms.get((), Fraction(0)) * top_sign
    bottom = below.terms.get((), Fraction(0)) * bottom_sign
    if bottom and not grows:
        return top / bottom
    if not top:
        return None
    return inf if top * (bottom or denominator_sign) > 0 else -inf


def _hull(corners: Corners) -> Interval:
    values = [value for _, value in corners]
    low, high = (x if isinstance(x, Fraction) else None for x in (min(values), max(values)))
    return Interval(low, high, _is_attained(low, corners), _is_attained(high, corners))


def _is_attained(bound: Fraction | None, corners: Corners) -> bool:
    """
    Tell whether the expression reaches a bound, rather than only coming close to it.

    It is reached at a corner if all its ends are closed. An open end can't be taken itself, so the
    corner still counts only if the bound is the same whichever value that input takes.
    """
    for ends, value in corners:
        if value == bound:
            held = [(i, end) for i, end in enumerate(ends) if end.closed]
            if all(v == bound for other, v in corners if all(other[i] == end for i, end in held)):
                return True
    return False
