"""House rules about names: the glossary's words, files named for what they hold."""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.architecture.rule import Rule, Violations, everywhere, shipped
from tests.architecture.source_tree import Source, nodes

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "base", "core", "lib", "stuff"}
#: A word that is not ours, and the glossary's word for it.
FOREIGN = {
    "cart": "basket",
    "article": "product",
    "articles": "products",
    "vat": "tax",
    "cashier": "operator",
    "ean": "gtin",
    "upc": "gtin",
    "customer order": "sales_order",
}


def undocumented(source: Source) -> Violations:
    if not ast.get_docstring(source.tree):
        yield 1, "module", "the module has no docstring"


def junk_drawers(source: Source) -> Violations:
    name = source.path.rpartition("/")[2].removesuffix(".py")
    if name in JUNK_DRAWERS:
        yield 1, name, f"{name} does not name what the file holds"


def foreign_words(source: Source) -> Violations:
    for node in nodes(source.tree):
        for name in _identifiers(node):
            for foreign, ours in foreign_in(name):
                yield getattr(node, "lineno", 1), name, f"{name} has {foreign}; the glossary's word is {ours}"


@cache
def foreign_in(identifier: str) -> list[tuple[str, str]]:
    """Foreign words in an identifier of either spelling, each with ours.

    >>> foreign_in("emptyCart"), foreign_in("VAT_RATES"), foreign_in("meaning")
    ([('cart', 'basket')], [('vat', 'tax')], [])
    """
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", identifier).lower().replace("_", " ")
    return [(foreign, ours) for foreign, ours in FOREIGN.items() if f" {foreign} " in f" {parted} "]


def _identifiers(node: ast.AST) -> list[str]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.arg() | ast.keyword():
            return [node.arg] if node.arg else []
        case ast.Name():
            return [node.id]
        case ast.Attribute():
            return [node.attr]
        case _:
            return []


def future(source: Source) -> Violations:
    """Annotations are never evaluated at import, so that types may be named before they exist."""
    imported = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in source.tree.body)
    if not imported and len(source.tree.body) > 1:
        yield 1, "future", "does not begin with 'from __future__ import annotations'"


def dates_of_their_own_form(source: Source) -> Violations:
    """A date is written as Swedes and ISO 8601 do, in every field of every page."""
    for node in nodes(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date_input":
            forms = [
                each.value.value
                for each in node.keywords
                if each.arg == "format" and isinstance(each.value, ast.Constant)
            ]
            if forms != ["YYYY-MM-DD"]:
                yield node.lineno, "date_input", 'a field for a date without format="YYYY-MM-DD"'


RULES = (
    Rule(
        "modules have a docstring",
        lambda path: shipped(path) and not path.endswith("/__init__.py"),
        undocumented,
        counter_example="x = 1",
        example='"""What it holds."""\nx = 1',
    ),
    Rule(
        "files are named for what they hold",
        everywhere,
        junk_drawers,
        counter_example="",
        exceptions=frozenset({"store/schema/base.py::base"}),
    ),
    Rule(
        "the glossary's words",
        everywhere,
        foreign_words,
        counter_example="def empty_cart(): ...",
        example="def meaning(): ...",
    ),
    Rule(
        "annotations are not evaluated",
        lambda path: shipped(path) and not path.endswith("/__init__.py"),
        future,
        counter_example='"""A."""\nimport os\nx = 1',
        example='"""A."""\nfrom __future__ import annotations\nx = 1',
    ),
    Rule(
        "fields show dates as 2026-11-28",
        shipped,
        dates_of_their_own_form,
        counter_example='day = st.date_input("Day", today)',
        example='day = st.date_input("Day", today, format="YYYY-MM-DD")',
    ),
)
