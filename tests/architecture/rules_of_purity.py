"""House rules that make decisions pure, money exact and transactions in one place."""

from __future__ import annotations

import ast

from tests.architecture.rule import Rule, Violations, everywhere, shipped, shipped_but, within
from tests.architecture.source_tree import PACKAGES, Source, classes, dotted, nodes

CLOCKS = {"now", "today", "utcnow", "perf_counter", "monotonic", "time_ns", "uuid1", "uuid4", "uuid7", "urandom"}
FULL_NAMES = {"time.time", "random.random", "random.choice", "np.random.random"}
CHANCE = {"SystemRandom", "token_hex", "token_bytes", "token_urlsafe", "randint", "shuffle"}
DIVISIONS = ast.Div | ast.FloorDiv | ast.Mod
#: Where an amount of money or of goods is decided, stored or sent.
EXACT = within(
    "models/money.py",
    "models/quantity.py",
    "models/pricing/",
    "models/selling/",
    "models/purchasing/",
    "models/ledger/",
    "operations/selling/complete_sale.py",
    "operations/selling/till_events.py",
    "store/selling/sales.py",
    "store/ledger.py",
    "integrations/",
)


def clocks(source: Source) -> Violations:
    for node in nodes(source.tree):
        if not isinstance(node, ast.Call):
            continue
        called = dotted(node.func)
        last = called.rpartition(".")[2]
        unseeded = last in {"default_rng", "Random"} and not (node.args or node.keywords)
        if (
            unseeded
            or last in CLOCKS | CHANCE
            or called in {"time.time", "random.random", "random.choice", "np.random.random"}
        ):
            yield node.lineno, called, f"calls {called}(); take the value as an argument"


