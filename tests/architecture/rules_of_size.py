"""House rules that hold every piece small enough to read at once."""

from __future__ import annotations

import ast

from tests.architecture.rule import Rule, Violations, everywhere, shipped
from tests.architecture.source_tree import Source, classes, functions

FUNCTION_LINES_MAX = 50
FILE_LINES_MAX = 400
PARAMETERS_MAX = 6
PUBLIC_METHODS_MAX = 10
NESTING_MAX = 3
BLOCKS = ast.For | ast.AsyncFor | ast.While | ast.If | ast.Try | ast.TryStar | ast.Match


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if ast.get_docstring(node):
        first = node.body[0]
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def long_functions(source: Source) -> Violations:
    for node in functions(source.tree):
        if code_lines(node) > FUNCTION_LINES_MAX:
            yield node.lineno, node.name, f"{node.name} has {code_lines(node)} lines"


def long_files(source: Source) -> Violations:
    lines = len(source.text.splitlines())
    if lines > FILE_LINES_MAX:
        yield 1, "file", f"the file has {lines} lines"


def many_parameters(source: Source) -> Violations:
    """The parameters of a test are the columns of its table of cases; they are not counted."""
    for node in functions(source.tree):
        if node.name.startswith("test_") and source.path.startswith("tests/"):
            continue
        named = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        count = len([name for name in named if name not in {"self", "cls"}])
        if count > PARAMETERS_MAX:
            yield node.lineno, node.name, f"{node.name} takes {count} parameters"


def big_classes(source: Source) -> Violations:
    for node in classes(source.tree):
        public = [
            each.name
            for each in node.body
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_")
        ]
        if len(public) > PUBLIC_METHODS_MAX:
            yield node.lineno, node.name, f"{node.name} has {len(public)} public methods"


def deep_nesting(source: Source) -> Violations:
    for node in functions(source.tree):
        depth = _depth(node, inside=0)
        if depth > NESTING_MAX:
            yield node.lineno, node.name, f"{node.name} nests {depth} deep"


def _depth(node: ast.AST, *, inside: int) -> int:
    """The deepest nesting below; functions inside count for themselves and ``elif`` is not deeper than ``if``."""
    deepest = inside
    for name, child in _children(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        is_elif = isinstance(node, ast.If) and name == "orelse" and isinstance(child, ast.If)
        deeper = inside + (isinstance(child, BLOCKS) and not is_elif)
        deepest = max(deepest, _depth(child, inside=deeper))
    return deepest


def _children(node: ast.AST) -> list[tuple[str, ast.AST]]:
    return [
        (name, child)
        for name, value in ast.iter_fields(node)
        for child in (value if isinstance(value, list) else [value])
        if isinstance(child, ast.AST)
    ]


RULES = (
    Rule(
        "functions have at most fifty lines",
        everywhere,
        long_functions,
        counter_example="def f():\n" + "    x = 1\n" * 50,
        example="def f():\n" + "    x = 1\n" * 49,
        # What a migration did is history: it is never rewritten, so not split either.
        exceptions=frozenset({"store/migrations/versions/v0001_first.py::_tables"}),
    ),
    Rule(
        "files have at most four hundred lines",
        everywhere,
        long_files,
        counter_example="x = 1\n" * 401,
        example="x = 1\n" * 400,
        exceptions=frozenset({"store/migrations/versions/v0001_first.py::file"}),
    ),
    Rule(
        "functions take at most six parameters",
        # The parameters of a command are its options.
        lambda path: not path.startswith("app/commands/"),
        many_parameters,
        counter_example="def f(a, b, c, d, e, *, g, h): ...",
        example="class A:\n    def f(self, a, b, c, *, d, e, g): ...",
    ),
    Rule(
        "classes have at most ten public methods",
        shipped,
        big_classes,
        counter_example="class A:\n" + "".join(f"    def f{n}(self): ...\n" for n in range(11)),
        example="class A:\n" + "".join(f"    def _f{n}(self): ...\n" for n in range(11)),
    ),
    Rule(
        "nesting is at most three deep",
        everywhere,
        deep_nesting,
        counter_example="def f(x):\n for a in x:\n  if a:\n   try:\n    while a: g()\n   finally: h()",
        example="def f(x):\n for a in x:\n  if a: g()\n  elif b: g()\n  elif c: g()\n  elif d: g()",
    ),
)
