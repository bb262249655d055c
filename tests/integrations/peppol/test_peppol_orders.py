"""Orders as Peppol documents: all pass the published rules, and each kind of mistake is caught by a rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from integrations.peppol.order_writing import OrderItem, OrderMessage, OrderParty, OrderPlace, translate, unit_price
from integrations.peppol.ubl_elements import CAC, CBC
from models.money import Money
from models.peppol_id import PeppolId, WrongPeppolId, parse_peppol_id
from models.quantity import Unit
from tests.hostile_texts import HOSTILE_TEXTS
from tests.integrations.peppol.peppol_rules import PeppolRules

NAMES = {"cac": CAC, "cbc": CBC}
BUYER = OrderParty(PeppolId("0007", "5560004755"), "Kassa Hörnet AB", "SE", "5560004755", "K-17")
SELLERS = (
    OrderParty(PeppolId("0088", "7300010000001"), "Grossisten & Söner AB", "SE"),
    OrderParty(PeppolId("0007", "5560125790"), "Mejeriet AB", "SE", "5560125790"),
)
PLACES = (
    OrderPlace("Hörnet", "Storgatan 1, 123 45 Orten", "SE"),
    OrderPlace("Båten", "Kajen", "SE"),
    OrderPlace("Lager", "", "SE"),
)
#: Quantity, unit and cost in öre: whole pieces, grams, a price that must be rounded, and goods that cost nothing.
LINES = (
    ("12", Unit.PIECE, 12000),
    ("3", Unit.PIECE, 1000),
    ("0.125", Unit.KILOGRAM, 1),
    ("7.333", Unit.KILOGRAM, 99999),
    ("1.5", Unit.LITRE, 2999),
    ("100000", Unit.PIECE, 10**11),
    ("2.75", Unit.METRE, 333),
    ("6", Unit.PIECE, 0),
)


def spread_orders() -> list[OrderMessage]:
    """Forty orders with every unit, place, seller and hostile name, with barcodes and cases and without."""
    orders = []
    for n in range(40):
        items = []
        for position in range(1 + n % 7):
            at = n + position
            amount, unit, cost = LINES[at % len(LINES)]
            name = HOSTILE_TEXTS[at % len(HOSTILE_TEXTS)]
            item = OrderItem(f"SKU{at}", name, unit, Decimal(amount), Money(cost, "SEK"))
            items.append(
                replace(item, gtin="07310865004703", supplier_sku=name[:40], case_pack=Decimal(6)) if at % 3 else item
            )
        seller = SELLERS[n % len(SELLERS)]
        buyer = replace(BUYER, identifier="K-17" if n % 2 else "")
        days = date(2026, 11, 28), date(2026, 12, 1 + n % 30)
        orders.append(OrderMessage(f"100-{n}", *days, "SEK", buyer, seller, PLACES[n % len(PLACES)], tuple(items)))
    return orders


@pytest.mark.needs_shared_data
def test_every_order_passes_the_schema_and_the_rules(shared_data: Path) -> None:
    rules = PeppolRules(shared_data)
    assert rules.breaches((shared_data / "peppol" / "examples" / "Order_Example.xml").read_bytes()) == []
    for order in spread_orders():
        assert rules.breaches(translate(order)) == [], order


@pytest.mark.needs_shared_data
@pytest.mark.parametrize(
    ("place", "value", "rule"),
    [
        ("//cac:AnticipatedMonetaryTotal/cbc:LineExtensionAmount", "1.23", "PEPPOL-T01-R008"),
        ("//cac:LineItem/cbc:LineExtensionAmount", "1.23", "PEPPOL-T01-R024"),
        ("//cac:SellerSupplierParty//cbc:EndpointID", "7300010000002", "PEPPOL-COMMON-R040"),
        ("//cac:BuyerCustomerParty//cbc:EndpointID", "5560004756", "PEPPOL-COMMON-R049"),
        ("//cac:LineItem/cbc:Quantity/@unitCode", "piece", "PEPPOL-T01-B24102"),
        ("//cbc:IssueDate", "28/11/2026", "XSD"),
    ],
)
def test_a_mistake_in_a_document_is_caught(shared_data: Path, place: str, value: str, rule: str) -> None:
    tree = etree.fromstring(translate(spread_orders()[2]))
    target = tree.xpath(place, namespaces=NAMES)[0]
    if place.endswith("@unitCode"):
        target.getparent().set("unitCode", value)
    else:
        target.text = value
    assert rule in PeppolRules(shared_data).breaches(etree.tostring(tree))


def test_an_order_has_the_codes_of_both_sides() -> None:
    tree = etree.fromstring(translate(spread_orders()[1]))
    first = tree.find(".//cac:LineItem", NAMES)
    assert first is not None
    texts = {etree.QName(each).localname: each.text for each in tree.iter() if each.text}
    assert texts["PayableAmount"] == "10.01"
    assert [each.get("schemeID") for each in tree.iter(f"{{{CBC}}}EndpointID")] == ["0007", "0007"]
    assert first.findtext(".//cac:StandardItemIdentification/cbc:ID", None, NAMES) == "07310865004703"
    assert first.findtext(".//cac:BuyersItemIdentification/cbc:ID", None, NAMES) == "SKU1"
    assert first.findtext(".//cac:Price/cbc:BaseQuantity", None, NAMES) == "3"


@given(st.integers(0, 10**12), st.integers(1, 10**8).map(lambda milli: Decimal(milli).scaleb(-3)))
def test_a_price_for_its_quantity_is_exactly_the_cost_of_the_line(minor: int, units: Decimal) -> None:
    price, base = unit_price(Money(minor, "SEK"), units)
    assert price * units == Money(minor, "SEK").major() * base


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0007:",
        "5560004756",
        "0088:7300010000002",
        "0088:730001000000",
        "0192:987654325",
        "0088:abc",
        "0088:96385074",
    ],
)
def test_a_wrong_address_is_refused(text: str) -> None:
    with pytest.raises(WrongPeppolId):
        parse_peppol_id(text)
    assert str(parse_peppol_id("0007:556000-4755")) == "0007:5560004755"
