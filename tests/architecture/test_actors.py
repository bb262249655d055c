"""Every operation that writes takes the actor and checks the actor's permission before anything else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from store.database.engine import Store
from tests.architecture.calls_without_actor import CALLS
from tests.architecture.source_tree import Source, sources

#: Operations that write no row and still change the shop: its files.
CHANGES_FILES = frozenset({"accept_backup", "clear_nightly", "make_backup", "restore_backup"})
#: Operations at which nobody acts, each with the reason.
NOBODY_ACTS = {
    "operations/access/enrolments.py::enrol_browser": "the one-time code is the permission of whoever types it",
    "operations/access/enrolments.py::enrol_demo_browser": "any browser may be a till of a shop to try",
    "operations/access/enrolments.py::note_seen": "remembers when a browser was last here, and changes nothing else",
    "operations/access/displays.py::ask_for_display_code": "a browser that waits is nothing until somebody pairs it",
    "operations/access/displays.py::note_display": "remembers when a display was last here, and changes nothing else",
    "operations/counted_codes.py::find_counted": "counts guesses; both who call it check whoever acts",
    "operations/access/api_keys.py::use_api_key": "finds out which program asks, and remembers when",
    "operations/selling/event_inbox.py::store_event": "a signed event changes nothing but that somebody asks",
    "operations/selling/event_inbox.py::finish_events": "notes that somebody asked, and changes nothing else",
    "operations/installation/readiness.py::check_commit": "looks whether a sale could be saved, and changes nothing",
    "operations/access/sessions.py::start_session": "begins the session of somebody whose PIN or password was checked",
    "operations/access/sessions.py::note_input": "is done by whoever has the token of the session",
    "operations/access/sessions.py::sign_out": "is done by whoever has the token of the session",
    "operations/access/sign_in.py::check_pin": "finds out who acts",
    "operations/access/sign_in.py::check_badge": "finds out who acts",
    "operations/access/sign_in.py::check_password": "finds out who acts",
    "operations/access/openid_people.py::person_of_address": "finds out who acts",
    "operations/access/sign_in.py::check_counted": "finds out who acts",
    "operations/access/second_factor.py::check_second_factor": "finds out who acts",
    "operations/installation/opening.py::open_store": "brings the tables to the version of the code before anyone acts",
    "operations/unit_of_work.py::unit_of_work": "opens the transaction of an operation that has checked its actor",
}


def _calls(node: ast.AST, name: str) -> bool:
    return name in _names_called(node)


@cache
def _names_called(node: ast.AST) -> frozenset[str]:
    """The last part of the name of everything that is called in ``node``."""
    calls = (each.func for each in ast.walk(node) if isinstance(each, ast.Call))
    return frozenset(call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls)


def _functions(source: Source) -> list[ast.FunctionDef]:
    return [each for each in source.tree.body if isinstance(each, ast.FunctionDef)]


def _writing(functions: list[ast.FunctionDef]) -> set[str]:
    """The functions that open a transaction, themselves or through another function of their module."""
    found = {each.name for each in functions if _calls(each, "transaction") or _calls(each, "unit_of_work")}
    found |= {each.name for each in functions} & CHANGES_FILES
    while True:
        more = {each.name for each in functions if any(_calls(each, name) for name in found)} - found
        if not more:
            return found
        found |= more


def _begins_with_check(function: ast.FunctionDef) -> bool:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    begin = ast.unparse(body[0]) if body else ""
    return begin.startswith(("check(actor, Permission.", "access.check(actor, Permission."))


def without_actor(source: Source) -> Iterator[str]:
    """The public operations of a module that write and have no actor as their second argument, or do not check it."""
    functions = _functions(source)
    writing = _writing(functions)
    for each in functions:
        if each.name.startswith("_") or each.name not in writing:
            continue
        names = [argument.arg for argument in each.args.args]
        if names[1:2] != ["actor"]:
            yield f"{source.path}::{each.name} takes no actor"
        elif not _begins_with_check(each):
            yield f"{source.path}::{each.name} does not begin with the check"


def test_every_operation_checks_its_actor_first() -> None:
    found = [
        sentence
        for source in sources()
        if source.path.startswith("operations/")
        for sentence in without_actor(source)
        if sentence.split(" ")[0] not in NOBODY_ACTS
    ]
    assert found == []


def test_exceptions_that_are_no_longer_needed_go() -> None:
    found = {sentence.split(" ")[0] for source in sources() for sentence in without_actor(source)}
    assert set(NOBODY_ACTS) <= found


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def sell(store, basket):\n    with store.transaction() as tx:\n        add(tx)", "takes no actor"),
        ("def sell(store, basket, actor):\n    with store.transaction() as tx:\n        add(tx)", "takes no actor"),
        ("def sell(store, actor):\n    with store.transaction() as tx:\n        add(tx)", "does not begin"),
        (
            "def sell(store, actor):\n    look(store)\n    check(actor, Permission.SELL)\n    store.transaction()",
            "not begin",
        ),
        ("def sell(store, actor):\n    with unit_of_work(store, actor) as work:\n        add(work)", "does not begin"),
        ("def sell(store):\n    _sell(store)\n\ndef _sell(store):\n    store.transaction()", "takes no actor"),
        ("def make_backup(store, file):\n    copy(store, file)", "takes no actor"),
    ],
)
def test_the_rule_bites(code: str, problem: str) -> None:
    (sentence,) = without_actor(Source("operations/selling.py", code))
    assert problem in sentence


@pytest.mark.parametrize(
    "code",
    [
        'def sell(store, actor):\n    """Sell."""\n    check(actor, Permission.SELL)\n    store.transaction()',
        "def look(store):\n    with store.view() as view:\n        read(view)",
        "def _sell(store):\n    store.transaction()",
    ],
)
def test_the_rule_spares_what_is_right(code: str) -> None:
    assert list(without_actor(Source("operations/selling.py", code))) == []


def test_an_operation_called_without_an_actor_does_not_run(sqlite_store: Store) -> None:
    for call in CALLS:
        with pytest.raises(TypeError, match=r"actor|positional argument"):
            call(sqlite_store)
