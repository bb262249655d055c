"""Eight faults that a payment could have, each put into the real code: the random ways find every one of them."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from app.counter import payment_steps
from models.payments import attempt_moves
from models.payments.attempt import PaymentOrder
from operations.installation.opening import open_store
from operations.selling import payment_changes
from store.database import sqlite
from tests.builders import small_shop
from tests.faults.conftest import PROVING
from tests.faults.test_payment_walks import walk_payments
from tests.hardware.terminal.stripe_document import StripeDocument
from tests.hardware.terminal.stripe_fixtures import stripe_document
from tests.hardware.terminal.stripe_world import StripeWorld
from tests.hardware.terminal.test_stripe_walk import Shop, agree

__all__ = ["stripe_document"]

#: A mutant that so many ways do not find lives. The slowest takes some dozen.
WALKS_MAX = 1500 if PROVING else 300
#: So many ways without a mutant find nothing.
CONTROL_WALKS = 300 if PROVING else 20
STEPS = 9


@dataclass(frozen=True)
class Mutant:
    """One fault: ``old`` is the text of ``function`` in whose place ``new`` stands."""

    name: str
    function: Any
    old: str
    new: str

    @contextmanager
    def applied(self) -> Iterator[None]:
        """Run the function with the fault, whoever calls it."""
        source = textwrap.dedent(inspect.getsource(self.function))
        assert source.count(self.old) == 1, f"{self.name}: the code has changed"
        made: dict[str, Any] = {}
        text = f"from __future__ import annotations\n{source.replace(self.old, self.new)}"
        exec(compile(text, f"<{self.name}>", "exec"), dict(self.function.__globals__), made)
        right = self.function.__code__
        self.function.__code__ = made[self.function.__name__].__code__
        try:
            yield
        finally:
            self.function.__code__ = right


CLAIM = """\
        attempt = claim_attempt(store, actor, attempt.id, at=at)
        if not attempt.is_open:
            return attempt
        return record_answer(store, actor, attempt.id, terminal.start(attempt.order, at=at), at=at)
"""
CLAIM_LATE = """\
        answer = terminal.start(attempt.order, at=at)
        claim_attempt(store, actor, attempt.id, at=at)
        return record_answer(store, actor, attempt.id, answer, at=at)
"""
MERGE = "    merged = _merge(attempt, answer)\n"
MUTANTS = [
    Mutant(
        "a key that is not the attempt's",
        payment_steps.take_step,
        "terminal.start(attempt.order, at=at)",
        "terminal.start(replace(attempt.order, key=attempt.order.key + '-again'), at=at)",
    ),
    Mutant("an attempt that is stored after its request", payment_steps.take_step, CLAIM, CLAIM_LATE),
    Mutant(
        "no answer is taken for a refusal",
        attempt_moves.after_answer,
        MERGE,
        "    if answer.state is AttemptState.UNKNOWN:\n"
        "        answer = replace(answer, state=AttemptState.DECLINED)\n" + MERGE,
    ),
    Mutant(
        "an approval that comes after a cancel is ignored",
        attempt_moves.after_answer,
        MERGE,
        "    if attempt.is_cancel_wanted and answer.state in PAID_STATES:\n"
        "        answer = replace(answer, state=AttemptState.CANCELLED)\n" + MERGE,
    ),
    Mutant(
        "what is reserved is never taken",
        payment_steps._ask,
        "return terminal.capture(order, reference, at=at)",
        "return terminal.status(order, reference, at=at)",
    ),
    Mutant(
        "one person alone decides what became of a payment",
        payment_changes.resolve_payment,
        "raise SecondPersonNeeded",
        "pass",
    ),
]
KEY_IS_NEVER_OLD = Mutant(
    "an old key is sent again in place of reading the list",
    PaymentOrder.is_key_old,
    "return at - self.made_at > KEY_TIME",
    "return False",
)


@pytest.fixture(autouse=True)
def _without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sqlite.SETTINGS, "synchronous", 0)


@dataclass(frozen=True)
class Search:
    """Random ways in a shop of their own until one finds a fault."""

    url: str
    folder: Path
    seed: int

    def ways_until_found(self, most: int, *statements: str) -> int | None:
        """How many it took; ``None``: none of them found anything. The database is changed by ``statements`` first."""
        store = small_shop(open_store(self.url))
        try:
            with store.transaction() as tx:
                for each in statements:
                    tx.execute(sa.text(each))
            for number in range(most):
                try:
                    walk_payments(store, self.folder / str(number), self.seed + number)
                except AssertionError:
                    return number + 1
        finally:
            store.close()
        return None


@pytest.fixture
def search(sqlite_url: str, tmp_path: Path, seed: int) -> Search:
    return Search(sqlite_url, tmp_path, seed)


@pytest.mark.proof
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_the_random_ways_find(mutant: Mutant, search: Search, proved: Callable[[str], None]) -> None:
    with mutant.applied():
        ways = search.ways_until_found(WALKS_MAX)
    assert ways is not None, f"lives: {mutant.name}"
    proved(f"{mutant.name}: found by way {ways}")


@pytest.mark.proof
def test_the_random_ways_find_a_reader_that_asks_two_at_once(search: Search, proved: Callable[[str], None]) -> None:
    ways = search.ways_until_found(WALKS_MAX, "DROP INDEX ux_payment_attempt_open_terminal")
    assert ways is not None, "lives: the index of open attempts is missing"
    proved(f"the index of open attempts is missing: found by way {ways}")


@pytest.mark.proof
def test_control_without_a_mutant_the_same_ways_find_nothing(search: Search) -> None:
    assert search.ways_until_found(CONTROL_WALKS) is None


def walk_at_stripe(document: StripeDocument, seed: int) -> None:
    """A till that dies and comes back a day later, at a Stripe that has forgotten its keys."""
    random, world = Random(seed), StripeWorld(document)
    try:
        shop = Shop(world, world.driver())
        for act in random.choices([Shop.begin, Shop.crash, Shop.wait, Shop.start_again, Shop.customer], k=STEPS):
            act(shop, random.randrange(0, 12, 2))
        agree(shop)
    finally:
        world.close()


def ways_at_stripe(document: StripeDocument, seed: int, most: int) -> int | None:
    for number in range(most):
        try:
            walk_at_stripe(document, seed + number)
        except AssertionError:
            return number + 1
    return None


@pytest.mark.proof
def test_the_ways_at_stripe_find_a_key_that_is_never_old(
    stripe_document: StripeDocument, seed: int, proved: Callable[[str], None]
) -> None:
    with KEY_IS_NEVER_OLD.applied():
        ways = ways_at_stripe(stripe_document, seed, WALKS_MAX)
    assert ways is not None, f"lives: {KEY_IS_NEVER_OLD.name}"
    assert ways_at_stripe(stripe_document, seed, ways) is None, "and without the mutant they find nothing"
    proved(f"{KEY_IS_NEVER_OLD.name}: found by way {ways}")
