"""One thread that sends what leaves the shop, so that no sale and no page ever waits for a mail server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.counter.book_sending import send_to_books
from app.counter.crm_exchange import send_contacts
from app.counter.dispatch_content import folder_files, mail_content
from app.counter.receipt_composer import ReceiptComposer
from integrations.mail.messages import Envelope, build_message
from integrations.mail.smtp import MailServer, send_message
from models.access.actor import Actor
from models.access.operator import DEVICE_OPERATOR
from models.dispatch.sending_rules import (
    ABANDONED,
    BOOK_KINDS,
    CRM_KINDS,
    ORDER_KINDS,
    Dispatch,
    DispatchKind,
    SendOutcome,
    SendResult,
    is_abandoned,
    is_due,
    without_end,
)
from models.errors import KassaError, Unavailable
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER
from operations.dispatch.sending import claim_dispatch, settle_dispatch
from operations.installation.configuration import load_settings
from operations.installation.service_secrets import ServiceSecret, ServiceSecrets
from operations.purchasing.order_mail import settle_order
from store import dispatch, shop
from store.database.engine import Store
from store.setting_rows import get_value

#: The password is in the environment, the keyring or a private file, never in the database.
PASSWORD_NAME = "KASSA_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
#: How often the store is looked at without a signal.
LOOK_S = 2.0
#: How long a document that is on its way gets when the server stops.
STOP_WAIT_S = 3.0


@dataclass(frozen=True, slots=True)
class MailWay:
    """The way by which the shop's e-mails go, and who they come from."""

    server: MailServer
    sender: str
    sender_name: str


#: What waits for a bookkeeping program, for a CRM, and for anything else: none holds up another.
QUEUES = (BOOK_KINDS, CRM_KINDS, frozenset(DispatchKind) - BOOK_KINDS - CRM_KINDS)


class DispatchThread:
    """Sends one document after the other, each queue by itself.

    ``may_send`` is true in the one process of the installation that sends.
    """

    def __init__(self, store: Store, composer: ReceiptComposer, may_send: Callable[[], bool]) -> None:
        self._store, self._composer, self._may_send = store, composer, may_send
        self._is_closed = threading.Event()
        self._signals = [threading.Event() for _ in QUEUES]
        self._threads = [
            threading.Thread(target=self._run, args=pair, name="dispatch", daemon=True)
            for pair in zip(QUEUES, self._signals, strict=True)
        ]
        for each in self._threads:
            each.start()

    def signal(self) -> None:
        """Something waits: look at once. Never waits, and is never needed."""
        for each in self._signals:
            each.set()

    def close(self) -> None:
        """Send no more; the next start goes on with what waits."""
        self._is_closed.set()
        self.signal()
        for each in self._threads:
            each.join(STOP_WAIT_S)

    def _run(self, kinds: frozenset[DispatchKind], signal: threading.Event) -> None:
        while not self._is_closed.is_set():
            try:
                if self._may_send():
                    self._send_due(kinds)
            except KassaError:
                pass  # there is no shop yet, or the store is not there: what waits is in it
            signal.wait(LOOK_S)
            signal.clear()

    def _send_due(self, kinds: frozenset[DispatchKind]) -> None:
        with self._store.view() as view:
            waiting = dispatch.waiting_dispatches(view, kinds)
        for each in waiting:
            if self._is_closed.is_set():
                return
            result = try_dispatch(self._store, self._composer, each)
            if each.kind in BOOK_KINDS and result is not None and result.outcome is SendOutcome.NOT_SENT:
                return  # the others would wait for the same program


def try_dispatch(
    store: Store, composer: ReceiptComposer, waiting: Dispatch, at: datetime | None = None
) -> SendResult | None:
    """Send a document if it is due now, or ``at``, and record what became of it; whoever claims it first sends it."""
    at = at or datetime.now(UTC)
    if is_abandoned(waiting, at):
        _settle(store, _device(store), waiting, without_end(waiting, ABANDONED), at)
    elif is_due(waiting, at):
        actor = _device(store)
        claimed = claim_dispatch(store, actor, waiting.id, at=at)
        if claimed is not None:
            result = send_dispatch(store, composer, claimed)
            _settle(store, actor, claimed, result, max(at, datetime.now(UTC)))
            return result
    return None


def _settle(store: Store, actor: Actor, claimed: Dispatch, result: SendResult, at: datetime) -> None:
    """Record how an attempt ended; an order goes on in its life with it."""
    settle = settle_order if claimed.kind in ORDER_KINDS else settle_dispatch
    settle(store, actor, claimed, result, at=at)


def send_dispatch(store: Store, composer: ReceiptComposer, claimed: Dispatch) -> SendResult:
    """Send a document that was claimed. A fault of ours is an outcome as well: the next one has its turn."""
    try:
        if claimed.kind in BOOK_KINDS:
            return send_to_books(store, composer, claimed)
        if claimed.kind in CRM_KINDS:
            return send_contacts(store, composer, _device(store), claimed)
        return _to_folder(store, composer, claimed) if not claimed.is_mail else _by_mail(store, composer, claimed)
    except OSError as error:
        return SendResult(SendOutcome.NOT_SENT, error.strerror or str(error))
    except Unavailable as error:
        return SendResult(SendOutcome.NOT_SENT, error.code)
    except (KassaError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError) as fault:
        return SendResult(SendOutcome.REJECTED, f"{type(fault).__name__}: {fault}")


def mail_way(store: Store, password: str | None = None) -> MailWay | None:
    """The mail server of the settings; ``None`` if there is none, or nobody to write as."""
    with store.view() as view:
        names = (MAIL_HOST, MAIL_PORT, MAIL_SECURITY, MAIL_USER, MAIL_FROM)
        host, port, security, user, sender = (get_value(view, name) for name in names)
        company = shop.get_shop(view).company
    sender = sender or user
    if not host or "@" not in sender:
        return None
    if password is None:
        secret = find_mail_password()
        password = secret.text if secret else ""
    return MailWay(MailServer(host, int(port), security, user, password), sender, company)


def find_mail_password() -> ServiceSecret | None:
    """The password of the shop's account on its mail server, if it has one."""
    return ServiceSecrets(load_settings().keys).find(PASSWORD_NAME)


def _device(store: Store) -> Actor:
    with store.view() as view:
        return Actor(DEVICE_OPERATOR, shop.office_id(view))


def _by_mail(store: Store, composer: ReceiptComposer, claimed: Dispatch) -> SendResult:
    way = mail_way(store)
    if way is None:
        return SendResult(SendOutcome.NOT_SENT, "mail.host or mail.from is not set")
    content = mail_content(store, composer, claimed)
    key = f"{claimed.kind.value}-{claimed.id}-{int(claimed.made_at.timestamp())}"
    envelope = Envelope(way.sender, way.sender_name, claimed.place, key, claimed.made_at)
    message = build_message(envelope, content)
    return send_message(way.server, message, sender=way.sender, recipient=claimed.place)


def _to_folder(store: Store, composer: ReceiptComposer, claimed: Dispatch) -> SendResult:
    """Write the files as wholes; a program that collects them never finds half of one."""
    folder = Path(claimed.place)
    if not folder.is_dir():
        return SendResult(SendOutcome.NOT_SENT, "the folder is not there")
    for each in folder_files(store, composer, claimed):
        fresh = folder / f".{each.name}.part"
        fresh.write_bytes(each.content)
        fresh.replace(folder / each.name)
    return SendResult(SendOutcome.SENT)
