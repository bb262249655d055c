"""Keeping finished facts in bulk: trade that happened before, or elsewhere, with all that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.product import TaxCategory
from models.ledger.chart import chart_on
from models.ledger.posting.of_sale import entry_of_sale
from models.money import Money
from models.promotions.promotion_index import NO_PROMOTIONS, PromotionIndex
from models.selling.basket import Basket, BasketState, PricedBasket
from models.selling.checkout import number_sale, origin_at, price_at, settle_basket
from models.selling.earlier_trade import History, PastSale
from models.selling.refund_sale import refund_of_goods, settle_refund
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.sale import Sale, movements_of
from models.selling.sale_fact import completed_fact, imported_fact
from models.selling.settlement import Offer, Settlement, TenderKind, cash_due
from models.shop import Shop, Station
from models.stock.movement import StockMovement
from models.stock.movement_fact import moved_fact
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, work_in
from store import catalogue, ledger, stock
from store.catalogue.kit_rows import contents_of_kits, fill_kits
from store.catalogue.promotion_rows import promotions_at
from store.database.columns import EPOCH
from store.database.engine import Connection, Store
from store.selling import sales

#: Other systems rarely name why goods came back, or where they went.
_OF_ELSEWHERE = GoodsReturned(ReturnReason.CHANGED_MIND, GoodsTo.STOCK)


def save_history(store: Store, actor: Actor, history: History, *, imported_at: datetime | None = None) -> list[Sale]:
    """Store sales and movements of goods, all or nothing, numbered after what the devices have made already.

    Each sale is taxed by the rates of its day and gets its receipt number, stock movements, ledger entry and
    journal row, as at the till. With ``imported_at`` the journal records in a few words that a sale of elsewhere was
    taken over at that instant; without, that it was completed at its own.
    """
    check(actor, Permission.IMPORT_TRADE)
    with store.transaction() as tx:
        return save_in(tx, actor, history, imported_at=imported_at)


def save_in(tx: Connection, actor: Actor, history: History, *, imported_at: datetime | None = None) -> list[Sale]:
    """As :func:`save_history`, as a part of a larger transaction."""
    devices = sorted({*history.sales, *([history.office_id] if history.goods else [])})
    rates = _Rates(tx, has_promotions=imported_at is None)
    with ExitStack() as stack:
        at_devices = {each: stack.enter_context(work_in(tx, actor, at=EPOCH, device_id=each)) for each in devices}
        sold = _with_kits(tx, history)
        made = [sale for device_id, past in sold.items() for sale in _make(at_devices[device_id], past, rates)]
        moved = _goods(at_devices[history.office_id], history) if history.goods else []
        sales.record_sales(tx, made)
        stock.record_movements(tx, [*moved, *(movement for sale in made for movement in movements_of(sale))])
        accounts = ledger.account_choices(tx)
        charts = {day: chart_on(accounts, day) for day in {sale.origin.business_day for sale in made}}
        ledger.post(tx, [entry_of_sale(sale, charts[sale.origin.business_day]) for sale in made])
        for sale in made:
            _record_sale(at_devices[sale.origin.device_id], sale, imported_at)
        for source in _by_source(moved):
            at_devices[history.office_id].record(moved_fact(source), at=source[0].at)
    return made


def _with_kits(tx: Connection, history: History) -> dict[int, list[PastSale]]:
    """The sales of each device with what their kits are made of today."""
    skus = {line.sku for past in history.sales.values() for each in past for line in each.lines}
    contents = contents_of_kits(tx, skus)
    return {
        device_id: [replace(each, lines=fill_kits(each.lines, contents)) if contents else each for each in past]
        for device_id, past in history.sales.items()
    }


class _Rates:
    """Tax rates by day, asked for once a day and transaction, and the promotions of each instant.

    Trade of elsewhere had the promotions of elsewhere: it has none of the shop's.
    """

    def __init__(self, tx: Connection, *, has_promotions: bool) -> None:
        self._tx = tx
        self._has_promotions = has_promotions
        self._rates: dict[object, Mapping[TaxCategory, int]] = {}

    def on(self, country: str, day: object) -> Mapping[TaxCategory, int]:
        if day not in self._rates:
            self._rates[day] = catalogue.tax_rates(self._tx, country, day)  # type: ignore[arg-type]
        return self._rates[day]

    def promotions_at(self, company: Shop, at: datetime) -> PromotionIndex:
        return promotions_at(self._tx, at, company.tax_day(at)) if self._has_promotions else NO_PROMOTIONS


def _make(work: UnitOfWork, past: Sequence[PastSale], rates: _Rates) -> list[Sale]:
    ids = work.take_ids(len(past))
    return [
        _sale(work.station, sale_id, work.take_receipt_number(), each, rates)
        for sale_id, each in zip(ids, past, strict=True)
    ]


def _sale(station: Station, sale_id: int, receipt_number: int, past: PastSale, rates: _Rates) -> Sale:
    company = station.shop
    basket = Basket(sale_id, station.device.id, BasketState.OPEN, "", past.at, len(past.lines), past.lines)
    on_day, promotions = rates.on(company.country, company.tax_day(past.at)), rates.promotions_at(company, past.at)
    priced = price_at(basket, company, on_day, past.at, promotions=promotions)
    if past.is_return:
        origin = origin_at(station, receipt_number, at=past.at, operator=past.operator, customer=past.customer)
        return refund_of_goods(priced, _OF_ELSEWHERE, _paid_out(priced, past), origin, sale_id)
    settled = settle_basket(priced, [_offer(priced, past)])
    return number_sale(settled, station, receipt_number, at=past.at, operator=past.operator, customer=past.customer)


def _offer(priced: PricedBasket, past: PastSale) -> Offer:
    amount = priced.gross
    if past.paid_with is TenderKind.CASH:
        due, note = cash_due(amount), past.note_minor
        amount = Money(-(-due.minor // note) * note, due.currency) if note else due
    return Offer(past.paid_with, amount, past.reference)


def _paid_out(priced: PricedBasket, past: PastSale) -> Settlement:
    """A return is paid out as it was paid; the first tender bears its name, as that of a sale does."""
    has_cash = past.paid_with is TenderKind.CASH
    offers = [] if has_cash else [Offer(past.paid_with, priced.gross)]
    settled = settle_refund(priced.gross, Money(0, priced.currency), offers, has_cash=has_cash)
    first, *others = settled.tenders
    return replace(settled, tenders=(replace(first, reference=past.reference), *others))


def _goods(work: UnitOfWork, history: History) -> list[StockMovement]:
    company = work.station.shop
    ids = work.take_ids(len(history.goods))
    return [
        StockMovement(fact, position, each.location_id, sku, quantity, each.reason, each.at, day)
        for fact, each in zip(ids, history.goods, strict=True)
        for day in (company.business_day(each.at),)
        for position, (sku, quantity) in enumerate(each.changes, start=1)
    ]


def _record_sale(work: UnitOfWork, sale: Sale, imported_at: datetime | None) -> None:
    if imported_at is None:
        work.record(completed_fact(sale), at=sale.origin.at)
    else:
        work.record(imported_fact(sale), at=imported_at)


def _by_source(moved: Sequence[StockMovement]) -> Iterable[list[StockMovement]]:
    sources: dict[int, list[StockMovement]] = {}
    for movement in moved:
        sources.setdefault(movement.source_id, []).append(movement)
    return sources.values()