def floats(source: Source) -> Violations:
    for node in nodes(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, "float", f"float {node.value}; use Decimal or Money"
        if isinstance(node, ast.Call) and dotted(node.func) == "float":
            yield node.lineno, "float", "float(); use Decimal or Money"


def divided_money(source: Source) -> Violations:
    for node in nodes(source.tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, DIVISIONS):
            parts = (node.left, node.right)
        elif isinstance(node, ast.Call) and dotted(node.func) == "divmod" and len(node.args) == 2:
            parts = (node.args[0], node.args[1])
        else:
            continue
        # The ratio of two amounts is a number, not money.
        if _is_minor(parts[0]) and not _is_minor(parts[1]):
            yield node.lineno, "minor", "divides minor units; use Money.allocate, Money.times or Money.major"


def _is_minor(node: ast.AST) -> bool:
    last = dotted(node).rpartition(".")[2]
    if isinstance(node, ast.BinOp):
        return _is_minor(node.left) or _is_minor(node.right)
    return last == "minor" or last.endswith("_minor")


def transactions(source: Source) -> Violations:
    for node in nodes(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called = node.func.attr
        # Whatever else may begin, in the store it is a transaction.
        if called in {"transaction", "commit"} or (called.startswith("begin") and source.path.startswith("store/")):
            yield node.lineno, called, f"calls .{called}() outside operations"


def swallowed(source: Source) -> Violations:
    """``except BaseException`` may clean up if it ends by raising again."""
    for node in nodes(source.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = {dotted(each) for each in ast.walk(node.type)} if node.type else {"everything"}
            last = node.body[-1]
            again = isinstance(last, ast.Raise) and last.exc is None
            if "Exception" in caught:
                yield node.lineno, "except", "catches Exception; name the narrowest class"
            elif caught & {"everything", "BaseException"} and not again:
                yield node.lineno, "except", "catches everything without raising it again"


def suppressed(source: Source) -> Violations:
    for node in nodes(source.tree):
        if isinstance(node, ast.Call) and dotted(node.func) in {"suppress", "contextlib.suppress"}:
            wide = {dotted(each) for each in node.args} & {"Exception", "BaseException"}
            for name in wide:
                yield node.lineno, "suppress", f"suppresses every {name}; name the narrowest class"


def loose_records(source: Source) -> Violations:
    """A private working object of one function may change; whatever is handed on may not."""
    for node in classes(source.tree):
        wanted = {"slots"} if node.name.startswith("_") else {"frozen", "slots"}
        for decorator in node.decorator_list:
            made = decorator.func if isinstance(decorator, ast.Call) else decorator
            options = {each.arg for each in decorator.keywords} if isinstance(decorator, ast.Call) else set()
            if dotted(made) in {"dataclass", "dataclasses.dataclass"} and not wanted <= options:
                yield node.lineno, node.name, f"{node.name} is not {'=True, '.join(sorted(wanted))}=True"


def loose_structs(source: Source) -> Violations:
    """A record of msgspec is frozen as well; it has slots of its own."""
    for node in classes(source.tree):
        is_struct = {"Struct", "msgspec.Struct"} & {dotted(base) for base in node.bases}
        if is_struct and "frozen" not in {each.arg for each in node.keywords}:
            yield node.lineno, node.name, f"{node.name} is not frozen=True"


def other_enums(source: Source) -> Violations:
    """A choice that is named by a word is stored as that word; a table of bytes may be an Enum."""
    for node in classes(source.tree):
        if not {"Enum", "enum.Enum"} & {dotted(base) for base in node.bases}:
            continue
        values = [each.value for each in node.body if isinstance(each, ast.Assign)]
        if any(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in values):
            yield node.lineno, node.name, f"{node.name} is not a StrEnum"


def mocks(source: Source) -> Violations:
    for node in nodes(source.tree):
        if isinstance(node, ast.ImportFrom | ast.Import):
            front = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            if any(f"{front}{each.name}.".startswith(("unittest.mock.", "mock.")) for each in node.names):
                yield node.lineno, "mock", "imports mocks; use the real thing or a simulator that we ship"


def patches(source: Source) -> Violations:
    """A limit in capitals may be set to another value; what our code does may not be replaced."""
    ours = set(PACKAGES) | set(_own_names(source.tree))
    for node in nodes(source.tree):
        if isinstance(node, ast.Call) and dotted(node.func) == "monkeypatch.setattr" and node.args:
            target = node.args[0]
            text = target.value if isinstance(target, ast.Constant) else dotted(target)
            name = node.args[1].value if len(node.args) > 1 and isinstance(node.args[1], ast.Constant) else text
            if isinstance(text, str) and text.split(".")[0] in ours and not str(name).isupper():
                yield node.lineno, "setattr", f"patches our own {text}; hand the value in as an argument"


def _own_names(tree: ast.Module) -> list[str]:
    return [
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES
        for each in node.names
    ]


#: Codes of countries whose law Kassa knows.
COUNTRIES = frozenset({"SE"})


def countries(source: Source) -> Violations:
    """What one country asks for is written in its jurisdiction; elsewhere the shop has its country."""
    for node in nodes(source.tree):
        if isinstance(node, ast.Constant) and node.value in COUNTRIES:
            yield node.lineno, str(node.value), f"names the country {node.value}; ask the shop's jurisdiction"


RULES = (
    Rule(
        "countries are named in their jurisdiction only",
        shipped_but("models/jurisdiction/"),
        countries,
        counter_example='def is_rounded(country):\n    return country == "SE"',
        example="def step(shop):\n    return jurisdiction_of(shop.country).cash.step_minor",
    ),
    Rule(
        "models and store take clock, ids and chance as arguments",
        within("models/", "store/"),
        clocks,
        counter_example="from datetime import date\nday = date.today()",
        example="def f(seed):\n    return np.random.default_rng(seed).random()",
    ),
    Rule(
        "no float where money is exact",
        EXACT,
        floats,
        counter_example="rate = 0.25",
        example="from decimal import Decimal\nrate = Decimal('0.25')",
        # How alike rows and names must be for a guess at a file's separator and columns: no amounts.
        exceptions=frozenset(
            {"integrations/spreadsheets/text_encoding.py::float", "integrations/spreadsheets/columns.py::float"}
        ),
    ),
    Rule(
        "minor units are not divided",
        shipped_but("models/money.py"),
        divided_money,
        counter_example="price = line.price_minor // 100",
        example="share = day.margin_minor / day.net_minor",
    ),
    Rule(
        "transactions begin in operations only",
        shipped_but("operations/", "store/database/engine.py", "store/migrations/"),
        transactions,
        counter_example="with store.transaction() as tx: ...",
        example="with store.view() as view: ...",
    ),
    Rule(
        "nothing is swallowed",
        everywhere,
        swallowed,
        counter_example="try:\n    f()\nexcept (ValueError, Exception):\n    pass",
        example="try:\n    f()\nexcept BaseException:\n    clean()\n    raise",
    ),
    Rule(
        "nothing is suppressed wholesale",
        everywhere,
        suppressed,
        counter_example="with suppress(Exception): f()",
        example="with suppress(FileNotFoundError): f()",
    ),
    Rule(
        "records are frozen and have slots",
        shipped,
        loose_records,
        counter_example="@dataclass(frozen=True)\nclass A: ...",
        example="@dataclass(frozen=True, slots=True)\nclass A: ...",
    ),
    Rule(
        "structs are frozen",
        shipped,
        loose_structs,
        counter_example="class A(Struct): ...",
        example="class A(Struct, frozen=True): ...",
    ),
    Rule(
        "choices are StrEnum",
        shipped,
        other_enums,
        counter_example="class Kind(Enum):\n    CASH = 'cash'",
        example="class Kind(StrEnum):\n    CASH = 'cash'",
    ),
    Rule(
        "no mocks",
        within("tests/"),
        mocks,
        counter_example="from unittest import mock",
        example="from unittest import TestCase",
    ),
    Rule(
        "own code is not patched",
        within("tests/"),
        patches,
        counter_example="from store import sqlite\ndef test_x(monkeypatch): monkeypatch.setattr(sqlite, 'driver', f)",
        example="from store import sqlite\ndef test_x(monkeypatch): monkeypatch.setattr(sqlite, 'LEAST', (9, 0))",
    ),
)
