"""People, roles and secrets: who may change whom, and what is recorded."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from models.access.actor import Actor
from models.access.operator import Operator
from models.access.own_role import OwnRole, UnknownRole
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.access.pin import BadPin
from models.access.session import SessionKind
from models.card_data import CardDataRefused
from operations.access.operators import (
    LastOwner,
    NotYours,
    OperatorExists,
    add_operator,
    change_operator,
    people_who_may,
    save_own_role,
)
from operations.access.permissions import NotPermitted
from operations.access.secrets import (
    BadBadge,
    WeakPassword,
    change_own_password,
    new_badge,
    set_badge,
    set_password,
    set_pin,
)
from operations.access.sessions import SignIn, find_signed_in, start_session
from store.access import operators
from store.access.operators import UnknownOperator
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.invariants import check_all
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop
from tests.cards import CARDS
from tests.contents import contents

OLOF, MARIA, ANNA = (
    Operator("olof", "Olof", "owner"),
    Operator("maria", "Maria", "manager"),
    Operator("anna", "Anna", "cashier"),
)
GOOD_PASSWORD = "lampa fjord paraply 88"


def actor_of(operator: Operator) -> Actor:
    return Actor(operator.code, OFFICE, PERMISSIONS[BuiltInRole(operator.role)])


@pytest.fixture
def staffed(store: Store) -> Store:
    small_shop(store)
    for each in (OLOF, MARIA, ANNA):
        add_operator(store, OFFICE_ACTOR, each, at=AT)
    return store


def test_people_are_stored_once_and_recorded(staffed: Store) -> None:
    before = contents(staffed)
    add_operator(staffed, OFFICE_ACTOR, ANNA, at=AT)
    assert contents(staffed) == before
    with pytest.raises(OperatorExists, match="already Anna"):
        add_operator(staffed, OFFICE_ACTOR, replace(ANNA, name="Another"), at=AT)
    with staffed.view() as view:
        assert operators.all_operators(view) == [ANNA, MARIA, OLOF]
        assert people_who_may(view, Permission.SEE_COSTS) == [MARIA, OLOF]
        assert check_all(view) == []


def test_whoever_is_no_owner_neither_makes_nor_changes_one(staffed: Store) -> None:
    maria, before = actor_of(MARIA), contents(staffed)
    with pytest.raises(NotYours):
        add_operator(staffed, maria, Operator("ove", "Ove", "owner"), at=AT)
    with pytest.raises(NotYours):
        change_operator(staffed, maria, replace(ANNA, role="owner"), at=AT)
    with pytest.raises(NotYours):
        change_operator(staffed, maria, replace(OLOF, active=False), at=AT)
    with pytest.raises(NotYours):
        set_password(staffed, maria, "olof", GOOD_PASSWORD, at=AT)
    with pytest.raises(NotPermitted):
        save_own_role(staffed, maria, OwnRole("all", "All", frozenset(PERMISSIONS[BuiltInRole.OWNER])), at=AT)
    assert contents(staffed) == before
    change_operator(staffed, maria, replace(ANNA, role="senior_cashier"), at=AT)
    change_operator(staffed, actor_of(OLOF), replace(ANNA, role="owner"), at=AT)


def test_somebody_is_always_left_who_may_appoint_owners(staffed: Store) -> None:
    for changed in (replace(OLOF, role="manager"), replace(OLOF, active=False)):
        with pytest.raises(LastOwner, match="Olof"):
            change_operator(staffed, OFFICE_ACTOR, changed, at=AT)
    change_operator(staffed, OFFICE_ACTOR, replace(OLOF, name="Olof O."), at=AT)
    add_operator(staffed, OFFICE_ACTOR, Operator("ove", "Ove", "owner"), at=AT)
    change_operator(staffed, OFFICE_ACTOR, replace(OLOF, active=False), at=AT)


def test_a_role_of_the_shop_permits_what_it_lists_at_once(staffed: Store) -> None:
    role = OwnRole("weekend", "Weekend", frozenset({Permission.SIGN_IN, Permission.SELL, Permission.OPEN_DRAWER}))
    with pytest.raises(UnknownRole):
        change_operator(staffed, OFFICE_ACTOR, replace(ANNA, role="weekend"), at=AT)
    save_own_role(staffed, OFFICE_ACTOR, role, at=AT)
    change_operator(staffed, OFFICE_ACTOR, replace(ANNA, role="weekend"), at=AT)
    started = start_session(staffed, ANNA, SignIn(SessionKind.TILL, 1, "pin"), at=AT)
    signed_in = find_signed_in(staffed, started.token, at=AT)
    assert signed_in is not None
    assert signed_in.permissions == role.permissions
    save_own_role(staffed, OFFICE_ACTOR, replace(role, permissions=frozenset({Permission.SIGN_IN})), at=AT)
    signed_in = find_signed_in(staffed, started.token, at=AT)
    assert signed_in is not None
    assert signed_in.permissions == {Permission.SIGN_IN}
    with staffed.view() as view:
        assert check_all(view) == []


def test_secrets_are_recorded_without_telling_them(staffed: Store, tmp_path: Path) -> None:
    installation = InstallationSecret(tmp_path)
    set_pin(staffed, OFFICE_ACTOR, "anna", "2580", installation, at=AT)
    set_badge(staffed, OFFICE_ACTOR, "anna", "BADGE-7731-ANNA", installation, at=AT)
    set_password(staffed, OFFICE_ACTOR, "maria", GOOD_PASSWORD, at=AT)
    change_own_password(staffed, actor_of(MARIA), f"{GOOD_PASSWORD} kaffe", at=AT)
    stored = repr(contents(staffed))
    for secret in ("2580", "BADGE-7731", "lampa fjord"):
        assert secret not in stored
    with staffed.view() as view:
        assert check_all(view) == []
    set_pin(staffed, OFFICE_ACTOR, "anna", None, installation, at=AT)
    with staffed.view() as view:
        assert check_all(view) == []


@pytest.mark.parametrize(
    "password",
    [
        *("", "short", "aaaaaaaaaaaaaaaa", "qwertyuiop12", "password1234", "123456789012", "maria maria maria"),
        *("x" * 129, "letmeinletmein", "kassakassa12", "passwordpassword"),
    ],
)
def test_passwords_that_nobody_may_choose(staffed: Store, password: str) -> None:
    with pytest.raises(WeakPassword):
        set_password(staffed, OFFICE_ACTOR, "maria", password, at=AT)


def test_a_badge_is_one_persons_and_hard_to_guess(staffed: Store, tmp_path: Path) -> None:
    installation = InstallationSecret(tmp_path)
    set_badge(staffed, OFFICE_ACTOR, "anna", "BADGE-0001", installation, at=AT)
    set_badge(staffed, OFFICE_ACTOR, "anna", "BADGE-0001", installation, at=AT)
    for code, badge in (
        ("maria", "BADGE-0001"),
        ("maria", "1234567"),
        ("maria", "BADGE\x1b-0002"),
        ("maria", "KXR400000524"),
    ):
        with pytest.raises(BadBadge):
            set_badge(staffed, OFFICE_ACTOR, code, badge, installation, at=AT)
    made = {new_badge() for _ in range(20)}
    assert len(made) == 20
    set_badge(staffed, OFFICE_ACTOR, "maria", made.pop(), installation, at=AT)
    with pytest.raises(BadPin):
        set_pin(staffed, OFFICE_ACTOR, "anna", "1234", installation, at=AT)
    with pytest.raises(UnknownOperator):
        set_pin(staffed, OFFICE_ACTOR, "nobody", "2580", installation, at=AT)


def test_whoever_gets_a_new_secret_or_leaves_is_signed_out(staffed: Store, tmp_path: Path) -> None:
    def sign_in() -> str:
        return start_session(staffed, ANNA, SignIn(SessionKind.TILL, 1, "pin"), at=AT).token

    token = sign_in()
    assert find_signed_in(staffed, token, at=AT) is not None
    set_pin(staffed, OFFICE_ACTOR, "anna", "2580", InstallationSecret(tmp_path), at=AT)
    assert find_signed_in(staffed, token, at=AT) is None
    token = sign_in()
    change_operator(staffed, OFFICE_ACTOR, replace(ANNA, active=False), at=AT + timedelta(seconds=1))
    assert find_signed_in(staffed, token, at=AT) is None
    change_operator(staffed, OFFICE_ACTOR, ANNA, at=AT)
    assert find_signed_in(staffed, token, at=AT) is None


@pytest.mark.parametrize("card", CARDS[:3])
def test_no_card_number_becomes_a_person(staffed: Store, card: str) -> None:
    with pytest.raises(CardDataRefused):
        add_operator(staffed, OFFICE_ACTOR, Operator("x", f"Anna {card}", "cashier"), at=AT)
