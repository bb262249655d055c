"""Order responses and despatch advices as suppliers send them, valid by the published rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from integrations.peppol.ubl_elements import amount, basic, day, document, group, quantity
from models.money import Money
from models.quantity import Unit

SELLER, BUYER = "7300010000001", "5560004755"


def response_line(
    number: int,
    status: str,
    *,
    sku: str,
    units: Decimal | None = None,
    price: Money | None = None,
    substitute: str = "",
) -> str:
    """One line of an order response."""
    unit = Unit.PIECE
    item = group("Item", basic("Name", f"Goods {sku}"), group("BuyersItemIdentification", basic("ID", sku)))
    other = group(
        "SellerSubstitutedLineItem",
        basic("ID", str(number)),
        group("Item", basic("Name", substitute), group("SellersItemIdentification", basic("ID", "OTHER-1"))),
    )
    return group(
        "OrderLine",
        group(
            "LineItem",
            basic("ID", str(number)),
            basic("LineStatusCode", status),
            "" if units is None else quantity("Quantity", units, unit),
            "" if price is None else group("Price", amount("PriceAmount", price)),
            item,
        ),
        other if substitute else "",
        group("OrderLineReference", basic("LineID", str(number))),
    )


def order_response(number: str, code: str, *lines: str, note: str = "", promised: date | None = None) -> bytes:
    """An order response to the order with this number."""
    promise = "" if promised is None else day("StartDate", promised) + day("EndDate", promised)
    return document(
        "OrderResponse",
        basic("CustomizationID", "urn:fdc:peppol.eu:poacc:trns:order_response:3"),
        basic("ProfileID", "urn:fdc:peppol.eu:poacc:bis:ordering:3"),
        basic("ID", "R-1"),
        basic("SalesOrderID", "S-77"),
        basic("IssueDate", "2026-11-28"),
        basic("OrderResponseCode", code),
        basic("Note", note),
        basic("DocumentCurrencyCode", "SEK"),
        group("OrderReference", basic("ID", number)),
        group("SellerSupplierParty", _party("0088", SELLER)),
        group("BuyerCustomerParty", _party("0007", BUYER)),
        group("Delivery", group("PromisedDeliveryPeriod", promise)) if promise else "",
        *lines,
    )


def despatch_line(number: int, sku: str, units: Decimal, *, lot: str = "", best_before: str = "") -> str:
    """One line of a despatch advice."""
    instance = group(
        "ItemInstance", basic("BestBeforeDate", best_before), group("LotIdentification", basic("LotNumberID", lot))
    )
    return group(
        "DespatchLine",
        basic("ID", str(number)),
        quantity("DeliveredQuantity", units, Unit.PIECE),
        group("OrderLineReference", basic("LineID", str(number))),
        group(
            "Item",
            basic("Name", f"Goods {sku}"),
            group("BuyersItemIdentification", basic("ID", sku)),
            group("SellersItemIdentification", basic("ID", f"S-{sku}")),
            instance,
        ),
    )


def despatch_advice(order_number: str, *lines: str) -> bytes:
    """A despatch advice of goods of the order with this number."""
    return document(
        "DespatchAdvice",
        basic("CustomizationID", "urn:fdc:peppol.eu:poacc:trns:despatch_advice:3"),
        basic("ProfileID", "urn:fdc:peppol.eu:poacc:bis:despatch_advice:3"),
        basic("ID", "D-9"),
        basic("IssueDate", "2026-11-28"),
        group("OrderReference", basic("ID", order_number)),
        group("DespatchSupplierParty", _party("0088", SELLER, has_address=True)),
        group("DeliveryCustomerParty", _party("0007", BUYER, has_address=True)),
        group("Shipment", basic("ID", "NA")),
        *lines,
    )


def _party(scheme: str, number: str, *, has_address: bool = False) -> str:
    name = group("PartyLegalEntity", basic("RegistrationName", "A company"))
    address = group("PostalAddress", group("Country", basic("IdentificationCode", "SE")))
    return group("Party", basic("EndpointID", number, schemeID=scheme), address if has_address else "", name)
