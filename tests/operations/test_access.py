"""An operation runs only for an actor who has the permission."""

import pytest

from models.access.actor import Actor
from models.access.permission import Permission
from operations.access import NotPermitted, check


def test_whoever_has_the_permission_passes() -> None:
    check(Actor("till", 1), Permission.SELL)
    check(Actor("anna", 1, approved_by="office"), Permission.CHANGE_GOODS)


def test_whoever_has_it_not_is_refused_by_name() -> None:
    with pytest.raises(NotPermitted) as refused:
        check(Actor("till", 1), Permission.CHANGE_GOODS)
    assert (refused.value.operator, refused.value.permission) == ("till", Permission.CHANGE_GOODS)
    assert "permission to change goods" in str(refused.value)
