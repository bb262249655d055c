"""Systems from which something was imported are recorded: a shop from before gets those facts when it is opened."""

from __future__ import annotations

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table; the version makes an earlier shop record its systems (``record_earlier_data``)."""
