"""One transaction of a device: its numbers and its journal, handled in one place.

An operation opens a unit of work with whoever acts and does all its writing inside::

    with unit_of_work(store, actor, at=at) as work:
        (order_id,) = work.take_ids()
        purchasing.record_order(work.tx, order)
        work.record(OrderDrafted(order_id, ...))

The device of the actor is locked from the first line on, so its numbers and journal rows are given out one at a time.
When the block ends, the facts are appended to the journal with the actor and the device remembers its last row; an
exception undoes everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.device_clock import is_jump
from models.facts.clock import ClockJumped
from models.facts.envelope import Fact, encode_fact
from models.facts.key import KeyIntroduced
from models.journal import Happening
from models.shop import Station
from store import journal, shop
from store.database.columns import EPOCH, to_micros
from store.database.engine import Connection, Store
from store.signing.commit_signing import signing_of


class UnitOfWork:
    """A locked device inside a transaction ``tx``; ``station`` is the device with its shop and location."""

    def __init__(self, tx: Connection, actor: Actor, *, at: datetime, device_id: int) -> None:
        self.tx, self.actor, self.at = tx, actor, at
        self.station: Station
        self.station, self._head = shop.lock_station(tx, device_id)
        self._last_receipt = self._head.last_receipt
        self._happenings: list[Happening] = []

    @property
    def last_receipt(self) -> int:
        """The last receipt number that the device gave out."""
        return self._last_receipt

    @property
    def last_row(self) -> int:
        """The number of the last row of the device's journal before this work."""
        return self._head.chain.seq

    def take_ids(self, count: int = 1) -> list[int]:
        """The next ids of facts made by this device, ascending, never given twice."""
        return shop.take_ids(self.tx, self.station.device.id, count)

    def take_receipt_number(self) -> int:
        """The next receipt number of this device; without a gap, for the number is free again if the work fails."""
        self._last_receipt += 1
        return self._last_receipt

    def record(self, fact: Fact, *, at: datetime | None = None) -> None:
        """Store a fact in the device's journal when the work ends; ``at`` is its own instant, if it has one."""
        happened_at = to_micros(self.at if at is None else at)
        self._happenings.append(Happening(fact.kind, happened_at, encode_fact(fact, self.actor)))

    @contextmanager
    def happening_at(self, at: datetime) -> Iterator[None]:
        """Within it the work is of another instant: something that happened before, and is entered now."""
        now, self.at = self.at, at
        try:
            yield
        finally:
            self.at = now

    def save(self) -> None:
        """Append the recorded facts to the journal and move the device's head; the context managers call it."""
        if not self._happenings and self._last_receipt == self._head.last_receipt:
            return
        device_id = self.station.device.id
        self._record_jump()
        self._introduce_key()
        chain = journal.append(self.tx, device_id, self._head.chain, self._happenings, key=self._head.signing_key)
        self._head = replace(self._head, last_receipt=self._last_receipt, chain=chain)
        shop.move_head(self.tx, device_id, self._head)
        self._happenings = []

    def renew_key(self) -> None:
        """Sign with a fresh key from now on; the former one endorses it. Only the first thing that a work does."""
        signing = signing_of(self.tx)
        if signing is not None:
            self._use_key(signing.next_key(self.station.device.id, self._head.signing_key, self._head.chain.seq + 1))

    def _record_jump(self) -> None:
        """Record first that the clock jumped since the device's last row; work at 1970 writes instants of its own."""
        before = self._head.last_at
        if before is None or not self._happenings or self.at == EPOCH or not is_jump(before, self.at):
            return
        fact = ClockJumped(before.isoformat(timespec="seconds"), self.at.isoformat(timespec="seconds"))
        self._happenings.insert(0, Happening(fact.kind, to_micros(self.at), encode_fact(fact, self.actor)))

    def _introduce_key(self) -> None:
        """Record the device's key before anything that it signs, where the store does not name one that is here."""
        signing = signing_of(self.tx) if self._happenings else None
        if signing is None:
            return
        fact = signing.new_key(self.station.device.id, self._head.signing_key)
        if fact is not None:
            self._use_key(replace(fact, unsigned=shop.unsigned_heads(self.tx, self.station.device.id)))

    def _use_key(self, fact: KeyIntroduced) -> None:
        at_micros = self._happenings[0].at_micros if self._happenings else to_micros(self.at)
        self._happenings.insert(0, Happening(fact.kind, at_micros, encode_fact(fact, self.actor)))
        self._head = replace(self._head, signing_key=fact.public_key)


@contextmanager
def unit_of_work(store: Store, actor: Actor, *, at: datetime) -> Iterator[UnitOfWork]:
    """A transaction that works on the actor's device.

    Raises :class:`store.shop.UnknownDevice` or :class:`store.shop.NoShop`.
    """
    with store.transaction() as tx, work_in(tx, actor, at=at) as work:
        yield work


@contextmanager
def work_in(tx: Connection, actor: Actor, *, at: datetime, device_id: int | None = None) -> Iterator[UnitOfWork]:
    """Work on a device within a transaction that is open already: the actor's own, or another that they act for.

    Lock several devices in ascending order, and each one once: two transactions then never wait for each other.
    """
    work = UnitOfWork(tx, actor, at=at, device_id=actor.device_id if device_id is None else device_id)
    yield work
    work.save()
