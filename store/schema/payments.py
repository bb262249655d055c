"""Attempts to take a payment, or to give one back."""

from __future__ import annotations

import sqlalchemy as sa

from models.payments.attempt_state import OPEN_STATES
from store.database.columns import Instant
from store.schema.base import metadata

#: ``key`` is random and the idempotency key of every request to the provider. ``basket_id`` becomes the id of the sale.
#: ``taken_minor`` is what the provider moved, with the tip in it; ``card`` is what it reported of the card, as JSON.
#: ``applied``: the sale of the basket has it as a tender.
payment_attempt = sa.Table(
    "payment_attempt",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("key", sa.String(36), nullable=False, unique=True),
    sa.Column("basket_id", sa.BigInteger, nullable=False, index=True),
    sa.Column("device_id", sa.ForeignKey("device.id"), nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.Column("terminal", sa.String(200)),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("method", sa.String(16), nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, sa.CheckConstraint("amount_minor > 0", name="amount"), nullable=False),
    sa.Column("original", sa.ForeignKey("payment_attempt.id")),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("reference", sa.String(80), index=True),
    sa.Column("taken_minor", sa.BigInteger),
    sa.Column("tip_minor", sa.BigInteger),
    sa.Column("reason", sa.String(60), nullable=False, server_default=""),
    sa.Column("card", sa.Text),
    sa.Column("needs_signature", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("code", sa.Text, nullable=False, server_default=""),
    sa.Column("code_ends_at", Instant),
    sa.Column("capture_before", Instant),
    sa.Column("cancel_wanted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("may_offline", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("asks_tip", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("was_offline", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("applied", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.CheckConstraint("(original IS NULL) = (kind = 'charge')", name="refund_of_charge"),
)
_is_open = payment_attempt.c.state.in_(sorted(state.value for state in OPEN_STATES))
_is_asking = sa.and_(_is_open, payment_attempt.c.kind == "charge", payment_attempt.c.method == "card")
# The database enforces it: a basket has one attempt of which nobody knows the outcome, and a reader asks one card.
sa.Index(
    "ux_payment_attempt_open_basket",
    payment_attempt.c.basket_id,
    unique=True,
    sqlite_where=_is_open,
    postgresql_where=_is_open,
)
sa.Index(
    "ux_payment_attempt_open_terminal",
    payment_attempt.c.terminal,
    unique=True,
    sqlite_where=_is_asking,
    postgresql_where=_is_asking,
)

#: Events of a provider, each stored once: that one came is a reason to ask. ``done``: its payment was asked about.
provider_event = sa.Table(
    "provider_event",
    metadata,
    sa.Column("id", sa.String(80), primary_key=True),
    sa.Column("key", sa.String(36)),
    sa.Column("reference", sa.String(80)),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("done", sa.Boolean, nullable=False, server_default=sa.false()),
)

#: Payouts of a provider, as they are booked. Amounts are what each adds to the payout, ``fee_minor`` what it takes off:
#: payments of this shop, money that customers' banks took back, payouts that came back, and what nobody here knows.
payout = sa.Table(
    "payout",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("reference", sa.String(80), nullable=False, unique=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("currency", sa.String(3), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("payments_minor", sa.BigInteger, nullable=False),
    sa.Column("fee_minor", sa.BigInteger, nullable=False),
    sa.Column("disputed_minor", sa.BigInteger, nullable=False),
    sa.Column("returned_minor", sa.BigInteger, nullable=False),
    sa.Column("other_minor", sa.BigInteger, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.CheckConstraint(
        "amount_minor = payments_minor + disputed_minor + returned_minor + other_minor - fee_minor", name="sums"
    ),
)
