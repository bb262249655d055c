"""Every error that a page or a route can show has a text in both languages; the others are named, with the reason."""

from __future__ import annotations

import re

import pytest

from app.words import LANGUAGES, words_of
from tests.architecture.error_codes import error_classes
from tests.architecture.source_tree import ROOT

#: Where an error without a text is told instead, and which codes are told only there.
TOLD_ELSEWHERE = {
    "by commands only, which speak English": {
        "ambiguous_dates",
        "backup_exists",
        "backup_is_older",
        "backup_missing",
        "backup_unproven",
        "import_overlaps",
        "no_stripe_key",
        "no_payout_report",
        "no_such_file",
        "not_a_backup",
        "not_an_anchor",
        "other_demo",
        "other_shop",
        "package_missing",
        "payout_currency",
        "payout_differs",
        "payout_uneven",
        "reader_refused",
        "schedule_runs",
        "shop_in_the_way",
        "stripe_unavailable",
        "unknown_job",
        "wrong_demo_plan",
        "too_little_history",
        "wrong_key_list",
        "wrong_replay",
    },
    "by `kassa serve` before it listens": {
        "bad_settings",
        "engine_too_old",
        "open_to_everyone",
        "port_taken",
        "unsafe_settings",
        "wrong_device_setting",
    },
    "in a notebook or a program of an analyst, which speak English": {"not_a_day"},
    "by jobs that run by themselves, in their log": {
        "forecast_too_old",
        "no_forecast",
        "nothing_sold",
        "wrong_horizon",
        "wrong_service_level",
    },
    "by the state of the printer in the bar": {"device_unavailable"},
    "as `problem.broken`: our own mistake, which nobody at a till can mend": {
        "backup_damaged",
        "missing_word",
        "no_account",
        "shop_gone",
        "store_unsound",
        "unbalanced_entry",
    },
}
EXCUSED = frozenset().union(*TOLD_ELSEWHERE.values())


def codes() -> set[str]:
    """The codes of the page of errors, which the other tests hold to the code."""
    return set(re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "errors.md").read_text(), re.MULTILINE))


def test_the_page_of_errors_names_them_all() -> None:
    assert codes() == {error.code for error in error_classes()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_of_a_page_or_route_has_a_text(language: str) -> None:
    texts = words_of(language).texts
    assert {code for code in codes() - EXCUSED if f"problem.{code}" not in texts} == set()


def test_no_excuse_outlives_its_reason() -> None:
    texts = words_of("sv").texts
    assert codes() >= EXCUSED, "an error that is gone"
    assert {code for code in EXCUSED if f"problem.{code}" in texts} == set(), "an error that has got its text"
    assert sum(len(each) for each in TOLD_ELSEWHERE.values()) == len(EXCUSED), "an error that is excused twice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_only_values_that_its_error_has(language: str) -> None:
    """Else the error would fall back to its English message without anybody noticing."""
    for error in error_classes():
        text = str(words_of(language).texts.get(f"problem.{error.code}", ""))
        assert set(re.findall(r"\{(\w+)\}", text)) <= error.values, error.code
