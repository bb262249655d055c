"""The state of the shop's e-mail for the command line, and a test message that is sent while one waits."""

from __future__ import annotations

from datetime import UTC, datetime

from app.counter.dispatch_thread import find_mail_password, mail_way, try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.dispatch.sending_rules import Dispatch
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER
from operations.access.actors import office_actor
from operations.dispatch.sending import send_trial
from store.database.engine import Store
from store.dispatch import find_dispatch
from store.setting_rows import get_value


def mail_facts(store: Store) -> dict[str, object]:
    """The settings of the mail server, and whether they are enough; the password itself is not shown."""
    with store.view() as view:
        values = {name: get_value(view, name) for name in (MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER, MAIL_FROM)}
    password = find_mail_password()
    return values | {
        "has_password": password is not None,
        "password_in": password.place.value if password else None,
        "can_send": mail_way(store) is not None,
    }


def send_trial_now(store: Store, language: str, address: str) -> dict[str, object]:
    """Send a test message to an address and report what became of it."""
    trial = send_trial(store, office_actor(store), address, at=datetime.now(UTC))
    return {"test": state_after(store, language, trial)}


def state_after(store: Store, language: str, queued: Dispatch) -> dict[str, object]:
    """Send a document, unless a running server did so already, and report its state."""
    try_dispatch(store, ReceiptComposer(store, language), queued)
    with store.view() as view:
        now = find_dispatch(view, queued.id)
    assert now is not None
    return {
        "id": now.id,
        "kind": now.kind.value,
        "to": now.label,
        "state": now.state.value,
        "reason": now.reason,
    }
