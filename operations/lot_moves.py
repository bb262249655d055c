"""Which lots goods are of that have just moved, within the transaction that moves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from models.stock.lot_facts import lots_fact
from models.stock.lots import LotPart, LotsByPosition, NamedLot, lots_of_movements, put_back
from models.stock.movement import StockMovement
from operations.unit_of_work import UnitOfWork
from store import lot_levels

#: No goods name their lot.
UNNAMED: LotsByPosition = {}


def move_lots(work: UnitOfWork, movements: Sequence[StockMovement], named: LotsByPosition = UNNAMED) -> None:
    """Record the lots of movements that have one source and are recorded; nothing for goods without lots.

    ``named`` names the lots of some of them by position. The stock of the goods is locked by their movements.
    """
    with_lots = lot_levels.skus_with_lots(work.tx, {each.sku for each in movements})
    move_lots_of(work, [each for each in movements if each.sku in with_lots], named)


def move_lots_of(work: UnitOfWork, movements: Sequence[StockMovement], named: LotsByPosition = UNNAMED) -> None:
    """The same for goods that are known to have lots."""
    if not movements:
        return
    shelves = lot_levels.shelves(work.tx, {(each.location_id, each.sku) for each in movements})
    parts = lots_of_movements(movements, shelves, named)
    lot_levels.record_parts(work.tx, parts, {each.position: each.location_id for each in movements})
    if parts:
        work.record(lots_fact(parts), at=movements[0].at)


def lots_back(work: UnitOfWork, movements: Sequence[StockMovement], source_id: int) -> LotsByPosition:
    """The lots of goods that come back from what ``source_id`` moved away, by the position of their movement."""
    parts = lot_levels.parts_of(work.tx, source_id)
    return _back(parts, movements, lambda part, move: part.sku == move.sku, {})


def lots_of_refund(work: UnitOfWork, movements: Sequence[StockMovement], sale_id: int) -> LotsByPosition:
    """The lots of goods that a customer brings back of a sale, also where they leave again at once."""
    parts = lot_levels.parts_of(work.tx, sale_id)
    if not parts:
        return UNNAMED
    gone = lot_levels.parts_given_back(work.tx, sale_id)
    return _back(parts, movements, _is_of_line, gone)


def lots_sold(work: UnitOfWork, movements: Sequence[StockMovement], sale_id: int) -> LotsByPosition:
    """The lots of which a sale was, for one that repeats it."""
    return _back(lot_levels.parts_of(work.tx, sale_id), movements, _is_of_line, {})


def _is_of_line(part: LotPart, move: StockMovement) -> bool:
    return part.position == abs(move.position)  # a part of a kit comes back in the place in which it left


def _back(
    parts: Sequence[LotPart],
    movements: Sequence[StockMovement],
    is_of: Callable[[LotPart, StockMovement], bool],
    gone: dict[int, dict[str, Decimal]],
) -> dict[int, dict[NamedLot, Decimal]]:
    by_position: dict[int, dict[NamedLot, Decimal]] = {}
    for move in movements:
        own = [each for each in parts if is_of(each, move)]
        back = put_back(own, gone.get(abs(move.position), {}), abs(move.quantity))
        if back:
            by_position[move.position] = back
    return by_position
