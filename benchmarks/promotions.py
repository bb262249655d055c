"""What a basket of 30 lines waits for 100 promotions, of a few products, of categories, and some of all goods."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from statistics import median, quantiles
from time import perf_counter

from benchmarks.harness import Row
from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import GoodsGroup, Promotion, PromotionKind, Slot
from models.promotions.promotion_gains import find_gains
from models.promotions.promotion_index import PromotionIndex
from models.promotions.promotion_time import PromotionTime

NAME = "promotions"
PRODUCTS, CATEGORIES, PROMOTIONS, LINES, BASKETS = 2_000, 40, 100, 30, 200
GOAL_MS = 5.0
AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
_PRICES = (990, 1495, 1990, 2490, 3990, 5900)
_ALWAYS = PromotionTime(date(2026, 1, 1))


def run() -> list[Row]:
    """Time the whole search for baskets at random."""
    rng = Random(1)
    skus = [f"S{number}" for number in range(PRODUCTS)]
    category = {sku: f"c{rng.randrange(CATEGORIES)}" for sku in skus}
    index = PromotionIndex.of(_promotion(rng, number, skus) for number in range(1, PROMOTIONS + 1))
    took, proven = [], 0
    for _ in range(BASKETS):
        bought = [rng.choice(skus) for _ in range(LINES)]
        goods = [
            PromotedGoods(n, sku, category[sku], rng.choice(_PRICES), Decimal(rng.choice((1, 1, 1, 2, 3))))
            for n, sku in enumerate(bought, start=1)
        ]
        begun = perf_counter()
        proven += find_gains(goods, index, AT).is_proven
        took.append((perf_counter() - begun) * 1000)
    return [
        Row(NAME, f"median of {BASKETS} baskets of {LINES} lines", median(took), "ms", goal=GOAL_MS),
        Row(NAME, "95th percentile", quantiles(took, n=20)[-1], "ms"),
        Row(NAME, "proven the best", 100 * proven / BASKETS, "%"),
    ]


def _promotion(rng: Random, number: int, skus: list[str]) -> Promotion:
    kind = rng.choice([*PromotionKind])
    pieces = rng.choice((2, 3)) if kind in {PromotionKind.FOR_PRICE, PromotionKind.CHEAPEST_FREE} else 1
    slots = [Slot(_group(rng, skus), pieces)]
    if kind in {PromotionKind.MIX, PromotionKind.BUY_GET}:
        slots.append(Slot(_group(rng, skus)))
    percent = {PromotionKind.PERCENT: 100_000, PromotionKind.BUY_GET: 500_000, PromotionKind.THRESHOLD: 50_000}
    amount = {PromotionKind.AMOUNT: 200, PromotionKind.FOR_PRICE: 3_000, PromotionKind.MIX: 4_500}
    return Promotion(
        number,
        f"Promotion {number}",
        kind,
        tuple(slots),
        _ALWAYS,
        percent_ppm=percent.get(kind, 0),
        amount_minor=amount.get(kind, 0),
        threshold_minor=30_000 if kind is PromotionKind.THRESHOLD else 0,
    )


def _group(rng: Random, skus: list[str]) -> GoodsGroup:
    drawn = rng.random()
    if drawn < 0.6:
        return GoodsGroup(frozenset(rng.sample(skus, rng.randint(1, 40))))
    if drawn < 0.97:
        return GoodsGroup(categories=frozenset({f"c{rng.randrange(CATEGORIES)}"}))
    return GoodsGroup()
