"""Using a bundle once: which pieces it takes, what it gives, and how that is split over them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from models.money import allocate
from models.promotions.piece_class import PieceClass, percent_of
from models.promotions.promotion import Promotion, PromotionKind

#: Pieces by class: the place of the class and how many of it, in the order of the classes.
Needs = tuple[tuple[int, int], ...]


class BundleUse(Struct, frozen=True):
    """One use of the bundle in place ``bundle``: it takes ``needs`` and gives ``gain`` minor units.

    ``net`` is what is saved beyond what the same pieces would save without it.
    """

    bundle: int
    needs: Needs
    gain: int
    net: int


def bundle_gain(promotion: Promotion, prices_by_slot: Sequence[Sequence[int]]) -> int:
    """What a bundle of these pieces gives; zero or less: it would not be cheaper."""
    prices = [price for slot in prices_by_slot for price in slot]
    match promotion.kind:
        case PromotionKind.CHEAPEST_FREE:
            return min(prices)
        case PromotionKind.BUY_GET:
            return sum(percent_of(price, promotion.percent_ppm) for price in prices_by_slot[1])
        case _:
            return sum(prices) - promotion.amount_minor


def split_gain(classes: Sequence[PieceClass], needs: Needs, gain: int) -> list[tuple[int, int]]:
    """The class and the part of each piece: by the ordinary prices, to the last unit.

    No tax rate bears more than its share (*mervärdesskattelagen* (2023:200), chapter 8, section 20).
    """
    places = [place for place, count in needs for _ in range(count)]
    parts = allocate(gain, [classes[place].price_minor for place in places])
    return list(zip(places, parts, strict=True))


def make_use(
    classes: Sequence[PieceClass], promotion: Promotion, bundle: int, by_slot: Sequence[Sequence[int]]
) -> BundleUse | None:
    """The use of a bundle whose slots take pieces of these classes; ``None`` if it saves nothing beyond."""
    gain = bundle_gain(promotion, [[classes[place].price_minor for place in slot] for slot in by_slot])
    if gain <= 0:
        return None
    places = sorted(place for slot in by_slot for place in slot)
    needs = tuple((place, places.count(place)) for place in sorted(set(places)))
    saved = gain
    if any(classes[place].on_top for place, _ in needs):
        saved = sum(classes[place].value_of(part) for place, part in split_gain(classes, needs, gain))
    saved -= sum(classes[place].alone_value for place in places)
    return BundleUse(bundle, needs, gain, saved) if saved > 0 else None


def all_uses(
    classes: Sequence[PieceClass], bundles: Mapping[int, Promotion], most: int | None
) -> list[BundleUse] | None:
    """Every use of the bundles that saves something, the best for each set of pieces.

    ``None``: there are more than ``most`` to try.
    """
    best: dict[Needs, BundleUse] = {}
    tried = 0
    for bundle, promotion in bundles.items():
        for by_slot in _choices(classes, promotion, bundle):
            tried += 1
            if most is not None and tried > most:
                return None
            use = make_use(classes, promotion, bundle, by_slot)
            if use is not None and _is_better(use, best.get(use.needs)):
                best[use.needs] = use
    return list(best.values())


def _is_better(use: BundleUse, other: BundleUse | None) -> bool:
    return other is None or use.net > other.net


def _choices(classes: Sequence[PieceClass], promotion: Promotion, bundle: int) -> Iterator[list[tuple[int, ...]]]:
    """Every way to fill the slots of a bundle, as places of classes."""
    left = [each.count for each in classes]

    def fill(slot: int) -> Iterator[list[tuple[int, ...]]]:
        if slot == len(promotion.slots):
            yield []
            return
        takers = [place for place, each in enumerate(classes) if (bundle, slot) in each.slots]
        for chosen in _multisets(takers, left, promotion.slots[slot].pieces):
            for place in chosen:
                left[place] -= 1
            for rest in fill(slot + 1):
                yield [chosen, *rest]
            for place in chosen:
                left[place] += 1

    yield from fill(0)


def _multisets(places: Sequence[int], left: Sequence[int], size: int, first: int = 0) -> Iterator[tuple[int, ...]]:
    if size == 0:
        yield ()
        return
    for start in range(first, len(places)):
        place = places[start]
        for count in range(min(left[place], size), 0, -1):
            for rest in _multisets(places, left, size - count, start + 1):
                yield (place,) * count + rest
