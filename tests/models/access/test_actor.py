"""Who may do what: one table, and an approval lends just what was approved."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import Actor, Approval, is_permitted
from models.access.operator import (
    BUILT_IN,
    OFFICE_OPERATOR,
    OPERATOR_LENGTH_MAX,
    SCHEDULE_OPERATOR,
    TILL_OPERATOR,
    BadOperator,
    Operator,
)
from models.access.own_role import BadRole, OwnRole, UnknownRole, permissions_of
from models.access.permission import OF_MACHINES, PERMISSIONS, ROLES_OF_PEOPLE, BuiltInRole, Permission
from models.access.pin import BadPin, check_new_pin
from models.shop import DEVICE_ID_MAX

permissions = st.sampled_from(Permission)
held = st.frozensets(permissions)


def test_every_role_is_in_the_table_and_every_permission_has_a_role() -> None:
    assert set(PERMISSIONS) == set(BuiltInRole)
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


def test_no_person_has_the_work_of_machines_and_owners_have_all_else() -> None:
    assert all(not PERMISSIONS[role] & OF_MACHINES for role in ROLES_OF_PEOPLE)
    assert PERMISSIONS[BuiltInRole.OWNER] == set(Permission) - OF_MACHINES


@pytest.mark.parametrize(
    ("operator", "allowed", "refused"),
    [
        (TILL_OPERATOR, Permission.SELL, Permission.CHANGE_GOODS),
        (OFFICE_OPERATOR, Permission.CHANGE_GOODS, Permission.SELL),
        (SCHEDULE_OPERATOR, Permission.PROPOSE_ORDERS, Permission.ORDER_GOODS),
    ],
)
def test_the_role_decides_for_a_part_of_kassa(operator: str, allowed: Permission, refused: Permission) -> None:
    assert is_permitted(Actor(operator, 1), allowed)
    assert not is_permitted(Actor(operator, 1), refused)


@given(permissions)
def test_somebody_whose_role_nobody_looked_up_may_do_nothing(permission: Permission) -> None:
    assert not is_permitted(Actor("anna", 1), permission)


@given(held, permissions, permissions)
def test_an_approval_adds_exactly_what_was_approved(
    own: frozenset[Permission], approved: Permission, asked: Permission
) -> None:
    actor = Actor("anna", 1, own, Approval("maria", approved, "a reason"))
    assert is_permitted(actor, asked) == (asked in own or asked == approved)


@pytest.mark.parametrize("operator", sorted({*BUILT_IN, "anna"}))
def test_nobody_approves_what_they_do_themselves(operator: str) -> None:
    with pytest.raises(ValueError, match="cannot approve"):
        Actor(operator, 1, approval=Approval(operator, Permission.OPEN_DRAWER, "change"))


@pytest.mark.parametrize("operator", ["", " ", " anna", "a" * (OPERATOR_LENGTH_MAX + 1)])
def test_an_operator_has_a_name(operator: str) -> None:
    with pytest.raises(ValueError, match="operator"):
        Actor(operator, 1)
    with pytest.raises(ValueError, match="operator"):
        Approval(operator, Permission.SELL, "a reason")


@pytest.mark.parametrize("reason", ["", "x" * 121, "line\nbreak", "bell\x07"])
def test_an_approval_has_a_reason_on_one_line(reason: str) -> None:
    with pytest.raises(ValueError, match="reason"):
        Approval("maria", Permission.SELL, reason)


@pytest.mark.parametrize("device_id", [0, -1, DEVICE_ID_MAX + 1])
def test_an_actor_stands_at_a_device(device_id: int) -> None:
    with pytest.raises(ValueError, match="device"):
        Actor("anna", device_id)


@pytest.mark.parametrize(
    "code", ["", "Anna", "till", "office", "schedule", "device", "å", "a b", "-a", "a" * 41, "a\n"]
)
def test_codes_that_no_person_may_have(code: str) -> None:
    with pytest.raises(BadOperator):
        Operator(code, "Anna", "cashier")


@pytest.mark.parametrize("name", ["", " ", " Anna", "x" * 61, "An\x1bna", "An\u202ena", "An\nna"])
def test_names_that_no_person_may_have(name: str) -> None:
    with pytest.raises(BadOperator):
        Operator("anna", name, "cashier")


@pytest.mark.parametrize("code", ["", "owner", "till", "Own", "x" * 25])
def test_a_role_of_the_shop_is_none_of_kassas(code: str) -> None:
    with pytest.raises(BadRole):
        OwnRole(code, "Own", frozenset())


def test_no_role_of_the_shop_does_the_work_of_machines() -> None:
    with pytest.raises(BadRole):
        OwnRole("robot", "Robot", frozenset({Permission.DELIVER}))


@pytest.mark.parametrize("role", ["office", "schedule", "device", "till", "nobody"])
def test_people_have_roles_of_people(role: str) -> None:
    with pytest.raises(UnknownRole):
        permissions_of(role, {})


@pytest.mark.parametrize(
    "pin", ["", "123", "1234567", "12a4", "1111", "1212", "123123"[:2] * 3, "1234", "876543", "٣٤٥٦"]
)
def test_pins_that_nobody_may_choose(pin: str) -> None:
    with pytest.raises(BadPin):
        check_new_pin(pin)
