"""What a till does in a benchmark: it adds goods to a basket and takes cash for it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from benchmarks.large_range import gtin
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Scan
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events
from store.database.engine import Store
from tests.builders import AT, CLIENT, TILL, anna_at, kr

ANNA = anna_at(TILL)


def scan(store: Store, number: int, *, products: int, lines: int) -> Payment:
    """Add the goods of sale ``number``, drawn from a range of so many products; returns how it is to be paid."""
    rng = random.Random(number)
    codes = [gtin(n) for n in rng.sample(range(products), lines)]
    seq = number * lines
    events = [Scan(seq + i, code=code) for i, code in enumerate(codes, start=1)]
    state = apply_events(store, ANNA, CLIENT, events, at=_at(number))
    assert state.basket is not None
    shown = state.basket.gross
    return Payment(state.basket.basket.id, shown, (Offer(TenderKind.CASH, shown + kr(5000)),))


def pay(store: Store, payment: Payment, number: int) -> None:
    """Complete sale ``number``."""
    complete_sale(store, ANNA, payment, at=_at(number))


def _at(number: int) -> datetime:
    return AT + timedelta(seconds=number)
