"""A purchase order as its supplier reads it, composed from what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.words import Words, words_of
from integrations.order_documents.order_sheet import OrderSheet, SheetRow, order_csv, order_pdf
from models.catalogue.product import Product
from models.money import Money
from models.purchasing.purchase_order import OrderLine, PurchaseOrder
from models.purchasing.supplier import SupplierTerm
from models.shop import fact_number
from store import catalogue, purchasing, shop
from store.database.engine import Connection
from store.supplier_rules import rules_of

_HEADINGS = ("supplier_sku", "name", "gtin", "quantity", "unit_cost", "cost")


@dataclass(frozen=True, slots=True)
class OrderFile:
    """One file; ``media`` is its type."""

    name: str
    media: str
    content: bytes


def sheet_of(view: Connection, order: PurchaseOrder, language: str) -> OrderSheet:
    """What is on the paper of an order."""
    words = words_of(language)
    company = shop.get_shop(view)
    place = next(each for each in shop.all_locations(view) if each.id == order.location_id)
    supplier = purchasing.all_suppliers(view)[order.supplier_code]
    terms = purchasing.terms_of(view, order.supplier_code, order.currency)
    products = catalogue.find_products(view, [line.sku for line in order.lines])
    rules = rules_of(view, order.supplier_code)
    head = {
        "supplier": supplier.name,
        "deliver_to": ", ".join(part for part in (place.name, place.address) if part),
        "org_number": company.org_number,
        "ordered_on": order.business_day.isoformat(),
        "expected_on": order.expected_on.isoformat(),
        "customer_number": rules.customer_number,
    }
    return OrderSheet(
        language=language,
        number=fact_number(order.id),
        title=words.translate("orders.sheet.title", number=fact_number(order.id)),
        company=company.company,
        head=tuple((words.translate(f"orders.sheet.{name}"), value) for name, value in head.items() if value),
        headings=tuple(words.translate(f"orders.sheet.{name}") for name in _HEADINGS),
        rows=tuple(_row(words, line, products[line.sku], terms.get(line.sku)) for line in order.lines),
        total=words.translate("orders.sheet.total", amount=words.money(order.cost)),
    )


def order_files(view: Connection, order: PurchaseOrder, language: str) -> tuple[OrderFile, OrderFile]:
    """The order as PDF and as CSV."""
    sheet = sheet_of(view, order, language)
    stem = f"{words_of(language).translate('orders.sheet.file')}-{sheet.number}"
    return (
        OrderFile(f"{stem}.pdf", "application/pdf", order_pdf(sheet)),
        OrderFile(f"{stem}.csv", "text/csv", order_csv(sheet)),
    )


def _row(words: Words, line: OrderLine, product: Product, term: SupplierTerm | None) -> SheetRow:
    unit = words.translate(f"goods.unit.{product.unit.value}")
    unit_cost = line.cost.times(1 / line.quantity)
    cases = line.quantity / term.case_pack if term else Decimal(0)
    return SheetRow(
        supplier_sku=(term.supplier_sku if term else None) or "",
        gtin=product.gtins[0] if product.gtins else "",
        name=product.name,
        quantity=f"{line.quantity.normalize():f}",
        shown_quantity=f"{words.number(line.quantity)} {unit}",
        unit=product.unit.value,
        cases=f"{cases.normalize():f}" if term and cases == cases.to_integral_value() else "",
        unit_cost=str(unit_cost),
        shown_unit_cost=words.money(unit_cost),
        shown_cost=words.money(Money(line.cost.minor, line.cost.currency)),
    )
