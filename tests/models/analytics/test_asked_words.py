"""Texts of the shop that go out are one short line of signs that are seen; periods are those that exist."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.analytics.asked_period import PERIOD_FORMS, parse_period
from models.analytics.choices import UnknownChoice
from models.analytics.shop_text import TEXT_LENGTH_MAX, clean_text
from tests.hostile_texts import HOSTILE_TEXTS

DAY = date(2026, 11, 25)


def check_clean(text: str) -> None:
    clean = clean_text(text)
    assert len(clean) <= TEXT_LENGTH_MAX
    assert not [each for each in clean if unicodedata.category(each) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}]
    assert clean_text(clean) == clean


@given(st.text(max_size=200))
def test_any_text_becomes_one_line_that_is_seen(text: str) -> None:
    check_clean(text)


def test_hostile_texts_become_one_line_and_plain_ones_stay() -> None:
    for each in HOSTILE_TEXTS:
        check_clean(each)
    assert clean_text("Räksmörgås 1,5 l – ”lyx” 50 %") == "Räksmörgås 1,5 l – ”lyx” 50 %"
    assert clean_text("a\ufe0fb\U000e0100c\U000e0041d\u2800e") == "abcde"
    assert clean_text("x" * 80) == "x" * 80
    assert clean_text("x" * 81) == "x" * 79 + "…"


@given(st.dates(date(2000, 1, 3), date(2099, 12, 31)))
def test_every_form_of_a_period_holds_its_days(day: date) -> None:
    week, month = parse_period(f"{day:%G}-W{day:%V}", day), parse_period(f"{day:%Y-%m}", day)
    assert (week.first.weekday(), (week.last - week.first).days) == (0, 6)
    assert (month.first.day, month.until.day) == (1, 1)
    for asked in (week, month, parse_period(f"{day:%Y}", day), parse_period(str(day), day)):
        assert asked.first <= day <= asked.last
    for form, period in (("this_week", week), ("this_month", month), ("today", parse_period(str(day), day))):
        assert parse_period(form, day) == period
    for which in ("week", "month", "year"):
        earlier, this = parse_period(f"last_{which}", day), parse_period(f"this_{which}", day)
        assert earlier.until == this.first
    assert parse_period("yesterday", day).last == day - timedelta(days=1)


def test_the_forms_that_are_named_exist() -> None:
    assert all(parse_period(each, DAY) for each in PERIOD_FORMS)


@pytest.mark.parametrize(
    "text",
    [
        *("", "recently", "2026-13", "2026-W54", "26", "20261125", "2026-11-31", "last_day", "this", "next_week"),
        *("2026-11-02..2026-11-01", "2026-11-01..", "..", "0000", "9999", "9999-12-31", "２０２６", "2026-11-25 "),
    ],
)
def test_what_is_no_period_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UnknownChoice, match="last_month"):
        parse_period(text, DAY)
