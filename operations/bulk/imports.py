"""Storing what is imported from elsewhere: a range of products, or receipts of another system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.errors import Refused, Unavailable
from models.selling.earlier_trade import GoodsMoved, History, PastSale
from models.selling.sale import Sale
from models.shop import Device, DeviceKind
from models.stock.movement import MovementReason
from operations.access.permissions import check
from operations.bulk.past_trade import save_in
from operations.installation.opening import Range, save_range
from operations.unit_of_work import work_in
from store import customers, shop
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
        office_id = shop.office_id(tx)
        with work_in(tx, actor, at=at) as work:
            save_range(work, goods)
        known = stored_range.stocked_at(tx, location_id, list(stock))
        fresh = tuple((sku, units) for sku, units in sorted(stock.items()) if sku not in known)
        if fresh:
            opening = GoodsMoved(at, location_id, MovementReason.OPENING, fresh)
            save_in(tx, actor, History(goods=[opening], office_id=office_id))


def save_count(store: Store, actor: Actor, counted: Mapping[str, Decimal], *, location_id: int, at: datetime) -> int:
    """Set the stock of some products (some hundreds at most) to what was counted; how many of them differed.

    The differences are movements of a count; what tills sell at the same time is taken off as well.
    """
    check(actor, Permission.CHANGE_GOODS)
    with store.transaction() as tx:
        office_id = shop.office_id(tx)
        shop.lock_head(tx, office_id)  # two counts at once must not both move the stock by the same difference
        on_hand = stored_range.stock_at(tx, location_id, list(counted))
        changes = tuple((sku, units - on_hand.get(sku, Decimal(0))) for sku, units in sorted(counted.items()))
        moved = tuple((sku, change) for sku, change in changes if change)
        if moved:
            movements = GoodsMoved(at, location_id, MovementReason.COUNT, moved)
            save_in(tx, actor, History(goods=[movements], office_id=office_id))
    return len(moved)


def import_device(store: Store, actor: Actor, name: str, location_id: int) -> Device:
    """The device for another system at a location: it numbers what comes from there.

    Raises :class:`models.card_data.CardDataRefused` for a name that holds a card number.
    """
    check(actor, Permission.IMPORT_TRADE)
    check_no_card_data(name)
    with store.transaction() as tx:
        shop.lock_head(tx, shop.office_id(tx))  # two first imports at once must not give out the same number
        devices = shop.all_devices(tx)
        known = imported_before(devices, name, location_id)
        if known is not None:
            return known
        number = max([FIRST_DEVICE - 1, *(device.id for device in devices)]) + 1
        device = Device(number, DeviceKind.IMPORT, _device_name(name), location_id)
        shop.add_device(tx, device)
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
        sold: dict[str, Decimal] = {}
        for line in (line for sale in receipts.sales for line in sale.lines):
            sold[line.sku] = sold.get(line.sku, Decimal(0)) + line.quantity
        there = GoodsMoved(
            receipts.goods_from, station.location.id, MovementReason.OPENING, tuple(sorted(sold.items()))
        )
        device_id = receipts.device_id
        return save_in(tx, actor, History({device_id: receipts.sales}, [there], device_id), imported_at=at)


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
