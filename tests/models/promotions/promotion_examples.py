"""Baskets and promotions at random, and short ways to write them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import strategies as st

from models.promotions.best_bundles import STEPS_MAX
from models.promotions.promoted_goods import PromotedBasket, PromotedGoods
from models.promotions.promotion import SLOTS_MAX, GoodsGroup, Promotion, PromotionKind, Slot, Stacking
from models.promotions.promotion_gains import find_gains
from models.promotions.promotion_index import PromotionIndex
from models.promotions.promotion_time import PromotionTime

ALWAYS = PromotionTime(date(2026, 1, 1))
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
SKUS = ("A", "B", "C", "D", "E")
CATEGORY = {"A": "coffee", "B": "coffee", "C": "bread", "D": "bread", "E": "beer"}


def gains(goods: list[PromotedGoods], promotions: list[Promotion], steps_max: int = STEPS_MAX) -> PromotedBasket:
    return find_gains(goods, PromotionIndex.of(promotions), NOON, steps_max=steps_max)


def gross(goods: list[PromotedGoods]) -> int:
    return sum(line.gross_minor for line in goods)


def piece(position: int, sku: str, price: int, quantity: int = 1, **more: object) -> PromotedGoods:
    values = {"category": CATEGORY[sku], **more}
    return PromotedGoods(position, sku, unit_price_minor=price, quantity=Decimal(quantity), **values)  # type: ignore[arg-type]


def group(*names: str) -> GoodsGroup:
    """Products by letter, categories by word."""
    skus = frozenset(name for name in names if name in SKUS)
    return GoodsGroup(skus, frozenset(names) - skus)


def promotion(kind: PromotionKind, *slots: Slot, number: int = 1, **values: object) -> Promotion:
    return Promotion(number, f"rule {number}", kind, slots or (Slot(),), ALWAYS, **values)  # type: ignore[arg-type]


PRICES = st.one_of(st.integers(1, 40), st.sampled_from([100, 199, 1000, 1495, 1995]))
GROUPS = st.sampled_from([(), ("A",), ("A", "C"), ("coffee",), ("bread",), ("coffee", "D"), ("E",), ("beer", "A")])
PERCENTS = st.sampled_from([50_000, 100_000, 333_333, 500_000, 1_000_000])


@st.composite
def lines(draw: st.DrawFn, most_pieces: int = 7) -> list[PromotedGoods]:
    """Up to six lines: pieces, weighed goods, and goods that only a promotion which names them makes cheaper."""
    found: list[PromotedGoods] = []
    for position in range(1, draw(st.integers(1, 6)) + 1):
        sku = draw(st.sampled_from(SKUS))
        weighed = draw(st.integers(0, 7)) == 0
        count = min(draw(st.integers(1, 3)), max(1, most_pieces - sum(int(each.quantity) for each in found)))
        quantity = Decimal(draw(st.integers(1, 2500))).scaleb(-3) if weighed else Decimal(count)
        line = PromotedGoods(position, sku, CATEGORY[sku], draw(PRICES), quantity, not weighed, sku == "E")
        found.append(line)
    return found


@st.composite
def rule(draw: st.DrawFn, number: int) -> Promotion:
    """A promotion of any kind over a few groups."""
    kind = draw(st.sampled_from(PromotionKind))
    goods, others = group(*draw(GROUPS)), Slot(group(*draw(GROUPS)))
    pairs = Slot(goods, draw(st.integers(1, 2))), others
    more = [Slot(group(*draw(GROUPS))) for _ in range(draw(st.integers(0, SLOTS_MAX - len(pairs))))]
    several = (Slot(goods, draw(st.integers(2, 3))),)
    percent, amount, stacking = draw(PERCENTS), draw(PRICES), draw(st.sampled_from(Stacking))
    off = draw(st.sampled_from([{"percent_ppm": percent}, {"amount_minor": amount}]))
    slots, values = {
        PromotionKind.PERCENT: ((Slot(goods),), {"percent_ppm": percent, "stacking": stacking}),
        PromotionKind.AMOUNT: ((Slot(goods),), {"amount_minor": amount, "stacking": stacking}),
        PromotionKind.FOR_PRICE: (several, {"amount_minor": amount}),
        PromotionKind.CHEAPEST_FREE: (several, {}),
        PromotionKind.MIX: ((*pairs, *more), {"amount_minor": amount}),
        PromotionKind.BUY_GET: (pairs, {"percent_ppm": percent}),
        PromotionKind.THRESHOLD: ((Slot(goods),), {**off, "threshold_minor": draw(PRICES), "stacking": stacking}),
    }[kind]
    return promotion(kind, *slots, number=number, priority=draw(st.integers(0, 2)), **values)


@st.composite
def rules(draw: st.DrawFn, most: int = 4) -> list[Promotion]:
    """Up to ``most`` promotions."""
    return [draw(rule(number)) for number in range(1, draw(st.integers(1, most)) + 1)]
