"""House rules that prevent a test from depending on how fast the machine is."""

from __future__ import annotations

import ast

from tests.architecture.rule import Rule, Violations, within
from tests.architecture.source_tree import Source, dotted, nodes

SLEEPS = {"sleep", "wait_for_timeout"}
WALL_CLOCKS = {"monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "time", "time_ns"}
CLOCK_MODULES = {"time", ""}


def fixed_sleeps(source: Source) -> Violations:
    for call in _calls(source):
        called = dotted(call.func)
        if called.rpartition(".")[2] in SLEEPS:
            yield call.lineno, called, f"{called}() waits for a fixed time; wait for a condition (tests/waiting.py)"


def wall_clocks(source: Source) -> Violations:
    for call in _calls(source):
        called = dotted(call.func)
        module, _, name = called.rpartition(".")
        if name in WALL_CLOCKS and module in CLOCK_MODULES and called != "time":
            yield call.lineno, called, f"{called}() in a test: a busy machine makes it red; compare events or counts"


def late_routes(source: Source) -> Violations:
    for call in _calls(source):
        called = dotted(call.func)
        if called.rpartition(".")[2] == "route" and "page" in called:
            yield call.lineno, called, f"{called}() holds a moment later for an open page; use hands.intercept"


def _calls(source: Source) -> list[ast.Call]:
    return [node for node in nodes(source.tree) if isinstance(node, ast.Call)]


SLEEPING = """\"\"\"M.\"\"\"
import time


def test_it_comes():
    start()
    time.sleep(0.2)
    assert came()
"""
TIMING = """\"\"\"M.\"\"\"
import time


def test_speed():
    begin = time.monotonic()
    act()
    assert time.monotonic() - begin < 1
"""

ROUTING = """\"\"\"M.\"\"\"


async def steps(page):
    await page.route("**/pay", lose)
    await page.keyboard.press("Enter")
"""

RULES = (
    Rule(
        "requests of an open page are intercepted for certain",
        within("tests/"),
        late_routes,
        counter_example=ROUTING,
        example='"""M."""\n\n\nasync def steps(page):\n    await intercept(page, "**/pay", lose)\n',
        exceptions=frozenset(
            {
                "tests/app/till/hands.py::page.route",  # which makes it certain
                "tests/app/till/test_mounting.py::page.route",  # before the page is opened
            }
        ),
    ),
    Rule(
        "no fixed sleeps in tests",
        within("tests/"),
        fixed_sleeps,
        counter_example=SLEEPING,
        example='"""M."""\n\n\ndef test_it_comes():\n    start()\n    wait_until(came, "it")\n',
        exceptions=frozenset(
            {
                "tests/waiting.py::time.sleep",  # between two looks at a condition
                "tests/app/till/hands.py::asyncio.sleep",  # the same; the pace of a person; a look at what must not be
                "tests/app/dashboards/test_in_browser.py::page.wait_for_timeout",  # a look at what must not be
            }
        ),
    ),
    Rule(
        "no wall clock in tests",
        within("tests/"),
        wall_clocks,
        counter_example=TIMING,
        example='"""M."""\nfrom datetime import time\n\nCLOSES = time(4)\n',
        exceptions=frozenset(
            {
                "tests/waiting.py::time.monotonic",  # the limit of waiting for a condition
                "tests/faults/killing.py::monotonic",  # when to kill a till: at random moments of real time
            }
        ),
    ),
)
