"""Five weeks of trade in the small shop, the same every time, with every sale also at hand as a value.

Tests compute from the values what the store, a frame or a page must say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from models.catalogue.product import Product
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState, PricedBasket, price_basket
from models.selling.sale import Origin, Sale, make_sale
from models.selling.settlement import Offer, TenderKind, settle
from models.stock.movement import MovementReason, StockMovement
from operations.selling.sale_records import keep_sales
from store import catalogue, shop, stock
from store.database.engine import Connection, Store
from tests.builders import AT, COMPANY, DAY, LOCATIONS, OFFICE, PRICES, PRODUCTS, SECOND_TILL, TILL, kr, small_shop

DAYS = 35
FIRST = DAY - timedelta(days=DAYS - 1)
ZONE = ZoneInfo(COMPANY.zone)
#: What a unit costs us; the lunch's cost is not known.
COSTS = {"MILK": 1200, "BANANAS": 1500, "NAPKINS": 1100, "PAPER": 2600, "STAMPS": 21000}
#: Delivered before the first sale. The napkins do not last.
OPENING = {"MILK": 2000, "BANANAS": 500, "NAPKINS": 40, "LUNCH": 900, "PAPER": 400, "STAMPS": 300}
TILLS = {TILL: 1, SECOND_TILL: 2}


def trading_shop(store: Store, *, until: datetime = AT) -> list[Sale]:
    """The small shop with its trade from :data:`FIRST` to ``until``; gives its sales, oldest first."""
    small_shop(store)
    with store.transaction() as tx:
        _stock_up(tx)
        made = [sale for device_id in TILLS for sale in _trade(tx, device_id, until)]
        made.sort(key=lambda sale: (sale.origin.at, sale.id))
        keep_sales(tx, made)
    return made


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant by the shop's clock; hours of 24 and more belong to the night after ``day``."""
    return datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute), ZONE)


def _stock_up(tx: Connection) -> None:
    at = local(FIRST, 6)
    wanted = [(place.id, sku, units) for place in LOCATIONS for sku, units in OPENING.items()]
    ids = shop.take_ids(tx, OFFICE, len(wanted))
    stock.record_movements(
        tx,
        [
            StockMovement(fact, 1, place, sku, Decimal(units), MovementReason.OPENING, at, FIRST)
            for fact, (place, sku, units) in zip(ids, wanted, strict=True)
        ],
    )


def _trade(tx: Connection, device_id: int, until: datetime) -> list[Sale]:
    random = Random(device_id)
    days = [FIRST + timedelta(days=n) for n in range(DAYS)]
    # One customer buys after midnight, before the day closes at four.
    moments = [local(day, hour, random.randrange(60)) for day in days for hour in (8, 11, 12, 16, 16, 19, 25)]
    moments = sorted(at for at in moments if at <= until)
    ids = shop.take_ids(tx, device_id, len(moments))
    head = shop.lock_head(tx, device_id)
    shop.move_head(tx, device_id, replace(head, last_receipt=len(moments)))
    return [
        _sale(tx, random, (device_id, fact, number), at)
        for number, (fact, at) in enumerate(zip(ids, moments, strict=True), start=1)
    ]


def _sale(tx: Connection, random: Random, numbers: tuple[int, int, int], at: datetime) -> Sale:
    device_id, fact, number = numbers
    day = COMPANY.business_day(at)
    bought = random.sample(PRODUCTS, random.randint(1, 4))
    lines = tuple(_line(random, position, product) for position, product in enumerate(bought, start=1))
    basket = Basket(fact, device_id, BasketState.OPEN, "", at, len(lines), lines)
    priced: PricedBasket = price_basket(basket, catalogue.tax_rates(tx, "SE", day), day, "SEK")
    origin = Origin(device_id, number, TILLS[device_id], at, day, "anna")
    paid = settle(priced.gross, [Offer(TenderKind.CASH, kr(priced.gross_minor + 100))])
    return make_sale(priced, paid, origin)


def _line(random: Random, position: int, product: Product) -> BasketLine:
    weighed = product.unit is not Unit.PIECE
    quantity = Decimal(random.randint(200, 2400)).scaleb(-3) if weighed else Decimal(random.randint(1, 3))
    return BasketLine(
        position=position,
        sku=product.sku,
        gtin=product.gtins[0],
        name=product.name,
        unit=product.unit,
        quantity=quantity,
        unit_price=kr(PRICES[product.sku]),
        discount=kr(100 if random.random() < 0.2 else 0),
        tax_category=product.tax_category,
        cost=kr(COSTS[product.sku]) if product.sku in COSTS else None,
    )
