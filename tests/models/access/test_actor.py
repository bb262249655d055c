"""Who may do what: one table, and an approval lends what the approver may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import OPERATOR_LENGTH_MAX, Actor, is_permitted
from models.access.operator import BUILT_IN, OFFICE_OPERATOR, SCHEDULE_OPERATOR, TILL_OPERATOR, role_of
from models.access.permission import PERMISSIONS, Permission, Role
from models.shop import DEVICE_ID_MAX

operators = st.sampled_from(sorted(BUILT_IN)) | st.text("abcåäö", min_size=1, max_size=OPERATOR_LENGTH_MAX)
permissions = st.sampled_from(Permission)


def test_every_role_is_in_the_table_and_every_permission_has_a_role() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert frozenset().union(*PERMISSIONS.values()) == set(Permission)


@pytest.mark.parametrize(
    ("operator", "allowed", "refused"),
    [
        (TILL_OPERATOR, Permission.SELL, Permission.CHANGE_GOODS),
        ("anna", Permission.SELL, Permission.RESTORE),
        (OFFICE_OPERATOR, Permission.CHANGE_GOODS, Permission.SELL),
        (SCHEDULE_OPERATOR, Permission.PROPOSE_ORDERS, Permission.ORDER_GOODS),
    ],
)
def test_the_role_decides(operator: str, allowed: Permission, refused: Permission) -> None:
    assert is_permitted(Actor(operator, 1), allowed)
    assert not is_permitted(Actor(operator, 1), refused)


@given(operators, operators, permissions)
def test_an_approval_adds_exactly_what_the_approver_may(operator: str, approver: str, permission: Permission) -> None:
    alone = is_permitted(Actor(operator, 1), permission)
    approved = is_permitted(Actor(operator, 1, approver), permission)
    assert approved == (alone or permission in PERMISSIONS[role_of(approver)])


@pytest.mark.parametrize("operator", ["", " ", " anna", "a" * (OPERATOR_LENGTH_MAX + 1)])
def test_an_operator_has_a_name(operator: str) -> None:
    with pytest.raises(ValueError, match="operator"):
        Actor(operator, 1)
    with pytest.raises(ValueError, match="operator"):
        Actor("anna", 1, approved_by=operator)


@pytest.mark.parametrize("device_id", [0, -1, DEVICE_ID_MAX + 1])
def test_an_actor_stands_at_a_device(device_id: int) -> None:
    with pytest.raises(ValueError, match="device"):
        Actor("anna", device_id)
