"""A webhook of the demo shop: switched off, so that the demo never reaches for the network."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from operations.dispatch.webhook_changes import WebhookWish, add_webhook, switch_webhook
from store import webhook_rows
from store.access.secrets import InstallationSecret
from store.database.engine import Store

#: Nobody's address (RFC 2606).
ADDRESS = "https://hooks.example.com/kassa"
EVENTS = ("order.placed", "order.ready", "sale.completed", "stock.sold_out")


def add_demo_webhook(store: Store, installation: InstallationSecret, office: Actor, *, at: datetime) -> None:
    """Add it and switch it off; twice is once."""
    with store.view() as view:
        if webhook_rows.all_webhooks(view):
            return
    new_hook = add_webhook(store, office, WebhookWish(ADDRESS, EVENTS), installation, at=at)
    switch_webhook(store, office, new_hook.hook.id, on=False, at=at)
