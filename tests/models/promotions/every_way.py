"""The best of every way to use promotions on a small basket, found by trying all of them: slow and plain.

It shares no search with the models: pieces are listed one by one, and each is left alone, reduced alone, or taken by
any bundle together with any others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

from models.money import allocate
from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import Promotion, PromotionKind, Stacking

BUNDLES = (PromotionKind.FOR_PRICE, PromotionKind.MIX, PromotionKind.CHEAPEST_FREE, PromotionKind.BUY_GET)


@dataclass(frozen=True)
class Piece:
    goods: PromotedGoods
    price: int
    quantity: Decimal


def least_total(goods: Sequence[PromotedGoods], promotions: Sequence[Promotion]) -> int:
    """What a basket costs when the promotions are used in the best of all ways."""
    ranked = sorted(promotions, key=lambda each: each.rank)
    pieces = [piece for line in goods for piece in _pieces(line)]
    fixed = sum(_alone(piece, ranked) for piece in pieces if piece.goods.is_only_by_name)
    free = tuple(piece for piece in pieces if not piece.goods.is_only_by_name)
    return fixed + _with_thresholds(goods, ranked, _least(free, ranked, {}))


def _pieces(line: PromotedGoods) -> list[Piece]:
    if not line.is_by_piece:
        exact = line.unit_price_minor * line.quantity
        return [Piece(line, int(exact.quantize(Decimal(1), ROUND_HALF_UP)), line.quantity)]
    return [Piece(line, line.unit_price_minor, Decimal(1))] * int(line.quantity)


def _least(pieces: tuple[Piece, ...], ranked: Sequence[Promotion], known: dict[tuple[Piece, ...], int]) -> int:
    if not pieces:
        return 0
    if pieces not in known:
        first, rest = pieces[0], pieces[1:]
        ways = [_alone(first, ranked) + _least(rest, ranked, known)]
        for promotion in (each for each in ranked if each.kind in BUNDLES):
            for others in combinations(range(len(rest)), promotion.pieces - 1):
                used = [first, *(rest[i] for i in others)]
                left = tuple(piece for i, piece in enumerate(rest) if i not in others)
                ways += [cost + _least(left, ranked, known) for cost in _bundle_costs(used, promotion, ranked)]
        known[pieces] = min(ways)
    return known[pieces]


def _bundle_costs(used: list[Piece], promotion: Promotion, ranked: Sequence[Promotion]) -> Iterator[int]:
    if any(not piece.goods.is_by_piece for piece in used):
        return
    for slots in _dealt(used, [slot.pieces for slot in promotion.slots]):
        if not _fits(promotion, slots):
            continue
        prices = [piece.price for piece in used]
        if promotion.kind is PromotionKind.CHEAPEST_FREE:
            gain = min(prices)
        elif promotion.kind is PromotionKind.BUY_GET:
            gain = sum(_part(piece.price, promotion.percent_ppm) for piece in slots[1])
        else:
            gain = sum(prices) - promotion.amount_minor
        if gain > 0:
            order = sorted(used, key=lambda piece: (-piece.price, _ids_on_top(piece, ranked)))
            parts = allocate(gain, [piece.price for piece in order])
            yield sum(_on_top(piece, piece.price - part, ranked) for piece, part in zip(order, parts, strict=True))


def _dealt(pieces: list[Piece], sizes: Sequence[int]) -> Iterator[list[list[Piece]]]:
    """The pieces over slots of these sizes, in every way; they are as many as the sizes sum to."""
    if not sizes:
        yield []
        return
    for taken in combinations(range(len(pieces)), sizes[0]):
        rest = [piece for i, piece in enumerate(pieces) if i not in taken]
        for others in _dealt(rest, sizes[1:]):
            yield [[pieces[i] for i in taken], *others]


def _fits(promotion: Promotion, slots: list[list[Piece]]) -> bool:
    return all(
        slot.goods.holds(piece.goods.sku, piece.goods.category)
        for slot, taken in zip(promotion.slots, slots, strict=True)
        for piece in taken
    )


def _alone(piece: Piece, ranked: Sequence[Promotion]) -> int:
    alone = [each for each in ranked if _is_single(each, piece) and each.stacking is Stacking.EXCLUSIVE]
    prices = [piece.price, *(_reduced(each, piece.price, piece.quantity) for each in alone)]
    return min(_on_top(piece, price, ranked) for price in prices)


def _on_top(piece: Piece, price: int, ranked: Sequence[Promotion]) -> int:
    for each in ranked:
        if _is_single(each, piece) and each.stacking is Stacking.COMBINES:
            price = _reduced(each, price, piece.quantity)
    return price


def _ids_on_top(piece: Piece, ranked: Sequence[Promotion]) -> list[int]:
    return [each.id for each in ranked if _is_single(each, piece) and each.stacking is Stacking.COMBINES]


def _is_single(promotion: Promotion, piece: Piece) -> bool:
    goods, group = piece.goods, promotion.slots[0].goods
    is_single = promotion.kind in {PromotionKind.PERCENT, PromotionKind.AMOUNT}
    return is_single and group.holds(goods.sku, goods.category, is_only_by_name=goods.is_only_by_name)


def _reduced(promotion: Promotion, price: int, quantity: Decimal) -> int:
    if promotion.percent_ppm:
        return price - _part(price, promotion.percent_ppm)
    off = (promotion.amount_minor * quantity).quantize(Decimal(1), ROUND_HALF_UP)
    return max(0, price - int(off))


def _part(minor: int, percent_ppm: int) -> int:
    return int((Decimal(minor) * percent_ppm / 1_000_000).quantize(Decimal(1), ROUND_HALF_UP))


def _with_thresholds(goods: Sequence[PromotedGoods], ranked: Sequence[Promotion], total: int) -> int:
    reached = [each for each in ranked if each.kind is PromotionKind.THRESHOLD and _is_reached(goods, each)]
    exclusive = [each for each in reached if each.stacking is Stacking.EXCLUSIVE]
    total = min([total, *(_reduced(each, total, Decimal(1)) for each in exclusive)])
    for each in reached:
        if each.stacking is Stacking.COMBINES:
            total = _reduced(each, total, Decimal(1))
    return total


def _is_reached(goods: Sequence[PromotedGoods], promotion: Promotion) -> bool:
    group = promotion.slots[0].goods
    bought = [
        sum(piece.price for piece in _pieces(line))
        for line in goods
        if group.holds(line.sku, line.category, is_only_by_name=line.is_only_by_name)
    ]
    return sum(bought) >= promotion.threshold_minor
