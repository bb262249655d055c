"""Every error that a page or a route can show has a text in both languages; the others are named, with the reason."""

from __future__ import annotations

import ast
import pickle
import re

import pytest

from app.words import LANGUAGES, words_of
from models.errors import Reason
from models.purchasing.arrival import WrongDelivery
from models.purchasing.order_steps import WrongOrderLine
from tests.architecture.error_codes import error_classes
from tests.architecture.source_tree import ROOT, sources

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


# --- phrases in the messages ----------------------------------------------------------------------


def phrases() -> dict[str, set[str]]:
    """Every phrase that an error is given as a value, by its key."""
    found: dict[str, set[str]] = {}
    for source in sources():
        for call in ast.walk(source.tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Reason":
                key, text = (ast.literal_eval(each) for each in call.args)
                found.setdefault(key, set()).add(text)
    return found


def test_every_phrase_of_an_error_is_in_both_languages_with_the_same_values() -> None:
    found = phrases()
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}
    english, swedish = (
        {key.removeprefix("reason."): str(text) for key, text in words_of(language).under("reason.").items()}
        for language in ("en", "sv")
    )
    assert english == {key: texts.pop() for key, texts in found.items()}
    assert english.keys() == swedish.keys()
    for key, text in english.items():
        assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", swedish[key])), key


def test_a_phrase_is_told_in_the_language_of_whoever_reads() -> None:
    refused = WrongDelivery(Reason("freight", "freight"), Reason("below_nothing", "costs less than nothing"))
    assert str(refused).startswith("freight costs less than nothing.")
    assert "frakten: detta kan inte tas emot (kostar mindre än ingenting)" in words_of("sv").explain(refused)
    quantity = Reason("order_quantity", "the quantity must be from 0 to {most} with three decimals", most=9)
    assert "mängden måste vara från 0 till 9" in words_of("sv").explain(WrongOrderLine(1, "MILK", quantity))
    assert pickle.loads(pickle.dumps(quantity)) == str(quantity)
