"""Receiving what a supplier brings: onto the shelf and off the order. Doing it twice is doing it once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import Product
from models.errors import Reason, Refused
from models.facts.order import OrderMoved
from models.money import Money
from models.purchasing.arrival import (
    Arrival,
    ArrivedGoods,
    CountedDelivery,
    CountedGoods,
    LotMissing,
    ReceivedMeanwhile,
    RestOfOrder,
    WrongDelivery,
    arrived_goods,
    everything_open,
    progress_after,
)
from models.purchasing.arrival_fact import arrived_fact
from models.purchasing.order_progress import LineProgress, state_after_delivery
from models.purchasing.price_breaks import cost_at
from models.purchasing.purchase_order import RECEIVABLE, OrderState, PurchaseOrder, WrongOrderState
from models.purchasing.supplier import SupplierTerm
from models.purchasing.terms_fact import terms_fact
from models.quantity import Unit
from models.stock.lots import NamedLot, WrongLot
from models.stock.movement import MovementReason, StockMovement
from models.stock.movement_fact import moved_fact
from models.stock.repeated_entry import check_repeated
from operations.access.permissions import check
from operations.lot_moves import move_lots
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, lot_levels, purchasing, received_goods, shop, stock
from store.catalogue.goods_without_stock import why_no_stock
from store.database.engine import Connection, Store
from store.price_break_rows import breaks_of


class NoteReceived(Refused):
    """A delivery note whose goods were received before."""

    code = "note_received"
    text = (
        "The delivery note {note} of {supplier} was received before. Nothing was received twice; look at the list of "
        "deliveries, or give the rest of it a number of its own, such as {note}-2."
    )

    note: str
    supplier: str


@dataclass(frozen=True, slots=True)
class _Place:
    """What a delivery is for: its supplier and location, and the order with the progress of its lines, if any."""

    supplier_code: str
    location_id: int
    order: PurchaseOrder | None
    progress: dict[int, LineProgress]


def receive_goods(store: Store, actor: Actor, counted: CountedDelivery, *, at: datetime) -> Arrival:
    """Put what came on the shelf and off its order, and let a new cost hold from now on.

    Goods that came damaged are off the order but not on the shelf. Whoever enters costs must be permitted to see them.
    Raises :class:`WrongOrderState`, :class:`ReceivedMeanwhile`, :class:`NoteReceived`,
    :class:`models.purchasing.arrival.WrongDelivery`, :class:`models.purchasing.arrival.LotMissing`,
    :class:`models.stock.lots.WrongLot`, :class:`store.purchasing.UnknownOrder` or
    :class:`store.catalogue.one_product.UnknownProduct`; nothing is changed then.
    """
    check(actor, Permission.RECEIVE_GOODS)
    if counted.has_costs:
        check(actor, Permission.SEE_COSTS)
    check_no_card_data(counted.note_number)
    with unit_of_work(store, actor, at=at) as work:
        if received_goods.find_by_key(work.tx, counted.key) is None:  # a repeat is answered as it was the first time
            _require_lots(work, counted.goods)
        return receive_in(work, counted)


def receive_order(store: Store, actor: Actor, order_id: int, *, at: datetime) -> PurchaseOrder:
    """Put all that is open of a sent order on the shelf of its location, as ordered.

    Raises :class:`store.purchasing.UnknownOrder`, :class:`WrongOrderState` or, for goods with lots,
    :class:`models.purchasing.arrival.LotMissing`; nothing is changed then.
    """
    check(actor, Permission.RECEIVE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        order = purchasing.hold_order(work.tx, order_id)
        if order.state is not OrderState.RECEIVED:
            progress = received_goods.progress_of_orders(work.tx, [order_id])[order_id]
            goods = everything_open(order, progress)
            _require_lots(work, goods)
            receive_in(work, CountedDelivery(f"rest of {order_id}", goods, order_id))
        return purchasing.get_order(work.tx, order_id)


def receive_in(work: UnitOfWork, counted: CountedDelivery) -> Arrival:
    """Receive a delivery within a transaction, by somebody who may; raises as :func:`receive_goods`."""
    before = received_goods.find_by_key(work.tx, counted.key)
    if before is not None:
        _check_same(before, counted)
        return before
    place = _place(work, counted)
    if counted.note_number and received_goods.has_note(work.tx, place.supplier_code, counted.note_number):
        raise NoteReceived(counted.note_number, place.supplier_code)
    goods = _goods(work, counted, place)
    arrival = _arrival(work, counted, place, goods)
    received_goods.record_arrival(work.tx, arrival)
    work.record(arrived_fact(arrival))
    _stock(work, arrival, [each.lot for each in counted.goods if each.good])
    _agree(work, arrival)
    if place.order is not None:
        _move_order(work, place.order, place.progress, progress_after(place.progress, goods))
    return arrival


def _check_same(before: Arrival, counted: CountedDelivery) -> None:
    saved = sorted((each.sku, each.good, each.damaged) for each in before.goods if each.good or each.damaged)
    entered = sorted((each.sku, each.good, each.damaged) for each in counted.goods if each.good or each.damaged)
    check_repeated(counted.key, (before.order_id, saved), (counted.order_id, entered))


def _place(work: UnitOfWork, counted: CountedDelivery) -> _Place:
    if counted.order_id is not None:
        order = purchasing.hold_order(work.tx, counted.order_id)
        if order.state not in RECEIVABLE:
            raise WrongOrderState(order.id, order.state, OrderState.RECEIVED)
        progress = received_goods.progress_of_orders(work.tx, [order.id])[order.id]
        _check_seen(order, progress, counted.goods)
        return _Place(order.supplier_code, order.location_id, order, progress)
    if counted.supplier_code not in purchasing.all_suppliers(work.tx):
        raise WrongDelivery(counted.supplier_code[:40], Reason("no_supplier", "is no supplier of the shop"))
    if counted.location_id not in {each.id for each in shop.all_locations(work.tx)}:
        raise WrongDelivery(str(counted.location_id), Reason("no_location", "is no location of the shop"))
    return _Place(counted.supplier_code, counted.location_id, None, {})


def _check_seen(order: PurchaseOrder, progress: dict[int, LineProgress], goods: Sequence[CountedGoods]) -> None:
    """Refuse lines of which more has come than whoever counted them had before them."""
    for each in goods:
        line = progress.get(each.order_line or 0)
        if line is not None and line.delivered != each.delivered_before:
            raise ReceivedMeanwhile(order.id, each.sku)


def _goods(work: UnitOfWork, counted: CountedDelivery, place: _Place) -> tuple[ArrivedGoods, ...]:
    for each in counted.goods:
        _check_product(work.tx, catalogue.get_product(work.tx, each.sku), each)
    terms = purchasing.terms_of(work.tx, place.supplier_code, work.station.shop.currency)
    lines = () if place.order is None else place.order.lines
    agreed = _agreed_costs(work, counted, place, terms)
    skus = {position: line.sku for position, line in enumerate(lines, start=1)}
    return arrived_goods(counted.goods, place.progress, counted.rest, skus, agreed)


def _agreed_costs(
    work: UnitOfWork, counted: CountedDelivery, place: _Place, terms: Mapping[str, SupplierTerm]
) -> dict[str, int]:
    """What a unit of each product was to cost: by the ordered quantity, without an order by that which came."""
    units: dict[str, Decimal] = {}
    for each in counted.goods:
        units[each.sku] = units.get(each.sku, Decimal(0)) + each.good + each.damaged
    units |= {line.sku: line.quantity for line in (place.order.lines if place.order else ())}
    breaks = breaks_of(work.tx, place.supplier_code, work.station.shop.currency)
    nothing = Decimal(0)
    return {sku: cost_at(term.cost, breaks.get(sku, ()), units.get(sku, nothing)).minor for sku, term in terms.items()}


def _check_product(view: Connection, product: Product, counted: CountedGoods) -> None:
    no_stock = why_no_stock(view, product)
    if no_stock is not None:
        raise WrongDelivery(product.sku, no_stock)
    amounts = counted.good, counted.damaged
    if product.unit is Unit.PIECE and any(each != each.to_integral_value() for each in amounts):
        raise WrongDelivery(product.sku, Reason("whole_pieces", "is counted in whole pieces"))


def _arrival(work: UnitOfWork, counted: CountedDelivery, place: _Place, goods: tuple[ArrivedGoods, ...]) -> Arrival:
    if not goods:
        raise WrongDelivery(
            Reason("delivery", "delivery"), Reason("nothing_open", "brings nothing, and nothing is open")
        )
    (arrival_id,) = work.take_ids()
    company = work.station.shop
    return Arrival(
        id=arrival_id,
        key=counted.key,
        supplier_code=place.supplier_code,
        location_id=place.location_id,
        order_id=counted.order_id,
        note_number=counted.note_number,
        at=work.at,
        business_day=company.business_day(work.at),
        operator=work.actor.operator_id,
        currency=company.currency,
        freight_minor=0 if counted.freight is None else counted.freight.minor,
        rest=counted.rest,
        promised_on=counted.promised_on if counted.rest is RestOfOrder.BACK_ORDERED else None,
        goods=goods,
    )


def _require_lots(work: UnitOfWork, goods: Sequence[CountedGoods]) -> None:
    with_lots = lot_levels.skus_with_lots(work.tx, {each.sku for each in goods if each.good and each.lot is None})
    if with_lots:
        raise LotMissing(min(with_lots))


def _stock(work: UnitOfWork, arrival: Arrival, named: Sequence[NamedLot | None]) -> None:
    """The good part of each line comes onto the shelf, with the lot that was ``named`` for it."""
    good = [each for each in arrival.goods if each.good]
    movements = [
        StockMovement(
            arrival.id, position, arrival.location_id, each.sku, each.good, MovementReason.DELIVERY, arrival.at,
            arrival.business_day,
        )
        for position, each in enumerate(good, start=1)
    ]  # fmt: skip
    if movements:
        stock.record_movements(work.tx, movements)
        work.record(moved_fact(movements))
        if any(named):
            lot_levels.lock_lots(work.tx, {each.sku for each in movements})
        named_lots = {
            move.position: {_stored_lot(work, move.sku, lot): move.quantity}
            for move, lot in zip(movements, named, strict=True)
            if lot is not None
        }
        move_lots(work, movements, named_lots)


def _stored_lot(work: UnitOfWork, sku: str, lot: NamedLot) -> NamedLot:
    """The lot as it came before; a lot has one best-before day. Raises :class:`WrongLot`."""
    before = lot_levels.lots_of(work.tx, sku, [lot.code]).get(lot.code, lot)
    if lot.best_before is not None and lot.best_before != before.best_before:
        raise WrongLot(sku, Reason("lot_day", "came before with another best-before day"))
    return before


def _agree(work: UnitOfWork, arrival: Arrival) -> None:
    """A new cost of goods that the supplier has terms for is what it asks from now on.

    A cost that differs from that of a price break changes nothing: it is not known what a few units would cost.
    """
    new = {each.sku: each.unit_cost for each in arrival.goods if each.unit_cost != each.agreed_cost}
    terms = purchasing.terms_of(work.tx, arrival.supplier_code, arrival.currency) if new else {}
    costs = {each.sku: each.agreed_cost for each in arrival.goods}
    plain = {sku: cost for sku, cost in new.items() if sku in terms and costs[sku] == terms[sku].cost.minor}
    changed = [_dearer(terms[sku], cost) for sku, cost in sorted(plain.items()) if cost is not None]
    if changed:
        purchasing.add_terms(work.tx, changed)
        work.record(terms_fact(changed))


def _dearer(term: SupplierTerm, cost_minor: int) -> SupplierTerm:
    return replace(term, cost=Money(cost_minor, term.cost.currency))


def _move_order(
    work: UnitOfWork, order: PurchaseOrder, before: dict[int, LineProgress], after: dict[int, LineProgress]
) -> None:
    for position in sorted(after):
        if after[position] != before[position] and not received_goods.move_progress(
            work.tx, order.id, position, before[position], after[position]
        ):
            raise ReceivedMeanwhile(order.id, order.lines[position - 1].sku)
    state = state_after_delivery(order.state, after.values())
    if state is order.state:
        return
    if not purchasing.move_order(work.tx, order.id, order.state, state):
        raise WrongOrderState(order.id, purchasing.get_order(work.tx, order.id).state, state)
    work.record(OrderMoved(order.id, state))
