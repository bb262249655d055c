"""The rules for what a browser runs hold, and each of them catches what it is for."""

from __future__ import annotations

import json
import re

import pytest

from models.catalogue.colour import Colour
from tests.architecture.rules_of_browser_code import (
    CLIENT,
    MAY_IMPORT,
    PAGE_ACCENTS,
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


ACCENT = re.compile(r"\.(?:kassa-)?accent-(\d) \{ --accent: light-dark\((#\w{6}), (#\w{6})\); \}")


def test_the_colours_of_categories_are_the_same_everywhere_and_can_be_told_from_their_ground() -> None:
    till, pages = (ACCENT.findall((ROOT / path).read_text(encoding="utf-8")) for path in (TOKENS, PAGE_ACCENTS))
    assert till == pages
    assert [int(number) for number, _, _ in till] == list(range(len(Colour)))
    grounds = {"light": ("#ffffff", "#f1f4f6"), "dark": ("#131c2a", "#0b111b")}
    weak = [
        (number, ground)
        for number, light, dark in till
        for ground, colour in (
            *((each, light) for each in grounds["light"]),
            *((each, dark) for each in grounds["dark"]),
        )
        if contrast(colour, ground) < 4.5
    ]
    assert weak == []


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' luminance (WCAG 2.2, 1.4.3)."""
    low, high = sorted(luminance(each) for each in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_pages_without_a_till_have_the_colours_of_the_till() -> None:
    till, pages, accents = (
        dict(re.findall(r"(--[\w-]+): ([^;]+);", (ROOT / path).read_text(encoding="utf-8")))
        for path in (TOKENS, PAGE_TOKENS, PAGE_ACCENTS)
    )
    pages.pop("--field-edge")  # an edge that a field needs, darker than those between the till's parts
    accents.pop("--accent")  # of each category
    assert (pages | accents).items() <= till.items()
