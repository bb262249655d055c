"""The contacts in a CRM are those of members who agree, whatever fails on the way, and nobody else's."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from app.counter.crm_connection import connect_crm, end_crm, try_crm
from app.counter.dispatch_thread import try_dispatch
from app.counter.receipt_composer import ReceiptComposer
from integrations.hubspot.hubspot_client import CrmTokenRefused
from models.dispatch.sending_rules import CRM_KINDS, Dispatch, DispatchKind, DispatchState
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.member import Member, MemberDetails
from operations.dispatch.crm_queue import NoCrm, queue_contacts
from operations.members.member_changes import change_member, merge_members, set_consent
from operations.members.member_rights import erase_member
from store import dispatch
from store.database.engine import Store
from store.members import consent_rows, crm_rows, member_rows
from store.members.offer_readers import members_who_agreed
from tests.app.command_line import kassa
from tests.builders import OFFICE_ACTOR, small_shop
from tests.integrations.book_services.book_servers import Asked, Fault, serving
from tests.integrations.hubspot.hubspot_server import MEMBER, OPTED_OUT, TOKEN, HubSpotStandIn
from tests.operations.members.joined import join

OFFERS = ConsentPurpose.OFFERS


@pytest.fixture(autouse=True)
def hubspot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HubSpotStandIn]:
    """A CRM, and an installation of its own without a keyring."""
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with serving(HubSpotStandIn()) as served:
        assert isinstance(served, HubSpotStandIn)
        monkeypatch.setenv("KASSA_CRM_ADDRESS", served.address)
        yield served


class Shop:
    """A shop that is connected to the CRM."""

    def __init__(self, store: Store, *, members: int = 0) -> None:
        self.store, self.at, self.count = small_shop(store), datetime.now(UTC), 0
        connect_crm(store, OFFICE_ACTOR, TOKEN, at=self.at)
        self.members = [self.join() for _ in range(members)]

    def join(self, *, agrees: bool = True, email: str | None = None) -> Member:
        self.count += 1
        address = f"anna.{self.count}@example.com" if email is None else email
        details = MemberDetails(f"Anna Maria Berg{self.count}", phone=f"+4670174{self.count:04}", email=address)
        return join(self.store, details, purposes=frozenset({OFFERS}) if agrees else frozenset())

    def consent(self, member: Member, *, is_given: bool) -> None:
        self.at += timedelta(minutes=1)
        set_consent(self.store, OFFICE_ACTOR, member.id, OFFERS, is_given=is_given, at=self.at)

    def agrees(self, member: Member) -> bool:
        with self.store.view() as view:
            ids = member_rows.ids_of_member(view, member.id)
            return OFFERS in purposes_agreed(consent_rows.consents_of(view, ids))

    def ask(self) -> None:
        queue_contacts(self.store, OFFICE_ACTOR, at=self.at)

    def attempts(self, most: int = 1) -> Dispatch:
        """So many attempts of what waits, each as the server's thread makes it, or until it is over."""
        for _ in range(most):
            self.at += timedelta(hours=1)
            newest = self.newest()
            if newest.state is not DispatchState.WAITING:
                break
            try_dispatch(self.store, ReceiptComposer(self.store, "en"), newest, self.at)
        return self.newest()

    def exchange(self) -> str:
        """One exchange that goes well; what the log shows of it."""
        self.ask()
        done = self.attempts()
        assert done.state is DispatchState.SENT, done.reason
        return done.reason

    def newest(self) -> Dispatch:
        with self.store.view() as view:
            return max(dispatch.dispatches_of_kind(view, DispatchKind.CRM_CONTACTS), key=lambda each: each.id)

    def check(self, hubspot: HubSpotStandIn) -> None:
        """Who agrees and has an address is there once as here; everybody else there gets no e-mail."""
        with self.store.view() as view:
            wanted = {each.id: each.details for each in members_who_agreed(view, {OFFERS}) if each.details.email}
            members = {each for each in crm_rows.sent_contacts(view) if member_rows.find_member(view, each)}
        there = [each for each in hubspot.contacts.values() if MEMBER in each]
        assert len({each[MEMBER] for each in there}) == len({each["email"] for each in there}) == len(there)
        found = {each[MEMBER]: each for each in there}
        for member, details in wanted.items():
            contact = found[member]
            assert contact["email"] == details.email
            assert f"{contact['firstname']} {contact['lastname']}".strip() == details.name
        others = {member: each for member, each in found.items() if member not in wanted}
        assert all(each.get(OPTED_OUT) == "true" for each in others.values())
        assert set(found) <= members, "whoever is no member any more is not there"


