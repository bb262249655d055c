"""Devices that stand for another system are of a kind of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: Such devices were offices with a number from here on, and the only offices with receipts.
FIRST_IMPORT = 1_000

DEVICE = sa.table("device", sa.column("id", sa.Integer), sa.column("kind", sa.String))
HEAD = sa.table("device_head", sa.column("device_id", sa.Integer), sa.column("last_receipt", sa.BigInteger))


def upgrade() -> None:
    """Name what they are; an office of the shop itself stays one."""
    has_receipts = sa.select(HEAD.c.device_id).where(HEAD.c.last_receipt > 0)
    stands_for_another = sa.or_(DEVICE.c.id >= FIRST_IMPORT, DEVICE.c.id.in_(has_receipts))
    op.execute(DEVICE.update().where(DEVICE.c.kind == "office", stands_for_another).values(kind="import"))
