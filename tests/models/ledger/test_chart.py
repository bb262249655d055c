"""Accounts change from a later day on, and what was booked before can always be booked again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.sweden import SWEDEN
from models.ledger.chart import AccountChoice, AccountsInUse, WrongAccount, chart_on, check_change, first_choices

TODAY = date(2026, 11, 23)
BAS = first_choices(SWEDEN.accounts)
days = st.integers(-400, 400).map(lambda n: TODAY + timedelta(n))
changes = st.lists(
    st.builds(
        AccountChoice,
        role=st.sampled_from(AccountRole),
        rate_ppm=st.just(0),
        valid_from=days,
        number=st.sampled_from(["1911", "1580", "3741"]),
        name=st.just("x"),
    ),
    max_size=8,
    unique_by=lambda each: (each.role, each.valid_from),
)


@given(changes, days)
def test_a_change_that_is_allowed_leaves_the_charts_of_all_days_before_as_they_were(
    made: list[AccountChoice], day: date
) -> None:
    allowed = [each for each in made if each.valid_from > TODAY]
    if day <= TODAY:
        assert chart_on([*BAS, *allowed], day) == chart_on(BAS, day)
    for each in made:
        if each not in allowed:
            with pytest.raises(AccountsInUse, match="choose a later day"):
                check_change(each, TODAY)


@given(changes, days)
def test_the_order_in_which_choices_were_made_does_not_matter(made: list[AccountChoice], day: date) -> None:
    assert chart_on([*BAS, *made], day) == chart_on([*reversed(made), *BAS], day)


@pytest.mark.parametrize("number", ["", "19 10", "kassa", "123456789", "१९१०"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(WrongAccount, match="enter 1 to 8 digits"):
        AccountChoice(AccountRole.CASH, 0, TODAY, number, "Kassa")
