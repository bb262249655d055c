"""A receipt by e-mail: asked for at the till, sent later by the server."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address, parse_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.errors import Refused
from models.facts.device import ReceiptMailed
from models.shop_settings import MAIL_HOST
from operations.access.permissions import check
from operations.dispatch.first_copy import check_first_copy, copies_so_far
from operations.unit_of_work import unit_of_work
from store import dispatch
from store.database.engine import Connection, Store
from store.setting_rows import get_value


class MailNotSet(Refused):
    """The shop has no mail server."""

    code = "mail_not_set"
    text = "The shop cannot send e-mail yet. Nothing was sent; somebody sets the mail server on the page Settings."


def mail_receipt(store: Store, actor: Actor, sale_id: int, address: str, *, at: datetime) -> Dispatch:
    """Send the copy of a receipt to an address, and record that; the address is forgotten once it is sent.

    Raises :class:`MailNotSet`, :class:`models.dispatch.mail_address.WrongMailAddress`,
    :class:`store.selling.sales.UnknownSale` or :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    check(actor, Permission.COPY_RECEIPT)
    place = parse_address(address)
    earlier = copies_so_far(store, actor.device_id, sale_id)
    with unit_of_work(store, actor, at=at) as work:
        check_mail_is_set(work.tx)
        sale = check_first_copy(work, sale_id, earlier)
        (dispatch_id,) = work.take_ids()
        queued = Dispatch(dispatch_id, DispatchKind.RECEIPT_MAIL, sale.id, place, mask_address(place), at)
        dispatch.add_dispatch(work.tx, queued)
        work.record(ReceiptMailed(dispatch_id, sale.id, sale.origin.receipt_number))
    return queued


def check_mail_is_set(view: Connection) -> None:
    """Raise :class:`MailNotSet` unless the shop has a mail server."""
    if not get_value(view, MAIL_HOST):
        raise MailNotSet
