"""An order by e-mail reaches a real mail server once, or somebody is shown that it did not: down or hanging up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import pypdfium2
import pytest

from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.dispatch.sending_rules import DispatchKind
from models.facts.order import OrderMoved
from models.purchasing.arrival import CountedDelivery, CountedGoods, RestOfOrder
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from models.purchasing.order_steps import SendingWay
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.purchase_order import OrderState, PurchaseOrder, WrongOrderState
from models.shop import fact_number
from models.shop_settings import MAIL_FROM, MAIL_HOST, MAIL_PORT, MAIL_SECURITY
from operations.automatic.late_orders import remind_of_late_orders
from operations.automatic.limits_and_switch import set_limits, start_automatic, stop_automatic
from operations.dispatch.receipt_mail import MailNotSet
from operations.installation.change_settings import change_setting
from operations.purchasing.late_reminders import NotLate, remind_supplier
from operations.purchasing.order_mail import NoOrderAddress, StillOnItsWay, mail_order, settle_by_hand
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_goods
from pipelines.nightly.order_within_limits import order_automatically
from store import dispatch, invariants
from store.database.engine import Store
from store.order_history import history_of
from tests.builders import AT, OFFICE_ACTOR, SCHEDULE_ACTOR
from tests.integrations.mail.mail_box import HANG_UP, MailBox, mail_box
from tests.operations.purchasing.test_purchase_orders import drafted, stored_order
from tests.pipelines.nightly.test_automatic_orders import NOW, usual_shop

RULES = OrderingRules("GROSS", "orders@example.com", "en", "K-17")


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as opened:
        yield opened


def order_at(store: Store, box: MailBox) -> PurchaseOrder:
    """A drafted order of a shop that sends by ``box``."""
    order = drafted(store)
    values = {MAIL_HOST: "127.0.0.1", MAIL_PORT: box.port, MAIL_SECURITY: "none", MAIL_FROM: "shop@example.com"}
    for name, value in values.items():
        change_setting(store, OFFICE_ACTOR, name, str(value), at=AT)
    set_ordering_rules(store, OFFICE_ACTOR, RULES, at=AT)
    return order


def deliver(store: Store) -> None:
    """What the server's thread does once, and once more as after a start."""
    composer = ReceiptComposer(store, "sv")
    for _ in range(2):
        with store.view() as view:
            waiting = dispatch.waiting_dispatches(view)
        for each in waiting:
            try_dispatch(store, composer, each)


def test_an_order_arrives_once_in_the_suppliers_language(store: Store, box: MailBox) -> None:
    order = order_at(store, box)
    states = [mail_order(store, OFFICE_ACTOR, order.id, at=AT).state for _ in range(2)]
    assert states == [OrderState.SENDING] * 2
    with pytest.raises(WrongOrderState):
        cancel_order(store, OFFICE_ACTOR, order.id, at=AT)
    with pytest.raises(StillOnItsWay):
        settle_by_hand(store, OFFICE_ACTOR, order.id, arrived=True, at=AT)
    deliver(store)
    ((recipient, message),) = box.taken
    number = fact_number(order.id)
    assert (recipient, message["Subject"]) == (RULES.mail, f"Order {number} from Kassa Hörnet AB")
    pdf, table = message.iter_attachments()
    text = "".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(pdf.get_content()))
    for word in (f"Order {number}", "Mellanmjölk", "K-17", "Hörnet"):
        assert word in text
    content = table.get_payload(decode=True)
    assert isinstance(content, bytes)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [(row["quantity"], row["cases"], row["unit_cost"]) for row in rows] == [("12", "2", "10.00")] * 2
    sent = stored_order(store, order.id)
    assert sent.state is OrderState.SENT
    with pytest.raises(WrongOrderState):
        mail_order(store, OFFICE_ACTOR, order.id, at=AT)
    with store.view() as view:
        moves = [each.fact for each in history_of(view, sent) if isinstance(each.fact, OrderMoved)]
        assert [(each.state, each.note) for each in moves] == [("sending", "mail"), ("sent", "mail")]
        assert RULES.mail not in str(dispatch.dispatches_of_kind(view, DispatchKind.ORDER_MAIL))
        assert invariants.check_all(view) == []


@pytest.mark.parametrize(
    ("answers", "state", "count"),
    [
        ({"RCPT": "550 no such mailbox"}, OrderState.APPROVED, 1),
        ({"RCPT": "451 come back later"}, OrderState.SENDING, None),
        ({"DATA": HANG_UP}, OrderState.SENDING, 1),
    ],
)
def test_what_did_not_surely_arrive_is_shown_and_never_doubled(
    sqlite_store: Store, box: MailBox, answers: dict[str, str], state: OrderState, count: int | None
) -> None:
    order = order_at(sqlite_store, box)
    mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=datetime.now(UTC))
    box.answers |= answers
    deliver(sqlite_store)
    box.answers.clear()
    deliver(sqlite_store)
    assert (stored_order(sqlite_store, order.id).state, box.taken) == (state, [])
    if count is None:  # the server said that nothing was taken over: it waits for its next try
        with pytest.raises(StillOnItsWay):
            settle_by_hand(sqlite_store, OFFICE_ACTOR, order.id, arrived=False, at=AT)
        return
    if state is OrderState.APPROVED:
        mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    else:
        settle_by_hand(sqlite_store, OFFICE_ACTOR, order.id, arrived=False, at=AT)
    deliver(sqlite_store)
    assert (stored_order(sqlite_store, order.id).state, len(box.taken)) == (OrderState.SENT, 1)
    with sqlite_store.view() as view:
        assert invariants.check_all(view) == []


