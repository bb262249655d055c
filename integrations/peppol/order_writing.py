"""A purchase order as Peppol BIS Order 3 (transaction T01, UBL 2.1). Pure.

The rules are those of OpenPEPPOL, release 2026.5. The tests run the published schematron over what is written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from integrations.peppol.ubl_elements import amount, basic, day, document, endpoint, group, plain_number, quantity
from models.money import Money, total
from models.peppol_id import ORGANISATION_SCHEME, PeppolId
from models.quantity import Unit

#: Order transaction 3 within the process "ordering", which the supplier may answer (Peppol BIS Ordering 3, section 3).
CUSTOMIZATION, PROFILE = "urn:fdc:peppol.eu:poacc:trns:order:3", "urn:fdc:peppol.eu:poacc:bis:ordering:3"
#: UNCL 1001: an order.
ORDER_TYPE = "220"
GTIN_SCHEME = "0160"
#: A unit price has at most so many decimals; one that needs more is written for the quantity of the whole line.
PRICE_DECIMALS = 4
_POST_TOWN = re.compile(r"(?:SE-)?(?P<zone>[0-9]{3} ?[0-9]{2}) +(?P<city>.+)")


@dataclass(frozen=True, slots=True)
class OrderParty:
    """Who orders, or who delivers; ``country`` is ISO 3166-1.

    ``number`` is the organisation number of ten digits, empty where it is unknown; ``identifier`` is what the other
    side calls this party, such as a customer number.
    """

    endpoint: PeppolId
    name: str
    country: str
    number: str = ""
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class OrderPlace:
    """Where the goods go; ``address`` is one line, such as ``Storgatan 1, 123 45 Orten``."""

    name: str
    address: str
    country: str


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One product: ``cost`` is that of the whole line without tax, ``case_pack`` units are in a case (1: single)."""

    sku: str
    name: str
    unit: Unit
    quantity: Decimal
    cost: Money
    supplier_sku: str = ""
    gtin: str = ""
    case_pack: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class OrderMessage:
    """Everything in the document, in the words of the shop."""

    number: str
    issued_on: date
    requested_on: date
    currency: str
    buyer: OrderParty
    seller: OrderParty
    place: OrderPlace
    items: tuple[OrderItem, ...]


def translate(order: OrderMessage) -> bytes:
    """The order as XML in UTF-8: the same bytes for the same order."""
    cost = total((item.cost for item in order.items), order.currency)
    return document(
        "Order",
        basic("CustomizationID", CUSTOMIZATION),
        basic("ProfileID", PROFILE),
        basic("ID", order.number),
        day("IssueDate", order.issued_on),
        basic("OrderTypeCode", ORDER_TYPE),
        basic("DocumentCurrencyCode", order.currency),
        group("BuyerCustomerParty", _party(order.buyer)),
        group("SellerSupplierParty", _party(order.seller)),
        _delivery(order),
        group(
            "AnticipatedMonetaryTotal",
            amount("LineExtensionAmount", cost),
            amount("TaxExclusiveAmount", cost),
            amount("PayableAmount", cost),
        ),
        *(_line(place, item) for place, item in enumerate(order.items, start=1)),
    )


def _party(party: OrderParty) -> str:
    country = group("Country", basic("IdentificationCode", party.country))
    return group(
        "Party",
        endpoint(party.endpoint),
        group("PartyIdentification", basic("ID", party.identifier)),
        group("PartyName", basic("Name", party.name)),
        group("PostalAddress", country),
        group(
            "PartyLegalEntity",
            basic("RegistrationName", party.name),
            basic("CompanyID", party.number, schemeID=ORGANISATION_SCHEME),
        ),
    )


def _delivery(order: OrderMessage) -> str:
    place = order.place
    street, zone, city = split_address(place.address)
    return group(
        "Delivery",
        group(
            "DeliveryLocation",
            basic("Name", place.name),
            group(
                "Address",
                basic("StreetName", street),
                basic("CityName", city),
                basic("PostalZone", zone),
                group("Country", basic("IdentificationCode", place.country)),
            ),
        ),
        group("RequestedDeliveryPeriod", day("StartDate", order.requested_on), day("EndDate", order.requested_on)),
    )


def _line(place: int, item: OrderItem) -> str:
    return group(
        "OrderLine",
        group(
            "LineItem",
            basic("ID", str(place)),
            quantity("Quantity", item.quantity, item.unit),
            amount("LineExtensionAmount", item.cost),
            _price(item),
            _item(item),
        ),
    )


def _price(item: OrderItem) -> str:
    """What one unit costs, or all of them where the price of one would have to be rounded."""
    price, base = unit_price(item.cost, item.quantity)
    return group(
        "Price",
        basic("PriceAmount", plain_number(price), currencyID=item.cost.currency),
        quantity("BaseQuantity", base, item.unit),
    )


def unit_price(cost: Money, units: Decimal) -> tuple[Decimal, Decimal]:
    """A price in whole units of the currency and the quantity that it is for; together exactly ``cost``.

    >>> [tuple(map(str, unit_price(Money(1000, "SEK"), Decimal(units)))) for units in (4, 3)]
    [('2.5', '1'), ('10.00', '3')]
    """
    price = cost.major() / units
    rounded = round(price, PRICE_DECIMALS)
    return (rounded.normalize(), Decimal(1)) if rounded * units == cost.major() else (cost.major(), units)


def _item(item: OrderItem) -> str:
    case = plain_number(item.case_pack) if item.case_pack != 1 else ""
    return group(
        "Item",
        basic("Name", item.name) or basic("Name", item.sku),
        group("BuyersItemIdentification", basic("ID", item.sku)),
        group("SellersItemIdentification", basic("ID", item.supplier_sku)),
        group("StandardItemIdentification", basic("ID", item.gtin, schemeID=GTIN_SCHEME)),
        group("AdditionalItemProperty", basic("Name", "Units per case"), basic("Value", case)) if case else "",
    )


def split_address(address: str) -> tuple[str, str, str]:
    """Street, postal code and town of a Swedish address; an address of another form is all street.

    >>> split_address("Storgatan 1, 123 45 Orten"), split_address("Kajen")
    (('Storgatan 1', '123 45', 'Orten'), ('Kajen', '', ''))
    """
    street, comma, town = address.rpartition(",")
    parts = _POST_TOWN.fullmatch(town.strip())
    if not comma or parts is None:
        return address, "", ""
    return street.strip(), parts["zone"], parts["city"]
