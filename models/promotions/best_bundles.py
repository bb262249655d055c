"""Which bundles to use on pieces that several bundles compete for: first a good way, then a proof or a better one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod

from models.promotions.bundle_use import BundleUse, all_uses, make_use
from models.promotions.piece_class import PieceClass, SlotOf
from models.promotions.promotion import Promotion, PromotionKind

#: Up to so many different remainders of the pieces the search goes on until nothing better can be: six lines of three
#: pieces, or twelve of one.
PROVEN_REMAINDERS = 4_096
#: With more so many uses of bundles are compared, and so many steps made; then the best one so far is taken.
USES_MAX, STEPS_MAX = 120, 200

#: Uses and how often each.
Chosen = list[tuple[BundleUse, int]]


def choose_bundles(
    classes: Sequence[PieceClass], bundles: Mapping[int, Promotion], steps_max: int = STEPS_MAX
) -> tuple[Chosen, bool]:
    """The uses of ``bundles`` that save most on the pieces of ``classes``, and whether that is proven.

    Never less is saved than by taking the use that saves most again and again. See docs/algorithms/promotions.md.
    """
    chosen = take_greedily(classes, bundles)
    if _greedy_is_best(classes, bundles):
        return chosen, True
    is_small = prod(each.count + 1 for each in classes) <= PROVEN_REMAINDERS
    uses = all_uses(classes, bundles, None if is_small else USES_MAX)
    if uses is None:
        return chosen, False
    search = _Search(classes, uses, bundles, None if is_small else steps_max)
    search.best = sum(use.net * times for use, times in chosen)
    search.run([each.count for each in classes], 0, 0)
    return (chosen if search.path_of_best is None else [(use, 1) for use in search.path_of_best]), not search.has_ended


def _greedy_is_best(classes: Sequence[PieceClass], bundles: Mapping[int, Promotion]) -> bool:
    """Whether only one bundle of one group is there, and nothing else reduces its pieces.

    Then groups of pieces in the order of their prices save most: exchanging two pieces of different groups never helps.
    """
    one = next(iter(bundles.values()))
    is_simple = all(each.alone is None and not each.on_top for each in classes)
    return is_simple and len(bundles) == 1 and one.kind in {PromotionKind.FOR_PRICE, PromotionKind.CHEAPEST_FREE}


class _Search:
    """Branch and bound over the uses of bundles, in the order of the first class that each takes."""

    def __init__(
        self,
        classes: Sequence[PieceClass],
        uses: list[BundleUse],
        bundles: Mapping[int, Promotion],
        steps_max: int | None,
    ) -> None:
        self.uses_from: list[list[BundleUse]] = [[] for _ in classes]
        for use in sorted(uses, key=lambda each: (-each.net, bundles[each.bundle].rank, each.needs)):
            self.uses_from[use.needs[0][0]].append(use)
        # A use saves at most the sum of these over its pieces, so what is left saves at most their sum.
        self.most = [0] * len(classes)
        for use in uses:
            size = sum(count for _, count in use.needs)
            for place, _ in use.needs:
                self.most[place] = max(self.most[place], -(-use.net // size))
        self.best, self.steps, self.steps_max, self.has_ended = 0, 0, steps_max, False
        self.path_of_best: list[BundleUse] | None = None
        self.path: list[BundleUse] = []
        self.most_saved_at: dict[tuple[int, ...], int] = {}

    def run(self, left: list[int], first: int, saved: int) -> None:
        """Try every use on the pieces that are ``left``, from the class in place ``first`` on."""
        while first < len(left) and (left[first] == 0 or not self.uses_from[first]):
            left[first] = 0
            first += 1
        if saved > self.best:
            self.best, self.path_of_best = saved, list(self.path)
        self.steps += 1
        if first == len(left) or self._is_hopeless(left, saved):
            return
        if self.steps_max is not None and self.steps > self.steps_max:
            self.has_ended = True
            return
        for use in self.uses_from[first]:
            if all(left[place] >= count for place, count in use.needs):
                after = list(left)
                for place, count in use.needs:
                    after[place] -= count
                self.path.append(use)
                self.run(after, first, saved + use.net)
                self.path.pop()
        rest = list(left)
        rest[first] = 0
        self.run(rest, first + 1, saved)

    def _is_hopeless(self, left: list[int], saved: int) -> bool:
        """Whether what is left cannot save more than the best so far, or was tried with as much saved before."""
        if saved + sum(count * most for count, most in zip(left, self.most, strict=True)) <= self.best:
            return True
        state = tuple(left)
        was_tried = self.most_saved_at.get(state, -1) >= saved
        self.most_saved_at[state] = max(saved, self.most_saved_at.get(state, -1))
        return was_tried


def take_greedily(classes: Sequence[PieceClass], bundles: Mapping[int, Promotion]) -> Chosen:
    """The use that saves most, as often as its pieces are there, then the next one."""
    left = [each.count for each in classes]
    takers = takers_by_slot(classes)
    chosen: Chosen = []
    candidates = {place: _best_use(classes, left, takers, (place, each)) for place, each in bundles.items()}
    while True:
        usable = [(-use.net, bundles[place].rank, use) for place, use in candidates.items() if use is not None]
        if not usable:
            return chosen
        use = min(usable, key=lambda each: each[:2])[2]
        times = min(left[place] // count for place, count in use.needs)
        chosen.append((use, times))
        for place, count in use.needs:
            left[place] -= count * times
        emptied = {place for place, count in use.needs if left[place] < count}
        for bundle, candidate in candidates.items():
            if candidate is not None and any(place in emptied for place, _ in candidate.needs):
                candidates[bundle] = _best_use(classes, left, takers, (bundle, bundles[bundle]))


def _best_use(
    classes: Sequence[PieceClass],
    left: Sequence[int],
    takers: Mapping[SlotOf, Sequence[int]],
    numbered: tuple[int, Promotion],
) -> BundleUse | None:
    """A good use of one bundle on the pieces that are left."""
    bundle, promotion = numbered
    if promotion.kind is PromotionKind.CHEAPEST_FREE:
        windows = _windows(left, takers.get((bundle, 0), ()), promotion.pieces)
        uses = [make_use(classes, promotion, bundle, [each]) for each in windows]
        return max((use for use in uses if use is not None), key=lambda use: use.net, default=None)
    free, by_slot = list(left), {}
    # What is bought fills its slot last: it should take the pieces that nothing else makes cheaper.
    for slot in reversed(range(len(promotion.slots))):
        of_slot = takers.get((bundle, slot), ())
        is_bought = promotion.kind is PromotionKind.BUY_GET and slot == 0
        by_slot[slot] = _first_pieces(
            sorted(of_slot, key=lambda place: _bought_first(classes[place])) if is_bought else of_slot,
            free,
            promotion.slots[slot].pieces,
        )
        if len(by_slot[slot]) < promotion.slots[slot].pieces:
            return None
        for place in by_slot[slot]:
            free[place] -= 1
    return make_use(classes, promotion, bundle, [by_slot[slot] for slot in sorted(by_slot)])


def takers_by_slot(classes: Sequence[PieceClass]) -> dict[SlotOf, list[int]]:
    """The places of the classes that each slot takes, those first that can save most there."""
    takers: dict[SlotOf, list[int]] = {}
    for place in sorted(range(len(classes)), key=lambda place: classes[place].alone_value - classes[place].price_minor):
        for slot in classes[place].slots:
            takers.setdefault(slot, []).append(place)
    return takers


def _bought_first(one: PieceClass) -> tuple[int, int]:
    return one.alone_value, one.price_minor


def _first_pieces(takers: Sequence[int], free: Sequence[int], pieces: int) -> list[int]:
    """So many pieces of the classes in ``takers``, the first ones first; fewer if there are no more."""
    chosen: list[int] = []
    for place in takers:
        chosen += [place] * min(free[place], pieces - len(chosen))
        if len(chosen) == pieces:
            break
    return chosen


def _windows(left: Sequence[int], takers: Sequence[int], size: int) -> list[list[int]]:
    """Neighbours in price: each run of ``size`` pieces."""
    pieces = [place for place in sorted(takers) for _ in range(min(left[place], size))]
    return [list(each) for each in {tuple(pieces[i : i + size]): None for i in range(len(pieces) - size + 1)}]
