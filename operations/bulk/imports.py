"""Storing what is imported from elsewhere: a range of products, or receipts of another system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data, hide_card_data
from models.catalogue.catalogue_facts import product_values
from models.catalogue.kit import SoldPart, sold_kit
from models.catalogue.product import clean_text
from models.errors import Refused, Unavailable
from models.facts.goods import MovedGoods
from models.facts.goods_import import GoodsImportBegun, GoodsImported, ReplacedProduct, ReplacedTerm
from models.facts.setting import DeviceAdded
from models.facts.shop import DeviceValues
from models.pricing.bulk_price import recorded_price
from models.purchasing.terms_fact import agreed
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.sale import Sale
from models.shop import Device, DeviceKind
from models.stock.movement import MovementReason
from operations.access.permissions import check
from operations.bulk.past_trade import save_in
from operations.installation.opening import Range, save_range
from operations.unit_of_work import UnitOfWork, work_in
from store import catalogue, customers, purchasing, shop
from store.catalogue.kit_rows import contents_of_kits
from store.database.engine import Connection, Store
from store.importing import stored_range

#: Devices for other systems are numbered from here on, away from tills and offices.
FIRST_DEVICE = 1_000
DEVICE_NAME_LENGTH = 16


class BarcodeTaken(Refused):
    """A barcode of an imported product belongs to another product since the file was checked."""

    code = "barcode_taken"
    text = (
        "The barcode {gtin} belongs to product {sku} by now. Nothing more was imported; what came before it is stored. "
        "Correct it and import the file again: nothing is stored twice."
    )

    gtin: str
    sku: str


class ImportOverlaps(Unavailable):
    """Another import from the same system runs at the same time."""

    code = "import_overlaps"
    text = (
        "Another import from {device} is running. What is stored so far is whole, and nothing is stored twice: wait "
        "until it is done, then run this one again."
    )

    device: str


@dataclass(frozen=True, slots=True)
class GoodsPortion:
    """Part ``number`` of a product list of the file ``file``, which creates or changes so many ``products`` in all.

    ``goods_import`` is the number of the import, ``None`` in its first part.
    """

    goods: Range
    stock: Mapping[str, Decimal]
    location_id: int
    file: str
    products: int
    number: int
    goods_import: int | None = None


@dataclass(frozen=True, slots=True)
class Receipts:
    """Receipts of another system, in the order of time.

    ``after`` is the last receipt number of ``device_id`` when they were compared with those stored. ``goods_from`` is
    a moment before the first of them: what they sold counts as there since then, so that importing the past changes no
    stock of today.
    """

    device_id: int
    after: int
    sales: Sequence[PastSale]
    goods_from: datetime


def save_goods(
    store: Store, actor: Actor, goods: Range, stock: Mapping[str, Decimal], *, location_id: int, at: datetime
) -> None:
    """Store products with their prices and terms, and opening stock for those that were never stocked; all or nothing.

    What belongs to one product comes in one call; only its own barcodes and stock are looked at, so that a portion
    of a large list costs as much as a short list. Raises :class:`BarcodeTaken`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with store.transaction() as tx:
        _check_barcodes(tx, goods)
        with work_in(tx, actor, at=at) as work:
            save_range(work, goods)
        _open_stock(tx, actor, _not_stocked(tx, stock, location_id), location_id=location_id, at=at)


def import_goods(store: Store, actor: Actor, portion: GoodsPortion, *, at: datetime) -> int:
    """As :func:`save_goods`, and record what was there before; returns the number of the import.

    The first portion of an import has no number yet and gets one.
    """
    check(actor, Permission.CHANGE_GOODS)
    if portion.goods.prices:
        check(actor, Permission.CHANGE_PRICES)
    with store.transaction() as tx:
        with work_in(tx, actor, at=at) as work:
            catalogue.lock_range(tx)
            _check_barcodes(tx, portion.goods)
            number = portion.goods_import or work.take_ids()[0]
            if portion.goods_import is None:
                work.record(GoodsImportBegun(number, hide_card_data(portion.file), portion.products))
            opening = _not_stocked(tx, portion.stock, portion.location_id)
            work.record(_imported(work, portion, number, opening))
            save_range(work, portion.goods)
        _open_stock(tx, actor, opening, location_id=portion.location_id, at=at)
    return number


def _imported(
    work: UnitOfWork, portion: GoodsPortion, number: int, opening: Iterable[tuple[str, Decimal]]
) -> GoodsImported:
    """The fact of a portion, from what is stored before it is saved."""
    goods, currency = portion.goods, work.station.shop.currency
    skus = list({*(each.sku for each in goods.products), *(each.sku for each in goods.terms)})
    before = catalogue.find_products(work.tx, skus)
    prices = catalogue.prices_of(work.tx, [each.sku for each in goods.prices], currency)
    stored_terms = purchasing.terms_of_products(work.tx, list(before), currency)
    terms = {(each.sku, each.supplier_code): agreed(each) for each in stored_terms}
    return GoodsImported(
        goods_import=number,
        portion=portion.number,
        day=work.station.shop.business_day(work.at),
        location=portion.location_id,
        created=tuple(each.sku for each in goods.products if each.sku not in before),
        replaced=tuple(
            ReplacedProduct(product_values(before[each.sku]), product_values(each))
            for each in goods.products
            if each.sku in before
        ),
        prices=tuple(recorded_price(each, prices[each.sku]) for each in goods.prices),
        terms=tuple(
            ReplacedTerm(terms.get((each.sku, each.supplier_code)), agreed(each))
            for each in goods.terms
            if each.sku in before
        ),
        stock=tuple(MovedGoods(sku, units) for sku, units in opening),
    )


