"""Sales and receipts for tests of receipts: built by the rules of the shop, without a store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from msgspec import structs

from models.catalogue.product import TaxCategory
from models.jurisdiction.sweden import SWEDEN
from models.money import Money
from models.pricing.tax import rates_on
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketNote, BasketState, price_basket
from models.selling.receipt import Receipt, ReceiptOptions, compose_receipt
from models.selling.sale import Origin, Sale, make_sale
from models.selling.settlement import Offer, TenderKind, cash_due, settle
from models.shop import Device, DeviceKind, Location, Shop

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
DAY = date(2026, 11, 23)
RATES = rates_on(SWEDEN.tax_rates, DAY)
SHOP = Shop("Kassa Hörnet AB", "556000-4755", "SE", "SEK", "Europe/Stockholm", time(4))
LOCATION = Location(1, "Hörnet", "Storgatan 1, 111 22 Stockholm")
TILL = Device(1, DeviceKind.TILL, "KASSA01", 1)
FIRST_ID = 1 << 32


def kr(minor: int) -> Money:
    """So many öre."""
    return Money(minor, "SEK")


def line(
    name: str,
    minor: int,
    quantity: str = "1",
    *,
    tax: TaxCategory = TaxCategory.FOOD,
    unit: Unit = Unit.PIECE,
    discount: int = 0,
) -> BasketLine:
    """One product in a basket, ``minor`` öre each."""
    return BasketLine(0, "SKU", None, name, unit, Decimal(quantity), kr(minor), kr(discount), tax)


#: One line of everything: weighed, several, discounted, wrapped, and every rate that Sweden has.
OF_EVERYTHING = (
    line("Mellanmjölk 1,5 l", 1990),
    line("Bananer", 2495, "0.455", unit=Unit.KILOGRAM),
    line("Servetter 50-p", 2495, "3", tax=TaxCategory.STANDARD, discount=1000),
    line("Ekologisk kallpressad rapsolja med citron och timjan från Österlen 500 ml", 8990, "2"),
    line("Dagens lunch", 12900, tax=TaxCategory.RESTAURANT),
    line("Morgontidning", 3500, tax=TaxCategory.CULTURE),
    line("Frimärken 10-p", 22000, tax=TaxCategory.EXEMPT),
)


def sold(
    *lines: BasketLine, offers: tuple[Offer, ...] | None = None, number: int = 17, notes: tuple[str, ...] = ()
) -> Sale:
    """The sale of ``lines``, paid in cash to the krona unless ``offers`` say otherwise, ``notes`` below the last."""
    basket = Basket(FIRST_ID + number, TILL.id, BasketState.OPEN, "", AT, 0)
    for i, each in enumerate(lines, start=1):
        placed = structs.replace(each, position=basket.last_position + 1, sku=f"SKU{i}")
        taken = 2 if each.deposit else 1
        basket = replace(basket, lines=(*basket.lines, placed), last_position=basket.last_position + taken)
    written = tuple(BasketNote(basket.last_position + 1 + i, text) for i, text in enumerate(notes))
    basket = replace(basket, notes=written)
    priced = price_basket(basket, RATES, DAY, "SEK", supply_rules=SWEDEN.supply_rules)
    paid = offers or (Offer(TenderKind.CASH, cash_due(priced.gross)),)
    return make_sale(priced, settle(priced.gross, paid), Origin(TILL.id, number, LOCATION.id, AT, DAY, "Anna"))


def receipt_of(sale: Sale, options: ReceiptOptions | None = None) -> Receipt:
    """The receipt of a sale at the test shop's till."""
    return compose_receipt(sale, SHOP, LOCATION, TILL, options)


def small_receipt(number: int = 17, name: str = "Mellanmjölk 1,5 l") -> Receipt:
    """A receipt of one product."""
    return receipt_of(sold(line(name, 1990), number=number))
