"""Sending what waits, each step in a transaction of its own; and people who send again what failed."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch import sending_rules as rules
from models.dispatch.mail_address import mask_address, parse_address
from models.dispatch.sending_rules import (
    BOOK_KINDS,
    CRM_KINDS,
    NOT_RESENT,
    CannotResend,
    Dispatch,
    DispatchKind,
    SendResult,
)
from models.order_settings import ORDER_REPORT_MAIL
from models.shop_settings import BOOKS_FOLDER, BOOKS_MAIL, CRM_SYSTEM
from operations.access.permissions import check
from operations.dispatch.day_documents import BOOK_SYSTEMS, ERP_SYSTEMS, SYSTEM_NAMES
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.unit_of_work import unit_of_work
from store import dispatch
from store.database.engine import Connection, Store
from store.setting_rows import get_value


def claim_dispatch(store: Store, actor: Actor, dispatch_id: int, *, at: datetime) -> Dispatch | None:
    """Claim a document before its first byte leaves; ``None`` if it is not ours to send now."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        document = dispatch.lock_dispatch(tx, dispatch_id)
        if document is None or not rules.is_due(document, at) or dispatch.is_unpaid_card(tx, document):
            return None
        claimed = rules.claim(document, at)
        dispatch.save_dispatch(tx, claimed)
    return claimed


def settle_dispatch(store: Store, actor: Actor, claimed: Dispatch, result: SendResult, *, at: datetime) -> None:
    """Record how an attempt ended; one that was settled before stays as it is."""
    check(actor, Permission.DELIVER)
    with store.transaction() as tx:
        settle_in(tx, claimed, result, at)


def settle_in(tx: Connection, claimed: Dispatch, result: SendResult, at: datetime) -> Dispatch | None:
    """Settle a document within a transaction; ``None`` if it was settled before."""
    if dispatch.lock_dispatch(tx, claimed.id) != claimed:
        return None
    settled = rules.settle(claimed, result, at)
    dispatch.save_dispatch(tx, settled)
    return settled


def resend_dispatch(store: Store, actor: Actor, dispatch_id: int, address: str, *, at: datetime) -> Dispatch:
    """Send a document that failed again: a receipt to ``address``, the documents of a day to the place of the settings.

    Raises :class:`models.dispatch.sending_rules.CannotResend`, :class:`operations.dispatch.receipt_mail.MailNotSet` or
    :class:`models.dispatch.mail_address.WrongMailAddress`.
    """
    check(actor, Permission.SEND_DOCUMENTS)
    with store.transaction() as tx:
        document = dispatch.lock_dispatch(tx, dispatch_id)
        if document is None or document.kind in NOT_RESENT:
            raise CannotResend(dispatch_id)
        place = _place(tx, document.kind, address)
        label = mask_address(place) if document.is_mail else SYSTEM_NAMES.get(place, place)
        again = rules.resend(document, place, label, at)
        dispatch.save_dispatch(tx, again)
    return again


def send_trial(store: Store, actor: Actor, address: str, *, at: datetime) -> Dispatch:
    """Send an e-mail that shows whether the settings are right."""
    check(actor, Permission.SEND_DOCUMENTS)
    place = parse_address(address)
    with unit_of_work(store, actor, at=at) as work:
        check_mail_is_set(work.tx)
        (dispatch_id,) = work.take_ids()
        trial = Dispatch(dispatch_id, DispatchKind.TRIAL_MAIL, 0, place, mask_address(place), at)
        dispatch.add_dispatch(work.tx, trial)
    return trial


def _place(view: Connection, kind: DispatchKind, address: str) -> str:
    if kind is DispatchKind.DAY_FOLDER:
        return get_value(view, BOOKS_FOLDER)
    if kind is DispatchKind.ERP_EXCHANGE:
        return ERP_SYSTEMS[0]
    if kind in CRM_KINDS:
        return get_value(view, CRM_SYSTEM)
    if kind in BOOK_KINDS:
        return next(system for system, own in BOOK_SYSTEMS.items() if own is kind)
    check_mail_is_set(view)
    own = {DispatchKind.DAY_MAIL: BOOKS_MAIL, DispatchKind.ORDER_REPORT: ORDER_REPORT_MAIL}
    return parse_address(get_value(view, own[kind]) if kind in own else address)
