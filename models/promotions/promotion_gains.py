"""What promotions give on a basket: the way of using them that is best for the customer.

See docs/algorithms/promotions.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from models.money import allocate
from models.promotions.best_bundles import STEPS_MAX, Chosen, choose_bundles
from models.promotions.bundle_use import split_gain
from models.promotions.piece_class import PieceClass, SlotOf, best_alone, reduction
from models.promotions.promoted_goods import PromotedBasket, PromotedGoods, PromotionGain
from models.promotions.promotion import (
    ANYBODY,
    BUNDLE_KINDS,
    SINGLE_KINDS,
    Buyer,
    Promotion,
    PromotionKind,
    Stacking,
)
from models.promotions.promotion_index import PromotionIndex

_ONE = Decimal(1)


def find_gains(
    goods: Sequence[PromotedGoods],
    index: PromotionIndex,
    wall: datetime,
    buyer: Buyer = ANYBODY,
    *,
    steps_max: int = STEPS_MAX,
) -> PromotedBasket:
    """What the promotions of ``index`` that hold give on a basket; the order of its lines is no matter.

    ``wall`` is what the clock of the shop shows. ``steps_max`` is where the search for something better ends.
    """
    holding = index.holding(wall, buyer) if goods else frozenset()
    if not holding:
        return PromotedBasket()
    ordered = sorted(goods, key=lambda each: (each.sku, each.unit_price_minor, each.mark, each.quantity, each.position))
    work = _Work(ordered, index, holding)
    is_proven = work.use_bundles(work.sort_pieces(), steps_max)
    work.use_thresholds()
    gains = [(ordered[line].position, place, amount) for (line, place), amount in work.gains.items() if amount]
    named = [(position, index.promotions[place], amount) for position, place, amount in sorted(gains)]
    return PromotedBasket(tuple(PromotionGain(at, each.id, each.name, amount) for at, each, amount in named), is_proven)


class _Work:
    """The lines of one basket, and what each promotion (by its place in the index) takes off each of them so far."""

    def __init__(self, lines: Sequence[PromotedGoods], index: PromotionIndex, holding: frozenset[int]) -> None:
        self.lines = lines
        self.index = index
        self.holding = holding
        self.places = {each.id: place for place, each in enumerate(index.promotions)}
        self.gross = [each.gross_minor for each in lines]
        self.gains: dict[tuple[int, int], int] = {}

    def take_off(self, line: int, promotion: Promotion, amount: int) -> None:
        """Let a promotion take an amount off a line."""
        key = line, self.places[promotion.id]
        self.gains[key] = self.gains.get(key, 0) + amount

    def sort_pieces(self) -> list[PieceClass]:
        """The pieces and weighed lines that any promotion concerns, by what is alike to all of them; dearest first."""
        classes: dict[object, PieceClass] = {}
        lines: dict[object, list[tuple[int, int]]] = {}
        for line, goods in enumerate(self.lines):
            concerning = [place for place in self.index.concerning(goods) if place in self.holding]
            if not concerning:
                continue
            one = self._class_of(goods, line, [self.index.promotions[place] for place in concerning])
            is_weighed = one.quantity is not _ONE
            key = line if is_weighed else one.kind
            classes.setdefault(key, one)
            lines.setdefault(key, []).append((line, 1 if is_weighed else int(goods.quantity)))
        whole = [one.with_lines(lines[key]) for key, one in classes.items()]
        # A bundle's last unit goes to the first of equal prices; who that is must not depend on the lines.
        return sorted(whole, key=lambda each: (-each.price_minor, [on_top.id for on_top in each.on_top]))

    def _class_of(self, goods: PromotedGoods, line: int, promotions: list[Promotion]) -> PieceClass:
        is_piece = goods.is_by_piece
        price, quantity = (goods.unit_price_minor, _ONE) if is_piece else (self.gross[line], goods.quantity)
        single = [each for each in promotions if each.kind in SINGLE_KINDS and _takes(each, 0, goods)]
        alone = [each for each in single if each.stacking is Stacking.EXCLUSIVE]
        on_top = tuple(each for each in single if each.stacking is Stacking.COMBINES)
        slots: frozenset[SlotOf] = frozenset()
        if is_piece and not goods.is_only_by_name and price > 0:
            bundles = [each for each in promotions if each.kind in BUNDLE_KINDS]
            slots = frozenset(
                (self.places[each.id], slot)
                for each in bundles
                for slot in range(len(each.slots))
                if _takes(each, slot, goods)
            )
        return PieceClass(price, quantity, best_alone(alone, price, quantity), on_top, slots)

    def use_bundles(self, classes: Sequence[PieceClass], steps_max: int) -> bool:
        """Use bundles where they save most and promotions of one piece on the rest; whether that is proven the best."""
        is_proven = True
        used: dict[int, int] = {}
        for together, bundles in competing(classes, self.index.promotions):
            chosen, is_best = choose_bundles(together, bundles, steps_max)
            is_proven = is_proven and is_best
            self._use(together, chosen, used)
        for one in classes:
            left = _after(one.pieces_of, used.get(id(one), 0))
            for line, count in left:
                self._reduce_piece(one, line, count, one.alone, one.alone_gain)
        return is_proven

    def _use(self, classes: Sequence[PieceClass], chosen: Chosen, used: dict[int, int]) -> None:
        for use, times in chosen:
            promotion = self.index.promotions[use.bundle]
            for place, part in split_gain(classes, use.needs, use.gain):
                one = classes[place]
                first = used.get(id(one), 0)
                used[id(one)] = first + times
                for line, count in _after(one.pieces_of, first, times):
                    self._reduce_piece(one, line, count, promotion, part)

    def _reduce_piece(self, one: PieceClass, line: int, count: int, promotion: Promotion | None, gain: int) -> None:
        """Take what a promotion gives on a piece, and what comes on top, off ``count`` pieces of a line."""
        if promotion is not None:
            self.take_off(line, promotion, gain * count)
        for on_top, amount in one.gains_on_top(gain):
            self.take_off(line, on_top, amount * count)

    def use_thresholds(self) -> None:
        """Of the exclusive thresholds that are reached the one that gives most, then those that come on top."""
        reached = [each for each in self._thresholds() if self._is_reached(each)]
        exclusive = [each for each in reached if each.stacking is Stacking.EXCLUSIVE]
        if not reached:
            return
        left = self._left()
        best = min(exclusive, key=lambda each: (-reduction(each, sum(left), _ONE), each.rank), default=None)
        on_top = [each for each in reached if each.stacking is Stacking.COMBINES]
        for promotion in [*([best] if best else []), *on_top]:
            left = self._left()
            gain = reduction(promotion, sum(left), _ONE)
            if gain:
                for line, part in enumerate(allocate(gain, left)):
                    self.take_off(line, promotion, part)

    def _thresholds(self) -> list[Promotion]:
        ranked = [self.index.promotions[place] for place in sorted(self.holding)]
        return [each for each in ranked if each.kind is PromotionKind.THRESHOLD]

    def _is_reached(self, promotion: Promotion) -> bool:
        """Whether the goods of its slot cost enough, at their ordinary prices."""
        bought = sum(gross for goods, gross in zip(self.lines, self.gross, strict=True) if _takes(promotion, 0, goods))
        return bought >= promotion.threshold_minor

    def _left(self) -> list[int]:
        """What is left of each line to take a threshold's amount from; goods only by name give none of it."""
        left = [0 if goods.is_only_by_name else gross for goods, gross in zip(self.lines, self.gross, strict=True)]
        for (line, _), amount in self.gains.items():
            if left[line]:
                left[line] -= amount
        return left


