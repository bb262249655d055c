"""New prices beside those that a product has: what is saved so that every other day keeps its price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from models.errors import Refused
from models.pricing.price_list import NotPriced, Price, price_on

#: The most that one unit may cost, in minor units: a typed barcode is no price.
PRICE_MINOR_MAX = 100_000_000
#: Days before a reduction whose lowest price must be stated with it (prisinformationslagen 2004:347, section 7 a).
REDUCTION_DAYS = 30


class PriceInPast(Refused):
    """A price that is to hold from a day which has begun before today."""

    code = "price_in_past"
    text = (
        "A price of {sku} cannot begin on {day}: what a product cost on days that are over never changes. Nothing was "
        "changed; let it begin on {today} or later."
    )

    sku: str
    day: date
    today: date


class WrongPrice(Refused):
    """A price that cannot be one."""

    code = "wrong_price"
    text = "The price of {sku} {reason}. Nothing was changed; correct it and try again."

    sku: str
    reason: str


def check_price(price: Price, today: date) -> None:
    """Raise :class:`PriceInPast` or :class:`WrongPrice` unless a price may be set on ``today``."""
    if price.valid_from < today:
        raise PriceInPast(price.sku, price.valid_from, today)
    if price.amount.minor > PRICE_MINOR_MAX:
        raise WrongPrice(price.sku, "is higher than anything costs")


def rows_to_save(prices: Iterable[Price], new: Price) -> list[Price]:
    """The prices to save so that ``new`` is among those of its product and the days after its end keep their price.

    ``prices`` are those of the product. A price that begins on the same day as ``new`` is replaced; where ``new`` ends
    before it, it goes on afterwards as a price of its own.

    >>> from models.money import Money
    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 3, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [(each.amount.minor, each.valid_from.day) for each in rows_to_save([ordinary], campaign)]
    [(1490, 1), (1990, 8)]
    """
    before = [each for each in prices if each.sku == new.sku]
    replaced = next((each for each in before if each.valid_from == new.valid_from), None)
    if replaced == new:
        return []
    goes_on = _day_it_goes_on(before, replaced, new.valid_until) if replaced and new.valid_until else None
    return [new] if goes_on is None or replaced is None else [new, replace(replaced, valid_from=goes_on)]


def _day_it_goes_on(before: Sequence[Price], replaced: Price, until: date) -> date | None:
    """The first day from ``until`` on at which the replaced price would have sold; ``None`` if there is none."""
    ends = {each.valid_until for each in before if each.valid_until is not None and each.valid_until > until}
    return next((day for day in sorted({until, *ends}) if holder_on(before, replaced.sku, day) == replaced), None)


def holder_on(prices: Iterable[Price], sku: str, day: date) -> Price | None:
    """The price that sells a product on ``day``, or ``None`` if it has none then.

    >>> holder_on([], "MILK", date(2026, 3, 1)) is None
    True
    """
    try:
        return price_on(prices, sku, day)
    except NotPriced:
        return None


def lowest_before(prices: Sequence[Price], sku: str, day: date, days: int = REDUCTION_DAYS) -> Price | None:
    """The lowest price that sold a product on one of the ``days`` before ``day``; ``None`` if it had none then.

    That is the earlier price that an announced reduction states. Source: prisinformationslagen (2004:347), section 7 a.

    >>> from models.money import Money
    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 1, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [lowest_before([ordinary, campaign], "MILK", date(2026, *of)).amount.minor for of in ((4, 6), (4, 7))]
    [1490, 1990]
    """
    first = day - timedelta(days=days)
    # A price that sells on some day of the span sells on its first one, or on a day on which another begins or ends.
    edges = {edge for each in prices for edge in (each.valid_from, each.valid_until) if edge is not None}
    sold = [holder_on(prices, sku, each) for each in sorted({first, *(edge for edge in edges if first < edge < day)})]
    return min((each for each in sold if each is not None), key=lambda each: each.amount.minor, default=None)
