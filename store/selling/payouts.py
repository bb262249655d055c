"""Payouts of providers, as they are booked."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from models.money import Money
from models.payments.booked_payout import BookedPayout
from store import schema

_TABLE = schema.payout
#: Parameters of one statement; a payout may have thousands of parts.
_PORTION = 500


def add_payout(tx: sa.Connection, payout: BookedPayout) -> None:
    """Store a payout."""
    row = {"id": payout.id, "reference": payout.reference, "day": payout.day, "currency": payout.amount.currency}
    amounts = {
        "amount_minor": payout.amount.minor,
        "payments_minor": payout.payments.minor,
        "fee_minor": payout.fees.minor,
        "disputed_minor": payout.disputed.minor,
        "returned_minor": payout.returned.minor,
        "other_minor": payout.other.minor,
    }
    tx.execute(_TABLE.insert(), row | amounts | {"parts": payout.parts})


def find_payout(view: sa.Connection, reference: str) -> BookedPayout | None:
    """The payout that its provider calls so."""
    return next((_payout(row) for row in view.execute(sa.select(_TABLE).where(_TABLE.c.reference == reference))), None)


def latest_payouts(view: sa.Connection, count: int) -> list[BookedPayout]:
    """The last payouts, the newest first."""
    query = sa.select(_TABLE).order_by(_TABLE.c.day.desc(), _TABLE.c.id.desc()).limit(count)
    return [_payout(row) for row in view.execute(query)]


def all_payouts(view: sa.Connection) -> list[BookedPayout]:
    """Every payout, in the order in which they were booked."""
    return [_payout(row) for row in view.execute(sa.select(_TABLE).order_by(_TABLE.c.id))]


def own_references(view: sa.Connection, references: Collection[str]) -> frozenset[str]:
    """Those of ``references`` that are of payments or refunds of this shop."""
    column, listed = schema.payment_attempt.c.reference, sorted(references)
    portions = [listed[begin : begin + _PORTION] for begin in range(0, len(listed), _PORTION)]
    return frozenset(
        reference for portion in portions for reference in view.scalars(sa.select(column).where(column.in_(portion)))
    )


def _payout(row: sa.Row[tuple[object, ...]]) -> BookedPayout:
    def money(minor: int) -> Money:
        return Money(minor, row.currency)

    return BookedPayout(
        id=row.id,
        reference=row.reference,
        day=row.day,
        amount=money(row.amount_minor),
        payments=money(row.payments_minor),
        fees=money(row.fee_minor),
        disputed=money(row.disputed_minor),
        returned=money(row.returned_minor),
        other=money(row.other_minor),
        parts=row.parts,
    )