def _takes(promotion: Promotion, slot: int, goods: PromotedGoods) -> bool:
    group = promotion.slots[slot].goods
    return group.holds(goods.sku, goods.category, is_only_by_name=goods.is_only_by_name)


def _after(pieces_of: Sequence[tuple[int, int]], first: int, count: int | None = None) -> list[tuple[int, int]]:
    """The lines of the pieces of a class from the place ``first`` on, ``count`` of them or all that are left."""
    lines = []
    for line, pieces in pieces_of:
        here = max(0, pieces - first) if count is None else min(max(0, pieces - first), count)
        first = max(0, first - pieces)
        if here:
            lines.append((line, here))
            count = None if count is None else count - here
    return lines


def competing(
    classes: Sequence[PieceClass], promotions: Sequence[Promotion]
) -> Iterator[tuple[list[PieceClass], dict[int, Promotion]]]:
    """The pieces and bundles of a basket in parts that have nothing to do with each other."""
    usable = _with_pieces(classes, promotions)
    open_bundles = sorted(usable)
    while open_bundles:
        together, grown = {open_bundles[0]}, True
        while grown:
            members = [each for each in classes if any(bundle in together for bundle, _ in each.slots)]
            reached = {bundle for each in members for bundle, _ in each.slots if bundle in usable}
            grown, together = reached > together, reached
        yield members, {bundle: promotions[bundle] for bundle in sorted(together)}
        open_bundles = [bundle for bundle in open_bundles if bundle not in together]


def _with_pieces(classes: Sequence[PieceClass], promotions: Sequence[Promotion]) -> set[int]:
    """The bundles of which each slot finds its pieces, and all slots together do."""
    in_slot: dict[SlotOf, int] = {}
    in_all: dict[int, int] = {}
    for each in classes:
        for slot in each.slots:
            in_slot[slot] = in_slot.get(slot, 0) + each.count
        for bundle in {bundle for bundle, _ in each.slots}:
            in_all[bundle] = in_all.get(bundle, 0) + each.count
    return {
        bundle
        for bundle, count in in_all.items()
        if count >= promotions[bundle].pieces
        and all(in_slot.get((bundle, slot), 0) >= of.pieces for slot, of in enumerate(promotions[bundle].slots))
    }
