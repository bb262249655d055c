"""The page of the bookkeeping program: connect it, see what is sent, send it, and read what became of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.commands.output import ExitCode
from app.counter.book_connection import connected_company
from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from models.access.actor import Actor
from models.access.permission import BuiltInRole
from models.dispatch.sending_rules import DispatchKind, SendOutcome, SendResult
from models.shop_settings import BOOKS_SINCE
from operations.dispatch.sending import claim_dispatch, settle_dispatch
from operations.installation.change_settings import change_setting
from store import dispatch
from store.database.engine import Store
from tests.app.command_line import kassa
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL
from tests.builders import Operator as AtTill
from tests.integrations.book_services.book_servers import CODE, SECRET, FortnoxStandIn, serving
from tests.integrations.book_services.vendor_documents import fortnox_judge
from tests.integrations.tryton.tryton_server import TrytonServer, running
from tests.operations.cash.shop_days import ShopDays

HOSTILE = "<script>alert(1)</script> [x](http://example.com) $a$"
REDIRECT = "https://kassa.example/accounting"
DEVICE = Actor("device", TILL)
SCRIPT = "accounting_page.py"


def closed_day(store: Store) -> None:
    days = ShopDays(store, AtTill(store))
    days.open()
    days.sell()
    days.count()
    days.close()


def press_continue(page: AppTest) -> None:
    next(each for each in page.button if each.label == "Continue").click().run()


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("KASSA_KEYS", str(tmp_path / "own_keys"))


@pytest.mark.needs_shared_data
def test_a_person_connects_looks_sends_and_disconnects(
    shop: Store, shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_day(shop)
    with serving(FortnoxStandIn(fortnox_judge(shared_data).faults)) as service:
        assert isinstance(service, FortnoxStandIn)
        monkeypatch.setenv("KASSA_BOOKS_ADDRESS", service.address)
        page = open_office_page(shop, SCRIPT, role=BuiltInRole.OWNER)
        assert "[Kassa " in "".join(each.value for each in page.markdown), "what would be sent is shown before"
        press_continue(page)
        assert "client id" in page.warning[0].value
        for key, text in (("client_id", "abc"), ("client_secret", SECRET), ("client_redirect", REDIRECT)):
            page.text_input(key=key).input(text)
        press_continue(page)
        link = page.session_state["accounting_sign_in"][1]
        state = link.partition("state=")[2].partition("&")[0]
        page.text_input(key="return_address").input(f"{REDIRECT}?code={CODE}&state=guessed")
        page.button(key="accounting_finish").click().run()
        assert "not the address" in page.warning[0].value
        page.text_input(key="return_address").input(f"{REDIRECT}?code={CODE}&state={state}")
        page.button(key="accounting_finish").click().run()
        assert page.success[0].value == "The program is connected. Closed days are sent from today on."
        page.button(key="accounting_test").click().run()
        assert "Boden" in page.success[0].value
        assert "<b>" not in page.success[0].value
        page.date_input(key="accounting_first").set_value(DAY)
        page.button(key="accounting_send").click().run()
        with shop.view() as view:
            (waiting,) = dispatch.waiting_dispatches(view)
        try_dispatch(shop, ReceiptComposer(shop, "sv"), waiting)
        page.run()
        assert list(page.dataframe[-1].value["Answer"]) == ["K 1"]
        assert len(service.vouchers) == len(service.connections) == 1
        page.button(key="accounting_end").click().run()
        assert "No bookkeeping program is connected" in page.info[0].value
    assert not page.exception


def test_what_was_not_taken_is_sent_again_and_hostile_answers_stay_text(shop: Store) -> None:
    closed_day(shop)
    change_setting(shop, OFFICE_ACTOR, "books.system", "xero", at=AT)
    change_setting(shop, OFFICE_ACTOR, BOOKS_SINCE, DAY.isoformat(), at=AT)
    page = open_office_page(shop, SCRIPT)
    page.date_input(key="accounting_first").set_value(DAY)
    page.button(key="accounting_send").click().run()
    with shop.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    claimed = claim_dispatch(shop, DEVICE, waiting.id, at=AT.replace(year=2030))
    assert claimed is not None
    settle_dispatch(shop, DEVICE, claimed, SendResult(SendOutcome.REJECTED, HOSTILE), at=AT)
    page.run()
    assert any("alert" in each.value for each in page.markdown)
    assert not any("<script>" in each.value for each in page.markdown)
    page.button(key=f"resend_{waiting.id}").click().run()
    with shop.view() as view:
        assert [each.place for each in dispatch.waiting_dispatches(view)] == ["xero"]


def test_who_may_not_send_documents_sees_none(shop: Store) -> None:
    page = open_office_page(shop, SCRIPT, role=BuiltInRole.ANALYST)
    assert not page.selectbox
    assert page.warning


@pytest.mark.needs_shared_data
def test_the_command_line_does_the_same(
    shop: Store, shared_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed_day(shop)
    assert kassa(capsys, "accounting", "check", "--json").json["error"]["code"] == "no_book_system"
    with serving(FortnoxStandIn(fortnox_judge(shared_data).faults)) as service:
        monkeypatch.setenv("KASSA_BOOKS_ADDRESS", service.address)
        _type(monkeypatch, SECRET)
        options = ("--client", "abc", "--redirect", REDIRECT, "--stdin", "--json")
        begun = kassa(capsys, "accounting", "connect", "fortnox", *options)
        assert SECRET not in begun.out
        state = begun.json["page"].partition("state=")[2].partition("&")[0]
        _type(monkeypatch, f"{REDIRECT}?code={CODE}&state={state}")
        assert (
            kassa(capsys, "accounting", "finish", "fortnox", "--stdin", "--json").json["company"] == "Boden <b>AB</b>"
        )
        assert kassa(capsys, "accounting", "send", "--from", DAY.isoformat(), "--json").json == {"waiting": 1}
        assert [each["state"] for each in kassa(capsys, "accounting", "list", "--json").json] == ["waiting"]
        assert "the program answers: Boden" in kassa(capsys, "doctor").out
    assert "service_silent" in kassa(capsys, "doctor").out
    assert kassa(capsys, "accounting", "disconnect", "--json").json == {"system": "none"}


def _type(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{text}\n"))


@pytest.fixture(scope="module")
def tryton(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrytonServer]:
    with running(tmp_path_factory.mktemp("tryton")) as server:
        yield server


def test_a_person_connects_tryton_and_exchanges_goods(
    shop: Store, tryton: TrytonServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the page and at the command line; a wrong password, a way without TLS and hostile texts connect nothing."""
    closed_day(shop)
    page = open_office_page(shop, SCRIPT, role=BuiltInRole.OWNER)
    for address, user, password, answer in (
        ("http://tryton.example/shop", "kassa", "x", "https://"),
        (tryton.address, HOSTILE, "x", "not signed in"),
        (tryton.address, "kassa", "wrong", "not signed in"),
    ):
        for key, text in (("address", address), ("user", user), ("password", password)):
            page.text_input(key=f"tryton_{key}").input(text)
        next(each for each in page.button if each.label == "Connect Tryton").click().run()
        assert answer in page.warning[0].value
        assert "<script>" not in page.warning[0].value
    page.text_input(key="tryton_user").input(tryton.account.client_id)
    page.text_input(key="tryton_password").input(tryton.account.client_secret)
    next(each for each in page.button if each.label == "Connect Tryton").click().run()
    assert page.success[0].value == "The program is connected. Closed days are sent from today on."
    page.button(key="accounting_test").click().run()
    assert "Boden" in page.success[0].value
    assert "<b>" not in page.success[0].value
    page.button(key="accounting_exchange").click().run()
    with shop.view() as view:
        (waiting,) = dispatch.waiting_dispatches(view)
    assert waiting.kind is DispatchKind.ERP_EXCHANGE
    assert try_dispatch(shop, ReceiptComposer(shop, "sv"), waiting) is not None
    page.run()
    answers = list(page.dataframe[-1].value["Answer"])
    assert "ändrade varor, 0 ordrar, 0 leveranser." in answers[0], "the language of the shop"
    assert not page.exception
    page.button(key="accounting_end").click().run()

    _type(monkeypatch, tryton.account.client_secret)
    connect = ["accounting", "tryton", "--address", tryton.address, "--user", tryton.account.client_id, "--stdin"]
    assert '"Boden <b>AB</b>"' in kassa(capsys, *connect, "--json").out
    _type(monkeypatch, "wrong")
    assert kassa(capsys, *connect, "--json").code != ExitCode.OK
    assert connected_company(shop) == "Boden <b>AB</b>", "what was connected stays"
    assert '"is_new": true' in kassa(capsys, "accounting", "exchange", "--json").out
    assert '"is_new": false' in kassa(capsys, "accounting", "exchange", "--json").out
    assert kassa(capsys, "accounting", "list", "--json").out.count("erp_exchange") == 2
