"""What must always hold, as queries that find each violation, whoever caused it.

One module a kind of fact; each registers its invariants with their codes and a sentence.
C2 no sale is half · C3 receipt numbers without a gap · C4 the journal is as it was written ·
C5 stock is the sum of its movements, and each of them is of a sale or recorded · C6 books, sales and journal agree ·
C7 never more is taken back than was sold · C8 the shop's own data is what the journal records, and nothing besides:
baskets, products, categories, quick keys, promotions, coupons, deposit vouchers, gift cards, members, points, prices,
households, labels, suppliers, terms, accounts, orders, orders of the web shop, how goods are ordered, deliveries,
counts, goods written off, lots, transfers, claims on suppliers, decisions about proposed prices, figures of customers,
devices, settings, enrolled browsers, customer displays, keys of programs, people, payments, tips, e-mails of receipts,
drawer sessions, Z reports, pictures and the company.
C10 no money is taken without a sale or a basket that waits.
C11 each receipt is in at most one Z report, whose figures are those of its receipts.
(C9, that the shop is the one that its keys and anchors know, takes a witness: :mod:`store.proof`.)
(C1, that every acknowledged sale is there, can only be asked by who got the acknowledgements.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import sqlalchemy as sa

from store.invariants import (
    closed_days,
    company,
    guards,
    journal,
    ledger,
    orders,
    recorded_accounts,
    recorded_advances,
    recorded_api_keys,
    recorded_arrivals,
    recorded_automatic,
    recorded_baskets,
    recorded_cash,
    recorded_categories,
    recorded_closings,
    recorded_counts,
    recorded_coupons,
    recorded_customer_accounts,
    recorded_customer_figures,
    recorded_deposits,
    recorded_details,
    recorded_discounts,
    recorded_displays,
    recorded_enrolments,
    recorded_gift_cards,
    recorded_kits,
    recorded_labels,
    recorded_links,
    recorded_lots,
    recorded_mails,
    recorded_member_offers,
    recorded_members,
    recorded_online_orders,
    recorded_operators,
    recorded_ordering,
    recorded_payments,
    recorded_payouts,
    recorded_pictures,
    recorded_points,
    recorded_price_breaks,
    recorded_price_decisions,
    recorded_prices,
    recorded_products,
    recorded_promotions,
    recorded_quick_keys,
    recorded_sales,
    recorded_settings,
    recorded_shadow,
    recorded_supplier_returns,
    recorded_suppliers,
    recorded_terms,
    recorded_tips,
    recorded_transfers,
    recorded_vouchers,
    recorded_webhooks,
    recorded_write_offs,
    refunds,
    sales,
    schema_objects,
    signatures,
    stock,
)
from store.invariants.journal_rows import UNREADABLE, one_state
from store.invariants.violation import NAMED_MAX, Invariant, Violation

__all__ = ["INVARIANTS", "NAMED_MAX", "Invariant", "Violation", "check_all", "find_violations"]

#: Every invariant, the cheapest kinds first.
INVARIANTS: tuple[Invariant, ...] = (
    *sales.INVARIANTS,
    *journal.INVARIANTS,
    *signatures.INVARIANTS,
    *guards.INVARIANTS,
    *schema_objects.INVARIANTS,
    *stock.INVARIANTS,
    *refunds.INVARIANTS,
    *ledger.INVARIANTS,
    *recorded_sales.INVARIANTS,
    *recorded_baskets.INVARIANTS,
    *recorded_discounts.INVARIANTS,
    *recorded_categories.INVARIANTS,
    *recorded_deposits.INVARIANTS,
    *recorded_coupons.INVARIANTS,
    *recorded_vouchers.INVARIANTS,
    *recorded_gift_cards.INVARIANTS,
    *recorded_customer_accounts.INVARIANTS,
    *recorded_online_orders.INVARIANTS,
    *recorded_closings.INVARIANTS,
    *recorded_members.INVARIANTS,
    *recorded_details.INVARIANTS,
    *recorded_points.INVARIANTS,
    *recorded_member_offers.INVARIANTS,
    *recorded_products.INVARIANTS,
    *recorded_kits.INVARIANTS,
    *recorded_pictures.INVARIANTS,
    *recorded_prices.INVARIANTS,
    *recorded_quick_keys.INVARIANTS,
    *recorded_promotions.INVARIANTS,
    *recorded_labels.INVARIANTS,
    *recorded_suppliers.INVARIANTS,
    *recorded_terms.INVARIANTS,
    *recorded_price_breaks.INVARIANTS,
    *recorded_accounts.INVARIANTS,
    *orders.INVARIANTS,
    *recorded_ordering.INVARIANTS,
    *recorded_automatic.INVARIANTS,
    *recorded_shadow.INVARIANTS,
    *recorded_arrivals.INVARIANTS,
    *recorded_counts.INVARIANTS,
    *recorded_write_offs.INVARIANTS,
    *recorded_tips.INVARIANTS,
    *recorded_advances.INVARIANTS,
    *recorded_transfers.INVARIANTS,
    *recorded_supplier_returns.INVARIANTS,
    *recorded_price_decisions.INVARIANTS,
    *recorded_customer_figures.INVARIANTS,
    *recorded_links.INVARIANTS,
    *recorded_lots.INVARIANTS,
    *recorded_mails.INVARIANTS,
    *recorded_operators.INVARIANTS,
    *recorded_settings.INVARIANTS,
    *recorded_enrolments.INVARIANTS,
    *recorded_displays.INVARIANTS,
    *recorded_api_keys.INVARIANTS,
    *recorded_webhooks.INVARIANTS,
    *recorded_payments.INVARIANTS,
    *recorded_cash.INVARIANTS,
    *closed_days.INVARIANTS,
    *recorded_payouts.INVARIANTS,
    *company.INVARIANTS,
)


def find_violations(invariant: Invariant, view: sa.Connection) -> Iterator[Violation]:
    """What breaks an invariant; where somebody wrote a value that no row can have, that it cannot be checked."""
    try:
        yield from invariant.check(view)
    except UNREADABLE as error:
        message = f"cannot be checked: a row holds what nothing stores there ({error})"
        yield Violation(invariant.codes[0], invariant.sentence, message)


def check_all(view: sa.Connection, report: Callable[[int, int], None] | None = None) -> list[Violation]:
    """Every violation, at most :data:`NAMED_MAX` of each invariant; ``report(done, total)`` is called after each."""
    violations: list[Violation] = []
    with one_state(view):
        for done, invariant in enumerate(INVARIANTS, start=1):
            violations += islice(find_violations(invariant, view), NAMED_MAX)
            if report is not None:
                report(done, len(INVARIANTS))
    return violations
