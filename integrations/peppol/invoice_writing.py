"""A sale as Peppol BIS Billing 3, an invoice or a credit note (EN 16931, UBL 2.1). Pure.

The rules are those of EN 16931 and of OpenPEPPOL, release 2026.5, with the Swedish ones. The tests run the published
schematrons over what is written here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from integrations.peppol.order_writing import GTIN_SCHEME, split_address, unit_price
from integrations.peppol.ubl_elements import amount, basic, day, document, endpoint, group, plain_number, quantity
from models.money import Money, total
from models.peppol_id import ORGANISATION_SCHEME, PeppolId
from models.quantity import Unit

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
#: UNCL 1001: a commercial invoice, and a credit note.
INVOICE_TYPE, CREDIT_TYPE = "380", "381"
#: UNCL 4461: to an account.
CREDIT_TRANSFER = "30"
#: A rate of one percent, in parts per million.
_PERCENT_PPM = 10_000
_EXEMPT = "Exempt from VAT"


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """Seller or buyer; ``address`` is one line. ``number`` is an organisation number of ten digits, or empty.

    ``tax_number`` is the VAT number with the country's letters, empty for a buyer who has none.
    """

    endpoint: PeppolId
    name: str
    country: str
    address: str = ""
    number: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """One line; ``net`` is without tax and after discounts, ``tax`` what the receipt has for it. None is below zero."""

    sku: str
    name: str
    unit: Unit
    quantity: Decimal
    net: Money
    tax: Money
    rate_ppm: int
    gtin: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceDebt:
    """What is to be paid of an invoice, or is taken off what the buyer owes, and how.

    ``account`` is the number of a bankgiro or plusgiro as its ``scheme`` (``SE:BANKGIRO``) has it, empty if there is
    none; ``due_on`` is ``None`` for a credit note.
    """

    amount: Money
    due_on: date | None
    terms: str
    account: str = ""
    scheme: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceMessage:
    """Everything in the document: paid in full but for ``debt``, after ``rounding`` to whole money.

    ``is_credit``: goods came back; all amounts are positive, ``credited`` is the invoice number that they were sold
    by, empty if unknown. ``payment_code`` is of UNCL 4461, ``reference`` what the buyer asked to be named.
    """

    number: str
    issued_on: date
    currency: str
    seller: InvoiceParty
    buyer: InvoiceParty
    reference: str
    payment_code: str
    rounding: Money
    items: tuple[InvoiceItem, ...]
    is_credit: bool = False
    credited: str = ""
    debt: InvoiceDebt | None = None


def translate_invoice(invoice: InvoiceMessage) -> bytes:
    """The invoice or credit note as XML in UTF-8: the same bytes for the same sale."""
    kind = "CreditNote" if invoice.is_credit else "Invoice"
    type_code = CREDIT_TYPE if invoice.is_credit else INVOICE_TYPE
    return document(
        kind,
        basic("CustomizationID", CUSTOMIZATION),
        basic("ProfileID", PROFILE),
        basic("ID", invoice.number),
        day("IssueDate", invoice.issued_on),
        day("DueDate", invoice.debt.due_on) if invoice.debt and invoice.debt.due_on and not invoice.is_credit else "",
        basic(f"{kind}TypeCode", type_code),
        basic("DocumentCurrencyCode", invoice.currency),
        basic("BuyerReference", invoice.reference),
        group("BillingReference", group("InvoiceDocumentReference", basic("ID", invoice.credited))),
        group("AccountingSupplierParty", _party(invoice.seller)),
        group("AccountingCustomerParty", _party(invoice.buyer)),
        _payment(invoice),
        group("PaymentTerms", basic("Note", invoice.debt.terms)) if invoice.debt else "",
        _tax_total(invoice),
        _totals(invoice),
        *(_line(kind, place, item) for place, item in enumerate(invoice.items, start=1)),
    )


def _party(party: InvoiceParty) -> str:
    street, zone, city = split_address(party.address)
    return group(
        "Party",
        endpoint(party.endpoint),
        group("PartyName", basic("Name", party.name)),
        group(
            "PostalAddress",
            basic("StreetName", street),
            basic("CityName", city),
            basic("PostalZone", zone),
            group("Country", basic("IdentificationCode", party.country)),
        ),
        group("PartyTaxScheme", basic("CompanyID", party.tax_number), _scheme()) if party.tax_number else "",
        group(
            "PartyLegalEntity",
            basic("RegistrationName", party.name),
            basic("CompanyID", party.number, schemeID=ORGANISATION_SCHEME),
        ),
    )


def _scheme() -> str:
    return group("TaxScheme", basic("ID", "VAT"))


def _payment(invoice: InvoiceMessage) -> str:
    """How it was paid, or to which account it is to be paid."""
    debt = invoice.debt
    if debt is None or not debt.account:
        return group("PaymentMeans", basic("PaymentMeansCode", invoice.payment_code))
    return group(
        "PaymentMeans",
        basic("PaymentMeansCode", CREDIT_TRANSFER),
        basic("PaymentID", invoice.number),
        group(
            "PayeeFinancialAccount",
            basic("ID", debt.account),
            group("FinancialInstitutionBranch", basic("ID", debt.scheme)),
        ),
    )


def _tax_total(invoice: InvoiceMessage) -> str:
    """The tax of each rate, from the highest on; an exempt sale names why it has none."""
    by_rate = sorted(invoice.items, key=attrgetter("rate_ppm"), reverse=True)
    parts = []
    for rate, items in groupby(by_rate, key=attrgetter("rate_ppm")):
        lines = tuple(items)
        parts.append(
            group(
                "TaxSubtotal",
                amount("TaxableAmount", total((each.net for each in lines), invoice.currency)),
                amount("TaxAmount", total((each.tax for each in lines), invoice.currency)),
                _category("TaxCategory", rate, "" if rate else _EXEMPT),
            )
        )
    return group("TaxTotal", amount("TaxAmount", _tax(invoice)), *parts)


def _category(name: str, rate_ppm: int, reason: str = "") -> str:
    return group(
        name,
        basic("ID", "S" if rate_ppm else "E"),
        basic("Percent", plain_number(Decimal(rate_ppm) / _PERCENT_PPM)),
        basic("TaxExemptionReason", reason),
        _scheme(),
    )


def _tax(invoice: InvoiceMessage) -> Money:
    return total((each.tax for each in invoice.items), invoice.currency)


def _totals(invoice: InvoiceMessage) -> str:
    net = total((each.net for each in invoice.items), invoice.currency)
    gross = net + _tax(invoice)
    due = invoice.debt.amount if invoice.debt else Money(0, invoice.currency)
    return group(
        "LegalMonetaryTotal",
        amount("LineExtensionAmount", net),
        amount("TaxExclusiveAmount", net),
        amount("TaxInclusiveAmount", gross),
        amount("PrepaidAmount", gross + invoice.rounding - due),
        amount("PayableRoundingAmount", invoice.rounding) if invoice.rounding.minor else "",
        amount("PayableAmount", due),
    )


def _line(kind: str, place: int, item: InvoiceItem) -> str:
    price, base = unit_price(item.net, item.quantity)
    return group(
        f"{kind}Line",
        basic("ID", str(place)),
        quantity("CreditedQuantity" if kind == "CreditNote" else "InvoicedQuantity", item.quantity, item.unit),
        amount("LineExtensionAmount", item.net),
        group(
            "Item",
            basic("Name", item.name) or basic("Name", item.sku),
            group("SellersItemIdentification", basic("ID", item.sku)),
            group("StandardItemIdentification", basic("ID", item.gtin, schemeID=GTIN_SCHEME)),
            _category("ClassifiedTaxCategory", item.rate_ppm),
        ),
        group(
            "Price",
            basic("PriceAmount", plain_number(price), currencyID=item.net.currency),
            quantity("BaseQuantity", base, item.unit),
        ),
    )
