"""No card number comes in by a text: each operation that people give words to refuses those that look like a card."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from tests.architecture.source_tree import Source, nodes, sources

#: What an operation calls the words that it is given.
WORDS = frozenset({"address", "evidence", "label", "name", "names", "note", "reason", "reference", "text", "title"})
STOPS = "check_no_card_data"
#: Operations that store none of their words, or not as they came.
STORE_NONE = {
    "operations/dispatch/sending.py::resend_dispatch": "an e-mail address, which has a form",
    "operations/dispatch/sending.py::send_trial": "an e-mail address, which has a form",
    "operations/members/finding.py::find_members": "only sought with",
    "operations/selling/gift_card_codes.py::find_gift_card": "only sought with",
}


def open_to_cards(tree: Iterable[Source]) -> Iterator[str]:
    """``path::name`` of each operation that is given words and calls nothing that refuses card data."""
    files = [each for each in tree if each.path.startswith(("operations/", "models/"))]
    calls: dict[str, set[str]] = {}
    for source in files:
        for node in nodes(source.tree):
            if isinstance(node, ast.FunctionDef):
                called = {each.func.id for each in ast.walk(node) if _is_plain_call(each)}  # type: ignore[attr-defined]
                calls.setdefault(node.name, set()).update(called)
    for source in files:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and _takes_words(node) and not _reaches(node.name, calls, set()):
                yield f"{source.path}::{node.name}"


def _is_plain_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _takes_words(node: ast.FunctionDef) -> bool:
    parameters = [*node.args.args, *node.args.kwonlyargs]
    words = [
        each for each in parameters if each.arg in WORDS and "str" in ast.unparse(each.annotation or ast.Constant(0))
    ]
    return bool(words) and any(each.arg == "actor" for each in parameters) and not node.name.startswith("_")


def _reaches(name: str, calls: dict[str, set[str]], seen: set[str]) -> bool:
    if name == STOPS:
        return True
    seen.add(name)
    return any(_reaches(each, calls, seen) for each in calls.get(name, set()) - seen)


def test_every_operation_that_takes_words_refuses_card_data() -> None:
    open_ones = set(open_to_cards(sources()))
    assert open_ones == set(STORE_NONE), "add check_no_card_data, or name here why nothing is stored"


def test_control_an_operation_that_forgets_it_is_found() -> None:
    forgets = "def rename(store, actor: Actor, name: str) -> None:\n    store.write(name)\n"
    asks = forgets.replace("store.write(name)", "clean(name)") + "def clean(text):\n    check_no_card_data(text)\n"
    assert list(open_to_cards([Source("operations/shop.py", forgets)])) == ["operations/shop.py::rename"]
    assert list(open_to_cards([Source("operations/shop.py", asks)])) == []
