"""A till that sells by itself and reports what the shop answered: the process that tests kill, trace and starve.

Everything follows from a seed: what the customers of a till buy, the numbers of the events, the instants. So a shop
whose till was killed a thousand times must end, to the last hash of its journal, like one whose till never was.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import sqlalchemy as sa

from models.access.actor import Actor
from models.selling.basket import PricedBasket
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import Park, Recall, RemoveLine, Scan, SetQuantity, TillEvent
from models.selling.till_state import TillState
from operations.installation.opening import open_store
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events
from store.database import sqlite
from store.database.engine import Store
from store.database.prepared import Prepared
from store.selling.sales import get_sale
from tests.builders import AT, PRODUCTS, TILL, anna_at, gtin, kr

CLIENT = "00000000-0000-4000-8000-{:012d}"
#: Numbers of events that are reserved for one customer.
EVENTS_A_CUSTOMER = 100
#: Set to 1 or 0, the till runs with SQLite's ``synchronous`` at NORMAL or OFF: what the product refuses to do.
SYNCHRONOUS = "KASSA_TEST_SYNCHRONOUS"


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a till has come, as its browser knows it: the next step of a customer, and the answers so far.

    ``step`` counts the requests of a customer; ``basket`` and ``gross_minor`` are of the basket last shown, and
    ``paid`` is the last sale that was acknowledged (its id and what was shown for it).
    """

    customer: int = 0
    step: int = 0
    basket: int = 0
    gross_minor: int = 0
    paid: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Till:
    """Which till sells, and to the customers of which seed."""

    seed: int
    device_id: int = TILL

    @property
    def actor(self) -> Actor:
        return anna_at(self.device_id)

    @property
    def client(self) -> str:
        return CLIENT.format(self.device_id)

    def requests(self, customer: int) -> list[list[TillEvent]]:
        """The events of a customer, one list a request; the payment comes after the last."""
        rng = Random(f"{self.seed}-{self.device_id}-{customer}")
        events: list[TillEvent] = [_scan(rng) for _ in range(rng.randint(1, 5))]
        if rng.random() < 0.2:
            events.insert(rng.randrange(len(events) + 1), Scan(0, code=gtin(999_999)))
        if rng.random() < 0.2:
            events.append(SetQuantity(0, position=1, quantity=Decimal(rng.randint(1, 4))))
        if rng.random() < 0.1:
            events += [Scan(0, code="PAPER"), RemoveLine(0, position=9)]
        batches = list(_batches(rng, events))
        if rng.random() < 0.15:
            batches += [[Park(0)], [Recall(0)]]
        numbers = iter(range(customer * EVENTS_A_CUSTOMER + 1, (customer + 1) * EVENTS_A_CUSTOMER))
        return [[replace(event, seq=next(numbers)) for event in batch] for batch in batches]

    def payment(self, cursor: Cursor) -> Payment:
        """A customer's wish to pay what the till shows, in cash with change or exactly by card."""
        shown = kr(cursor.gross_minor)
        offer = Offer(TenderKind.CASH, cash_due(shown) + kr(5000))
        if cursor.customer % 3 == 0:
            offer = Offer(TenderKind.CARD, shown, f"A{cursor.customer}")
        return Payment(cursor.basket, shown, (offer,))


class Seller:
    """A till at work: sends the next request, and reports its progress when that is answered."""

    def __init__(self, store: Store, till: Till, cursor: Cursor) -> None:
        self.store, self.till, self.cursor = store, till, cursor

    def step(self) -> Cursor:
        """Send the next request; returns how far the till has come with its answer."""
        cursor = self.cursor
        at = AT + timedelta(minutes=cursor.customer, seconds=cursor.step)
        requests = self.till.requests(cursor.customer)
        if cursor.step < len(requests):
            events = [_to(event, cursor.basket) for event in requests[cursor.step]]
            state = apply_events(self.store, self.till.actor, self.till.client, events, at=at)
            basket, gross_minor = _shown(state, cursor)
            self.cursor = replace(cursor, step=cursor.step + 1, basket=basket, gross_minor=gross_minor)
        else:
            sale = complete_sale(self.store, self.till.actor, self.till.payment(cursor), at=at)
            self.cursor = Cursor(cursor.customer + 1, paid=(sale.id, cursor.gross_minor))
        return self.cursor

    def repeat_last_payment(self) -> None:
        """Send the last payment once more, as a browser does whose answer got lost: the same sale comes back."""
        if self.cursor.paid is None:
            return
        basket_id, gross_minor = self.cursor.paid
        again = replace(self.cursor, customer=self.cursor.customer - 1, basket=basket_id, gross_minor=gross_minor)
        with self.store.view() as view:
            stored = get_sale(view, basket_id)
        assert complete_sale(self.store, self.till.actor, self.till.payment(again), at=AT) == stored


