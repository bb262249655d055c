"""The invoice or credit note of a receipt as a Peppol document, with the buyer's details of the call."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.counter.order_document import OrderFile
from integrations.peppol.invoice_writing import (
    InvoiceDebt,
    InvoiceItem,
    InvoiceMessage,
    InvoiceParty,
    translate_invoice,
)
from models.catalogue.product import clean_text
from models.errors import Reason, Refused
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.sweden import SWEDEN
from models.money import Money
from models.peppol_id import ORGANISATION_SCHEME, parse_peppol_id
from models.selling.sale import LineKind, Sale, SaleKind, SaleLine
from models.selling.settlement import TenderKind
from models.shop import Shop
from models.shop_settings import PAY_TO
from operations.purchasing.order_mail import own_peppol_id
from store import shop
from store.database.engine import Connection
from store.selling import sales
from store.selling.customer_account_rows import account_of_id, entry_of_document
from store.setting_rows import get_value

KRONOR = "SEK"
#: UNCL 4461: in cash, by card; 1 where it was paid in another way or in several.
PAYMENT_CODES = {frozenset({TenderKind.CASH}): "10", frozenset({TenderKind.CARD}): "48"}
OTHER_PAYMENT = "1"
TEXT_LENGTH_MAX = 120
_GIRO = re.compile(r"(?P<kind>bank|plus)giro[:\s]+(?P<number>[0-9][0-9 -]{2,12}[0-9])", re.IGNORECASE)


class NotInvoiceable(Refused):
    """A receipt of which no invoice can be made."""

    code = "not_invoiceable"
    text = "Receipt {number} cannot become an invoice: {reason}. Nothing was written."

    number: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class InvoiceBuyer:
    """Who gets the invoice, a company of the shop's country: nothing of it is stored.

    ``reference`` is what the buyer asks to be named.
    """

    name: str
    peppol_id: str
    reference: str
    address: str = ""


def invoice_file(view: Connection, sale: Sale, buyer: InvoiceBuyer) -> OrderFile:
    """The invoice of a sale, paid or on account, or the credit note of a return.

    Raises :class:`NotInvoiceable`, :class:`models.peppol_id.WrongPeppolId` or
    :class:`operations.purchasing.order_mail.NoPeppolWay`.
    """
    company, buyer = shop.get_shop(view), buyer_of_sale(view, sale, buyer)
    _check(company, sale, buyer)
    stem = "credit-note" if sale.kind is SaleKind.REFUND else "invoice"
    name = f"peppol-{stem}-{document_number(sale)}.xml"
    return OrderFile(name, "application/xml", translate_invoice(_message(view, company, sale, buyer)))


def document_number(sale: Sale) -> str:
    """The number of the document: till and receipt, which no other receipt has."""
    return f"{sale.origin.device_id}-{sale.origin.receipt_number}"


def _check(company: Shop, sale: Sale, buyer: InvoiceBuyer) -> None:
    number = sale.origin.receipt_number
    if jurisdiction_of(company.country) is not SWEDEN or sale.currency != KRONOR or not company.org_number:
        raise NotInvoiceable(number, Reason("invoice_sweden", "it takes a Swedish company that sells in kronor"))
    if any(line.kind is LineKind.GIFT_CARD for line in sale.lines):
        raise NotInvoiceable(number, Reason("invoice_gift_card", "money on a gift card is no sale"))
    if not clean_text(buyer.name) or not clean_text(buyer.reference) or not buyer.peppol_id:
        raise NotInvoiceable(number, Reason("invoice_buyer", "the buyer's name, reference and Peppol id are needed"))


def _message(view: Connection, company: Shop, sale: Sale, buyer: InvoiceBuyer) -> InvoiceMessage:
    is_credit = sale.kind is SaleKind.REFUND
    sold = sales.find_sale(view, sale.refers_to) if sale.refers_to is not None else None
    kinds = frozenset(each.kind for each in sale.settlement.tenders)
    rounding = sale.settlement.rounding
    return InvoiceMessage(
        number=document_number(sale),
        issued_on=company.wall_clock(sale.origin.at).date(),
        currency=sale.currency,
        seller=_seller(view, company, sale),
        buyer=_buyer(buyer, company.country),
        reference=clean_text(buyer.reference)[:TEXT_LENGTH_MAX],
        payment_code=PAYMENT_CODES.get(kinds, OTHER_PAYMENT),
        rounding=-rounding if is_credit else rounding,
        items=tuple(_item(line, is_credit=is_credit) for line in sale.lines),
        is_credit=is_credit,
        credited=document_number(sold) if sold else "",
        debt=_debt(view, sale, is_credit=is_credit),
    )


def buyer_of_sale(view: Connection, sale: Sale, typed_buyer: InvoiceBuyer) -> InvoiceBuyer:
    """The buyer: ``typed_buyer``, and for a sale on account the details of the customer account where nothing is."""
    entry = entry_of_document(view, sale.id)
    if entry is None:
        return typed_buyer
    account = account_of_id(view, entry.account_id)
    details, digits = account.details, "".join(filter(str.isdigit, account.details.org_number))
    return InvoiceBuyer(
        typed_buyer.name or details.name,
        typed_buyer.peppol_id or (f"{ORGANISATION_SCHEME}:{digits}" if digits else ""),
        typed_buyer.reference or details.contact or account.number,
        typed_buyer.address or details.address,
    )


def _debt(view: Connection, sale: Sale, *, is_credit: bool) -> InvoiceDebt | None:
    """What the customer account of a sale has still to pay of it, or gets back."""
    entry = entry_of_document(view, sale.id)
    if entry is None:
        return None
    pay_to = get_value(view, PAY_TO)
    scheme, account = _giro(pay_to)
    amount = Money(-entry.amount_minor if is_credit else entry.amount_minor, sale.currency)
    due = entry.due_on.isoformat() if entry.due_on else ""
    return InvoiceDebt(
        amount, entry.due_on, " ".join(filter(None, (due, pay_to))) or document_number(sale), account, scheme
    )


def _giro(pay_to: str) -> tuple[str, str]:
    """Scheme and number of a bankgiro or plusgiro; empty for anything else.

    >>> _giro("Bankgiro 123-4567")
    ('SE:BANKGIRO', '1234567')
    """
    match = _GIRO.fullmatch(pay_to.strip())
    if match is None:
        return "", ""
    return f"SE:{match['kind'].upper()}GIRO", match["number"].replace("-", "").replace(" ", "")


def _seller(view: Connection, company: Shop, sale: Sale) -> InvoiceParty:
    place = next(each for each in shop.all_locations(view) if each.id == sale.origin.location_id)
    number = "".join(filter(str.isdigit, company.org_number))
    return InvoiceParty(
        own_peppol_id(view), company.company, company.country, place.address, number, f"{company.country}{number}01"
    )


def _buyer(buyer: InvoiceBuyer, country: str) -> InvoiceParty:
    address = parse_peppol_id(buyer.peppol_id)
    number = address.number if address.scheme == ORGANISATION_SCHEME else ""
    name, street = clean_text(buyer.name)[:TEXT_LENGTH_MAX], clean_text(buyer.address)[:TEXT_LENGTH_MAX]
    return InvoiceParty(address, name, country, street, number)


def _item(line: SaleLine, *, is_credit: bool) -> InvoiceItem:
    """A line as the document has it: what came back is positive in a credit note."""
    return InvoiceItem(
        sku=line.sku,
        name=line.name,
        unit=line.unit,
        quantity=-line.quantity if is_credit else line.quantity,
        net=-line.net if is_credit else line.net,
        tax=-line.tax if is_credit else line.tax,
        rate_ppm=line.tax_rate_ppm,
        gtin=line.gtin or "",
    )
