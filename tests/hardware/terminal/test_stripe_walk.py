"""Whatever tills, customers and a bad network do, in any order: what the driver said once stays true in the books."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from hardware.terminal.stripe_terminal import StripeTerminal
from models.payments.attempt import CODE_METHODS, AttemptKind, PaymentAnswer, PaymentMethod, PaymentOrder
from models.payments.attempt_state import OPEN_STATES, PAID_STATES, AttemptState
from tests.hardware.terminal.stripe_document import StripeDocument
from tests.hardware.terminal.stripe_server import Fault
from tests.hardware.terminal.stripe_world import CANCEL, CAPTURE, CREATE, PROCESS, REFUND, StripeWorld, recover

#: Waiting for a reply that comes too late takes real time; the tests of single faults do it.
FAULTS = [each for each in Fault if each is not Fault.SLOW]
METHODS = [PaymentMethod.CARD, PaymentMethod.SWISH]


@dataclass
class Shop:
    """What a till knows of its attempts while all this goes on."""

    world: StripeWorld
    driver: StripeTerminal
    orders: list[PaymentOrder] = field(default_factory=list)
    known: dict[str, PaymentAnswer] = field(default_factory=dict)
    final: dict[str, PaymentAnswer] = field(default_factory=dict)

    def begin(self, number: int) -> None:
        """A new order, of which the till's process may end before it hears anything."""
        order = self.world.order(1_000 + number, METHODS[number % 2])
        self.orders.append(order)
        self._hear(order, self.driver.start(order, at=self.world.at))

    def ask(self, number: int) -> None:
        """What became of an order?"""
        order = self._some(number)
        self._hear(order, self.driver.status(order, self._reference(order), at=self.world.at))

    def start_again(self, number: int) -> None:
        """The same order once more, after a crash."""
        order = self._some(number)
        self._hear(order, self.driver.start(order, at=self.world.at))

    def cancel(self, number: int) -> None:
        """Stop an order."""
        order = self._some(number)
        self._hear(order, self.driver.cancel(order, self._reference(order), at=self.world.at))

    def capture(self, number: int) -> None:
        """Take what is reserved."""
        order = self._some(number)
        if (reference := self._reference(order)) is not None:
            self._hear(order, self.driver.capture(order, reference, at=self.world.at))

    def give_back(self, number: int) -> None:
        """A part of a paid order goes back."""
        paid = [each for each in self.final.values() if each.state in PAID_STATES and str(each.reference)[:2] == "pi"]
        if paid:
            back = self.world.refund_of(str(paid[number % len(paid)].reference), 300 + number)
            self.orders.append(back)
            self._hear(back, self.driver.start(back, at=self.world.at))

    def customer(self, number: int) -> None:
        """Somebody pays wherever the shop asks for it; every third card is refused."""
        action = self.world.reader["action"]
        if action is not None and action["status"] == "in_progress":
            self.world.tap("4000000000000002" if number % 3 == 0 else "4242424242424242")
        for each in self.world.objects.all("payment_intent"):
            if each["status"] == "requires_action" and number % 2:
                self.world.account.pay_code(each["id"])

    def crash(self, _: int) -> None:
        """The till's process ends: references that it heard are lost."""
        self.driver = self.world.driver()
        self.known.clear()

    def wait(self, number: int) -> None:
        """Time passes, at times so long that Stripe forgets keys."""
        self.world.clock.pass_by(timedelta(minutes=20) if number % 4 else timedelta(hours=26))
        if number % 4 == 0:
            self.world.server.forget_keys()

    def _some(self, number: int) -> PaymentOrder:
        if not self.orders:
            self.begin(number)
        return self.orders[number % len(self.orders)]

    def _reference(self, order: PaymentOrder) -> str | None:
        return self.known[order.key].reference if order.key in self.known else None

    def _hear(self, order: PaymentOrder, answer: PaymentAnswer) -> None:
        if answer.reference is not None:
            self.known[order.key] = answer
        if answer.state not in OPEN_STATES:
            self.final.setdefault(order.key, answer)


ACTS: list[Callable[[Shop, int], None]] = [
    *(Shop.begin, Shop.ask, Shop.start_again, Shop.cancel, Shop.capture, Shop.give_back, Shop.customer, Shop.crash),
    Shop.wait,
]
HAPPENINGS = st.tuples(
    st.sampled_from(ACTS),
    st.integers(0, 11),
    st.none() | st.tuples(st.sampled_from(FAULTS), st.sampled_from([CREATE, PROCESS, CAPTURE, CANCEL, REFUND])),
    st.sampled_from([1, 3]),
)


@given(happenings=st.lists(HAPPENINGS, min_size=3, max_size=14))
def test_whatever_happens_the_driver_and_the_books_agree(
    stripe_document: StripeDocument,
    happenings: list[tuple[Callable[[Shop, int], None], int, tuple[Fault, str] | None, int]],
) -> None:
    world = StripeWorld(stripe_document)
    try:
        shop = Shop(world, world.driver())
        for act, number, fault, times in happenings:
            if fault is not None and (fault[0] is not Fault.READER_TIMEOUT or fault[1] == PROCESS):
                world.server.plan(*fault, times)
            act(shop, number)
            world.server.forget_plans()
        agree(shop)
    finally:
        world.close()


def agree(shop: Shop) -> None:
    """What the driver answered once is what the account's books say at last."""
    for order in shop.orders:
        answer = recover(shop.world, order, shop._reference(order))
        shop.world.check(order, answer)
        first = shop.final.get(order.key, answer)
        assert (first.state in PAID_STATES) is (answer.state in PAID_STATES), (first, answer)
        assert first.amount_taken == answer.amount_taken


def test_the_walk_reaches_payments_by_card_and_code_and_refunds(stripe_document: StripeDocument) -> None:
    """Otherwise its agreement would tell little."""
    world = StripeWorld(stripe_document)
    shop = Shop(world, world.driver())
    for number in (2, 3):
        shop.begin(number)
        shop.customer(5)
        shop.ask(number - 2)
    shop.capture(0)
    shop.give_back(0)
    agree(shop)
    world.close()
    states = [(each.kind, each.method in CODE_METHODS, shop.final[each.key].state) for each in shop.orders]
    approved = AttemptState.APPROVED
    assert states == [
        (AttemptKind.CHARGE, False, approved),
        (AttemptKind.CHARGE, True, approved),
        (AttemptKind.REFUND, False, approved),
    ]
