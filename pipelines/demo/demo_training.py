"""Training of the demo shop: somebody new practised at till 1, in a series of receipts of its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Scan
from operations.selling.complete_sale import Payment
from operations.selling.training import Practice, begin_training, complete_training, end_training, practise
from pipelines.demo.demo_gift_cards import plain_goods
from store.cash import z_reports
from store.database.engine import Store

#: How many pieces somebody practised to sell, receipt by receipt.
PIECES = (1, 3)
TILL, TRAINED_BY = 1, "maria"
_CLIENT = "00000000-0000-4000-8000-0000000000d9"
_NEXT = timedelta(seconds=1)


def practise_selling(store: Store, *, at: datetime) -> int:
    """Let a manager show somebody the till, from ``at`` on: two training receipts; twice is once.

    Nothing but the journal holds them: no total, no stock, no books. Returns how many training receipts there are.
    """
    with store.view() as view:
        sku = plain_goods(view)
        is_done = z_reports.tally_rows(view, TILL, 0).training_up_to > 0
    if is_done or sku is None:
        return len(PIECES) if is_done else 0
    trainer = Actor(TRAINED_BY, TILL, PERMISSIONS[BuiltInRole.MANAGER])
    practice = begin_training(store, trainer, at=at)
    for number, pieces in enumerate(PIECES, start=1):
        practice = _sell(store, trainer, practice, Scan(number, sku, Decimal(pieces)), at + number * _NEXT)
    end_training(store, trainer, practice, at=at + (len(PIECES) + 1) * _NEXT)
    return len(PIECES)


def _sell(store: Store, trainer: Actor, practice: Practice, scan: Scan, at: datetime) -> Practice:
    practice, state = practise(store, trainer, practice, _CLIENT, [scan], at=at)
    assert state.basket is not None, "goods are in the basket"
    due = state.basket.due
    payment = Payment(state.basket.basket.id, due, (Offer(TenderKind.CASH, due + due),))
    return complete_training(store, trainer, practice, payment, at=at)
