"""How a sale is booked, and a refund, which is a sale of its own with amounts below zero."""

from __future__ import annotations

from models.jurisdiction.accounts import AccountRole
from models.ledger.chart import Chart
from models.ledger.entry import Entry, EntryKind, Posting
from models.selling.sale import LineKind, Sale, SaleKind, SaleLine
from models.selling.settlement import Tender, TenderKind, TenderStatus

_KINDS = {SaleKind.SALE: EntryKind.SALE, SaleKind.REFUND: EntryKind.REFUND}
#: What a tender fills: money in the drawer, or a claim on who issued the card, apart while nobody has confirmed it.
#: What comes back is owed to the customer until the goods that they buy instead are booked, which is at once.
TENDER_ROLES = {
    (TenderKind.CASH, TenderStatus.APPROVED): AccountRole.CASH,
    (TenderKind.CARD, TenderStatus.APPROVED): AccountRole.CARD,
    (TenderKind.CARD, TenderStatus.APPROVED_OFFLINE): AccountRole.CARD_OFFLINE,
    (TenderKind.SWISH, TenderStatus.APPROVED): AccountRole.CARD,
    (TenderKind.MOBILEPAY, TenderStatus.APPROVED): AccountRole.CARD,
    (TenderKind.WEB, TenderStatus.APPROVED): AccountRole.CARD,
    (TenderKind.SET_OFF, TenderStatus.APPROVED): AccountRole.PREPAID,
    (TenderKind.DEPOSIT_VOUCHER, TenderStatus.APPROVED): AccountRole.DEPOSIT_VOUCHER,
    (TenderKind.GIFT_CARD, TenderStatus.APPROVED): AccountRole.GIFT_CARD,
    (TenderKind.STORE_CREDIT, TenderStatus.APPROVED): AccountRole.GIFT_CARD,
    (TenderKind.ON_ACCOUNT, TenderStatus.APPROVED): AccountRole.CUSTOMER_ACCOUNT,
}


def role_of(tender: Tender) -> AccountRole:
    """The role of the account that a tender fills.

    >>> from models.money import Money
    >>> role_of(Tender(TenderKind.CASH, Money(5000, "SEK"), Money(0, "SEK"))).value
    'cash'
    """
    return TENDER_ROLES[tender.kind, tender.status]


def entry_of_sale(sale: Sale, chart: Chart) -> Entry:
    """Tenders in debit; net sales, deposits and output tax of each rate, and rounding, in credit.

    Raises :class:`models.ledger.entry.Unbalanced` when the sale itself does not add up, and
    :class:`models.ledger.chart.NoAccount`. The example books a receipt with BAS accounts: 100 kr in cash, of which 25 %
    tax.

    >>> from datetime import UTC, date, datetime
    >>> from decimal import Decimal
    >>> from models.catalogue.product import TaxCategory
    >>> from models.jurisdiction.sweden import SWEDEN
    >>> from models.ledger.chart import chart_on, first_choices
    >>> from models.money import Money
    >>> from models.quantity import Unit
    >>> from models.selling.sale import Origin, SaleLine
    >>> from models.selling.settlement import Offer, settle
    >>> day, (gross, net, tax, none) = date(2026, 11, 23), (Money(minor, "SEK") for minor in (10000, 8000, 2000, 0))
    >>> line = SaleLine(
    ...     1, "A", None, "A", Unit.PIECE, Decimal(1), gross, none, gross, net, tax, TaxCategory.STANDARD, 250_000, None
    ... )
    >>> origin = Origin(1, 1, 1, datetime(2026, 11, 23, tzinfo=UTC), day, "anna")
    >>> sale = Sale(1, origin, (line,), net, tax, none, settle(gross, [Offer(TenderKind.CASH, gross)]))
    >>> entry = entry_of_sale(sale, chart_on(first_choices(SWEDEN.accounts), day))
    >>> [(posting.account, posting.amount_minor) for posting in entry.postings]
    [('1910', 10000), ('2611', -2000), ('3001', -8000)]
    """
    legs: dict[str, int] = {}
    for tender in sale.settlement.tenders:
        _add(legs, chart.number(role_of(tender)), tender.amount.minor - tender.change.minor)
    for line in sale.lines:
        _add(legs, chart.number(_income_role(line, chart), line.tax_rate_ppm), -line.net.minor)
        if line.tax.minor:
            _add(legs, chart.number(AccountRole.OUTPUT_TAX, line.tax_rate_ppm), -line.tax.minor)
    if sale.settlement.rounding.minor:
        _add(legs, chart.number(AccountRole.ROUNDING), -sale.settlement.rounding.minor)
    postings = tuple(Posting(account, amount) for account, amount in sorted(legs.items()) if amount)
    origin = sale.origin
    reference = f"{origin.device_id}-{origin.receipt_number}"
    return Entry(sale.id, _KINDS[sale.kind], sale.id, origin.business_day, reference, postings)


def _income_role(line: SaleLine, chart: Chart) -> AccountRole:
    """What a line is booked as: a gift card as a debt, a deposit apart from sales where the chart has an account."""
    if line.kind is LineKind.GIFT_CARD:
        return AccountRole.GIFT_CARD
    is_apart = line.kind is LineKind.DEPOSIT and chart.has(AccountRole.DEPOSIT, line.tax_rate_ppm)
    return AccountRole.DEPOSIT if is_apart else AccountRole.SALES


def _add(legs: dict[str, int], account: str, amount_minor: int) -> None:
    legs[account] = legs.get(account, 0) + amount_minor
