"""A night that is killed at any boundary, and learns of late sales, orders what a whole night does, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.dispatch.sending_rules import CLAIM_MAX, DispatchKind, DispatchState
from models.purchasing.circuit_breakers import Breaker
from models.selling.basket import BasketLine
from models.selling.earlier_trade import History, PastSale
from models.selling.settlement import TenderKind
from models.shop_settings import MAIL_FROM, MAIL_PORT, MAIL_SECURITY
from operations.bulk.past_trade import save_history
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from operations.purchasing.order_mail import mail_order
from operations.replenishment.proposals import approve_proposal
from pipelines.nightly.reorder import reorder
from store import dispatch, invariants, purchasing, replenishment
from store.database.engine import Store
from tests.builders import MILK, OFFICE_ACTOR, TILL, kr
from tests.conftest import PROVING
from tests.integrations.mail.mail_box import MailBox, mail_box
from tests.pipelines.nightly.cut_store import Killed, cut_store
from tests.pipelines.nightly.test_automatic_orders import NOW, TODAY, USUAL_MODEL, run, usual_shop
from tests.pipelines.nightly.test_reorder import forecast
from tests.postgres import Server

FreshStore = Callable[[], AbstractContextManager[Store]]
Nightly = Callable[[Store], object]
#: What a whole night orders, and what it orders where 12 more were sold the day before.
USUAL, AFTER_LATE_SALES = {"MILK": Decimal(18)}, {"MILK": Decimal(30)}
#: A night has fewer transactions than this: one with more would have boundaries that nobody tried.
TRANSACTIONS_MAX = 14
#: The transaction after which the order's e-mail is under way; the next one records that it has left.
WHILE_SENDING = (8, True)


@dataclass(frozen=True)
class Ordered:
    """What left the shop: quantities by SKU of each order that was handed over, states of their e-mails, messages."""

    orders: list[dict[str, Decimal]]
    mails: list[DispatchState]
    reports: int


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_store(request: pytest.FixtureRequest, tmp_path: Path) -> FreshStore:
    """Opens an empty shop's store of its own each time, once on each database that we run on."""
    numbers = count()

    @contextmanager
    def fresh() -> Iterator[Store]:
        with ExitStack() as stack:
            if request.param == "sqlite":
                url = f"sqlite:///{tmp_path / f'shop{next(numbers)}.db'}"
            else:
                server: Server = request.getfixturevalue("postgres_server")
                url = stack.enter_context(server.database(of_template=True))
            store = open_store(url)
            stack.callback(store.close)
            yield store

    return fresh


def ordered(store: Store) -> Ordered:
    """What the shop ordered this morning; its books hold."""
    with store.view() as view:
        assert invariants.check_all(view) == []
        mails = dispatch.dispatches_of_kind(view, DispatchKind.ORDER_MAIL)
        orders = [purchasing.get_order(view, each.subject_id) for each in mails]
        reports = dispatch.dispatches_of_kind(view, DispatchKind.ORDER_REPORT)
    lines = [{line.sku: line.quantity for line in each.lines} for each in orders]
    return Ordered(lines, [each.state for each in mails], len(reports))


def order_by_night(store: Store) -> None:
    """What the night does once there is a forecast."""
    reorder(store, at=NOW)
    run(store)


def whole_night(store: Store, *, at: datetime = NOW) -> None:
    """Every job of the night that orders need, and the outbox: each of their transactions."""
    forecast(store, {"MILK": USUAL_MODEL}, cutoff=TODAY - timedelta(days=1), made_at=NOW)
    order_by_night(store)
    composer = ReceiptComposer(store, "sv")
    with store.view() as view:
        waiting = dispatch.waiting_dispatches(view)
    for each in waiting:
        try_dispatch(store, composer, each, at)


def take_late_sales(store: Store) -> None:
    """Twelve of milk were sold yesterday at a till that had no contact; the shop learns of them now."""
    milk = BasketLine(1, "MILK", MILK.gtins[0], MILK.name, MILK.unit, Decimal(12), kr(1990), kr(0), MILK.tax_category)
    late = PastSale(NOW - timedelta(days=1), (milk,), TenderKind.CARD, "anna")
    save_history(store, OFFICE_ACTOR, History({TILL: [late]}))


