"""Amounts of money in another currency, at a price that the ledger has a source for."""

from __future__ import annotations

from dataclasses import replace

from workings.errors import UnlikeQuantities
from workings.ledger import Figure
from workings.numbers import CURRENCIES, read_unit
from workings.quantities.combining import combine
from workings.quantities.quantity import Quantity, as_quantity


def converted(amount: Figure | Quantity, rate: Figure | Quantity, because: str = "") -> Quantity:
    """
    Turn an amount of money into another currency, at the price of one of them in the other.

    The rate is a price in the ledger, such as 1.28 US dollars per pound, of a day within the
    amount's span or of all of it; `because` says why one of other days is taken.
    """
    amount_, rate_ = as_quantity(amount), as_quantity(rate)
    paid, _, one = rate_.unit.partition(" per ")
    money, _, each = amount_.unit.partition(" per ")
    is_sold = read_unit(money).currency == read_unit(one).currency != ""
    is_bought = read_unit(money).currency == read_unit(paid).currency != ""
    if rate_.kind != "price" or is_sold == is_bought:
        raise UnlikeQuantities(
            f"converted: found {amount_.unit} and {rate_.unit}, a {rate_.kind or 'number'}; "
            "expected an amount of money, and a price in the ledger in, say, US dollars per pound."
        )
    into = paid if is_sold else CURRENCIES[read_unit(one).currency].name
    found = combine(
        "converted",
        (lambda a, b: a * b) if is_sold else (lambda a, b: a / b),
        (amount_, rate_),
        because,
        f"{into} per {each}" if each else into,
        amount_.label,
        units_may_differ=True,
        base=1,
    )
    return replace(
        found,
        periods=amount_.periods,
        populations=amount_.populations,
        definitions=amount_.definitions,
        within=amount_.within,
    )
