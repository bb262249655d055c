"""Joining on the own phone: a till's code makes one member, and nobody learns who is a member already."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.errors import Refused
from models.members.consent import ConsentPurpose, purposes_agreed
from models.members.join_code import (
    JOINS_MAX,
    JoinCodeExpired,
    JoinCodeUsed,
    JoiningClosed,
    JoiningTooOften,
    WrongJoinCode,
)
from models.members.member import JoinChannel, Member, MemberDetails, WrongMemberDetail
from models.selling.till_event import ChooseMember, Park
from models.shop_settings import JOIN_ON_PHONE
from operations.installation.change_settings import change_setting
from operations.members.finding import find_members
from operations.members.member_rights import erase_member
from operations.members.own_phone import PhoneWish, check_join_code, find_joined, join_by_phone
from store import invariants
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import consent_rows
from tests.builders import AT, OFFICE_ACTOR, Operator, anna_at, small_shop
from tests.operations.members.joined import ASA, BROWSER, join, open_joining, shown_code

BO = MemberDetails("Bo Berg", "070-174 06 07")
OTHER = "b" * 43


class Door:
    """A shop whose customers join on their own phones."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.installation, self.at = store, InstallationSecret(folder), AT
        open_joining(store)

    def code(self) -> str:
        return shown_code(self.store, self.installation, at=self.at)

    def join(self, code: str, details: MemberDetails = BO, browser: str = BROWSER, **more: object) -> Member:
        purposes = frozenset({ConsentPurpose.OFFERS}) if more else frozenset[ConsentPurpose]()
        wish, actor = PhoneWish(code, browser, details, purposes), Actor(TILL_OPERATOR, 1)
        return join_by_phone(self.store, actor, self.installation, wish, at=self.at)

    def refusal(self, code: str, browser: str = OTHER) -> type[Refused]:
        with pytest.raises(Refused) as refused:
            self.join(code, MemberDetails("Cia Dal", "070-174 06 08"), browser)
        return refused.type

    def members(self) -> int:
        return len(find_members(self.store, anna_at(1), "+46701740", most=50))


@pytest.fixture
def door(store: Store, tmp_path: Path) -> Door:
    return Door(small_shop(store), tmp_path / "keys")


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_a_code_makes_one_member_with_consents_of_the_own_phone(door: Door) -> None:
    code = door.code()
    bo = door.join(code, offers=True)
    assert (bo.channel, bo.details.phone) == (JoinChannel.OWN_PHONE, "+46701740607")
    assert door.join(code) == bo == find_joined(door.store, code, BROWSER, at=AT), "sent twice it is one member"
    assert door.members() == 1
    with door.store.view() as view:
        consents = consent_rows.consents_of(view, [bo.id])
    assert purposes_agreed(consents) == {ConsentPurpose.MEMBERSHIP, ConsentPurpose.OFFERS}
    assert {each.channel for each in consents} == {"own_phone"}
    assert door.code() != code, "the next customer gets another one"
    check(door.store)


def test_codes_that_are_forged_old_used_or_not_wanted_are_refused(door: Door) -> None:
    code = door.code()
    forged = [code[:-1] + ("0" if code[-1] != "0" else "1"), "2" + code[1:], code.replace("-0-", "-1-", 1), "", "x"]
    assert {door.refusal(each) for each in forged} == {WrongJoinCode}
    door.at = AT + timedelta(minutes=16)
    assert door.refusal(code) is JoinCodeExpired
    door.at = AT - timedelta(minutes=6)
    assert door.refusal(code) is JoinCodeExpired, "a code of the future is none"
    door.at = AT
    door.join(code)
    assert door.refusal(code) is JoinCodeUsed
    assert find_joined(door.store, code, OTHER, at=AT) is None, "no other browser sees the card"
    assert find_joined(door.store, code, BROWSER, at=AT + timedelta(hours=24)) is None
    fresh = door.code()
    change_setting(door.store, OFFICE_ACTOR, JOIN_ON_PHONE, "no", at=AT)
    assert door.refusal(fresh) is JoiningClosed
    assert door.code() == ""
    assert door.members() == 1
    check(door.store)


