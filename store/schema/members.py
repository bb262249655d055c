"""Members, what they agreed to, and who looked at them. Names are in ``member`` alone."""

from __future__ import annotations

import sqlalchemy as sa

from store.database.columns import Instant
from store.schema.base import metadata


def _key_text(length: int) -> sa.types.TypeEngine[str]:
    """Text that is compared sign by sign on every database, so that an index finds what begins like another text."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


#: ``id`` is random and the code of the customer that sales name. Of a member that was merged into another only the
#: card is left. ``operator`` is who they are where they work in the shop. ``name_key`` and ``last_name_key`` are what
#: searches compare.
member = sa.Table(
    "member",
    metadata,
    sa.Column("id", sa.ForeignKey("customer.code"), primary_key=True),
    sa.Column("card", sa.String(32), nullable=False, unique=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("name_key", _key_text(160), nullable=False, index=True),
    sa.Column("last_name_key", _key_text(160), nullable=False, index=True),
    sa.Column("phone", _key_text(20), nullable=False, index=True),
    sa.Column("email", _key_text(254), nullable=False, index=True),
    sa.Column("birth_year", sa.SmallInteger),
    sa.Column("birthday", sa.String(5), nullable=False),
    sa.Column("postcode", sa.String(10), nullable=False),
    sa.Column("notes", sa.String(500), nullable=False),
    sa.Column("operator", sa.String(40), nullable=False, server_default=""),
    sa.Column("joined_at", Instant, nullable=False),
    sa.Column("joined_location", sa.ForeignKey("location.id"), nullable=False),
    sa.Column("channel", sa.String(12), nullable=False),
    sa.Column("merged_into", sa.ForeignKey("member.id"), index=True),
)

#: ``member`` stays after the member was erased: it is a random id.
member_consent = sa.Table(
    "member_consent",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.String(40), nullable=False, index=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("is_given", sa.SmallInteger, nullable=False),
    sa.Column("text_version", sa.Integer, nullable=False),
    sa.Column("channel", sa.String(12), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: Each code of a till makes one member: ``code`` and ``browser`` are SHA-256, see the fact of it.
member_join = sa.Table(
    "member_join",
    metadata,
    sa.Column("code", sa.String(64), primary_key=True),
    sa.Column("till_id", sa.ForeignKey("device.id"), nullable=False, index=True),
    sa.Column("browser", sa.String(64), nullable=False),
    sa.Column("member", sa.String(40), nullable=False),
    sa.Column("at", Instant, nullable=False),
)

member_look = sa.Table(
    "member_look",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.String(40), nullable=False, index=True),
    sa.Column("purpose", sa.String(16), nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("operator", sa.String(40), nullable=False),
)

#: Links by e-mail to the web shop's pages of a member, and the browsers that opened one: ``session`` is a SHA-256.
member_sign_in = sa.Table(
    "member_sign_in",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("member", sa.String(40), nullable=False, index=True),
    sa.Column("origin", sa.String(200), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("asked_at", Instant, nullable=False, index=True),
    sa.Column("session", sa.String(64), unique=True),
    sa.Column("opened_at", Instant),
)

#: What a CRM of others has: by the random id, which stays until the contact is removed there. ``digest`` is keyed.
crm_contact = sa.Table(
    "crm_contact",
    metadata,
    sa.Column("member", sa.String(40), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("is_opted_out", sa.Boolean, nullable=False),
    sa.Column("first_sent_at", Instant, nullable=False),
    sa.Column("sent_at", Instant, nullable=False),
)
