"""Whether a promotion may be announced as a lower price, and which earlier price must be stated with it.

Source: prisinformationslagen (2004:347), section 7 a. An offer that depends on buying several pieces, on a sum, on a
code or on being a member is not the announcement of a lower price (Commission notice 2021/C 526/02).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from models.pricing.price_change import REDUCTION_DAYS, holder_on
from models.pricing.price_list import Price
from models.promotions.piece_class import reduction
from models.promotions.promotion import SINGLE_KINDS, Promotion

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class HeldPromotion:
    """A promotion and the days on which it held or holds: ``until`` is excluded, ``None`` means that it goes on."""

    promotion: Promotion
    first: date
    until: date | None

    def reduces(self, sku: str, category: str, day: date) -> bool:
        """Whether it lowered the price of a product for everybody on a day."""
        begun = self.first <= day and (self.until is None or day < self.until)
        on_weekday = not self.promotion.time.weekdays or day.weekday() in self.promotion.time.weekdays
        return begun and on_weekday and lowers_prices(self.promotion) and _takes(self.promotion, sku, category)


@dataclass(frozen=True, slots=True)
class StatedReduction:
    """One product in a promotion: its price, the price in the promotion, and the lowest of the days before."""

    sku: str
    price_minor: int
    reduced_minor: int
    lowest_minor: int | None

    @property
    def may_be_announced(self) -> bool:
        """Whether the price is lower than any of the days before, so that it may be announced beside the lowest."""
        return self.lowest_minor is not None and self.reduced_minor < self.lowest_minor


def lowers_prices(promotion: Promotion) -> bool:
    """Whether it is a lower price for everybody, to which the law about earlier prices applies."""
    return promotion.kind in SINGLE_KINDS and promotion.coupon is None and promotion.customer_group is None


def stated_reduction(
    prices: Sequence[Price], goods: tuple[str, str], promotion: Promotion, earlier: Iterable[HeldPromotion], first: date
) -> StatedReduction | None:
    """What a promotion from ``first`` on makes of the price of ``goods``: a SKU and its category.

    ``prices`` are those of the product, ``held`` the promotions of the days before, this one left out. ``None``: it has
    no price then, or the promotion lowers none.
    """
    sku, category = goods
    holder = holder_on(prices, sku, first)
    if holder is None or not lowers_prices(promotion):
        return None
    price = holder.amount.minor
    before = [each for each in earlier if each.promotion.id != promotion.id and lowers_prices(each.promotion)]
    lowest = _lowest(prices, sku, category, before, first)
    return StatedReduction(sku, price, price - reduction(promotion, price, _ONE), lowest)


def _lowest(
    prices: Sequence[Price], sku: str, category: str, earlier: Sequence[HeldPromotion], first: date
) -> int | None:
    lowest: int | None = None
    for back in range(1, REDUCTION_DAYS + 1):
        day = first - timedelta(days=back)
        holder = holder_on(prices, sku, day)
        if holder is None:
            continue
        price = holder.amount.minor
        off = [reduction(each.promotion, price, _ONE) for each in earlier if each.reduces(sku, category, day)]
        paid = price - max(off, default=0)
        lowest = paid if lowest is None else min(lowest, paid)
    return lowest


def _takes(promotion: Promotion, sku: str, category: str) -> bool:
    return any(slot.goods.holds(sku, category) for slot in promotion.slots)
