"""Over and short: by operator and by till they are the same drawers, and what is over never hides what is short."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.cash.differences import CashDifference, differences_by, who_counted
from models.cash.drawer_session import is_too_much
from models.cash.z_report import ZReport
from models.facts.day import DrawerSum
from models.money import Money
from tests.builders import AT, DAY
from tests.models.cash.test_day_page import FIGURES

amounts = st.integers(0, 10_000_00)
drawers = st.builds(
    DrawerSum,
    session=st.integers(1, 9),
    owner=st.sampled_from(("", "anna", "maria")),
    opening_float=amounts,
    moved_in=amounts,
    moved_out=amounts,
    expected=amounts,
    counted=st.none() | amounts,
    reason=st.just(""),
)
REPORT = ZReport(1, 1, 1, AT, DAY, "anna", 0, 1, 1, FIGURES)


def report(till: int, operator: str, listed: list[DrawerSum]) -> ZReport:
    return replace(REPORT, till_id=till, operator=operator, figures=structs.replace(FIGURES, drawers=tuple(listed)))


reports = st.builds(report, st.integers(1, 3), st.sampled_from(("anna", "per")), st.lists(drawers, max_size=4))


@given(st.lists(reports, max_size=6))
def test_every_counted_drawer_is_in_one_sum_however_they_are_grouped(made: list[ZReport]) -> None:
    by_person = differences_by(made, who_counted)
    by_till = differences_by(made, lambda each, _: each.till_id)
    counted = [each for one in made for each in one.figures.drawers if each.counted is not None]
    for sums in (by_person, by_till):
        assert sum(each.counted for each in sums.values()) == len(counted)
        assert sum(each.over + each.short for each in sums.values()) == sum(one.figures.difference for one in made)
        assert all(each.short <= 0 <= each.over for each in sums.values())


def test_too_much_at_noon_does_not_hide_too_little_at_night() -> None:
    noon = DrawerSum(1, "", 100_00, 0, 0, expected=100_00, counted=120_00, reason="")
    night = DrawerSum(2, "maria", 100_00, 0, 0, expected=100_00, counted=80_00, reason="")
    both = report(1, "anna", [noon, structs.replace(night, owner="")])
    assert differences_by([both], who_counted) == {"anna": CashDifference(2, 20_00, -20_00)}
    assert set(differences_by([report(1, "anna", [noon, night])], who_counted)) == {"anna", "maria"}


@given(expected=st.integers(-10_000_00, 10_000_00), limit=st.integers(0, 20_000))
def test_too_much_is_above_the_limit_and_never_without_one(expected: int, limit: int) -> None:
    assert is_too_much(Money(expected, "SEK"), limit) is (limit > 0 and expected > limit * 100)


@pytest.mark.parametrize(("currency", "minor", "is_above"), [("JPY", 6000, True), ("JPY", 5000, False)])
def test_a_currency_without_decimals_has_its_own_units(currency: str, minor: int, *, is_above: bool) -> None:
    assert is_too_much(Money(minor, currency), 5000) is is_above
