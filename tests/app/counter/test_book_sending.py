"""Closed days reach a bookkeeping program once, whatever goes wrong on the way, and no secret stays anywhere."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from app.counter.book_sending import link_of, open_client, open_desk, options_of
from app.counter.dispatch_thread import QUEUES, DispatchThread, try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from integrations.book_services import service_calls
from integrations.book_services.book_voucher import BookVoucher
from integrations.book_services.service_calls import Pace, ServiceCalls, ServiceSilent, SignInOver
from integrations.book_services.service_sign_in import TokenSession
from integrations.fortnox.fortnox_client import FortnoxClient
from integrations.fortnox.fortnox_vouchers import FortnoxOptions
from models.dispatch.sending_rules import BOOK_KINDS, Dispatch, DispatchKind, DispatchState
from models.dispatch.service_tokens import ServiceAccount
from models.ledger.day_voucher import day_voucher
from models.payments.provider_list import Payout, PayoutPart
from models.shop_settings import BOOKS_COST_CENTER, BOOKS_FOLDER, BOOKS_SINCE, BOOKS_SYSTEM
from operations.access.actors import schedule_actor
from operations.dispatch.book_queue import queue_closed_days, queue_missed_days
from operations.dispatch.day_documents import send_day
from operations.dispatch.office_books import close_office_books
from operations.dispatch.sending import resend_dispatch
from operations.installation.book_secrets import BookSecrets
from operations.installation.change_settings import change_setting
from operations.selling.book_payouts import book_payout
from store import dispatch
from store.cash.month_sums import ledger_sums
from store.database.engine import Store
from tests.builders import DAY, OFFICE_ACTOR, Operator, kr, small_shop
from tests.integrations.book_services.book_servers import (
    ACCESS,
    CODE,
    SECRET,
    Asked,
    Fault,
    FortnoxStandIn,
    StandIn,
    XeroStandIn,
    serving,
)
from tests.integrations.book_services.vendor_documents import fortnox_judge, xero_judge
from tests.operations.cash.shop_days import ShopDays
from tests.waiting import wait_until

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
ACCOUNT = ServiceAccount("client-id", SECRET, "https://shop.example/office/accounting")

pytestmark = pytest.mark.needs_shared_data


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own without a keyring, and a service that is called silent soon."""
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setattr(service_calls, "ANSWER_S", 0.3)


