"""Details of people are sealed: whoever changes them is found, and an erased person is found by nobody."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import astuple, replace

import pytest
import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.sealed_details import DetailsSealed, account_subject, household_subject, member_subject, seal_of
from models.household import Household
from models.journal import JournalKind
from models.selling.customer_account import AccountDetails, AccountTerms, AccountWish
from operations.customers.households import register_households
from operations.members.member_changes import change_member, merge_members
from operations.members.member_rights import erase_member
from operations.selling.customer_account_office import change_account, open_account
from store import invariants, journal, salts, schema
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, small_shop
from tests.faults.tampering import Undone
from tests.operations.members.joined import ASA, join

BO = replace(ASA, name="Bo Ek", phone="070-174 06 11", email="bo@example.com")
HOUSEHOLD = Household("7", "45-54", "50-74K", "2", "2 Adults Kids")
DETAILS = AccountDetails("Kafé Ett AB", "", "Storgatan 1", "ett@example.com", "Åsa")


def check_sound(store: Store) -> None:
    with store.view() as view:
        assert invariants.check_all(view) == []


def found(store: Store, change: sa.Update | sa.Insert | sa.Delete) -> set[str]:
    """Whose details are found to be others after somebody changed a row."""
    subjects = set[str]()
    with suppress(Undone), store.transaction() as tx:
        tx.execute(change)
        violations = invariants.check_all(tx)
        subjects = {each.subject for each in violations}
        assert {each.rule for each in violations} <= {"C8"}
        assert all(word not in str(violations) for word in ("Åsa", "174", "example"))
        raise Undone
    return subjects


def test_whoever_changes_a_detail_is_found_and_the_violation_tells_no_detail(store: Store) -> None:
    small_shop(store)
    asa, bo = join(store), join(store, BO)
    account = open_account(store, OFFICE_ACTOR, AccountWish(DETAILS, AccountTerms(100_00)), at=AT)
    register_households(store, OFFICE_ACTOR, [HOUSEHOLD], at=AT)
    check_sound(store)
    member, customer, of_account = schema.member, schema.customer, schema.customer_account
    here = member.c.id == asa.id
    changes: dict[str, sa.Update | sa.Insert | sa.Delete] = {
        member_subject(asa.id): member.update().where(here).values(phone="+46701740699"),
        member_subject(bo.id): member.update().where(member.c.id == bo.id).values(operator="anna"),
        account_subject(account.number): of_account.update().values(email="thief@example.com"),
        household_subject("7"): customer.update().where(customer.c.code == "7").values(age_group="65+"),
        household_subject("8"): customer.insert().values(code="8"),
        household_subject(asa.id): customer.update().where(customer.c.code == asa.id).values(income_group="250K+"),
    }
    assert {subject: found(store, change) for subject, change in changes.items()} == {each: {each} for each in changes}
    salt = schema.detail_salt
    assert found(store, salt.delete().where(salt.c.subject == member_subject(asa.id))) == {member_subject(asa.id)}


def test_what_the_shop_changes_itself_is_sealed_anew(store: Store) -> None:
    small_shop(store)
    asa, bo = join(store), join(store, BO)
    change_member(store, OFFICE_ACTOR, asa.id, replace(asa.details, notes="Vegan"), at=AT)
    check_sound(store)
    merge_members(store, OFFICE_ACTOR, bo.id, asa.id, at=AT)
    check_sound(store)
    wish = AccountWish(DETAILS, AccountTerms(100_00))
    account = open_account(store, OFFICE_ACTOR, wish, at=AT)
    other = replace(DETAILS, address="Storgatan 2")
    change_account(store, OFFICE_ACTOR, account.number, replace(wish, details=other), at=AT)
    register_households(store, OFFICE_ACTOR, [HOUSEHOLD], at=AT)
    register_households(store, OFFICE_ACTOR, [replace(HOUSEHOLD, age_group="65+")], at=AT)
    check_sound(store)


def test_an_erasure_leaves_a_seal_that_tells_nothing(store: Store) -> None:
    small_shop(store)
    asa = join(store)
    with store.view() as view:
        salt = salts.all_salts(view)[member_subject(asa.id)]
    (seal,) = seals_of(store, asa.id)
    assert seal_of(salt, asa.sealed_values) == seal, "control: with the salt whoever guesses right sees it"
    erase_member(store, OFFICE_ACTOR, asa.id, at=AT)
    check_sound(store)
    assert seals_of(store, asa.id) == [seal], "the chain stays as it was"
    with store.view() as view:
        assert salts.all_salts(view) == {}
    if store.is_sqlite:
        assert store.file is not None
        files = [each.read_bytes() for each in store.file.parent.glob(store.file.name + "*")]
        assert not any(salt.encode() in each for each in files), "nor is the salt in the pages of the file"


@pytest.mark.parametrize("count", [1, 1201])
def test_many_households_are_sealed_in_few_rows(store: Store, count: int) -> None:
    small_shop(store)
    households = [Household(f"H{number}", "25-34") for number in range(count)]
    register_households(store, OFFICE_ACTOR, households, at=AT)
    with store.view() as view:
        rows = list(journal.read(view, OFFICE, kinds=[JournalKind.DETAILS_SEALED]))
    assert len(rows) == -(-count // 500)
    check_sound(store)


def seals_of(store: Store, member_id: str) -> list[str]:
    with store.view() as view:
        rows = list(journal.read(view, TILL, kinds=[JournalKind.DETAILS_SEALED]))
    facts = [decode_fact(DetailsSealed, row.payload).fact for row in rows]
    return [each.seal for fact in facts for each in fact.seals if each.subject == member_subject(member_id)]


def test_details_are_sealed_in_their_order() -> None:
    swapped = replace(ASA, email=ASA.phone, phone=ASA.email)
    assert seal_of("s", astuple(ASA)) != seal_of("s", astuple(swapped))