def test_who_agrees_is_there_and_who_withdraws_or_is_erased_is_not_written_to(
    sqlite_store: Store, hubspot: HubSpotStandIn
) -> None:
    shop = Shop(sqlite_store, members=3)
    shop.join(agrees=False)
    shop.join(email="")
    before = hubspot.add(email=shop.members[0].details.email, lifecycle="customer")
    assert shop.exchange() == "Sent 3, no more e-mail to 0, removed 0, withdrawn here 0."
    assert hubspot.contacts[before][MEMBER] == shop.members[0].id, "who was there already is not there twice"
    assert hubspot.contacts[before]["lifecycle"] == "customer"
    shop.check(hubspot)
    upserts = hubspot.calls["POST /crm/objects/2026-09/contacts/batch/upsert"]
    assert shop.exchange() == "Sent 0, no more e-mail to 0, removed 0, withdrawn here 0."
    assert hubspot.calls["POST /crm/objects/2026-09/contacts/batch/upsert"] == upserts, "only what changed is sent"

    shop.consent(shop.members[0], is_given=False)
    details = replace(shop.members[1].details, email="new@example.com", name="Bo Ek")
    change_member(sqlite_store, OFFICE_ACTOR, shop.members[1].id, details, at=shop.at)
    erase_member(sqlite_store, OFFICE_ACTOR, shop.members[2].id, at=shop.at)
    assert shop.exchange() == "Sent 1, no more e-mail to 1, removed 1, withdrawn here 0."
    assert hubspot.contacts[before][OPTED_OUT] == "true"
    assert hubspot.removed == {shop.members[2].details.email}
    shop.check(hubspot)
    assert len(hubspot.contacts) == 2


def test_who_opts_out_there_withdraws_here_once(sqlite_store: Store, hubspot: HubSpotStandIn) -> None:
    shop = Shop(sqlite_store, members=2)
    shop.exchange()
    member = shop.members[0]
    contact = hubspot.of_member(member.id)
    assert contact is not None
    contact[OPTED_OUT] = "true"
    assert "withdrawn here 1" in shop.exchange()
    assert not shop.agrees(member)
    assert shop.agrees(shop.members[1])
    with sqlite_store.view() as view:
        last = consent_rows.consents_of(view, [member.id])[-1]
    assert (last.channel, last.is_given) == ("crm", False)
    shop.consent(member, is_given=True)
    assert "withdrawn here 0" in shop.exchange()
    assert shop.agrees(member), "what was known there before does not take back what was agreed since"
    assert contact[OPTED_OUT] == "true", "there they have to agree themselves"
    contact[OPTED_OUT] = "false"
    shop.exchange()
    contact[OPTED_OUT] = "true"
    assert "withdrawn here 1" in shop.exchange(), "somebody who agreed there and opts out again is heard again"


def test_a_double_is_put_away_and_the_member_has_one_contact(sqlite_store: Store, hubspot: HubSpotStandIn) -> None:
    shop = Shop(sqlite_store, members=1)
    double = shop.join()
    shop.exchange()
    merge_members(sqlite_store, OFFICE_ACTOR, double.id, shop.members[0].id, at=shop.at)
    shop.exchange()
    shop.check(hubspot)
    assert (len(hubspot.archived), len(hubspot.contacts), hubspot.removed) == (1, 1, set())


