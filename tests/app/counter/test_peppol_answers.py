"""A supplier's Peppol files change an order as typed answers and deliveries do, from the page and the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.counter.peppol_replies import REJECTED, take_response
from integrations.peppol.xml_reading import WrongPeppolFile
from models.facts.order import OrderMoved
from models.purchasing.purchase_order import OrderState, PurchaseOrder, WrongOrderState
from models.shop import fact_number
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.purchasing.purchase_orders import send_order
from store import invariants, purchasing, stock
from store.database.engine import Store
from store.order_history import history_of
from tests.app.command_line import kassa
from tests.app.counter.test_peppol_sending import RULES
from tests.builders import AT, OFFICE_ACTOR, kr
from tests.integrations.peppol.reply_files import despatch_advice, despatch_line, order_response, response_line
from tests.operations.purchasing.test_purchase_orders import drafted, stored_order


def sent(store: Store) -> PurchaseOrder:
    """An order that is with its supplier, whose Peppol id is known."""
    order = drafted(store)
    set_ordering_rules(store, OFFICE_ACTOR, RULES, at=AT)
    return send_order(store, OFFICE_ACTOR, order.id, at=AT)


def changed(order: PurchaseOrder, *, sku: str) -> bytes:
    """An answer that changes one product and accepts the others."""
    others = [
        response_line(place, "5", sku=line.sku) for place, line in enumerate(order.lines, start=1) if line.sku != sku
    ]
    line = response_line(9, "3", sku=sku, units=Decimal(6), price=kr(10_50))
    return order_response(fact_number(order.id), "CA", line, *others, promised=date(2026, 12, 3))


def test_an_answer_changes_the_order_and_twice_is_once(store: Store) -> None:
    order = sent(store)
    sku = order.lines[0].sku
    for _ in range(2):
        reply = take_response(store, OFFICE_ACTOR, order.id, changed(order, sku=sku), at=AT)
    answered = stored_order(store, order.id)
    assert answered == reply.order
    assert (answered.state, answered.reference, answered.expected_on) == (
        OrderState.CONFIRMED,
        "S-77",
        date(2026, 12, 3),
    )
    assert (answered.lines[0].quantity, answered.lines[0].cost) == (Decimal(6), kr(63_00))
    assert answered.lines[1:] == order.lines[1:]
    with store.view() as view:
        assert len(history_of(view, answered)) == 4, "drafted, sent, confirmed, answered"
        assert invariants.check_all(view) == []


def test_a_rejected_order_is_taken_back_with_the_suppliers_reason(sqlite_store: Store) -> None:
    order = sent(sqlite_store)
    content = order_response(fact_number(order.id), "RE", note="Sold out <b>")
    take_response(sqlite_store, OFFICE_ACTOR, order.id, content, at=AT)
    cancelled = stored_order(sqlite_store, order.id)
    with sqlite_store.view() as view:
        last = history_of(view, cancelled)[-1].fact
    assert isinstance(last, OrderMoved)
    assert (cancelled.state, last.note) == (OrderState.CANCELLED, f"{REJECTED}: Sold out <b>")


def test_a_file_that_is_refused_changes_nothing(sqlite_store: Store) -> None:
    order = sent(sqlite_store)
    wrong = changed(order, sku=order.lines[0].sku).replace(b">7300010000001", b">7300010000018")
    with pytest.raises(WrongPeppolFile):
        take_response(sqlite_store, OFFICE_ACTOR, order.id, wrong, at=AT)
    assert stored_order(sqlite_store, order.id) == order
    draft = drafted(sqlite_store)
    with pytest.raises(WrongOrderState):
        take_response(sqlite_store, OFFICE_ACTOR, draft.id, changed(draft, sku=draft.lines[0].sku), at=AT)


def test_a_person_takes_answer_and_delivery_from_the_command_line(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    order = sent(sqlite_store)
    sku, number, file = order.lines[0].sku, fact_number(order.id), tmp_path / "file.xml"
    file.write_bytes(changed(order, sku=sku))
    assert kassa(capsys, "orders", "confirm", number, "--file", file, "--json").json["state"] == "confirmed"
    file.write_bytes(despatch_advice(number, despatch_line(1, sku, Decimal(4))))
    received = kassa(capsys, "delivery", "receive", number, "--file", file, "--json")
    assert received.code == 0, received.err
    with sqlite_store.view() as view:
        assert stock.levels(view)[order.location_id, sku] == 4
        assert purchasing.get_order(view, order.id).state is OrderState.PART_RECEIVED
    file.write_bytes(b"<!DOCTYPE x><x/>")
    wrong = kassa(capsys, "delivery", "receive", number, "--file", file)
    assert (wrong.code, "document type" in wrong.err) == (1, True)