def test_control_the_same_code_unchanged_is_taken(door: Door) -> None:
    assert check_join_code(door.store, door.installation, door.code(), at=AT).till_id == 1


def test_another_installation_signs_other_codes(door: Door, tmp_path: Path) -> None:
    assert door.refusal(shown_code(door.store, InstallationSecret(tmp_path / "other"), at=AT)) is WrongJoinCode


def test_a_known_number_is_neither_confirmed_nor_is_the_other_card_handed_out(door: Door) -> None:
    asa = join(door.store)
    again = door.join(door.code(), ASA)
    assert (again.id, again.card) != (asa.id, asa.card)
    assert again.details.notes == ASA.notes, "what was typed here and nothing of the other one"
    found = find_members(door.store, anna_at(1), ASA.phone)
    assert {each.id for each in found} == {asa.id, again.id}, "the till sees both, and the office merges them"
    check(door.store)


def test_the_basket_of_the_code_is_the_new_members(door: Door) -> None:
    anna = Operator(door.store)
    anna.scan("MILK")
    door.join(door.code())
    state = anna.scan("MILK")
    assert state.member is not None
    assert state.member.name == "Bo Berg"
    assert door.code() == "", "the basket is somebody's already"
    check(door.store)


def test_a_basket_that_came_after_the_code_is_nobodys(door: Door) -> None:
    anna = Operator(door.store)
    before = door.code()
    anna.scan("MILK")
    of_first = door.code()
    anna.do(Park)
    anna.scan("MILK")
    for number, code in enumerate((before, of_first)):
        door.join(code, MemberDetails("Bo Berg", f"070-174 06 1{number}"))
    assert anna.scan("MILK").member is None
    check(door.store)


def test_a_basket_that_is_a_members_stays_so(door: Door) -> None:
    anna, asa = Operator(door.store), join(door.store)
    anna.scan("MILK")
    code = door.code()
    anna.do(ChooseMember, code=asa.card)
    door.join(code)
    state = anna.scan("MILK")
    assert state.member is not None
    assert state.member.id == asa.id


def test_so_many_join_at_a_till_in_an_hour_and_no_more(door: Door) -> None:
    for number in range(JOINS_MAX):
        door.join(door.code(), MemberDetails("Bo Berg", f"070-174 06 {number + 10}"))
    code = door.code()
    assert door.refusal(code) is JoiningTooOften
    assert door.members() == JOINS_MAX
    door.at = AT + timedelta(hours=1, minutes=1)
    assert door.join(door.code()).details.name == "Bo Berg"


def test_what_cannot_be_a_member_uses_no_code(door: Door) -> None:
    code = door.code()
    with pytest.raises(WrongMemberDetail):
        door.join(code, MemberDetails("", "070-174 06 07"))
    assert door.join(code).details.name == "Bo Berg"


def test_whoever_was_erased_is_shown_no_card(door: Door) -> None:
    code = door.code()
    bo = door.join(code)
    erase_member(door.store, OFFICE_ACTOR, bo.id, at=AT)
    assert find_joined(door.store, code, BROWSER, at=AT) is None
    assert door.refusal(code) is JoinCodeUsed
    check(door.store)


def test_of_two_phones_at_once_one_gets_the_code(door: Door) -> None:
    code, barrier, outcomes = door.code(), threading.Barrier(2), []

    def go(browser: str) -> None:
        barrier.wait()
        try:
            outcomes.append(door.join(code, browser=browser).number)
        except JoinCodeUsed as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=go, args=(each,)) for each in (BROWSER, OTHER)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert outcomes.count("join_code_used") == 1
    assert door.members() == 1
    check(door.store)
