"""An order by Peppol reaches the folder of the access point once and whole; one that lacks something is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from app.counter.dispatch_thread import try_dispatch
from app.counter.peppol_order import peppol_order
from app.counter.receipt_composer import ReceiptComposer
from integrations.peppol.ubl_elements import CBC
from models.dispatch.sending_rules import DispatchKind, DispatchState, claim
from models.facts.order import OrderMoved
from models.order_settings import PEPPOL_FOLDER, PEPPOL_ID
from models.purchasing.ordering_rules import OrderChannel, OrderingRules
from models.purchasing.purchase_order import OrderState, PurchaseOrder
from models.purchasing.supplier import WrongTerm
from models.shop import fact_number
from operations.installation.change_settings import change_setting
from operations.purchasing.order_mail import NoPeppolWay, hand_over, send_by_peppol, settle_by_hand
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.unit_of_work import unit_of_work
from store import dispatch, invariants
from store.database.engine import Store
from store.order_history import history_of
from tests.app.command_line import kassa
from tests.builders import AT, OFFICE_ACTOR
from tests.integrations.peppol.peppol_rules import PeppolRules
from tests.operations.purchasing.test_purchase_orders import drafted, stored_order

RULES = OrderingRules("GROSS", channel=OrderChannel.PEPPOL, peppol_id="0088:7300010000001", customer_number="K-17")


def order_for(store: Store, folder: Path) -> PurchaseOrder:
    """A drafted order of a shop whose supplier has orders by Peppol."""
    order = drafted(store)
    change_setting(store, OFFICE_ACTOR, PEPPOL_FOLDER, str(folder), at=AT)
    set_ordering_rules(store, OFFICE_ACTOR, RULES, at=AT)
    return order


def deliver(store: Store) -> None:
    """What the server's thread does once, and once more as after a start."""
    for _ in range(2):
        with store.view() as view:
            waiting = dispatch.waiting_dispatches(view)
        for each in waiting:
            try_dispatch(store, ReceiptComposer(store, "sv"), each)


@pytest.mark.needs_shared_data
def test_an_order_arrives_once_and_passes_the_rules(store: Store, tmp_path: Path, shared_data: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    order = order_for(store, folder)
    with unit_of_work(store, OFFICE_ACTOR, at=AT) as work:  # by the channel of the supplier, as a night's order
        assert hand_over(work, order.id).state is OrderState.SENDING
    assert send_by_peppol(store, OFFICE_ACTOR, order.id, at=AT).state is OrderState.SENDING
    deliver(store)
    (file,) = folder.iterdir()
    assert file.name == f"peppol-order-{fact_number(order.id)}.xml"
    assert PeppolRules(shared_data).breaches(file.read_bytes()) == []
    with store.view() as view:
        assert peppol_order(view, order).content == file.read_bytes()
        sent = stored_order(store, order.id)
        moves = [each.fact for each in history_of(view, sent) if isinstance(each.fact, OrderMoved)]
        assert [(each.state, each.note) for each in moves] == [("sending", "peppol"), ("sent", "peppol")]
        assert invariants.check_all(view) == []
    with pytest.raises(Exception, match="cannot become"):
        send_by_peppol(store, OFFICE_ACTOR, order.id, at=AT)


def test_a_folder_that_is_not_there_is_tried_again(sqlite_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    order = order_for(sqlite_store, folder)
    send_by_peppol(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    with sqlite_store.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    recent = replace(waiting, made_at=waiting.made_at.replace(year=9000))  # within the two days that it is tried
    with sqlite_store.transaction() as tx:
        dispatch.save_dispatch(tx, recent)
    deliver(sqlite_store)
    with sqlite_store.view() as view:
        (tried,) = dispatch.waiting_dispatches(view)
    assert (tried.state, tried.attempts, tried.reason) == (DispatchState.WAITING, 1, "the folder is not there")
    folder.mkdir()
    with sqlite_store.transaction() as tx:
        dispatch.save_dispatch(tx, replace(tried, next_try=None))
    deliver(sqlite_store)
    assert (len(list(folder.iterdir())), stored_order(sqlite_store, order.id).state) == (1, OrderState.SENT)


def test_an_order_whose_server_was_stopped_is_settled_as_what_it_was(sqlite_store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    order = order_for(sqlite_store, folder)
    send_by_peppol(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    with sqlite_store.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    assert waiting.kind is DispatchKind.ORDER_FOLDER
    with sqlite_store.transaction() as tx:
        dispatch.save_dispatch(tx, claim(waiting, AT))
    deliver(sqlite_store)
    assert (list(folder.iterdir()), stored_order(sqlite_store, order.id).state) == ([], OrderState.SENDING)
    assert settle_by_hand(sqlite_store, OFFICE_ACTOR, order.id, arrived=True, at=AT).state is OrderState.SENT
    with sqlite_store.view() as view:
        moves = [each.fact for each in history_of(view, order) if isinstance(each.fact, OrderMoved)]
    assert moves[-1].note == "peppol"


def test_what_is_missing_is_refused_and_nothing_is_sent(sqlite_store: Store, tmp_path: Path) -> None:
    order = drafted(sqlite_store)
    with pytest.raises(NoPeppolWay, match="supplier has no Peppol id"):
        send_by_peppol(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    with sqlite_store.view() as view, pytest.raises(NoPeppolWay):
        peppol_order(view, order)
    with pytest.raises(WrongTerm):
        replace(RULES, peppol_id="")
    set_ordering_rules(sqlite_store, OFFICE_ACTOR, RULES, at=AT)
    with pytest.raises(NoPeppolWay, match="folder"):
        send_by_peppol(sqlite_store, OFFICE_ACTOR, order.id, at=AT)
    assert stored_order(sqlite_store, order.id).state is OrderState.DRAFT
    change_setting(sqlite_store, OFFICE_ACTOR, PEPPOL_FOLDER, str(tmp_path), at=AT)
    assert send_by_peppol(sqlite_store, OFFICE_ACTOR, order.id, at=AT).state is OrderState.SENDING


def test_a_person_exports_an_order_from_the_command_line(
    sqlite_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    order = drafted(sqlite_store)
    number = fact_number(order.id)
    refused = kassa(capsys, "export", "order", "--purchase-order", number)
    assert (refused.code, "no Peppol id" in refused.err) == (1, True)
    kassa(capsys, "orders", "rules", "GROSS", "--channel", "peppol", "--peppol-id", "7300010000001")
    wrong = kassa(capsys, "orders", "rules", "GROSS", "--peppol-id", "0088:7300010000002")
    assert "last digit" in wrong.err
    kassa(capsys, "settings", "set", PEPPOL_ID, "0088:7300010000001")
    file = tmp_path / "out" / "order.xml"
    facts = kassa(capsys, "export", "order", "--purchase-order", number, "--to", str(file), "--json").json
    assert facts == {"order": order.id, "file": str(file), "size": file.stat().st_size}
    ends = etree.fromstring(file.read_bytes()).iter(f"{{{CBC}}}EndpointID")
    assert [each.get("schemeID") for each in ends] == ["0088", "0088"]
    kassa(capsys, "settings", "set", PEPPOL_FOLDER, str(tmp_path / "out"))
    assert kassa(capsys, "orders", "send", number, "--way", "peppol", "--json").json["state"] == "sending"
