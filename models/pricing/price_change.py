"""New prices beside those that a product has: what is saved so that every other day keeps its price."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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

    ``prices`` are those of the product. Only those of the same location count, or the shop's if ``new`` is the shop's.
    A price that begins on the same day as ``new`` is replaced; where ``new`` ends before it, it goes on afterwards as a
    price of its own.

    >>> from models.money import Money
    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 3, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [(each.amount.minor, each.valid_from.day) for each in rows_to_save([ordinary], campaign)]
    [(1490, 1), (1990, 8)]
    """
    before = [each for each in prices if (each.sku, each.location_id) == (new.sku, new.location_id)]
    replaced = next((each for each in before if each.valid_from == new.valid_from), None)
    if replaced == new:
        return []
    goes_on = _day_it_goes_on(before, replaced, new.valid_until) if replaced and new.valid_until else None
    return [new] if goes_on is None or replaced is None else [new, replace(replaced, valid_from=goes_on)]


def _day_it_goes_on(before: Sequence[Price], replaced: Price, until: date) -> date | None:
    """The first day from ``until`` on at which the replaced price would have sold; ``None`` if there is none."""
    ends = {each.valid_until for each in before if each.valid_until is not None and each.valid_until > until}
    days, sku, location_id = sorted({until, *ends}), replaced.sku, replaced.location_id
    return next((day for day in days if holder_on(before, sku, day, location_id) == replaced), None)


def holder_on(prices: Iterable[Price], sku: str, day: date, location_id: int | None = None) -> Price | None:
    """The price that sells a product at a location on ``day``, or ``None`` if it has none then; else as ``price_on``.

    >>> holder_on([], "MILK", date(2026, 3, 1)) is None
    True
    """
    try:
        return price_on(prices, sku, day, location_id)
    except NotPriced:
        return None


def lowest_before(
    prices: Sequence[Price], sku: str, day: date, days: int = REDUCTION_DAYS, *, location_id: int | None = None
) -> Price | None:
    """The lowest price that sold a product at a location on one of the ``days`` before ``day``, if it had one then.

    That is the earlier price that an announced reduction states there. Source: prisinformationslagen (2004:347),
    section 7 a.

    >>> from models.money import Money
    >>> ordinary = Price("MILK", Money(1990, "SEK"), date(2026, 1, 1))
    >>> campaign = Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8))
    >>> [lowest_before([ordinary, campaign], "MILK", date(2026, *of)).amount.minor for of in ((4, 6), (4, 7))]
    [1490, 1990]
    """
    first = day - timedelta(days=days)
    # A price that sells on some day of the span sells on its first one, or on a day on which another begins or ends.
    edges = {edge for each in prices for edge in (each.valid_from, each.valid_until) if edge is not None}
    probed = sorted({first, *(edge for edge in edges if first < edge < day)})
    sold = [holder_on(prices, sku, each, location_id) for each in probed]
    return min((each for each in sold if each is not None), key=lambda each: each.amount.minor, default=None)


@dataclass(frozen=True, slots=True)
class LocationPricesEnd:
    """What ends the own prices of a location: rows to ``save`` with their new end, and prices to ``withdraw``."""

    save: tuple[Price, ...]
    withdraw: tuple[Price, ...]


def end_location_prices(prices: Iterable[Price], sku: str, location_id: int, day: date) -> LocationPricesEnd:
    """What lets a location sell a product at the shop's price from ``day`` on; days before it keep their price.

    >>> from models.money import Money
    >>> own = Price("MILK", Money(2290, "SEK"), date(2026, 2, 1), location_id=2)
    >>> [each.valid_until for each in end_location_prices([own], "MILK", 2, date(2026, 3, 1)).save]
    [datetime.date(2026, 3, 1)]
    """
    own = [each for each in prices if (each.sku, each.location_id) == (sku, location_id)]
    hold = [each for each in own if each.valid_until is None or each.valid_until > day]
    return LocationPricesEnd(
        save=tuple(replace(each, valid_until=day) for each in hold if each.valid_from < day),
        withdraw=tuple(each for each in hold if each.valid_from >= day),
    )
