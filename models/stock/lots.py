"""Lots: goods of one product that were made together, with the last day on which they are good.

What is on hand of a product is what its lots have and a *rest* of which no lot is known. The rest is older than any
lot, so goods leave it first, then the lot that expires first. Below zero it is what left although no lot had it: so
much is missing of the lots, of the first to expire first. Of goods that name their day but no lot, the day is the lot
(directive 2011/91/EU, article 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.catalogue.product import clean_text
from models.errors import Reason, Refused
from models.stock.movement import StockMovement

#: A lot of GS1 has 20 signs at most (General Specifications, section 3.4.1); a supplier's own may be longer.
LOT_LENGTH_MAX = 40
#: Longest note of a recall.
NOTE_LENGTH_MAX = 120
_NOTHING = Decimal(0)


class WrongLot(Refused):
    """A lot with a value that cannot be."""

    code = "wrong_lot"
    text = "{sku}: the lot {reason}. Nothing was changed; enter it again."

    sku: str
    reason: Reason


class RecalledLot(Refused):
    """Goods of a lot that was recalled."""

    code = "recalled_lot"
    text = "{name} of the lot {lot} was recalled and must not be sold. Nothing was added; put it aside."

    name: str
    lot: str


@dataclass(frozen=True, slots=True)
class NamedLot:
    """A lot as its package names it; ``best_before`` is the last day on which the goods are good, if there is one."""

    code: str
    best_before: date | None = None


@dataclass(frozen=True, slots=True)
class LotOnHand:
    """What a location has of a lot; a lot that ``is_recalled`` is not sold."""

    lot: NamedLot
    units: Decimal
    is_recalled: bool = False


@dataclass(frozen=True, slots=True)
class ShelfLots:
    """What a location has of a product, and what of it is of which lot; the rest is of no known lot."""

    on_hand: Decimal = _NOTHING
    lots: tuple[LotOnHand, ...] = ()

    @property
    def rest(self) -> Decimal:
        """What no lot has; below zero what left although no lot had it."""
        return self.on_hand - sum((each.units for each in self.lots), _NOTHING)


@dataclass(frozen=True, slots=True)
class LotPart:
    """The part of a movement that is of one lot: ``units`` have the sign of the movement."""

    source_id: int
    position: int
    sku: str
    lot: NamedLot
    units: Decimal


@dataclass(frozen=True, slots=True)
class LotRecall:
    """A recall of a lot: its goods are not sold from ``at`` on, or again if the recall ``is_lifted``."""

    id: int
    sku: str
    code: str
    note: str
    is_lifted: bool
    operator: str


def named_lot(sku: str, code: str, best_before: date | None) -> NamedLot | None:
    """The lot of a typed or scanned code and day; ``None`` if both are missing. Raises :class:`WrongLot`.

    >>> named_lot("MILK", "", date(2026, 12, 5)).code
    '2026-12-05'
    """
    clean = clean_text(code)
    if len(clean) > LOT_LENGTH_MAX:
        raise WrongLot(sku, Reason("lot_long", "has more than 40 characters"))
    if not clean and best_before is None:
        return None
    return NamedLot(clean or f"{best_before}", best_before)


#: The lots of the goods of movements and how much is of each, by the position of the movement.
LotsByPosition = Mapping[int, Mapping[NamedLot, Decimal]]


def lots_of_movements(
    movements: Sequence[StockMovement], shelves: Mapping[tuple[int, str], ShelfLots], named_units: LotsByPosition
) -> list[LotPart]:
    """The lots of movements, one after the other; ``shelves`` are as the movements left them, by location and SKU.

    ``named_units`` names the lots of some of them; all others leave by :func:`units_by_lot`, or come without a lot.
    """
    before = dict(shelves)
    for each in movements:
        shelf = before[each.location_id, each.sku]
        before[each.location_id, each.sku] = replace(shelf, on_hand=shelf.on_hand - each.quantity)
    parts: list[LotPart] = []
    for each in movements:
        shelf, named = before[each.location_id, each.sku], named_units.get(each.position)
        codes = None if named is None else {lot.code: units for lot, units in named.items()}
        units = units_by_lot(each.quantity, shelf.rest, shelf.lots, codes)
        lots = {lot.code: lot for lot in named or ()} | {of.lot.code: of.lot for of in shelf.lots}
        parts += [LotPart(each.source_id, each.position, each.sku, lots[code], of) for code, of in units.items()]
        before[each.location_id, each.sku] = _moved(
            shelf, each.quantity, {lots[code]: of for code, of in units.items()}
        )
    return parts


def _moved(shelf: ShelfLots, change: Decimal, units: Mapping[NamedLot, Decimal]) -> ShelfLots:
    has = {each.lot.code: each for each in shelf.lots}
    for lot, of in units.items():
        each = has.get(lot.code, LotOnHand(lot, _NOTHING))
        has[lot.code] = replace(each, units=each.units + of)
    return ShelfLots(shelf.on_hand + change, tuple(has.values()))


def units_by_lot(
    change: Decimal, rest: Decimal, lots: Iterable[LotOnHand], named_units: Mapping[str, Decimal] | None = None
) -> dict[str, Decimal]:
    """How much of a movement is of which lot, by its code; what is left is of no known lot.

    ``change`` is above zero for goods that come; ``rest`` is what no lot had before it. ``named_units`` are the lots
    of the goods and how much is of each, in order: what comes is theirs, what leaves is theirs as far as they have it.

    >>> milk = [LotOnHand(NamedLot("B"), Decimal(6)), LotOnHand(NamedLot("A", date(2026, 12, 5)), Decimal(2))]
    >>> {code: str(units) for code, units in units_by_lot(Decimal(-5), Decimal(1), milk).items()}
    {'A': '-2', 'B': '-2'}
    >>> {code: str(units) for code, units in units_by_lot(Decimal(-5), Decimal(-1), milk).items()}
    {'A': '-1', 'B': '-4'}
    """
    if change > 0:
        return _spread(change, (named_units or {}).items())
    has = {each.lot.code: each.units for each in lots}
    if named_units is not None:
        named = ((code, min(units, has.get(code, _NOTHING))) for code, units in named_units.items())
        return {code: -units for code, units in _spread(-change, named).items()}
    oldest = ((each.lot.code, each.units) for each in really_left(rest, lots) if not each.is_recalled)
    return {code: -units for code, units in _spread(-change - max(_NOTHING, rest), oldest).items()}


def first_expired_first(lots: Iterable[LotOnHand]) -> list[LotOnHand]:
    """The lots in the order in which they are to leave: those without a day last."""
    return sorted(lots, key=lambda each: (each.lot.best_before or date.max, each.lot.code))


def really_left(rest: Decimal, lots: Iterable[LotOnHand]) -> list[LotOnHand]:
    """What there really is of each lot, the first to expire first: a rest below zero is missing of them.

    >>> [str(each.units) for each in really_left(Decimal(-3), [LotOnHand(NamedLot(code), Decimal(2)) for code in "AB"])]
    ['0', '1']
    """
    missing, left = max(_NOTHING, -rest), list[LotOnHand]()
    for each in first_expired_first(lots):
        gone = min(missing, max(_NOTHING, each.units))
        left.append(replace(each, units=each.units - gone))
        missing -= gone
    return left


def put_back(parts: Sequence[LotPart], gone_back: Mapping[str, Decimal], units: Decimal) -> dict[NamedLot, Decimal]:
    """Of which lots goods are that come back, from the ``parts`` that left; ``gone_back`` came back before, by lot.

    The lot that left last comes back first, for it was the youngest.
    """
    lots = {each.lot.code: each.lot for each in parts}
    left = ((each.lot.code, abs(each.units) - gone_back.get(each.lot.code, _NOTHING)) for each in reversed(parts))
    return {lots[code]: of for code, of in _spread(units, left).items()}


def _spread(units: Decimal, room: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Divide ``units`` among places in order, each up to its room."""
    parts: dict[str, Decimal] = {}
    for code, most in room:
        part = min(units, most)
        if part > 0:
            parts[code] = part
            units -= part
    return parts