def test_one_that_is_refused_shuts_nobody_else_out_and_the_log_names_nobody(
    sqlite_store: Store, hubspot: HubSpotStandIn
) -> None:
    shop = Shop(sqlite_store, members=5)
    hubspot.removed.add(shop.members[3].details.email)
    shown = shop.exchange()
    assert shown.startswith("Sent 4,")
    assert shop.members[3].number in shown
    assert len(hubspot.contacts) == 4
    assert not any(each.details.email in shown or each.details.name in shown for each in shop.members)


def test_a_token_that_is_over_is_shown_as_such_and_is_in_no_other_place(
    sqlite_store: Store, hubspot: HubSpotStandIn, tmp_path: Path
) -> None:
    shop = Shop(sqlite_store, members=1)
    hubspot.token = "another"
    shop.ask()
    waiting = shop.attempts()
    assert (waiting.state, waiting.reason.partition(":")[0]) == (DispatchState.WAITING, "crm_token")
    with pytest.raises(CrmTokenRefused):
        try_crm(sqlite_store)
    with pytest.raises(CrmTokenRefused):
        connect_crm(sqlite_store, OFFICE_ACTOR, "pat-wrong", at=shop.at)
    hubspot.token = TOKEN
    assert shop.attempts(2).state is DispatchState.SENT, "the token from before is still there"
    home = [each for each in tmp_path.rglob("*") if each.is_file() and "keys" not in each.parts]
    assert not [each for each in home if TOKEN.encode() in each.read_bytes()]
    end_crm(sqlite_store, OFFICE_ACTOR, at=shop.at)
    with pytest.raises(NoCrm):
        queue_contacts(sqlite_store, OFFICE_ACTOR, at=shop.at)
    assert not [each for each in tmp_path.rglob("*") if each.is_file() and TOKEN.encode() in each.read_bytes()]


@pytest.mark.parametrize("fault", [each for each in Fault if each not in {Fault.EXPIRED, Fault.SLOW}])
def test_each_call_may_go_wrong_once_in_each_way(sqlite_store: Store, hubspot: HubSpotStandIn, fault: Fault) -> None:
    """The same call of every kind fails, in the first exchange and in one that changes, stops and removes."""
    shop = Shop(sqlite_store, members=4)
    failed: set[str] = set()

    def fail_once(asked: Asked) -> Fault | None:
        kind = f"{asked.method} {asked.path}"
        if kind in failed:
            return None
        failed.add(kind)
        return fault

    hubspot.fault_for = fail_once
    shop.ask()
    assert shop.attempts(12).state is DispatchState.SENT
    shop.check(hubspot)
    failed.clear()
    shop.consent(shop.members[0], is_given=False)
    change_member(
        sqlite_store, OFFICE_ACTOR, shop.members[1].id, MemberDetails("Bo", email="bo@example.com"), at=shop.at
    )
    erase_member(sqlite_store, OFFICE_ACTOR, shop.members[2].id, at=shop.at)
    shop.ask()
    assert shop.attempts(12).state is DispatchState.SENT
    shop.check(hubspot)
    assert len(hubspot.contacts) == 3
    assert hubspot.met[fault] >= 5


def test_without_asking_what_is_there_a_lost_answer_would_make_a_second_contact(
    sqlite_store: Store, hubspot: HubSpotStandIn
) -> None:
    """The control: the address changes after an answer was lost, and only our id finds the contact again."""
    shop = Shop(sqlite_store, members=1)
    hubspot.fault_for = lambda asked: Fault.LOST if asked.path.endswith("upsert") else None
    shop.ask()
    shop.attempts()
    assert len(hubspot.contacts) == 1
    hubspot.fault_for = lambda _: None
    details = MemberDetails("Bo", email="bo@example.com")
    change_member(sqlite_store, OFFICE_ACTOR, shop.members[0].id, details, at=shop.at)
    assert shop.attempts(2).state is DispatchState.SENT
    shop.check(hubspot)
    assert len(hubspot.contacts) == 1
    asked = [each for each in hubspot.bodies if "inputs" in each and "properties" not in each]
    by_address = {each["id"]: each["idProperty"] for body in asked for each in body["inputs"]}
    assert by_address == {shop.members[0].details.email: "email", shop.members[0].id: MEMBER}


