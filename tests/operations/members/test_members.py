"""Members: joined in one step, found again, chosen at the till, merged, exported and erased without a trace."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.card_data import CardDataRefused
from models.members.consent import ConsentPurpose, LookPurpose, purposes_agreed
from models.members.member import MemberDetails, MemberWithoutContact, WrongMemberDetail
from models.own_code import OwnCodeKind, meaning_of
from models.selling.till_event import Cancel, ChooseMember
from models.shop_settings import MEMBER_GROUP
from operations.access.permissions import NotPermitted
from operations.catalogue.promotion_changes import create_promotion
from operations.installation.change_settings import change_setting
from operations.members.finding import find_members
from operations.members.joining import AlreadyMember, JoinWish, MemberExists, join_member
from operations.members.member_changes import SameMember, change_member, merge_members, set_consent
from operations.members.member_rights import erase_member, export_member, look_at_member
from store import invariants, schema
from store.database.engine import Connection, Store
from store.members import consent_rows, member_rows
from store.members.member_rows import UnknownMember
from store.members.member_search import search_members
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, Operator, anna_at, small_shop
from tests.operations.members.joined import ASA, join, join_and_look
from tests.operations.selling.test_promotion_codes import MEMBERS
from tests.operations.selling.test_return_races import Rounds, both

ALI = MemberDetails("Ali Åberg", "+46 70 174 06 06")


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def names(store: Store, text: str) -> list[str]:
    return [each.details.name for each in find_members(store, anna_at(1), text)]


def test_a_member_joins_in_one_step_and_is_found_by_whatever_is_known(shop: Store) -> None:
    asa = join(shop, purposes=frozenset({ConsentPurpose.OFFERS}))
    join(shop, ALI)
    assert (asa.details.phone, asa.details.postcode) == ("+46701740605", "111 22")
    meaning = meaning_of(asa.card)
    assert getattr(meaning, "kind", None) is OwnCodeKind.MEMBER_CARD
    texts = ("åsa", "ASA OHRN", "öhrn", "öhrn-lindqvist å", "0701740605", "+46 70-174 06 05", "asa.ohrn@")
    assert {text: names(shop, text) for text in texts} == {text: [ASA.name] for text in texts}
    assert names(shop, asa.card.lower()) == [ASA.name]
    assert names(shop, "070 174") == [ASA.name, ALI.name]
    assert names(shop, "a") == [ALI.name, ASA.name]
    assert [names(shop, text) for text in ("", "%", "_", "nobody", "KXM00", "0709")] == [[]] * 6
    check(shop)


def test_wrong_details_are_refused_and_nothing_is_stored(shop: Store) -> None:
    for details in (
        MemberDetails("", "0701740605"),
        MemberDetails("x" * 81, "0701740605"),
        MemberDetails("Anna", "12 ab"),
        MemberDetails("Anna", email="anna@"),
        replace(ASA, birth_year=2020),
        replace(ASA, birthday="02-30"),
        replace(ASA, postcode="<b>"),
        replace(ASA, notes="x" * 501),
    ):
        with pytest.raises(WrongMemberDetail):
            join(shop, details)
    with shop.view() as view:
        assert member_rows.count_members(view) == 0


def test_who_has_no_contact_a_card_number_or_is_a_member_already_is_refused(shop: Store) -> None:
    with pytest.raises(MemberWithoutContact):
        join(shop, MemberDetails("Anna"))
    with pytest.raises(CardDataRefused):
        join(shop, replace(ASA, notes="4111 1111 1111 1111"))
    asa = join(shop)
    with pytest.raises(MemberExists, match=asa.number):
        join(shop, replace(ALI, email="ASA.ohrn@example.com"))
    wish = JoinWish(ALI, asa.channel, customer=asa.id)
    with pytest.raises(AlreadyMember):
        join_member(shop, OFFICE_ACTOR, wish, at=AT)


def test_the_card_gives_the_basket_to_the_member_and_the_sale_names_the_id(shop: Store) -> None:
    asa, anna = join(shop), Operator(shop)
    anna.scan("MILK")
    state = anna.do(ChooseMember, code=asa.card)
    assert state.member is not None
    assert (state.member.name, state.member.number) == (ASA.name, asa.number)
    check(shop)
    sale = anna.pay_cash()
    assert sale.origin.customer == asa.id
    anna.do(ChooseMember, code=asa.id)
    assert anna.do(ChooseMember).member is None
    anna.scan("MILK")
    assert anna.pay_cash().origin.customer is None
    problems = anna.do(ChooseMember, code="KXM0000000000000000EJ").problems
    assert [(each.code, each.subject, dict(each.values)) for each in problems] == [("unknown_member", "", {})]
    check(shop)


def test_the_prices_of_members_hold_as_long_as_the_member_is_there(shop: Store) -> None:
    create_promotion(shop, OFFICE_ACTOR, MEMBERS, at=AT)
    change_setting(shop, OFFICE_ACTOR, MEMBER_GROUP, MEMBERS.customer_group or "", at=AT)
    asa, anna = join(shop), Operator(shop)
    anna.scan("MILK")
    before = anna.state().basket
    basket = anna.do(ChooseMember, code=asa.card).basket
    assert before is not None
    assert basket is not None
    assert basket.gross_minor < before.gross_minor
    left = anna.do(ChooseMember).basket
    assert left is not None
    assert (left.gross_minor, left.basket.customer_group) == (before.gross_minor, None)
    check(shop)


def test_doubles_become_one_and_both_cards_are_the_members(shop: Store) -> None:
    asa, ali = join_and_look(shop, at=AT), join(shop, ALI)
    anna = Operator(shop)
    anna.scan("MILK")
    anna.do(ChooseMember, code=ali.card)
    anna.pay_cash()
    merged = merge_members(shop, OFFICE_ACTOR, ali.id, asa.id, at=AT + timedelta(hours=1))
    assert merged.details == asa.details
    with pytest.raises(SameMember):
        merge_members(shop, OFFICE_ACTOR, ali.id, asa.id, at=AT)
    anna.scan("MILK")
    state = anna.do(ChooseMember, code=ali.card)
    assert state.member is not None
    assert state.member.id == asa.id
    assert anna.pay_cash().origin.customer == asa.id
    facts = export_member(shop, OFFICE_ACTOR, ali.id, at=AT)
    assert isinstance(facts["purchases"], list)
    assert len(facts["purchases"]) == 2
    assert names(shop, "Ali") == []
    third = join(shop, ALI)
    merge_members(shop, OFFICE_ACTOR, asa.id, third.id, at=AT + timedelta(hours=2))
    with shop.view() as view:
        assert member_rows.member_of_card(view, ali.card).id == third.id
    check(shop)


def test_what_only_one_of_two_who_are_merged_agreed_to_ends(shop: Store) -> None:
    asa = join(shop, purposes=frozenset({ConsentPurpose.ANALYSIS, ConsentPurpose.OFFERS}))
    ali = join(shop, ALI, purposes=frozenset({ConsentPurpose.ANALYSIS}))
    merge_members(shop, OFFICE_ACTOR, ali.id, asa.id, at=AT + timedelta(hours=1))
    with shop.view() as view:
        consents = consent_rows.consents_of(view, member_rows.ids_of_member(view, asa.id))
    assert purposes_agreed(consents) == {ConsentPurpose.MEMBERSHIP, ConsentPurpose.ANALYSIS}
    check(shop)


def test_consents_are_only_added_and_the_last_one_holds(shop: Store) -> None:
    asa = join(shop, purposes=frozenset({ConsentPurpose.OFFERS}))
    for hours, is_given in ((1, False), (1, False), (2, True), (3, False)):
        at = AT + timedelta(hours=hours)
        set_consent(shop, OFFICE_ACTOR, asa.id, ConsentPurpose.OFFERS, is_given=is_given, at=at)
    consents = export_member(shop, OFFICE_ACTOR, asa.id, at=AT)["consents"]
    assert isinstance(consents, list)
    given = [each["given"] for each in consents if each["purpose"] == "offers"]
    assert given == [True, False, True, False]
    assert all(each["text_version"] == 1 for each in consents)
    check(shop)


def test_details_change_and_the_journal_records_which_only(shop: Store) -> None:
    asa = join(shop)
    join(shop, ALI)
    with pytest.raises(MemberExists):
        change_member(shop, OFFICE_ACTOR, asa.id, replace(ASA, phone=ALI.phone), at=AT)
    changed = change_member(shop, OFFICE_ACTOR, asa.id, replace(ASA, name="Åsa Berg", notes=""), at=AT)
    assert (changed.details.name, names(shop, "berg")) == ("Åsa Berg", ["Åsa Berg"])
    with shop.view() as view:
        payloads = list(view.scalars(sa.select(schema.journal.c.payload)))
    assert [each for each in payloads if "Berg" in each or "hrn" in each or "Allergic" in each] == []
    assert any('"fields":["name","notes"]' in each for each in payloads)
    check(shop)


def test_an_erased_member_is_nowhere_and_the_sales_stay(shop: Store) -> None:
    asa, other = join_and_look(shop, at=AT), join(shop, ALI)
    anna, berit = Operator(shop), Operator(shop, SECOND_TILL)
    anna.scan("MILK")
    anna.do(ChooseMember, code=asa.card)
    sale = anna.pay_cash()
    berit.scan("MILK")
    berit.do(ChooseMember, code=asa.id)
    change_member(shop, OFFICE_ACTOR, asa.id, replace(ASA, name="Åsa Öhrn-Lindqvist-Ek"), at=AT)
    exported = json.dumps(export_member(shop, OFFICE_ACTOR, asa.id, at=AT), ensure_ascii=False)
    assert all(text in exported for text in ("Åsa Öhrn-Lindqvist-Ek", "+46701740605", "help", '"given": true'))
    texts = ["hrn-Lindqvist", "ohrn lindqvist", "+46701740605", "asa.ohrn@", "Allergic", asa.card]
    assert occurrences(shop, texts) != [0] * len(texts), "else nobody knows that the search bites"
    assert erase_member(shop, OFFICE_ACTOR, asa.id, at=AT) == [asa.id]
    assert occurrences(shop, texts) == [0] * len(texts)
    assert berit.state().member is None
    assert berit.pay_cash().origin.customer is None
    assert anna.do(ChooseMember, code=asa.card).problems[0].code == "unknown_member"
    with pytest.raises(UnknownMember):
        look_at_member(shop, OFFICE_ACTOR, asa.id, LookPurpose.HELP, at=AT)
    with shop.view() as view:
        stored = view.scalar(sa.select(schema.sale.c.customer).where(schema.sale.c.id == sale.id))
        assert stored == sale.origin.customer == asa.id
        assert member_rows.get_member(view, other.id).details.name == ALI.name
    anna.do(Cancel)
    check(shop)


def occurrences(store: Store, texts: list[str]) -> list[int]:
    """How often texts occur in the bytes of the database, or in its rows where it is no file."""
    if store.file is not None:
        files = [store.file, Path(f"{store.file}-wal")]
        whole = b"".join(each.read_bytes() for each in files if each.exists())
        return [whole.count(text.encode()) for text in texts]
    with store.view() as view:
        rows = "".join(str(view.execute(sa.select(table)).all()) for table in schema.metadata.sorted_tables)
    return [rows.count(text) for text in texts]


def test_only_whoever_may_sees_changes_and_erases_members(shop: Store) -> None:
    asa = join(shop)
    anna = Actor("anna", 1, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    assert len(find_members(shop, anna, "åsa")) == 1
    for refused in (
        lambda: look_at_member(shop, anna, asa.id, LookPurpose.HELP, at=AT),
        lambda: change_member(shop, anna, asa.id, ASA, at=AT),
        lambda: merge_members(shop, anna, asa.id, asa.id, at=AT),
        lambda: export_member(shop, anna, asa.id, at=AT),
        lambda: erase_member(shop, anna, asa.id, at=AT),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_a_forged_member_is_found(shop: Store) -> None:
    join(shop)
    Operator(shop).scan("MILK")
    for forgery in (
        "UPDATE basket SET member = 'M000000000000'",
        "UPDATE member SET channel = 'import'",
        "UPDATE member SET card = 'KXM0000000000000000EJ'",
        "DELETE FROM member",
    ):
        with shop.transaction() as tx:
            tx.exec_driver_sql(forgery)
        with shop.view() as view:
            assert {str(each)[:2] for each in invariants.check_all(view)} == {"C8"}, forgery


def test_each_search_walks_the_index_of_what_is_looked_for(sqlite_store: Store) -> None:
    """Else a million members take seconds: the database must neither sort nor look through all of them."""
    small_shop(sqlite_store)
    for text, phone, index in (("anna", None, "name_key"), ("", "+4670", "phone"), ("anna@", None, "email")):
        with sqlite_store.view() as view:
            statements = statements_of(view, partial(search_members, view, text, phone, 9))
            plans = [plan for each in statements for plan in view.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}").all()]
        assert plans
        assert all("USING INDEX ix_member_" in plan[3] for plan in plans), plans
        assert any(f"ix_member_{index}" in plan[3] for plan in plans)


def statements_of(view: Connection, act: Callable[[], object]) -> list[str]:
    """The statements of an act, with their values in place."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, values: tuple[object, ...], *_: object) -> None:
        sent.append(statement.replace("?", "{!r}").format(*values))

    sa.event.listen(view, "before_cursor_execute", note)
    act()
    sa.event.remove(view, "before_cursor_execute", note)
    return sent


def joins(store: Store, till: int) -> bool:
    try:
        join(store, actor=anna_at(till))
    except MemberExists:
        return False
    return True


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_of_two_tills_at_once_one_makes_the_customer_a_member(store: Store, rounds: Rounds) -> None:
    shop = small_shop(store)
    for _ in range(rounds(3, 300)):
        assert sorted(both(partial(joins, shop, 1), partial(joins, shop, 2))) == [False, True]
        (asa,) = find_members(shop, anna_at(1), "070-174 06 05")
        erase_member(shop, OFFICE_ACTOR, asa.id, at=AT)


def test_a_naive_look_lets_both_tills_make_one(sqlite_store: Store) -> None:
    """The control: who looks first and joins then makes a double."""
    shop, seen = small_shop(sqlite_store), threading.Barrier(2)

    def naively() -> bool:
        is_free = not find_members(shop, anna_at(1), "070-174 06 05")
        seen.wait()
        return is_free

    assert both(naively, naively) == [True, True]
