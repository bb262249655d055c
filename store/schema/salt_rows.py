"""Random salts, without which the journal's seals of personal details reveal nothing."""

from __future__ import annotations

import sqlalchemy as sa

from store.schema.base import metadata

#: ``subject`` is whose details are sealed, as the fact names them. Erasing somebody removes the salt too.
detail_salt = sa.Table(
    "detail_salt",
    metadata,
    sa.Column("subject", sa.String(60), primary_key=True),
    sa.Column("salt", sa.String(32), nullable=False),
)