def sell_until_killed(
    url: str, till: Till, cursor: Cursor, answers: Connection, *, die_at: int | None = None, hasty: bool = False
) -> None:
    """The body of a process that sells for ever and sends each answer to ``answers``.

    ``die_at`` kills the process itself at that many database calls; ``hasty`` reports a payment before it is stored.
    """
    store = open_store(url, migrate=False)
    if die_at is not None:
        _die_at(store, die_at)
    seller = Seller(store, till, cursor)
    if not hasty:
        seller.repeat_last_payment()
    while True:
        paying = seller.cursor.step == len(till.requests(seller.cursor.customer))
        if hasty and paying:
            before = seller.cursor
            answers.send(Cursor(before.customer + 1, paid=(before.basket, before.gross_minor)))
            seller.step()
        else:
            answers.send(seller.step())


def sell_undisturbed(store: Store, till: Till, end: Cursor) -> None:
    """Sell to the same customers as far as ``end``, with nothing in between."""
    seller = Seller(store, till, Cursor())
    while (seller.cursor.customer, seller.cursor.step) < (end.customer, end.step):
        seller.step()


def _die_at(store: Store, calls: int) -> None:
    left = calls

    def tick(*_details: object, **_more: object) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def ticking(call: Callable[..., object]) -> Callable[..., object]:
        def between_ticks(*arguments: object) -> object:
            tick()
            answer = call(*arguments)
            tick()
            return answer

        return between_ticks

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        sa.event.listen(store._writer, moment, tick)
    for name in ("send", "ask"):  # in this process only, which ends here
        setattr(Prepared, name, ticking(getattr(Prepared, name)))


def _scan(rng: Random) -> TillEvent:
    product = rng.choice(PRODUCTS)
    code = rng.choice([product.gtins[0], product.gtins[0].lstrip("0"), product.sku])
    return Scan(0, code=code, quantity=Decimal(rng.choice([1, 1, 1, 2])), measured=True)


def _batches(rng: Random, events: list[TillEvent]) -> Iterator[list[TillEvent]]:
    while events:
        many = rng.randint(1, 3)
        yield events[:many]
        events = events[many:]


def _to(event: TillEvent, basket_id: int) -> TillEvent:
    return replace(event, basket_id=basket_id) if isinstance(event, Recall) else event


def _shown(state: TillState, before: Cursor) -> tuple[int, int]:
    basket: PricedBasket | None = state.basket
    if basket is not None:
        return basket.basket.id, basket.gross_minor
    return (state.parked[-1].basket_id if state.parked else before.basket), before.gross_minor


def weaken() -> None:
    """Take the durability that :data:`SYNCHRONOUS` names instead of the product's, in this process."""
    wanted = os.environ.get(SYNCHRONOUS)
    if wanted is not None:
        sqlite.SETTINGS["synchronous"] = int(wanted)


def main(url: str, seed: str, customers: str, acks: str) -> None:
    """Sell to so many customers; each answer is one JSON line in the file ``acks``, in one write."""
    weaken()
    store = open_store(url, migrate=False)
    seller = Seller(store, Till(int(seed)), Cursor())
    written = os.open(Path(acks), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    while seller.cursor.customer < int(customers):
        os.write(written, json.dumps(asdict(seller.step())).encode() + b"\n")
    # No tidying up: a power cut gives no time for it either.
    os._exit(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
