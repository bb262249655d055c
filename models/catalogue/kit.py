"""Kits: products made of other products, which are taken from stock when one is sold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from models.errors import Reason, Refused
from models.quantity import LINE_QUANTITY_MAX, from_milli, to_milli

#: A kit may have kits as parts, which may have kits as parts: so many of them one in the other.
LEVELS_MAX = 4
#: Parts of one kit, once the kits in it are taken apart.
PARTS_MAX = 60
_THOUSANDTH = Decimal("0.001")
#: The parts of kits by the kit's SKU: how much of which product goes into one.
Recipes = Mapping[str, Mapping[str, Decimal]]


class WrongKit(Refused):
    """A kit that cannot be made of these parts."""

    code = "wrong_kit"
    text = "{sku} cannot be a kit: {reason}. Nothing was changed; look at the kit's parts and try again."

    sku: str
    reason: str


@dataclass(frozen=True, slots=True)
class KitPart:
    """A product in a kit, and how much of it goes into one kit, in its own unit and exact thousandths."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a kit is made of from its ``version`` on; the first is 1. Without parts the product is no kit any more."""

    sku: str
    version: int
    parts: tuple[KitPart, ...] = ()


class KitUnits(Struct, frozen=True):
    """How much of a product is in one kit, kits in it taken apart; ``cost_minor`` of a unit of it if it is known."""

    sku: str
    units: Decimal
    cost_minor: int | None = None


class KitContents(Struct, frozen=True):
    """The products that one kit takes from stock, by SKU, as the recipe of ``version`` has them today."""

    version: int
    parts: tuple[KitUnits, ...]


class SoldPart(Struct, frozen=True):
    """A product that a sold line took from stock; below zero in a refund: it came back."""

    sku: str
    quantity: Decimal


class SoldKit(Struct, frozen=True):
    """What the kits of a sold line took from stock, as the recipe of ``version`` had it at that moment."""

    version: int
    parts: tuple[SoldPart, ...]


def check_kit(recipe: Recipe, stored: Recipes) -> None:
    """Raise :class:`WrongKit` unless the recipe may be stored beside the ``stored`` ones, which may have an older one.

    A kit is not in itself, not even by way of other kits; see :data:`LEVELS_MAX` and :data:`PARTS_MAX`.
    """
    skus = [each.sku for each in recipe.parts]
    if len(set(skus)) < len(skus):
        raise WrongKit(recipe.sku, Reason("kit_twice", "it has the same part twice"))
    for each in recipe.parts:
        if not _is_quantity(each.quantity):
            raise WrongKit(
                recipe.sku, Reason("kit_quantity", "the quantity of {part} is not from 0.001 to 9999", part=each.sku)
            )
    recipes = {**stored, recipe.sku: {each.sku: each.quantity for each in recipe.parts}}
    for sku in {recipe.sku, *_kits_with(recipe.sku, recipes)}:
        _check_levels(sku, recipes, (sku,))
        _check_size(sku, recipes)


def _is_quantity(quantity: Decimal) -> bool:
    return quantity.is_finite() and 0 < quantity <= LINE_QUANTITY_MAX and quantity % _THOUSANDTH == 0


def _kits_with(sku: str, recipes: Recipes) -> set[str]:
    """The kits that have a product in them, also by way of other kits."""
    above: set[str] = set()
    below = {sku}
    while below:
        below = {kit for kit, parts in recipes.items() if not below.isdisjoint(parts)} - above
        above |= below
    return above


def _check_levels(sku: str, recipes: Recipes, path: tuple[str, ...]) -> None:
    if len(path) > LEVELS_MAX:
        raise WrongKit(path[0], Reason("kit_levels", "more than {most} kits are one in the other", most=LEVELS_MAX))
    for part in recipes.get(sku, {}):
        if part in path:
            raise WrongKit(path[0], Reason("kit_circle", "{part} would be in itself", part=part))
        if recipes.get(part):
            _check_levels(part, recipes, (*path, part))


def _check_size(sku: str, recipes: Recipes) -> None:
    units = units_in(sku, recipes)
    if len(units) > PARTS_MAX:
        raise WrongKit(sku, Reason("kit_parts", "it has more than {most} parts", most=PARTS_MAX))
    for part, quantity in units.items():
        if quantity > LINE_QUANTITY_MAX:
            raise WrongKit(sku, Reason("kit_quantity", "the quantity of {part} is not from 0.001 to 9999", part=part))