def test_control_a_box_that_is_asked_twice_has_the_order_twice(sqlite_store: Store, box: MailBox) -> None:
    order = order_at(sqlite_store, box)
    mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    with sqlite_store.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    deliver(sqlite_store)
    with sqlite_store.transaction() as tx:  # as a server that forgot its claim
        dispatch.save_dispatch(tx, waiting)
    deliver(sqlite_store)
    assert len(box.taken) == 2


def test_a_supplier_who_has_it_after_all_is_asked_for_no_more(sqlite_store: Store, box: MailBox) -> None:
    order = order_at(sqlite_store, box)
    mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    box.answers["DATA"] = HANG_UP
    deliver(sqlite_store)
    assert settle_by_hand(sqlite_store, OFFICE_ACTOR, order.id, arrived=True, at=AT).state is OrderState.SENT
    deliver(sqlite_store)
    assert box.taken == []


def test_what_kassa_orders_by_itself_arrives_once_with_the_message_of_the_day(
    sqlite_store: Store, box: MailBox
) -> None:
    usual_shop(sqlite_store)
    for name, value in ((MAIL_PORT, str(box.port)), (MAIL_SECURITY, "none"), (MAIL_FROM, "shop@example.com")):
        change_setting(sqlite_store, OFFICE_ACTOR, name, value, at=NOW)
    (order_id,) = order_automatically(sqlite_store, failed_jobs=(), at=NOW).sent_orders
    deliver(sqlite_store)
    assert order_automatically(sqlite_store, failed_jobs=(), at=NOW).sent_orders == ()
    deliver(sqlite_store)
    assert [recipient for recipient, _ in box.taken] == ["orders@example.com", "owner@example.com"]
    assert "1 beställning skickades" in box.taken[1][1].get_content()
    assert stored_order(sqlite_store, order_id).state is OrderState.SENT


def test_without_a_server_or_an_address_nothing_is_sent(sqlite_store: Store) -> None:
    order = drafted(sqlite_store)
    with pytest.raises(MailNotSet):
        mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    change_setting(sqlite_store, OFFICE_ACTOR, MAIL_HOST, "127.0.0.1", at=AT)
    with pytest.raises(NoOrderAddress, match="Grossisten AB"):
        mail_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    assert stored_order(sqlite_store, order.id) == order
    assert send_order(sqlite_store, OFFICE_ACTOR, order.id, way=SendingWay.PAPER, at=AT).state is OrderState.SENT


def test_a_supplier_is_reminded_of_a_late_order_once_in_its_language(store: Store, box: MailBox) -> None:
    order = order_at(store, box)
    late_at = datetime.combine(order.expected_on + timedelta(days=2), time(12), UTC)
    send_order(store, OFFICE_ACTOR, order.id, at=AT)
    with pytest.raises(NotLate):
        remind_supplier(store, OFFICE_ACTOR, order.id, at=AT)
    assert remind_of_late_orders(store, SCHEDULE_ACTOR, at=late_at) == [], "Kassa may not send to it by itself"
    set_limits(store, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.SEND, 100), at=AT)
    stop_automatic(store, OFFICE_ACTOR, "odd figures", at=AT)
    assert remind_of_late_orders(store, SCHEDULE_ACTOR, at=late_at) == []
    start_automatic(store, OFFICE_ACTOR, at=AT)
    assert [remind_of_late_orders(store, SCHEDULE_ACTOR, at=late_at) for _ in range(2)] == [[order.id], []]
    by_hand = remind_supplier(store, OFFICE_ACTOR, order.id, at=late_at)
    deliver(store)
    assert remind_supplier(store, OFFICE_ACTOR, order.id, at=late_at).id == by_hand.id
    deliver(store)
    ((recipient, message),) = box.taken
    assert (recipient, message["Subject"]) == (
        RULES.mail,
        f"Reminder: order {fact_number(order.id)} from Kassa Hörnet AB",
    )
    assert order.expected_on.isoformat() in message.get_content()
    assert stored_order(store, order.id).state is OrderState.SENT
    with store.view() as view:
        assert invariants.check_all(view) == []


def test_a_supplier_is_reminded_of_the_rest_once_its_own_day_has_passed(sqlite_store: Store, box: MailBox) -> None:
    order = order_at(sqlite_store, box)
    send_order(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    rest_day = order.expected_on + timedelta(days=5)
    part = CountedDelivery(
        "part",
        (CountedGoods("MILK", Decimal(1), order_line=1),),
        order.id,
        rest=RestOfOrder.BACK_ORDERED,
        promised_on=rest_day,
    )
    receive_goods(sqlite_store, OFFICE_ACTOR, part, at=AT)
    set_limits(sqlite_store, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.SEND, 100), at=AT)
    noons = [datetime.combine(rest_day + timedelta(days=days), time(12), UTC) for days in (0, 1)]
    reminded = [remind_of_late_orders(sqlite_store, SCHEDULE_ACTOR, at=noon) for noon in noons]
    assert reminded == [[], [order.id]]
    deliver(sqlite_store)
    ((_, message),) = box.taken
    assert f"The rest was due on {rest_day}" in message.get_content()
