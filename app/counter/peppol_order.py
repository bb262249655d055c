"""A purchase order as a Peppol document, composed from what is stored."""

from __future__ import annotations

from decimal import Decimal

from app.counter.order_document import OrderFile
from integrations.peppol.order_writing import OrderItem, OrderMessage, OrderParty, OrderPlace, translate
from models.catalogue.product import Product
from models.errors import Reason
from models.peppol_id import ORGANISATION_SCHEME, parse_peppol_id
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import OrderLine, PurchaseOrder
from models.purchasing.supplier import SupplierTerm
from models.shop import fact_number
from operations.purchasing.order_mail import NoPeppolWay, own_peppol_id
from store import catalogue, purchasing, shop
from store.database.engine import Connection
from store.supplier_rules import rules_of


def peppol_order(view: Connection, order: PurchaseOrder) -> OrderFile:
    """The order as Peppol BIS Order 3: the same bytes whenever it is composed from the same values.

    Raises :class:`operations.purchasing.order_mail.NoPeppolWay` where either side has no Peppol id.
    """
    number = fact_number(order.id)
    return OrderFile(f"peppol-order-{number}.xml", "application/xml", translate(_message(view, order, number)))


def _message(view: Connection, order: PurchaseOrder, number: str) -> OrderMessage:
    company, rules = shop.get_shop(view), rules_of(view, order.supplier_code)
    place = next(each for each in shop.all_locations(view) if each.id == order.location_id)
    terms = purchasing.terms_of(view, order.supplier_code, order.currency)
    products = catalogue.find_products(view, [line.sku for line in order.lines])
    buyer = OrderParty(
        own_peppol_id(view),
        company.company,
        company.country,
        "".join(filter(str.isdigit, company.org_number)),
        rules.customer_number,
    )
    return OrderMessage(
        number=number,
        issued_on=order.business_day,
        requested_on=order.expected_on,
        currency=order.currency,
        buyer=buyer,
        seller=_seller(purchasing.all_suppliers(view)[order.supplier_code].name, rules, company.country),
        place=OrderPlace(place.name, place.address, company.country),
        items=tuple(_item(line, products[line.sku], terms.get(line.sku)) for line in order.lines),
    )


def _seller(name: str, rules: OrderingRules, country: str) -> OrderParty:
    """The supplier; its country is not stored, and Peppol asks for one: that of the shop."""
    if not rules.peppol_id:
        raise NoPeppolWay(Reason("peppol_supplier", "the supplier has no Peppol id"))
    address = parse_peppol_id(rules.peppol_id)
    number = address.number if address.scheme == ORGANISATION_SCHEME else ""
    return OrderParty(address, name, country, number)


def _item(line: OrderLine, product: Product, term: SupplierTerm | None) -> OrderItem:
    return OrderItem(
        sku=line.sku,
        name=product.name,
        unit=product.unit,
        quantity=line.quantity,
        cost=line.cost,
        supplier_sku=(term.supplier_sku if term else None) or "",
        gtin=product.gtins[0] if product.gtins else "",
        case_pack=term.case_pack if term else Decimal(1),
    )