def _walk(shop: Shop, hubspot: HubSpotStandIn, rng: Random) -> None:
    """Something that happens in the shop or there."""
    if not shop.members:
        shop.members.append(shop.join(agrees=rng.random() < 0.8))
        return
    member = rng.choice(shop.members)
    does: list[Callable[[], object]] = [
        lambda: shop.members.append(shop.join(agrees=rng.random() < 0.8)),
        lambda: shop.consent(member, is_given=rng.random() < 0.5),
        lambda: _rename(shop, member, rng),
        lambda: _leave(shop, member),
        lambda: _merge(shop, member, rng),
        lambda: (hubspot.of_member(member.id) or {}).update({OPTED_OUT: "true"}),
        shop.ask,
    ]
    rng.choice(does)()
    hubspot.fault_for = lambda _: rng.choice([Fault.LOST, Fault.UNDONE, Fault.BROKEN]) if rng.random() < 0.2 else None
    with shop.store.view() as view:
        is_waiting = dispatch.has_waiting(view, CRM_KINDS, 0)
    if is_waiting:
        shop.attempts()


def _rename(shop: Shop, member: Member, rng: Random) -> None:
    shop.count += 1
    address = "" if rng.random() < 0.2 else f"new.{shop.count}@example.com"
    details = MemberDetails(f"Bo Ek{shop.count}", phone=member.details.phone, email=address)
    change_member(shop.store, OFFICE_ACTOR, member.id, details, at=shop.at)


def _leave(shop: Shop, member: Member) -> None:
    shop.members.remove(member)
    erase_member(shop.store, OFFICE_ACTOR, member.id, at=shop.at)


def _merge(shop: Shop, member: Member, rng: Random) -> None:
    into = rng.choice(shop.members)
    if into.id != member.id:
        shop.members.remove(member)
        merge_members(shop.store, OFFICE_ACTOR, member.id, into.id, at=shop.at)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_in_whatever_order_both_sides_agree_in_the_end(
    sqlite_store: Store, hubspot: HubSpotStandIn, seed: int
) -> None:
    """Members come, change, withdraw, leave and are merged, and calls fail, while exchanges are under way."""
    shop, rng = Shop(sqlite_store), Random(seed)
    for _ in range(40):
        _walk(shop, hubspot, rng)
    hubspot.fault_for = lambda _: None
    shop.ask()
    shop.attempts(3)
    assert "left out" not in shop.exchange()
    shop.check(hubspot)
    with sqlite_store.view() as view:
        texts = json.dumps([each.reason for each in dispatch.dispatches_of_kind(view, DispatchKind.CRM_CONTACTS)])
    assert "@" not in texts
    assert TOKEN not in texts


@pytest.mark.usefixtures("hubspot")
def test_the_command_line_connects_exchanges_and_ends(
    sqlite_store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    join(small_shop(sqlite_store), purposes=frozenset({OFFERS}))
    assert sqlite_store.file is not None
    monkeypatch.setenv("KASSA_STORE", f"sqlite:///{sqlite_store.file}")
    assert kassa(capsys, "crm", "check", "--json").json["error"]["code"] == "no_crm"
    for token, answered in (("pat-wrong", "crm_token"), ("", "crm_token"), (TOKEN, "hubspot")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{token}\n"))
        assert answered in kassa(capsys, "crm", "connect", "--stdin", "--json").out
    assert kassa(capsys, "crm", "check", "--json").json == {"send": 1, "stop": 0, "remove": 0, "silent": 0}
    assert [kassa(capsys, "crm", "exchange", "--json").json["is_new"] for _ in range(2)] == [True, False]
    (waiting,) = kassa(capsys, "crm", "list", "--json").json
    assert (waiting["state"], waiting["attempts"]) == ("waiting", 0)
    assert "the CRM answers" in kassa(capsys, "doctor").out
    assert kassa(capsys, "crm", "disconnect", "--json").json == {"system": "none"}
    assert "the CRM answers" not in kassa(capsys, "doctor").out