def killed(store: Store, night: Nightly, left: int, *, saves: bool) -> bool:
    """Whether a night was killed at a boundary: it may have fewer."""
    with cut_store(store, left, saves=saves) as cut:
        try:
            night(cut)
        except Killed:
            return True
    return False


def test_a_night_that_is_killed_at_one_boundary_after_the_other_orders_once(store: Store) -> None:
    usual_shop(store)
    kills = [killed(store, order_by_night, left, saves=saves) for left in range(4) for saves in (False, True)]
    assert (kills[0], kills[-1]) == (True, False), "the last of them had no such boundary any more"
    for _ in range(2):
        order_by_night(store)
    assert ordered(store) == Ordered([USUAL], [DispatchState.WAITING], 1)
    take_late_sales(store)
    order_by_night(store)
    assert ordered(store).orders == [USUAL]


def test_control_a_night_that_knows_nothing_of_its_earlier_orders_doubles_what_is_late(sqlite_store: Store) -> None:
    store = sqlite_store
    usual_shop(store)
    order_by_night(store)
    take_late_sales(store)
    reorder(store, at=NOW)
    run(store, Breaker.ORDERED_TODAY)
    assert ordered(store).orders == [USUAL, {"MILK": Decimal(12)}]


def in_two_steps(store: Store) -> None:
    """The wrong way: an order that is drafted in one transaction, and handed over in another."""
    reorder(store, at=NOW)
    with store.view() as view:
        waiting = replenishment.open_proposals(view)
    for each in waiting:
        mail_order(store, OFFICE_ACTOR, approve_proposal(store, OFFICE_ACTOR, each.id, at=NOW).id, at=NOW)


def test_control_what_is_drafted_and_handed_over_in_two_steps_is_lost_when_killed(sqlite_store: Store) -> None:
    store = sqlite_store
    usual_shop(store)
    assert killed(store, in_two_steps, 1, saves=True)
    for _ in range(2):
        in_two_steps(store)
        order_by_night(store)
    assert ordered(store).orders == []


@pytest.mark.proof
@pytest.mark.parametrize("late", [True, False] if PROVING else [True])
def test_killed_anywhere_from_the_forecast_to_the_e_mail_the_order_leaves_once_or_is_listed(
    fresh_store: FreshStore, record_property: Callable[[str, object], None], *, late: bool
) -> None:
    """At each boundary in ``make prove``; else at the one at which nobody knows whether the e-mail has left."""
    kills, uncertain = 0, 0
    boundaries = [(left, saves) for left in range(TRANSACTIONS_MAX) for saves in (False, True)]
    for left, saves in boundaries if PROVING else [WHILE_SENDING]:
        with mail_box() as box, fresh_store() as store:
            was_killed, state = one_broken_night(store, box, left, saves=saves, late=late)
        kills += was_killed
        uncertain += state is DispatchState.UNCERTAIN
        assert was_killed or left > WHILE_SENDING[0], "a night has fewer boundaries than were tried"
    assert not PROVING or not was_killed, "a night has more boundaries than were tried"
    assert 0 < uncertain <= 2
    record_property("proved", f"{kills} kills, late sales: {late}; each order once, {uncertain} listed for a person")


def one_broken_night(store: Store, box: MailBox, left: int, *, saves: bool, late: bool) -> tuple[bool, DispatchState]:
    """Kill one night, then let two whole ones run; whether it was killed, and what became of the e-mail."""
    usual_shop(store)
    values = {MAIL_PORT: box.port, MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    for name, value in values.items():
        change_setting(store, OFFICE_ACTOR, name, str(value), at=NOW)
    was_killed = killed(store, whole_night, left, saves=saves)
    was_ordered = bool(ordered(store).orders)
    if late:
        take_late_sales(store)
    for number in (1, 2):  # a claim that a dead server left behind is given up after some minutes
        whole_night(store, at=NOW + number * CLAIM_MAX)
    after = ordered(store)
    assert after.orders == [AFTER_LATE_SALES if late and not was_ordered else USUAL]
    (state,) = after.mails
    arrived = [recipient for recipient, _ in box.taken if recipient == "orders@example.com"]
    assert state in {DispatchState.SENT, DispatchState.UNCERTAIN}
    assert len(arrived) == 1 or (len(arrived) == 0 and state is DispatchState.UNCERTAIN)
    assert after.reports == 1
    return was_killed, state
