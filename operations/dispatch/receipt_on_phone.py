"""A receipt on the customer's own phone, opened with a code that the display shows: the one copy of the receipt."""

from __future__ import annotations

import hmac
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.device import ReceiptOpened
from models.selling.receipt_code import (
    SIGNATURE_SIGNS,
    ReceiptsNotOnPhone,
    WrongReceiptCode,
    check_opens,
    code_text,
    parse_receipt_code,
)
from models.selling.sale import Sale
from models.shop_settings import RECEIPT_ON_PHONE
from operations.access.permissions import check
from operations.dispatch.first_copy import check_first_copy, copies_so_far
from operations.unit_of_work import unit_of_work
from store import delivery
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.selling import sales
from store.setting_rows import get_value


def code_of_receipt(view: Connection, installation: InstallationSecret, sale: Sale) -> str:
    """The code that a display shows after a sale; empty where the shop opens no receipts on phones."""
    if get_value(view, RECEIPT_ON_PHONE) != "yes":
        return ""
    return code_text(sale.id, _signature(installation, sale.id))


def sale_of_code(view: Connection, installation: InstallationSecret, code: str) -> Sale:
    """The sale of a code that this installation signed; raises :class:`WrongReceiptCode`."""
    sale_id, signature = parse_receipt_code(code)
    is_ours = hmac.compare_digest(signature, _signature(installation, sale_id))
    sale = sales.find_sale(view, sale_id) if is_ours else None
    if sale is None:
        raise WrongReceiptCode
    return sale


def open_receipt(store: Store, actor: Actor, sale: Sale, *, at: datetime) -> None:
    """Let a receipt of the actor's till be seen on a phone. The first time is recorded: a receipt has one copy.

    Raises :class:`models.selling.receipt_code.ReceiptCodeExpired`, :class:`ReceiptsNotOnPhone` or
    :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    check(actor, Permission.COPY_RECEIPT)
    check_opens(sale.origin.at, at)
    with store.view() as view:
        if get_value(view, RECEIPT_ON_PHONE) != "yes":
            raise ReceiptsNotOnPhone
    record_opening(store, actor, sale, at=at)


def record_opening(store: Store, actor: Actor, sale: Sale, *, at: datetime) -> None:
    """Record that its customer looks at a receipt of the actor's till, the first time.

    Raises :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    check(actor, Permission.COPY_RECEIPT)
    with store.view() as view:
        if delivery.is_opened(view, actor.device_id, sale.id):
            return
    last_row, copies = copies_so_far(store, actor.device_id, sale.id)
    with unit_of_work(store, actor, at=at) as work:
        if not delivery.is_opened(work.tx, actor.device_id, sale.id, after=last_row):
            check_first_copy(work, sale.id, (last_row, copies))
            work.record(ReceiptOpened(sale.id, sale.origin.receipt_number))


def _signature(installation: InstallationSecret, sale_id: int) -> str:
    return installation.pepper("receipt", str(sale_id))[:SIGNATURE_SIGNS]