def _not_stocked(tx: Connection, stock: Mapping[str, Decimal], location_id: int) -> tuple[tuple[str, Decimal], ...]:
    """Of an opening stock what belongs to products that were never stocked at a location."""
    known = stored_range.stocked_at(tx, location_id, list(stock))
    return tuple((sku, units) for sku, units in sorted(stock.items()) if sku not in known)


def _open_stock(
    tx: Connection, actor: Actor, opening: tuple[tuple[str, Decimal], ...], *, location_id: int, at: datetime
) -> None:
    if opening:
        moved = GoodsMoved(at, location_id, MovementReason.OPENING, opening)
        save_in(tx, actor, History(goods=[moved], office_id=shop.office_id(tx)))


def import_device(store: Store, actor: Actor, name: str, location_id: int, *, at: datetime) -> Device:
    """The device for another system at a location: it numbers what comes from there. A new one is recorded.

    Raises :class:`models.card_data.CardDataRefused` for a name that holds a card number.
    """
    check(actor, Permission.IMPORT_TRADE)
    check_no_card_data(name)
    # Two first imports at once must not give out the same number: working on the office's device locks it.
    with store.transaction() as tx, work_in(tx, actor, at=at, device_id=shop.office_id(tx)) as work:
        devices = shop.all_devices(tx)
        known = imported_before(devices, name, location_id)
        if known is not None:
            return known
        number = max([FIRST_DEVICE - 1, *(device.id for device in devices)]) + 1
        device = Device(number, DeviceKind.IMPORT, _device_name(name), location_id)
        shop.add_device(tx, device)
        work.record(DeviceAdded(DeviceValues(number, device.kind.value, device.name, location_id)))
    return device


def imported_before(devices: Iterable[Device], name: str, location_id: int) -> Device | None:
    """The device for another system, if anything was imported from there before."""
    wanted = _device_name(name), location_id
    systems = (each for each in devices if each.kind is DeviceKind.IMPORT)
    return next((each for each in systems if (each.name, each.location_id) == wanted), None)


def save_receipts(store: Store, actor: Actor, receipts: Receipts, *, at: datetime) -> list[Sale]:
    """Store receipts of another system in one transaction, ``at`` being the time of the import.

    The stock that they were sold from is booked on the import device, which marks it as assumed stock, unlike counted
    stock, which the office books (:func:`store.analysis.demand_frames.stock_moved`). Raises :class:`ImportOverlaps` if
    other receipts were imported in between, and :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.IMPORT_TRADE)
    check_no_card_data(*{text for sale in receipts.sales for text in (sale.customer, sale.operator) if text})
    with store.transaction() as tx:
        head = shop.lock_head(tx, receipts.device_id)
        station = shop.get_station(tx, receipts.device_id)
        if head.last_receipt != receipts.after:
            raise ImportOverlaps(station.device.name)
        customers.add_codes(tx, [sale.customer for sale in receipts.sales if sale.customer])
        there = GoodsMoved(
            receipts.goods_from, station.location.id, MovementReason.OPENING, _goods_sold(tx, receipts.sales)
        )
        device_id = receipts.device_id
        return save_in(tx, actor, History({device_id: receipts.sales}, [there], device_id), imported_at=at)


def _goods_sold(tx: Connection, receipts: Sequence[PastSale]) -> tuple[tuple[str, Decimal], ...]:
    """How much of which product the receipts take from stock; of kits it is their parts.

    Of what only came back it is below zero: those goods were sold before, and stock of today has them already.
    """
    lines = [(line, -1 if sale.is_return else 1) for sale in receipts for line in sale.lines]
    contents = contents_of_kits(tx, {line.sku for line, _ in lines})
    sold: dict[str, Decimal] = {}
    for line, sign in lines:
        kit = contents.get(line.sku)
        goods = [SoldPart(line.sku, line.quantity)] if kit is None else sold_kit(kit, line.quantity).parts
        for each in goods:
            sold[each.sku] = sold.get(each.sku, Decimal(0)) + sign * each.quantity
    return tuple(sorted((sku, units) for sku, units in sold.items() if units))


def _device_name(source: str) -> str:
    return clean_text(source).upper()[:DEVICE_NAME_LENGTH]


def _check_barcodes(tx: Connection, goods: Range) -> None:
    owners = stored_range.owners_of(
        tx, [code for product in goods.products for code in (*product.gtins, *product.codes)]
    )
    for product in goods.products:
        for code in (*product.gtins, *product.codes):
            if owners.setdefault(code, product.sku) != product.sku:
                raise BarcodeTaken(code, owners[code])
