"""From what happened to how it is booked."""

from __future__ import annotations

from models.ledger.account import ROUNDING, TENDER_ACCOUNTS, accounts_of
from models.ledger.entry import Entry, Posting
from models.selling.sale import Sale


def entry_of_sale(sale: Sale) -> Entry:
    """Tenders in debit; net sales and output tax of each rate, and rounding, in credit.

    Raises :class:`models.ledger.entry.Unbalanced` when the sale itself does not add up.
    """
    legs: dict[str, int] = {}
    for tender in sale.settlement.tenders:
        _add(legs, TENDER_ACCOUNTS[tender.kind], tender.amount.minor - tender.change.minor)
    for line in sale.lines:
        sales, tax = accounts_of(line.tax_rate_ppm)
        _add(legs, sales, -line.net.minor)
        if line.tax.minor:
            _add(legs, tax, -line.tax.minor)
    _add(legs, ROUNDING, -sale.settlement.rounding.minor)
    postings = tuple(Posting(account, amount) for account, amount in sorted(legs.items()) if amount)
    origin = sale.origin
    return Entry(sale.id, origin.business_day, f"{origin.device_id}-{origin.receipt_number}", postings)


def _add(legs: dict[str, int], account: str, amount_minor: int) -> None:
    legs[account] = legs.get(account, 0) + amount_minor
