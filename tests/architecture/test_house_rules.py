"""House rules that a formatter cannot see, checked on the syntax tree of every file."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.architecture import (
    rules_of_formulas,
    rules_of_presses,
    rules_of_purity,
    rules_of_size,
    rules_of_tests,
    rules_of_words,
)
from tests.architecture.rule import Rule
from tests.architecture.rules_of_words import foreign_in
from tests.architecture.source_tree import PACKAGES, ROOT, Source, sources, tracked_files

RULES: tuple[Rule, ...] = (
    *rules_of_size.RULES,
    *rules_of_purity.RULES,
    *rules_of_formulas.RULES,
    *rules_of_presses.RULES,
    *rules_of_tests.RULES,
    *rules_of_words.RULES,
)
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name.replace(" ", "-"))


@cache
def violations(rule: Rule) -> list[tuple[str, str]]:
    """Every place that breaks the rule, excused or not."""
    return [each for source in sources() for each in rule.violations(source)]


@each_rule
def test_the_code_obeys(rule: Rule) -> None:
    found = [sentence for key, sentence in violations(rule) if key not in rule.exceptions]
    assert not found, f"{rule.name}:\n" + "\n".join(found)


@each_rule
def test_the_rule_bites(rule: Rule) -> None:
    assert list(rule.check(Source("models/utils.py", rule.counter_example)))


@each_rule
def test_the_rule_spares_what_is_right(rule: Rule) -> None:
    assert not list(rule.check(Source("models/money.py", rule.example)))


@each_rule
def test_exceptions_that_are_no_longer_needed_go(rule: Rule) -> None:
    assert rule.exceptions <= {key for key, _ in violations(rule)}


def test_rules_have_different_names() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_no_unknown_top_level_package() -> None:
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} <= {*PACKAGES, "benchmarks"}


def test_the_browser_code_uses_the_glossarys_words() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in tracked_files()
        if path.suffix in {".js", ".css"}
        for word in set(re.findall(r"[A-Za-z_][A-Za-z0-9_]*", path.read_text()))
        if foreign_in(word)
    ]
    assert found == []
