"""What the deciders say is what the store holds: random sequences of events go through both and end alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from msgspec import structs

from models.facts.envelope import Fact
from models.facts.refused_event import EventRefused, RefusedValue
from models.facts.registry import read_fact
from models.selling import refusals
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.till_event import Cancel, Recall, RemoveLine, TillEvent
from operations.installation.opening import open_store
from operations.selling.till_events import apply_events
from store import invariants, journal
from store.database.engine import Store
from store.selling import baskets
from tests.builders import AT, CLIENT, COMPANY, TILL, anna_at, small_shop
from tests.faults.conftest import PROVING
from tests.pure_till import PureTill, decide, random_events

SEQUENCES = 100_000 if PROVING else 200
EVENTS_MOST = 12
ANNA = anna_at(TILL)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A till whose clock stands still, and which nevertheless records every refusal one by one."""
    monkeypatch.setattr(refusals, "RECORDED_MAX", 10**9)
    store = open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    yield small_shop(store)
    store.close()


class BothTills:
    """The stored till and the one in memory, which get the same events."""

    def __init__(self, store: Store, pure: PureTill, rng: Random) -> None:
        self.store, self.pure, self.rng = store, pure, rng
        self.seq, self.compared = 0, 0

    def run_sequence(self) -> None:
        """Apply random events in random portions, compare, and leave no basket behind."""
        events = list(random_events(self.rng, self.seq + 1, self.pure.last_id, self.rng.randint(1, EVENTS_MOST)))
        while events:
            portion = [events.pop(0) for _ in range(min(len(events), self.rng.randint(1, EVENTS_MOST)))]
            self.apply(portion)
        self.compare()
        self.apply(self._clearing())

    def apply(self, events: Sequence[TillEvent]) -> None:
        if not events:
            return
        self.seq = events[-1].seq
        self.pure.problems.clear()
        for event in events:
            self.pure.apply(event)
        state = apply_events(self.store, ANNA, CLIENT, events, at=AT)
        assert state.problems == tuple(self.pure.problems)
        if self.rng.random() < 0.1:
            assert apply_events(self.store, ANNA, CLIENT, events, at=AT) == state, "a repeat changes nothing"

    def compare(self) -> None:
        """Basket, parked baskets, facts and the journal agree."""
        with self.store.view() as view:
            stored = baskets.open_basket(view, TILL, COMPANY.currency)
            waiting = baskets.parked_baskets(view, TILL, COMPANY.currency)
            rows = list(journal.read(view, TILL, after=self.compared))
        assert without_cost(stored) == self.pure.basket
        assert [without_cost(each) for each in waiting] == [self.pure.parked[key] for key in sorted(self.pure.parked)]
        facts = [read_fact(row.kind, row.payload).fact for row in rows]
        assert [plain(fact) for fact in facts] == [plain(fact) for fact in self.pure.facts]
        self.compared += len(rows)
        self.pure.facts.clear()

    def _clearing(self) -> list[TillEvent]:
        made: list[TillEvent] = [Cancel(self.seq + 1)] if self.pure.basket is not None else []
        for basket_id in self.pure.parked:
            made += [Recall(self.seq + len(made) + 1, basket_id), Cancel(self.seq + len(made) + 2)]
        return made


def run_sequences(both: BothTills, count: int) -> None:
    for _ in range(count):
        both.run_sequence()
    both.compare()


def without_cost(basket: Basket | None) -> Basket | None:
    """The basket without what the store looks up beside it: today's cost of its products."""
    if basket is None:
        return None
    return replace(basket, lines=tuple(structs.replace(line, cost=None) for line in basket.lines))


def plain(fact: Fact) -> Fact:
    """The fact; the decimals among a refusal's values, which are text, without zeros at their end."""
    if not isinstance(fact, EventRefused):
        return fact
    values = tuple(
        RefusedValue(each.name, each.value.rstrip("0").rstrip(".") if "." in each.value else each.value)
        for each in fact.values
    )
    return replace(fact, values=values)


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_the_store_holds_what_was_decided(shop: Store, seed: int, proved: Callable[[str], None]) -> None:
    """One sentence of the promise: the basket on the screen, the stored one and the journal are the same."""
    both = BothTills(shop, PureTill(), Random(seed))
    run_sequences(both, SEQUENCES)
    with shop.view() as view:
        assert invariants.check_all(view) == []
    proved(f"{SEQUENCES} sequences, {both.seq} events, {both.compared} facts")


def reuses_positions(till: PureTill, event: TillEvent) -> Decision:
    """A fault: the place of a removed line is given to the next."""
    decision = decide(till, event)
    if decision.basket is None:
        return decision
    last = max((line.position for line in decision.basket.lines), default=0)
    return replace(decision, basket=replace(decision.basket, last_position=last))


def forgets_removals(till: PureTill, event: TillEvent) -> Decision:
    """A fault: a removed line leaves no fact."""
    decision = decide(till, event)
    return replace(decision, facts=()) if isinstance(event, RemoveLine) else decision


def recalls_forever(till: PureTill, event: TillEvent) -> Decision:
    """A fault: an open basket can be recalled once more."""
    if isinstance(event, Recall) and till.basket is not None and till.basket.id == event.basket_id:
        return Decision(till.basket, ())
    return decide(till, event)


@pytest.mark.parametrize("faulty", [reuses_positions, forgets_removals, recalls_forever])
def test_a_decider_with_a_fault_is_caught(shop: Store, faulty: Callable[[PureTill, TillEvent], Decision]) -> None:
    both = BothTills(shop, PureTill(faulty), Random(1))
    with pytest.raises(AssertionError):
        run_sequences(both, SEQUENCES)