@pytest.fixture(params=["fortnox", "xero"])
def service(request: pytest.FixtureRequest, shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """The stand-in of a program, and the installation that is pointed at it."""
    judges = {"fortnox": fortnox_judge, "xero": xero_judge}
    faults_of = judges[request.param](shared_data).faults
    stand_in = FortnoxStandIn(faults_of, page=3) if request.param == "fortnox" else XeroStandIn(faults_of)
    with serving(stand_in) as served:
        monkeypatch.setenv("KASSA_BOOKS_ADDRESS", served.address)
        yield served


def name_of(service: StandIn) -> str:
    return "xero" if isinstance(service, XeroStandIn) else "fortnox"


def secrets_of(service: StandIn, tmp_path: Path) -> BookSecrets:
    return BookSecrets(tmp_path / "home" / "keys", name_of(service))


def connect(store: Store, service: StandIn, tmp_path: Path) -> None:
    """Sign the shop in with the code that a person brought back."""
    link, secrets = link_of(name_of(service), service.address), secrets_of(service, tmp_path)
    assert secrets.take_state(secrets.begin(ACCOUNT))
    with open_desk(link) as desk:
        tokens = desk.first(ACCOUNT, CODE)
    secrets.save_tokens(type(tokens)(tokens.access, tokens.refresh, "tenant-1"))
    change_setting(store, OFFICE_ACTOR, BOOKS_SYSTEM, name_of(service), at=AT)
    change_setting(store, OFFICE_ACTOR, BOOKS_SINCE, FIRST.isoformat(), at=AT)


def traded(store: Store) -> None:
    """Closed days, some over midnight, with returns and a difference; and a payout that the office booked."""
    days = ShopDays(small_shop(store), Operator(store))
    for _ in range(4):
        days.open(500_00)
        days.sell("LUNCH")
        days.later(hours=14)
        days.refund(days.sell("NAPKINS"))
        days.count(off_by=-2_00)
        days.close(reason="=1+1")
        days.later(hours=10)
    part = PayoutPart("pi_1", "charge", kr(70_00), kr(1_05))
    book_payout(store, OFFICE_ACTOR, Payout("po_1", DAY, kr(68_95), (part,)), at=AT)
    close_office_books(store, OFFICE_ACTOR, at=AT)


def documents(store: Store) -> list[Dispatch]:
    with store.view() as view:
        return [each for kind in sorted(BOOK_KINDS) for each in dispatch.dispatches_of_kind(view, kind)]


def pass_over(store: Store, at: datetime) -> None:
    """One look at what waits, as the server's thread has it."""
    for each in documents(store):
        if each.state is DispatchState.WAITING:
            try_dispatch(store, ReceiptComposer(store, "sv"), each, at)


def marks(service: StandIn) -> list[str]:
    if isinstance(service, XeroStandIn):
        return [each["Narration"] for each in service.journals]
    assert isinstance(service, FortnoxStandIn)
    return [each["Description"] for each in service.vouchers]


def ledger(store: Store) -> dict[str, int]:
    with store.view() as view:
        return {account: amount for account, amount in ledger_sums(view, FIRST, LAST).items() if amount}


def there(service: StandIn) -> dict[str, int]:
    sums: Counter[str] = service.sums()  # type: ignore[attr-defined]
    return {account: amount for account, amount in sums.items() if amount}


class Killed(BaseException):
    """The process ended here."""


def kind_of(method: str, path: str) -> str:
    """What a call does. No process ends between new tokens and their storage here: the docs name that."""
    if path.endswith("/token"):
        return "sign in"
    if method == "GET":
        return "read"
    return "create" if path.endswith(("/vouchers", "/ManualJournals")) else "write"


def die_at_some_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """End the process before one voucher is created, after another, and after a document is sent; the plan's rest."""
    request, plan = httpx2.Client.request, ["write after", "create after", "create before"]

    def may_die(client: httpx2.Client, method: str, path: str, **options: Any) -> httpx2.Response:
        kind = kind_of(method, path)
        if plan and plan[-1] == f"{kind} before":
            plan.pop()
            raise Killed
        response = request(client, method, path, **options)
        if plan and plan[-1] == f"{kind} after":
            plan.pop()
            raise Killed
        return response

    monkeypatch.setattr(httpx2.Client, "request", may_die)
    return plan


def every_fault() -> Callable[[Asked], Fault | None]:
    """Each fault where a voucher is created, where a document is sent, and where something is read; calm between."""
    quick = [each for each in Fault if each is not Fault.SLOW]
    plans: dict[str, list[Fault | None]] = {
        "create": [each for fault in Fault for each in (fault, None)],
        "write": [each for fault in quick for each in (fault, None)],
        "read": [each for fault in quick for each in (None, fault)],
    }

    def fault_for(asked: Asked) -> Fault | None:
        kind = kind_of(asked.method, asked.path)
        return plans[kind].pop() if plans[kind] else None

    return fault_for


def test_a_period_arrives_once_under_faults_and_kills(
    sqlite_store: Store,
    service: StandIn,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No voucher twice, none missing, the sums are our ledger's, each Z report is attached once; no secret stays."""
    caplog.set_level(logging.DEBUG)
    traded(sqlite_store)
    connect(sqlite_store, service, tmp_path)
    queued = queue_missed_days(sqlite_store, schedule_actor(sqlite_store), at=AT)
    assert queue_closed_days(sqlite_store, OFFICE_ACTOR, FIRST, at=AT) == []
    assert len(queued) >= 5
    at, service.fault_for = AT, every_fault()
    deaths_left = die_at_some_calls(monkeypatch)
    while any(each.state is DispatchState.WAITING for each in documents(sqlite_store)):
        at += timedelta(minutes=61)
        with suppress(Killed):
            pass_over(sqlite_store, at)
        assert at < AT + timedelta(days=2), [each.reason for each in documents(sqlite_store)]
    assert deaths_left == []
    assert set(service.met) == set(Fault)
    assert {each.state for each in documents(sqlite_store)} == {DispatchState.SENT}
    assert len(marks(service)) == len(set(marks(service))) >= len(queued)
    assert there(service) == ledger(sqlite_store)
    of_tills = [each for each in marks(service) if each.startswith("Z ")]
    if isinstance(service, FortnoxStandIn):
        assert sorted(service.attached) == sorted(each["FileId"] for each in service.connections)
        assert len(service.connections) == len(of_tills)
        assert set(service.files) == service.attached, "no file is left loose in the inbox"
    else:
        assert isinstance(service, XeroStandIn)
        assert [len(each) for each in service.files.values()] == [1] * len(of_tills)
    assert service.tokens > 1, "a token was renewed on the way"
    file = sqlite_store.file
    assert file is not None
    for content in (caplog.text.encode(), *(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))):
        assert b"-TOP" not in content


class Blind(FortnoxClient):
    """Creates without a look at what is there."""

    def _find(self, voucher: BookVoucher, year: int) -> int | None:  # noqa: ARG002
        return None


@pytest.mark.parametrize("service", ["fortnox"], indirect=True)
@pytest.mark.parametrize(("client_type", "vouchers"), [(FortnoxClient, 1), (Blind, 2)])
def test_without_looking_there_first_a_lost_answer_makes_a_double(
    service: StandIn, client_type: type[FortnoxClient], vouchers: int
) -> None:
    """The control: what protects against doubles is the look at what is there."""
    lost = [Fault.LOST]
    service.fault_for = lambda asked: lost.pop() if lost and kind_of(asked.method, asked.path) == "create" else None
    day = day_voucher("KASSA01", 7, DAY, [("1910", 10000), ("3001", -10000)])
    calls = ServiceCalls("Fortnox", service.address, Pace(1000, 1), Anyone())
    client = client_type(calls, FortnoxOptions("K"))
    with pytest.raises(ServiceSilent):
        client.send(BookVoucher(day, "[Kassa 1-7]"))
    client.send(BookVoucher(day, "[Kassa 1-7]"))
    assert len(marks(service)) == vouchers
    calls.close()


class Anyone:
    """Is signed in always."""

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {ACCESS.format(0)}"}

    def renew(self, stale: Mapping[str, str]) -> None:
        raise AssertionError(stale)


def test_what_the_program_will_not_take_is_listed_and_can_be_sent_again(
    sqlite_store: Store, service: StandIn, tmp_path: Path
) -> None:
    """A voucher that somebody changed there is no double and no success; after the correction it can be sent again."""
    traded(sqlite_store)
    connect(sqlite_store, service, tmp_path)
    queue_closed_days(sqlite_store, OFFICE_ACTOR, at=AT)
    pass_over(sqlite_store, AT)
    before, (first, *_) = list(marks(service)), documents(sqlite_store)
    assert first.reason
    again = Dispatch(1 << 40, first.kind, first.subject_id, name_of(service), "x", AT)
    with sqlite_store.transaction() as tx:
        dispatch.add_dispatch(tx, again)
    row, name = _first_row(service, before)
    right, row[name] = row[name], 1
    pass_over(sqlite_store, AT)
    (failed,) = [each for each in documents(sqlite_store) if each.id == again.id]
    assert failed.state is DispatchState.FAILED
    assert "voucher_differs" in failed.reason
    row[name] = right
    resend_dispatch(sqlite_store, OFFICE_ACTOR, again.id, "", at=AT)
    pass_over(sqlite_store, AT)
    assert {each.state for each in documents(sqlite_store)} == {DispatchState.SENT}
    assert marks(service) == before


def _first_row(service: StandIn, _: list[str]) -> tuple[dict[str, Any], str]:
    """A row of the first voucher of a Z report, and the name of its amount."""
    if isinstance(service, XeroStandIn):
        return service.journals[0]["JournalLines"][0], "LineAmount"
    assert isinstance(service, FortnoxStandIn)
    row = service.vouchers[0]["VoucherRows"][0]
    return row, "Debit" if "Debit" in row else "Credit"


@pytest.mark.parametrize("service", ["fortnox"], indirect=True)
def test_a_silent_program_holds_up_nothing_else(sqlite_store: Store, service: StandIn, tmp_path: Path) -> None:
    """What goes elsewhere is in another queue of the server, and arrives while the program is silent."""
    traded(sqlite_store)
    connect(sqlite_store, service, tmp_path)
    folder = tmp_path / "in"
    folder.mkdir()
    change_setting(sqlite_store, OFFICE_ACTOR, BOOKS_FOLDER, str(folder), at=AT)
    service.fault_for = lambda _: Fault.UNDONE
    queue_closed_days(sqlite_store, OFFICE_ACTOR, at=datetime.now(UTC))
    send_day(sqlite_store, OFFICE_ACTOR, DAY, at=datetime.now(UTC))
    thread = DispatchThread(sqlite_store, ReceiptComposer(sqlite_store, "sv"), lambda: True)
    thread.signal()
    wait_until(lambda: not elsewhere(sqlite_store), "the folder has its documents")
    wait_until(lambda: any(each.attempts for each in documents(sqlite_store)), "the program was asked")
    thread.close()
    assert list(folder.iterdir())
    with sqlite_store.view() as view:
        assert {each.kind for each in dispatch.waiting_dispatches(view, BOOK_KINDS)} == {DispatchKind.DAY_FORTNOX}
    assert {queue & BOOK_KINDS for queue in QUEUES} == {BOOK_KINDS, frozenset()}


def elsewhere(store: Store) -> list[Dispatch]:
    """What waits for anything but the program."""
    with store.view() as view:
        return dispatch.waiting_dispatches(view, frozenset(DispatchKind) - BOOK_KINDS)


def test_a_sign_in_that_is_over_loses_nothing(sqlite_store: Store, service: StandIn, tmp_path: Path) -> None:
    """The documents wait and name the reason; after signing in again they go."""
    traded(sqlite_store)
    connect(sqlite_store, service, tmp_path)
    queue_closed_days(sqlite_store, OFFICE_ACTOR, at=AT)
    service.tokens += 5  # our tokens are no good any more
    pass_over(sqlite_store, AT)
    assert {each.state for each in documents(sqlite_store)} == {DispatchState.WAITING}
    assert all("service_sign_in" in each.reason for each in documents(sqlite_store))
    assert all("-TOP" not in each.reason for each in documents(sqlite_store))
    service.tokens = 0
    connect(sqlite_store, service, tmp_path)
    pass_over(sqlite_store, AT + timedelta(hours=2))
    assert there(service) == ledger(sqlite_store)


def test_the_connection_is_tested_by_the_name_of_the_company(
    sqlite_store: Store, service: StandIn, tmp_path: Path
) -> None:
    small_shop(sqlite_store)
    link, keys = link_of(name_of(service), service.address), tmp_path / "home" / "keys"
    with sqlite_store.view() as view:
        options = options_of(view)
    with open_client(link, keys, options) as client, pytest.raises(SignInOver):
        client.company()
    connect(sqlite_store, service, tmp_path)
    with open_client(link, keys, options) as client:
        assert client.company() == "Boden <b>AB</b>"
    secrets = secrets_of(service, tmp_path)
    assert not secrets.take_state("guessed")
    state = secrets.begin(ACCOUNT)
    assert (secrets.take_state(state), secrets.take_state(state)) == (True, False), "a state is good for one use"
    tokens = secrets.tokens()
    assert tokens is not None
    with open_desk(link) as desk:
        session = TokenSession(secrets, desk, link.service)
        session.renew({"Authorization": "Bearer an older one"})
    assert secrets.tokens() == tokens, "another process has renewed it already"
    secrets.remove()
    with open_client(link, keys, options) as client, pytest.raises(SignInOver):
        client.company()


@pytest.mark.parametrize("service", ["fortnox"], indirect=True)
def test_each_row_has_the_cost_centre_of_the_settings(sqlite_store: Store, service: StandIn, tmp_path: Path) -> None:
    traded(sqlite_store)
    connect(sqlite_store, service, tmp_path)
    change_setting(sqlite_store, OFFICE_ACTOR, BOOKS_COST_CENTER, "BUTIK", at=AT)
    queue_closed_days(sqlite_store, OFFICE_ACTOR, DAY + timedelta(days=2), at=AT)
    pass_over(sqlite_store, AT)
    assert isinstance(service, FortnoxStandIn)
    assert {row["CostCenter"] for each in service.vouchers for row in each["VoucherRows"]} == {"BUTIK"}
    assert len(service.vouchers) < 4, "earlier days were not asked for"
