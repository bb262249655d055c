"""Promotions: the rules by which goods cost less together, at certain times, or to certain customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from models.catalogue.product import clean_text
from models.errors import Refused
from models.own_code import is_reserved
from models.pricing.price_change import PRICE_MINOR_MAX
from models.pricing.tax import PPM
from models.promotions.promotion_time import PromotionTime

NAME_LENGTH_MAX = 40
COUPON_LENGTH_MAX = 24
SLOTS_MAX, PIECES_MAX = 4, 24
#: In place of a code: only coupons for one purchase each, and no code that many have. No code that is typed is like it.
ONE_TIME = "KXC"
PRIORITIES = range(100)


class PromotionKind(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FOR_PRICE = "for_price"
    MIX = "mix"
    CHEAPEST_FREE = "cheapest_free"
    BUY_GET = "buy_get"
    THRESHOLD = "threshold"


#: Kinds that reduce each piece, or each kilogram, alone.
SINGLE_KINDS = frozenset({PromotionKind.PERCENT, PromotionKind.AMOUNT})
#: Kinds that need several pieces together.
BUNDLE_KINDS = frozenset(
    {PromotionKind.FOR_PRICE, PromotionKind.MIX, PromotionKind.CHEAPEST_FREE, PromotionKind.BUY_GET}
)
_SLOTS = {PromotionKind.MIX: range(2, SLOTS_MAX + 1), PromotionKind.BUY_GET: range(2, 3)}
_PERCENT_KINDS = frozenset({PromotionKind.PERCENT, PromotionKind.BUY_GET})
_AMOUNT_KINDS = frozenset({PromotionKind.AMOUNT, PromotionKind.FOR_PRICE, PromotionKind.MIX})


class Stacking(StrEnum):
    """Whether other promotions may reduce the same goods.

    A piece is used by at most one ``EXCLUSIVE`` promotion, and of the exclusive thresholds a basket gets one. What
    ``COMBINES`` comes on top, of what is left of the price.
    """

    EXCLUSIVE = "exclusive"
    COMBINES = "combines"


class WrongPromotion(Refused):
    """A promotion that cannot be one."""

    code = "wrong_promotion"
    text = "The promotion {name!r} cannot be saved: its {field} {reason}. Nothing was changed; correct it."

    name: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoodsGroup:
    """The goods that a promotion is for: products by SKU and whole categories; with neither, all goods of the shop."""

    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()

    @property
    def is_everything(self) -> bool:
        """Whether all goods of the shop belong to it."""
        return not self.skus and not self.categories

    def holds(self, sku: str, category: str, *, is_only_by_name: bool = False) -> bool:
        """Whether a product belongs to it; with ``is_only_by_name`` only its own SKU counts.

        >>> group = GoodsGroup(frozenset({"MILK"}), frozenset({"bread"}))
        >>> group.holds("MILK", "dairy"), group.holds("BUN", "bread"), group.holds("BUN", "bread", is_only_by_name=True)
        (True, True, False)
        """
        if is_only_by_name:
            return sku in self.skus
        return sku in self.skus or category in self.categories or self.is_everything


@dataclass(frozen=True, slots=True)
class Slot:
    """So many pieces of a group that a promotion needs."""

    goods: GoodsGroup = field(default_factory=GoodsGroup)
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion; what its values mean depends on its ``kind``, amounts in minor units with tax.

    - ``PERCENT``: ``percent_ppm`` (parts per million) off each piece, or off a line of goods by weight.
    - ``AMOUNT``: ``amount_minor`` off each piece, or off each kilogram, litre or metre.
    - ``FOR_PRICE``: the pieces of its slot cost ``amount_minor`` together.
    - ``MIX``: the pieces of its slots, two to four, cost ``amount_minor`` together.
    - ``CHEAPEST_FREE``: of the pieces of its slot the cheapest is free.
    - ``BUY_GET``: with the pieces of its first slot those of the second are ``percent_ppm`` cheaper.
    - ``THRESHOLD``: with goods of its slot for ``threshold_minor`` or more the basket is ``percent_ppm`` or
      ``amount_minor`` cheaper.

    With a ``coupon`` it holds only for a customer who has that code or, where it is :data:`ONE_TIME`, a coupon of its
    own; with a ``customer_group`` only for a member of the group. ``priority``, the highest first, decides between two
    that give as much, and the order of those that combine.
    """

    id: int
    name: str
    kind: PromotionKind
    slots: tuple[Slot, ...]
    time: PromotionTime
    percent_ppm: int = 0
    amount_minor: int = 0
    threshold_minor: int = 0
    coupon: str | None = None
    customer_group: str | None = None
    stacking: Stacking = Stacking.EXCLUSIVE
    priority: int = 0

    def __post_init__(self) -> None:
        name_is_whole = self.name == clean_text(self.name) and 0 < len(self.name) <= NAME_LENGTH_MAX
        self._require("name", f"has 1 to {NAME_LENGTH_MAX} letters on one line", is_right=name_is_whole)
        self._require("goods", "do not fit its kind", is_right=len(self.slots) in _SLOTS.get(self.kind, range(1, 2)))
        sound = all(1 <= slot.pieces <= PIECES_MAX for slot in self.slots) and self.pieces <= PIECES_MAX
        self._require("number of pieces", f"is not from 1 to {PIECES_MAX} in all", is_right=sound)
        self._require("priority", "is not from 0 to 99", is_right=self.priority in PRIORITIES)
        self._require_values()

    def _require_values(self) -> None:
        kind = self.kind
        percent = self.percent_ppm if kind in _PERCENT_KINDS else None
        amount = self.amount_minor if kind in _AMOUNT_KINDS else None
        if kind is PromotionKind.THRESHOLD:
            one_of = (self.percent_ppm > 0) != (self.amount_minor > 0)
            self._require("reduction", "is either a percentage or an amount", is_right=one_of)
            is_sum = 0 < self.threshold_minor <= PRICE_MINOR_MAX
            self._require("least sum", "is not an amount above zero", is_right=is_sum)
            percent, amount = self.percent_ppm or None, self.amount_minor or None
        self._require("percentage", "is not above 0 and at most 100", is_right=percent is None or 0 < percent <= PPM)
        is_amount = amount is None or 0 < amount <= PRICE_MINOR_MAX
        self._require("amount", "is not an amount above zero", is_right=is_amount)
        if kind is PromotionKind.CHEAPEST_FREE or kind is PromotionKind.FOR_PRICE:
            self._require("number of pieces", "is less than 2", is_right=self.pieces > 1)
        combines = kind in BUNDLE_KINDS and self.stacking is Stacking.COMBINES
        self._require("way of combining", "is for one piece or the whole basket only", is_right=not combines)
        coupon_is_whole = self.coupon is None or (
            self.coupon == clean_text(self.coupon) and 0 < len(self.coupon) <= COUPON_LENGTH_MAX
        )
        self._require("code", f"has 1 to {COUPON_LENGTH_MAX} letters", is_right=coupon_is_whole)
        is_free = self.coupon is None or self.coupon == ONE_TIME or not is_reserved(self.coupon)
        self._require("code", "begins like one of Kassa's own", is_right=is_free)
        group = self.customer_group
        group_is_whole = group is None or (group == clean_text(group) and 0 < len(group) <= COUPON_LENGTH_MAX)
        self._require("group", f"has 1 to {COUPON_LENGTH_MAX} letters", is_right=group_is_whole)

    def _require(self, field_name: str, reason: str, *, is_right: bool) -> None:
        if not is_right:
            raise WrongPromotion(self.name[:NAME_LENGTH_MAX], field_name, reason)

    @property
    def pieces(self) -> int:
        """How many pieces it needs together."""
        return sum(slot.pieces for slot in self.slots)

    @property
    def rank(self) -> tuple[int, int]:
        """Its place among promotions that give as much: the higher priority first, then the older one."""
        return -self.priority, self.id


@dataclass(frozen=True, slots=True)
class Buyer:
    """What the till knows of a customer: the group of a member, and the codes that were shown.

    ``promotions`` are those of which the customer has a coupon for one purchase.
    """

    customer_group: str | None = None
    coupons: frozenset[str] = frozenset()
    promotions: frozenset[int] = frozenset()

    def may_have(self, promotion: Promotion) -> bool:
        """Whether a promotion is for this customer."""
        has_code = promotion.coupon is None or promotion.coupon in self.coupons or promotion.id in self.promotions
        return has_code and promotion.customer_group in {None, self.customer_group}


ANYBODY = Buyer()


def categories_of(promotion: Promotion) -> frozenset[str]:
    """The categories that a promotion names."""
    return _union(slot.goods.categories for slot in promotion.slots)


def skus_of(promotion: Promotion) -> frozenset[str]:
    """The products that a promotion names themselves."""
    return _union(slot.goods.skus for slot in promotion.slots)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(each for one in sets for each in one)