def units_in(sku: str, recipes: Recipes) -> dict[str, Decimal]:
    """How much of which product one kit takes from stock, exactly, by SKU; kits in it are taken apart.

    >>> recipes = {"BASKET": {"BOX": Decimal(2), "WINE": Decimal(1)}, "BOX": {"TRUFFLE": Decimal("0.125")}}
    >>> {part: str(units) for part, units in units_in("BASKET", recipes).items()}
    {'TRUFFLE': '0.250', 'WINE': '1'}
    """
    units: dict[str, Decimal] = {}
    for part, quantity in recipes.get(sku, {}).items():
        inside = {each: quantity * of for each, of in units_in(part, recipes).items()} or {part: quantity}
        for each, of in inside.items():
            units[each] = units.get(each, Decimal(0)) + of
    return dict(sorted(units.items()))


def sold_kit(contents: KitContents, quantity: Decimal) -> SoldKit:
    """What so many kits take from stock: of each part the exact amount is rounded once, half up, to thousandths.

    >>> third = KitContents(1, (KitUnits("CREAM", Decimal("0.0025")),))
    >>> [str(sold_kit(third, Decimal(kits)).parts[0].quantity) for kits in (1, 2, 3)]
    ['0.003', '0.005', '0.008']
    """
    parts = (SoldPart(each.sku, _thousandths(quantity * each.units)) for each in contents.parts)
    return SoldKit(contents.version, tuple(parts))


def cost_minor_of(contents: KitContents, quantity: Decimal = Decimal(1)) -> int | None:
    """What the parts of so many kits cost, in minor units, rounded once half up; ``None`` if one is unknown.

    >>> toast = KitContents(1, (KitUnits("BREAD", Decimal("0.1"), 3000), KitUnits("EGG", Decimal(2), 275)))
    >>> cost_minor_of(toast), cost_minor_of(toast, Decimal(3))
    (850, 2550)
    """
    if any(each.cost_minor is None for each in contents.parts):
        return None
    cost = sum((each.units * (each.cost_minor or 0) for each in contents.parts), Decimal(0))
    return int((quantity * cost).quantize(Decimal(1), ROUND_HALF_UP))


def kit_back(sold: SoldKit, earlier: Iterable[SoldKit], *, back: Decimal, whole: Decimal) -> SoldKit:
    """What comes back of the parts of a sold line when ``back`` of its ``whole`` quantity has come back in all.

    ``earlier`` are the parts that came back before. All that came back is rounded, not what comes back now: with the
    last kit every part has come back, however many returns there were.

    >>> sold = SoldKit(1, (SoldPart("CREAM", Decimal("0.010")),))
    >>> first = kit_back(sold, [], back=Decimal(1), whole=Decimal(3))
    >>> second = kit_back(sold, [first], back=Decimal(3), whole=Decimal(3))
    >>> str(first.parts[0].quantity), str(second.parts[0].quantity)
    ('-0.003', '-0.007')
    """
    gone: dict[str, Decimal] = {}
    for each in earlier:
        for part in each.parts:
            gone[part.sku] = gone.get(part.sku, Decimal(0)) - part.quantity
    parts = (
        SoldPart(part.sku, gone.get(part.sku, Decimal(0)) - _share(part.quantity, back, whole)) for part in sold.parts
    )
    return SoldKit(sold.version, tuple(parts))


def can_make(contents: KitContents, on_hand: Mapping[str, Decimal]) -> int:
    """How many whole kits could be made of what is on hand, which lacks products that never were.

    >>> toast = KitContents(1, (KitUnits("BREAD", Decimal("0.1")), KitUnits("EGG", Decimal(2))))
    >>> can_make(toast, {"BREAD": Decimal(2), "EGG": Decimal(7)}), can_make(toast, {"EGG": Decimal(-1)})
    (3, 0)
    """
    nothing = Decimal(0)
    return max(0, min((int(on_hand.get(each.sku, nothing) // each.units) for each in contents.parts), default=0))


def _share(quantity: Decimal, back: Decimal, whole: Decimal) -> Decimal:
    """The share of a quantity, rounded half up in whole numbers: a quotient need not be exact."""
    numerator, denominator = to_milli(quantity) * to_milli(back), to_milli(whole)
    return from_milli((2 * numerator + denominator) // (2 * denominator))


def _thousandths(quantity: Decimal) -> Decimal:
    return from_milli(to_milli(quantity.quantize(_THOUSANDTH, ROUND_HALF_UP)))
