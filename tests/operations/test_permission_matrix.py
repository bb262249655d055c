"""Every role × every operation, from one table: whoever lacks the permission is refused before anything is read."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from models.access.actor import Actor, Approval
from models.access.permission import PERMISSIONS, Permission
from operations.access.permissions import NotPermitted
from tests.architecture.source_tree import sources
from tests.builders import OFFICE

#: Written down once more by hand: what the operations of a folder may ask for.
BY_HAND = {
    "operations/catalogue/": {
        *(Permission.CHANGE_GOODS, Permission.CHANGE_PRICES, Permission.CREATE_PRODUCT_AT_TILL, Permission.SELL)
    },
    "operations/labels/": {Permission.PRINT_LABELS},
    "operations/purchasing/": {
        *(Permission.ORDER_GOODS, Permission.RECEIVE_GOODS, Permission.CHANGE_GOODS, Permission.DELIVER),
        *(Permission.IMPORT_TRADE, Permission.RETURN_TO_SUPPLIER),
    },
    "operations/stock/": {Permission.COUNT_GOODS, Permission.WRITE_OFF_GOODS, Permission.TRANSFER_GOODS},
    "operations/replenishment/": {Permission.ORDER_GOODS, Permission.PROPOSE_ORDERS, Permission.AUTOMATE_ORDERS},
    "operations/automatic/": {Permission.ORDER_GOODS, Permission.AUTOMATE_ORDERS, Permission.ORDER_WITHIN_LIMITS},
    "operations/demand/": {Permission.PROPOSE_ORDERS},
    "operations/customers/": {
        Permission.REGISTER_CUSTOMERS,
        Permission.SEE_CUSTOMER_FIGURES,
        Permission.PUBLISH_CUSTOMER_FIGURES,
        Permission.TRY_OFFERS,
        Permission.SEE_MEMBERS,
        Permission.SELL,  # the till asks some customers where they come from
    },
    "operations/bulk/": {Permission.IMPORT_TRADE, Permission.CHANGE_GOODS, Permission.CHANGE_PRICES},
}


def _checked_first(function: ast.FunctionDef) -> str | None:
    """The permission that a function checks in its first statement."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    match body[:1]:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Name("actor"), ast.Attribute(ast.Name("Permission"), name)]))]:
            return name
    return None


def checked_operations() -> Iterator[tuple[str, Callable[..., object], Permission]]:
    """Every public operation that begins with a check, with the permission that it asks for."""
    for source in sources():
        if source.path.startswith("operations/"):
            functions = [each for each in source.tree.body if isinstance(each, ast.FunctionDef)]
            module = import_module(source.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
            names = {each.name: name for each in functions if (name := _checked_first(each)) is not None}
            yield from (
                (f"{source.path}::{each}", getattr(module, each), Permission[name])
                for each, name in names.items()
                if not each.startswith("_")
            )


OPERATIONS = list(checked_operations())


def call_as(operation: Callable[..., object], actor: Actor) -> None:
    """Call an operation with nothing but its actor: whatever it looked at before its check would break it."""
    parameters = inspect.signature(operation).parameters.values()
    values: dict[str, Any] = {each.name: None for each in parameters if each.default is inspect.Parameter.empty}
    named = {each.name for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY}
    values["actor"] = actor
    operation(
        *(value for name, value in values.items() if name not in named),
        **{name: value for name, value in values.items() if name in named},
    )


def test_there_are_as_many_operations_as_there_were() -> None:
    assert len(OPERATIONS) > 60
    assert {permission for _, _, permission in OPERATIONS} >= {Permission.SELL, Permission.CHANGE_PRICES}


@pytest.mark.parametrize("role", PERMISSIONS)
def test_whoever_lacks_a_permission_is_refused_by_every_operation_that_asks_for_it(role: str) -> None:
    actor = Actor("somebody", OFFICE, PERMISSIONS[role])  # type: ignore[index]
    for name, operation, permission in OPERATIONS:
        if permission not in PERMISSIONS[role]:  # type: ignore[index]
            with pytest.raises(NotPermitted) as refused:
                call_as(operation, actor)
            assert refused.value.permission is permission, name


def test_an_approval_of_something_else_lets_nobody_do_more() -> None:
    for name, operation, permission in OPERATIONS:
        other = next(each for each in Permission if each is not permission)
        actor = Actor("somebody", OFFICE, frozenset(), Approval("maria", other, "a reason"))
        with pytest.raises(NotPermitted):
            call_as(operation, actor)
        assert name


def test_the_operations_of_a_folder_ask_for_what_was_written_down_by_hand() -> None:
    strange = [
        (name, permission)
        for name, _, permission in OPERATIONS
        for folder, usual in BY_HAND.items()
        if name.startswith(folder) and permission not in usual
    ]
    assert strange == []
