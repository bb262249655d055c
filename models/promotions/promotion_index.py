"""Promotions looked up by what they are for, once for many baskets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import Buyer, Promotion, categories_of, skus_of


@dataclass(frozen=True, slots=True)
class PromotionIndex:
    """Promotions in their rank, and the places of those that may concern a product, a category or anything."""

    promotions: tuple[Promotion, ...]
    by_sku: dict[str, tuple[int, ...]]
    by_category: dict[str, tuple[int, ...]]
    of_everything: tuple[int, ...]

    @classmethod
    def of(cls, promotions: Iterable[Promotion]) -> PromotionIndex:
        """Sort and look up promotions once, for many baskets."""
        ranked = tuple(sorted(promotions, key=lambda each: each.rank))
        by_sku: dict[str, list[int]] = {}
        by_category: dict[str, list[int]] = {}
        everything = []
        for place, each in enumerate(ranked):
            for sku in skus_of(each):
                by_sku.setdefault(sku, []).append(place)
            for category in categories_of(each):
                by_category.setdefault(category, []).append(place)
            if any(slot.goods.is_everything for slot in each.slots):
                everything.append(place)
        return cls(ranked, _frozen(by_sku), _frozen(by_category), tuple(everything))

    def holding(self, wall: datetime, buyer: Buyer) -> frozenset[int]:
        """The places of the promotions that hold for a customer at what the clock of the shop shows."""
        return frozenset(
            place
            for place, each in enumerate(self.promotions)
            if each.time.holds_by_clock(wall) and buyer.may_have(each)
        )

    def concerning(self, goods: PromotedGoods) -> list[int]:
        """The places of the promotions that may concern a line, in their rank."""
        places = {*self.by_sku.get(goods.sku, ()), *self.by_category.get(goods.category, ()), *self.of_everything}
        return sorted(places)


NO_PROMOTIONS = PromotionIndex((), {}, {}, ())


def _frozen(lists: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(places) for key, places in lists.items()}
