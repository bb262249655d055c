"""The rules for what a browser runs hold, and each of them catches what it is for."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.rules_of_browser_code import (
    CLIENT,
    MAY_IMPORT,
    PAGE_TOKENS,
    RULES,
    TOKENS,
    BrowserRule,
    cycles,
    folder_of,
)
from tests.architecture.source_tree import ROOT, tracked_files

FILES = {
    path.relative_to(ROOT).as_posix(): path.read_text()
    for path in tracked_files()
    if path.suffix in {".js", ".css"} and path.is_relative_to(ROOT / "app")
}
TYPES = ROOT / "tests" / "architecture" / "javascript"

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))


@each_rule
def test_the_browser_code_obeys(rule: BrowserRule) -> None:
    assert [problem for path, text in FILES.items() for problem in rule.problems(path, text)] == []


@each_rule
def test_the_rule_catches_its_counter_example(rule: BrowserRule) -> None:
    assert rule.problems(*rule.counter_example)


@each_rule
def test_the_rule_leaves_alone_what_is_right(rule: BrowserRule) -> None:
    assert rule.problems(*rule.example) == []


def test_the_rules_see_the_till() -> None:
    assert len([path for path in FILES if path.startswith(CLIENT)]) > 40


def test_every_folder_of_the_client_has_a_place_in_the_direction() -> None:
    scripts = {folder_of(path) for path in FILES if path.startswith(CLIENT) and path.endswith(".js")}
    assert scripts == set(MAY_IMPORT)


def test_no_script_imports_itself_by_way_of_others() -> None:
    assert cycles({path: text for path, text in FILES.items() if path.startswith(CLIENT)}) == []


def test_a_cycle_is_found_and_types_make_none() -> None:
    a, b = f"{CLIENT}view/a.js", f"{CLIENT}view/b.js"
    back = "import {\n  a,\n} from './a.js';\n"
    assert cycles({a: "import { b } from './b.js';\n", b: back}) == [a, b]
    assert cycles({a: "/** @typedef {import('./b.js').B} B */\n", b: back}) == []


def test_every_style_sheet_is_used() -> None:
    style = f"{CLIENT}style/"
    used = re.findall(r'@import url\("\./(\w+\.css)"\)', FILES[f"{style}till.css"])
    assert sorted(used) == sorted(
        path.removeprefix(style) for path in FILES if path.startswith(style) and not path.endswith("/till.css")
    )


def test_the_type_checker_is_locked_by_its_hash_and_names_no_registry() -> None:
    lock = json.loads((TYPES / "package-lock.json").read_text())
    asked = json.loads((TYPES / "package.json").read_text())["devDependencies"]
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert {name.removeprefix("node_modules/"): each["version"] for name, each in packages.items()} == asked
    assert all(each["integrity"].startswith("sha512-") and "resolved" not in each for each in packages.values())


def test_pages_without_a_till_have_the_colours_of_the_till() -> None:
    till, pages = (
        dict(re.findall(r"(--[\w-]+): ([^;]+);", (ROOT / path).read_text(encoding="utf-8")))
        for path in (TOKENS, PAGE_TOKENS)
    )
    pages.pop("--field-edge")  # an edge that a field needs, darker than those between the till's parts
    assert pages.items() <= till.items()
