"""Sending goods back to their supplier, and entering its answer. Doing it twice is doing it once."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Reason
from models.purchasing.supplier_return import (
    ClaimAnswer,
    ClaimedBefore,
    ClaimEnd,
    ClaimHasEnded,
    ClaimLine,
    ClaimSource,
    GoodsForSupplier,
    ReturnToSupplier,
    SupplierReturn,
    UnclaimedGoods,
    WrongSupplierReturn,
    claim_lines,
    moves_of_answer,
    moves_of_return,
)
from models.purchasing.supplier_return_fact import claim_ended_fact, returned_fact
from models.quantity import Unit
from models.shop import fact_number
from models.stock.movement import StockMovement
from models.stock.movement_fact import moved_fact
from models.stock.repeated_entry import check_repeated
from operations.access.permissions import check
from operations.lot_moves import UNNAMED, lots_back, move_lots
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, purchasing, shop, stock, supplier_returns
from store.analysis.stock_value import average_costs_of
from store.catalogue.goods_without_stock import why_no_stock
from store.database.engine import Store


def return_to_supplier(store: Store, actor: Actor, wish: ReturnToSupplier, *, at: datetime) -> SupplierReturn:
    """Take what goes back off the shelf, and claim what it cost. Stock may fall below zero: the shelf decides.

    Damaged goods of a delivery are claimed at their cost there, all others at their average cost.
    Raises :class:`WrongSupplierReturn`, :class:`ClaimedBefore`, :class:`models.stock.repeated_entry.EntryDiffers` or
    :class:`store.catalogue.one_product.UnknownProduct`; nothing is changed then.
    """
    check(actor, Permission.RETURN_TO_SUPPLIER)
    check_no_card_data(wish.note)
    with unit_of_work(store, actor, at=at) as work:
        before = supplier_returns.return_of_key(work.tx, wish.key)
        if before is not None:
            check_repeated(wish.key, before.wish, wish)
            return before
        _check_place(work, wish)
        origins = [each.origin for each in wish.goods if each.origin.source is not ClaimSource.SHELF]
        supplier_returns.lock_origins(work.tx, origins)
        waiting = supplier_returns.goods_of_origins(work.tx, origins)
        for each in wish.goods:
            _check_goods(work, each)
            if each.origin.source is not ClaimSource.SHELF:
                _check_origin(wish, each, waiting.get(each.origin))
        costs = average_costs_of(work.tx, sorted({each.sku for each in wish.goods}), work.at)
        paid = {origin: each.cost_minor for origin, each in waiting.items()}
        return _save(work, wish, claim_lines(wish.goods, paid, costs))


def answer_claim(store: Store, actor: Actor, return_id: int, answer: ClaimAnswer, *, at: datetime) -> ClaimEnd:
    """Enter that a claim was credited or refused; with ``is_back`` what left the shelf is on it again.

    Whoever does it must be permitted to see costs. Raises :class:`store.supplier_returns.UnknownClaim`,
    :class:`ClaimHasEnded`, :class:`WrongSupplierReturn` or :class:`models.stock.repeated_entry.EntryDiffers`;
    nothing is changed then.
    """
    check(actor, Permission.RETURN_TO_SUPPLIER)
    check(actor, Permission.SEE_COSTS)
    for text in (answer.note, answer.credit_note):
        check_no_card_data(text)
    with unit_of_work(store, actor, at=at) as work:
        claim = supplier_returns.lock_return(work.tx, return_id)
        before = supplier_returns.end_of_claim(work.tx, return_id)
        if before is not None and before.answer.key == answer.key:
            check_repeated(answer.key, before.answer, answer)
            return before
        if before is not None:
            raise ClaimHasEnded(fact_number(return_id))
        if work.at < claim.at:
            raise WrongSupplierReturn(claim.lines[0].goods.sku, Reason("before_it_left", "cannot end before it left"))
        (end_id,) = work.take_ids()
        day = work.station.shop.business_day(work.at)
        end = ClaimEnd(end_id, return_id, answer, work.at, day, work.actor.operator_id)
        supplier_returns.record_claim_end(work.tx, end)
        work.record(claim_ended_fact(end))
        _move(work, moves_of_answer(claim, end), came_from=claim.id)
        return end


def _save(work: UnitOfWork, wish: ReturnToSupplier, lines: tuple[ClaimLine, ...]) -> SupplierReturn:
    (return_id,) = work.take_ids()
    company = work.station.shop
    claim = SupplierReturn(
        id=return_id,
        key=wish.key,
        supplier_code=wish.supplier_code,
        location_id=wish.location_id,
        lines=lines,
        note=wish.note,
        currency=company.currency,
        at=work.at,
        business_day=company.business_day(work.at),
        operator=work.actor.operator_id,
    )
    supplier_returns.record_return(work.tx, claim)
    work.record(returned_fact(claim))
    _move(work, moves_of_return(claim), came_from=None)
    return claim


def _check_place(work: UnitOfWork, wish: ReturnToSupplier) -> None:
    first = wish.goods[0].sku
    if wish.supplier_code not in purchasing.all_suppliers(work.tx):
        raise WrongSupplierReturn(first, Reason("unknown_supplier", "names no supplier of the shop"))
    if wish.location_id not in {each.id for each in shop.all_locations(work.tx)}:
        raise WrongSupplierReturn(first, Reason("no_location", "is no location of the shop"))


def _check_goods(work: UnitOfWork, goods: GoodsForSupplier) -> None:
    product = catalogue.get_product(work.tx, goods.sku)
    no_stock = why_no_stock(work.tx, product)
    if no_stock is not None:
        raise WrongSupplierReturn(goods.sku, no_stock)
    if product.unit is Unit.PIECE and goods.units != goods.units.to_integral_value():
        raise WrongSupplierReturn(goods.sku, Reason("whole_pieces", "is counted in whole pieces"))


def _check_origin(wish: ReturnToSupplier, goods: GoodsForSupplier, waiting: UnclaimedGoods | None) -> None:
    """Refuse goods that the delivery or the refund did not have, or whose claim is claim already."""
    if waiting is None or goods.units > waiting.goods.units:
        raise ClaimedBefore(goods.sku)
    is_same = goods.sku == waiting.goods.sku and wish.location_id == waiting.location_id
    if not is_same or waiting.supplier_code not in {"", wish.supplier_code}:
        raise WrongSupplierReturn(goods.sku, Reason("claim_origin", "does not name where it comes from"))


def _move(work: UnitOfWork, movements: list[StockMovement], *, came_from: int | None) -> None:
    if movements:
        stock.record_movements(work.tx, movements)
        work.record(moved_fact(movements))
        move_lots(work, movements, UNNAMED if came_from is None else lots_back(work, movements, came_from))
