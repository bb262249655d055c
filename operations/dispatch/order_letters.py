"""E-mails to customers about their orders in the web shop, queued in the transaction that they are about."""

from __future__ import annotations

from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.shop_settings import MAIL_HOST
from operations.unit_of_work import UnitOfWork
from store import dispatch
from store.setting_rows import get_value


def queue_letter(work: UnitOfWork, kind: DispatchKind, order_id: int, address: str) -> None:
    """Send an e-mail about an order once the work is stored; where the shop has no mail server, nothing."""
    if address and get_value(work.tx, MAIL_HOST):
        (dispatch_id,) = work.take_ids()
        dispatch.add_dispatch(work.tx, Dispatch(dispatch_id, kind, order_id, address, mask_address(address), work.at))
