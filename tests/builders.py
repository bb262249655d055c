"""A small shop for tests: a till, an office, a few goods of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR
from models.access.permission import PERMISSIONS, BuiltInRole
from models.barcode import check_digit
from models.catalogue.product import Category, Product, TaxCategory
from models.money import Money
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from models.selling.earlier_trade import GoodsMoved, History
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Scan, TillEvent
from models.selling.till_state import TillState
from models.shop import Device, DeviceKind, Location, Shop
from models.stock.movement import MovementReason
from operations.bulk.past_trade import save_history
from operations.installation.opening import NewShop, Range, register_range, register_shop
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events, till_state
from store.database.engine import Store

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
TILL, SECOND_TILL, OFFICE = 1, 2, 100
OFFICE_ACTOR, SCHEDULE_ACTOR = Actor(OFFICE_OPERATOR, OFFICE), Actor(SCHEDULE_OPERATOR, OFFICE)
CLIENT = "00000000-0000-4000-8000-000000000001"

COMPANY = Shop("Kassa Hörnet AB", "556000-4755", "SE", "SEK", "Europe/Stockholm", time(4))
LOCATIONS = (
    Location(1, "Hörnet", "Storgatan 1, 111 22 Stockholm"),
    Location(2, "Torget", "Torget 2, 753 10 Uppsala"),
)
DEVICES = (
    Device(TILL, DeviceKind.TILL, "KASSA01", 1),
    Device(SECOND_TILL, DeviceKind.TILL, "KASSA02", 2),
    Device(OFFICE, DeviceKind.OFFICE, "KONTOR", 1),
)

CATEGORIES = (
    Category("dairy", {"sv": "Mejeri", "en": "Dairy"}, 1),
    Category("fruit", {"sv": "Frukt", "en": "Fruit"}, 2),
    Category("household", {"sv": "Hushåll", "en": "Household"}, 3),
    Category("cafe", {"sv": "Kafé", "en": "Café"}, 4),
    Category("press", {"sv": "Press", "en": "Press"}, 5),
)


def gtin(number: int) -> str:
    """A GTIN of 13 digits for restricted circulation within a company (GS1 prefix 2), padded to 14."""
    body = f"29{number:010d}"
    return f"0{body}{check_digit(body)}"


def _product(number: int, sku: str, name: str, *, category: str, tax: TaxCategory, unit: Unit = Unit.PIECE) -> Product:
    return Product(sku, name, unit, category, tax, (gtin(number),))


MILK = _product(1, "MILK", "Mellanmjölk 1,5 l", category="dairy", tax=TaxCategory.FOOD)
BANANAS = _product(2, "BANANAS", "Bananer", category="fruit", tax=TaxCategory.FOOD, unit=Unit.KILOGRAM)
NAPKINS = _product(3, "NAPKINS", "Servetter 50-p", category="household", tax=TaxCategory.STANDARD)
LUNCH = _product(4, "LUNCH", "Dagens lunch", category="cafe", tax=TaxCategory.RESTAURANT)
PAPER = _product(5, "PAPER", "Morgontidning", category="press", tax=TaxCategory.CULTURE)
STAMPS = _product(6, "STAMPS", "Frimärken 10-p", category="press", tax=TaxCategory.EXEMPT)
PRODUCTS = (MILK, BANANAS, NAPKINS, LUNCH, PAPER, STAMPS)
PRICES = {"MILK": 1990, "BANANAS": 2495, "NAPKINS": 2495, "LUNCH": 12900, "PAPER": 3500, "STAMPS": 22000}


def kr(minor: int) -> Money:
    """So many öre."""
    return Money(minor, "SEK")


def small_shop(store: Store, *, is_demo: bool = False) -> Store:
    """The store with the small shop in it; only a demo shop has a simulated terminal."""
    company = replace(COMPANY, is_demo=is_demo)
    register_shop(store, OFFICE_ACTOR, NewShop(company, LOCATIONS, DEVICES), at=AT)
    begin = date(2020, 1, 1)
    said = Range(
        categories=CATEGORIES,
        products=PRODUCTS,
        prices=tuple(Price(sku, kr(minor), begin) for sku, minor in PRICES.items()),
        suppliers=(Supplier("GROSS", "Grossisten AB", 2, 7),),
        terms=tuple(
            SupplierTerm(sku, "GROSS", kr(minor // 2), Decimal(6), Decimal(12)) for sku, minor in PRICES.items()
        ),
    )
    register_range(store, OFFICE_ACTOR, said, at=AT)
    return store


def stock_up(store: Store) -> None:
    """Opening stock at both locations, a delivery and some waste, as the office writes them down."""
    goods = [GoodsMoved(AT - timedelta(days=1), place.id, MovementReason.OPENING, _all_of(50)) for place in LOCATIONS]
    goods.append(GoodsMoved(AT, 1, MovementReason.DELIVERY, _all_of(12)))
    spoilt = (("MILK", Decimal(-3)), ("BANANAS", Decimal("-1.25")))
    goods.append(GoodsMoved(AT, 1, MovementReason.WASTE, spoilt))
    save_history(store, OFFICE_ACTOR, History(goods=goods, office_id=OFFICE))


def _all_of(units: int) -> tuple[tuple[str, Decimal], ...]:
    return tuple((product.sku, Decimal(units)) for product in PRODUCTS)


def anna_at(device_id: int) -> Actor:
    """Anna at a till, with what her role permits."""
    return Actor("anna", device_id, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT])


class Operator:
    """Somebody at a till: scans, changes, pays. Events are numbered as a browser numbers them."""

    def __init__(self, store: Store, device_id: int = TILL, client: str = CLIENT) -> None:
        self.store, self.device_id, self.client = store, device_id, client
        self.seq = till_state(store, device_id, client, at=AT).acked_seq

    @property
    def actor(self) -> Actor:
        return anna_at(self.device_id)

    def event(self, kind: Callable[..., TillEvent], **values: object) -> TillEvent:
        self.seq += 1
        return kind(self.seq, **values)

    def do(self, kind: Callable[..., TillEvent], *, at: datetime = AT, **values: object) -> TillState:
        return apply_events(self.store, self.actor, self.client, [self.event(kind, **values)], at=at)

    def scan(self, code: str, quantity: Decimal | int = 1, *, at: datetime = AT) -> TillState:
        """Scan goods; those by weight were weighed."""
        return self.do(Scan, code=code, quantity=Decimal(quantity), measured=True, at=at)

    def state(self) -> TillState:
        return till_state(self.store, self.device_id, self.client, at=AT)

    def payment(self, offered: Money | None = None) -> Payment:
        basket = self.state().basket
        assert basket is not None
        offer = Offer(TenderKind.CASH, offered if offered is not None else kr(basket.gross_minor + 100))
        return Payment(basket.basket.id, basket.gross, (offer,))

    def pay_cash(self, offered: Money | None = None, *, at: datetime = AT) -> Sale:
        return complete_sale(self.store, self.actor, self.payment(offered), at=at)
