"""Transfers between locations as facts of the journal."""

from __future__ import annotations

from models.facts.stock_transfer import TransferEnded, TransferEndLine, TransferLine, TransferSent
from models.stock.transfer import EndedTransfer, Transfer


def sent_fact(transfer: Transfer) -> TransferSent:
    """The whole of it; the journal's row has the instant and the actor."""
    wish = transfer.wish
    return TransferSent(
        transfer=transfer.id,
        key=wish.key,
        sender=wish.sender_id,
        receiver=wish.receiver_id,
        note=wish.note,
        day=transfer.business_day,
        goods=tuple(TransferLine(each.sku, each.units) for each in wish.goods),
    )


def ended_fact(ending: EndedTransfer) -> TransferEnded:
    """How it ended, and what came; the journal's row has the instant and the actor."""
    return TransferEnded(
        ending=ending.id,
        key=ending.key,
        transfer=ending.transfer_id,
        end=ending.end.value,
        note=ending.note,
        day=ending.business_day,
        goods=tuple(
            TransferEndLine(each.sku, each.good, each.damaged, "" if each.why is None else each.why.value)
            for each in ending.goods
        ),
    )
