"""Gift cards, and every change of what is on one."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata

#: ``digest`` is the keyed hash of the code, which is stored nowhere. ``balance_minor`` is the sum of its entries,
#: ``held_minor`` what open baskets hold of it; ``good_until`` is the first day on which it no longer pays.
gift_card = sa.Table(
    "gift_card",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String(64), nullable=False, unique=True),
    sa.Column("last_four", sa.String(4), nullable=False),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("balance_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("held_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("good_until", sa.Date),
    sa.Column("loading_basket", sa.BigInteger),
    sa.Column("has_pin", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.CheckConstraint("held_minor >= 0 AND held_minor <= balance_minor", name="held_of_balance"),
)

#: A receipt changes a card once in each way: ``source`` is the sale, or the entry itself where there is none.
gift_card_entry = sa.Table(
    "gift_card_entry",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("card_id", sa.ForeignKey("gift_card.id"), nullable=False, index=True),
    sa.Column("source", sa.BigInteger, nullable=False),
    sa.Column("change_kind", sa.String(12), nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("balance_minor", sa.BigInteger, sa.CheckConstraint("balance_minor >= 0", name="balance"), nullable=False),
    sa.Column("sale_id", sa.ForeignKey("sale.id"), index=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("business_day", sa.Date, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
    sa.UniqueConstraint("source", "card_id", "change_kind"),
)
