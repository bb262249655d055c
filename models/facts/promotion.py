"""The facts that promotions were created, changed and ended. Amounts are minor units of the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from msgspec import Struct

from models.facts.envelope import Fact
from models.journal import JournalKind


class PromotionSlot(Struct, frozen=True):
    """So many pieces of these products and categories; with neither, of any goods."""

    skus: tuple[str, ...]
    categories: tuple[str, ...]
    pieces: int


class PromotionTerms(Struct, frozen=True):
    """All terms of a promotion; see :class:`models.promotions.promotion.Promotion`.

    ``weekdays`` count from Monday, 0; ``from_minute`` and ``until_minute`` count from midnight.
    """

    name: str
    sort: str
    slots: tuple[PromotionSlot, ...]
    first: date
    until: date | None
    weekdays: tuple[int, ...]
    from_minute: int
    until_minute: int
    percent_ppm: int
    amount: int
    threshold: int
    coupon: str | None
    customer_group: str | None
    stacking: str
    priority: int


@dataclass(frozen=True, slots=True)
class PromotionCreated(Fact):
    """A promotion was created; it holds on the days of its terms."""

    kind: ClassVar[JournalKind] = JournalKind.PROMOTION_CREATED

    promotion: int
    terms: PromotionTerms


@dataclass(frozen=True, slots=True)
class PromotionChanged(Fact):
    """A promotion has other terms from now on."""

    kind: ClassVar[JournalKind] = JournalKind.PROMOTION_CHANGED

    promotion: int
    terms: PromotionTerms


@dataclass(frozen=True, slots=True)
class PromotionEnded(Fact):
    """A promotion gives nothing any more, whatever its days are."""

    kind: ClassVar[JournalKind] = JournalKind.PROMOTION_ENDED

    promotion: int


@dataclass(frozen=True, slots=True)
class CouponsMade(Fact):
    """Coupons of a promotion were made, each good for one purchase; ``codes`` are the whole codes on them."""

    kind: ClassVar[JournalKind] = JournalKind.COUPONS_MADE

    promotion: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CouponSpent(Fact):
    """A coupon gave something on a sale, and is good for no other."""

    kind: ClassVar[JournalKind] = JournalKind.COUPON_SPENT

    sale: int
    promotion: int
    code: str


@dataclass(frozen=True, slots=True)
class CouponRestored(Fact):
    """All of the sale on which a coupon was spent came back with a ``refund``: it is good for another purchase."""

    kind: ClassVar[JournalKind] = JournalKind.COUPON_RESTORED

    refund: int
    promotion: int
    code: str
