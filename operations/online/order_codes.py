"""What opens an order of the web shop: the code by which it is fetched, and the secret in the address of its page."""

from __future__ import annotations

import secrets

from models.online.online_order import CODE_LENGTH
from store.database.engine import Connection
from store.online import order_rows

_SECRET_BYTES = 32


def new_secret() -> str:
    """The secret of a new order's page."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def free_code(view: Connection) -> str:
    """A pick-up code under which no order waits."""
    while True:
        code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}d}"
        if not order_rows.has_open_code(view, code):
            return code
