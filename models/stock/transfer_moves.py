"""The movements that a transfer makes: off the sender's shelf, and onto the receiver's or back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from models.stock.movement import MovementReason, StockMovement
from models.stock.transfer import EndedTransfer, Transfer, TransferEnd


def moves_of_sending(transfer: Transfer) -> list[StockMovement]:
    """What leaves the sender's shelf."""
    leaving = {sku: -units for sku, units in transfer.units.items()}
    return _moves(
        transfer.id,
        transfer.wish.sender_id,
        leaving,
        MovementReason.TRANSFER_OUT,
        at=transfer.at,
        day=transfer.business_day,
    )


def moves_of_ending(transfer: Transfer, ending: EndedTransfer) -> list[StockMovement]:
    """What comes onto the receiver's shelf; onto the sender's again if it was cancelled."""
    if ending.end is TransferEnd.CANCELLED:
        place, coming = transfer.wish.sender_id, transfer.units
    else:
        place, coming = transfer.wish.receiver_id, {each.sku: each.good for each in ending.goods if each.good}
    return _moves(ending.id, place, coming, MovementReason.TRANSFER_IN, at=ending.at, day=ending.business_day)


def _moves(
    source_id: int, place: int, units: dict[str, Decimal], reason: MovementReason, *, at: datetime, day: date
) -> list[StockMovement]:
    return [
        StockMovement(source_id, position, place, sku, change, reason, at, day)
        for position, (sku, change) in enumerate(units.items(), start=1)
    ]
