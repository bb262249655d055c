"""Keeping finished facts in bulk: trade that happened before, or elsewhere, with all that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.product import TaxCategory
from models.journal import Happening, JournalKind, canonical
from models.ledger.posting import entry_of_sale
from models.money import Money
from models.selling.basket import Basket, BasketLine, BasketState, PricedBasket, price_basket
from models.selling.sale import Origin, Sale, make_sale, movements_of
from models.selling.settlement import Offer, TenderKind, cash_due, settle
from models.stock.movement import MovementReason, StockMovement
from operations.access import check
from store import catalogue, journal, ledger, shop, stock
from store.database.columns import to_micros
from store.database.engine import Connection, Store
from store.selling import sales
from store.shop import DeviceHead, Station

#: What the journal says of a sale that was made elsewhere.
IMPORTED_FACTS = ("sale", "receipt", "day", "gross", "tax", "due")


@dataclass(frozen=True, slots=True)
class PastSale:
    """A sale that was paid at ``at``: what was bought, at the prices and discounts of then, and how it was paid.

    ``note_minor``: cash was handed over as a multiple of this; 0: to the unit. ``reference`` is the sale's name
    in the system that it comes from.
    """

    at: datetime
    lines: tuple[BasketLine, ...]
    paid_with: TenderKind
    operator: str
    customer: str | None = None
    reference: str | None = None
    note_minor: int = 0


@dataclass(frozen=True, slots=True)
class GoodsMoved:
    """Goods that came into or left a location at one moment for one reason; quantities are positive into it."""

    at: datetime
    location_id: int
    reason: MovementReason
    changes: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class History:
    """Trade of a while: ``sales`` by the device that made them, ``goods`` as ``office_id`` wrote them down."""

    sales: Mapping[int, Sequence[PastSale]] = field(default_factory=dict)
    goods: Sequence[GoodsMoved] = ()
    office_id: int = 0


def keep_history(store: Store, actor: Actor, history: History, *, imported_at: datetime | None = None) -> list[Sale]:
    """Keep sales and movements of goods, all or nothing, numbered after what the devices have made already.

    Each sale is taxed by the rates of its day and gets its receipt number, stock movements, ledger entry and
    journal row, as at the till. With ``imported_at`` the journal says in a few words that a sale of elsewhere was
    taken over at that instant; without, that it was completed at its own.
    """
    check(actor, Permission.IMPORT_TRADE)
    with store.transaction() as tx:
        return keep_in(tx, history, imported_at=imported_at)


def keep_in(tx: Connection, history: History, *, imported_at: datetime | None = None) -> list[Sale]:
    """As :func:`keep_history`, as a part of a larger transaction."""
    devices = sorted({*history.sales, *([history.office_id] if history.goods else [])})
    heads = {device_id: shop.lock_head(tx, device_id) for device_id in devices}
    rates = _Rates(tx)
    made = {device_id: _make(tx, device_id, past, heads[device_id], rates) for device_id, past in history.sales.items()}
    moved = _goods(tx, history) if history.goods else []
    every = [sale for each in made.values() for sale in each]
    sales.record_sales(tx, every)
    stock.record_movements(tx, [*moved, *(movement for sale in every for movement in movements_of(sale))])
    ledger.post(tx, [entry_of_sale(sale) for sale in every])
    for device_id, head in heads.items():
        told = [_told(sale, imported_at) for sale in made.get(device_id, ())]
        if device_id == history.office_id:
            told += _told_of_goods(moved)
        chain = journal.append(tx, device_id, head.chain, told)
        receipts = head.last_receipt + len(made.get(device_id, ()))
        shop.move_head(tx, device_id, replace(head, last_receipt=receipts, chain=chain))
    return every


class _Rates:
    """Tax rates by day, asked for once a day and transaction."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        self._kept: dict[object, Mapping[TaxCategory, int]] = {}

    def on(self, country: str, day: object) -> Mapping[TaxCategory, int]:
        if day not in self._kept:
            self._kept[day] = catalogue.tax_rates(self._tx, country, day)  # type: ignore[arg-type]
        return self._kept[day]


def _make(tx: Connection, device_id: int, past: Sequence[PastSale], head: DeviceHead, rates: _Rates) -> list[Sale]:
    station = shop.get_station(tx, device_id)
    ids = shop.take_ids(tx, device_id, len(past))
    return [
        _sale(station, sale_id, head.last_receipt + number, each, rates)
        for number, (sale_id, each) in enumerate(zip(ids, past, strict=True), start=1)
    ]


def _sale(station: Station, sale_id: int, receipt_number: int, past: PastSale, rates: _Rates) -> Sale:
    company = station.shop
    day = company.business_day(past.at)
    basket = Basket(sale_id, station.device.id, BasketState.OPEN, "", past.at, len(past.lines), past.lines)
    taxed_on = company.tax_day(past.at)
    priced = price_basket(basket, rates.on(company.country, taxed_on), taxed_on, company.currency)
    origin = Origin(
        device_id=station.device.id,
        receipt_number=receipt_number,
        location_id=station.location.id,
        at=past.at,
        business_day=day,
        operator=past.operator,
        customer=past.customer,
    )
    return make_sale(priced, settle(priced.gross, [_offer(priced, past)]), origin)


def _offer(priced: PricedBasket, past: PastSale) -> Offer:
    amount = priced.gross
    if past.paid_with is TenderKind.CASH:
        due, note = cash_due(amount), past.note_minor
        amount = Money(-(-due.minor // note) * note, due.currency) if note else due
    return Offer(past.paid_with, amount, past.reference)


def _goods(tx: Connection, history: History) -> list[StockMovement]:
    company = shop.get_shop(tx)
    ids = shop.take_ids(tx, history.office_id, len(history.goods))
    return [
        StockMovement(fact, position, each.location_id, sku, quantity, each.reason, each.at, day)
        for fact, each in zip(ids, history.goods, strict=True)
        for day in (company.business_day(each.at),)
        for position, (sku, quantity) in enumerate(each.changes, start=1)
    ]


def _told(sale: Sale, imported_at: datetime | None) -> Happening:
    facts = sales.sale_facts(sale)
    if imported_at is None:
        return Happening(JournalKind.SALE_COMPLETED, to_micros(sale.origin.at), canonical(facts))
    few = canonical({name: facts[name] for name in IMPORTED_FACTS})
    return Happening(JournalKind.SALE_IMPORTED, to_micros(imported_at), few)


def _told_of_goods(moved: Sequence[StockMovement]) -> list[Happening]:
    facts: dict[int, list[StockMovement]] = {}
    for movement in moved:
        facts.setdefault(movement.source_id, []).append(movement)
    return [
        Happening(JournalKind.STOCK_MOVED, to_micros(goods[0].at), canonical(stock.goods_facts(goods)))
        for goods in facts.values()
    ]
