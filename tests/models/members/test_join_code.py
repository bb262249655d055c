"""The code to join with: read back as it was written, and good for a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.members.join_code import (
    CODE_TIME,
    HOLDS_AFTER,
    JoinCode,
    JoinCodeExpired,
    WrongJoinCode,
    check_fresh,
    parse_join_code,
    slot_of,
)
from tests.builders import AT

SIGNATURE = "0123456789abcdef" * 4
numbers = st.integers(0, 999_999_999)


@given(numbers, numbers, st.integers(0, 2**63 - 1), numbers)
def test_a_code_is_read_as_it_was_written(till: int, slot: int, basket: int, uses: int) -> None:
    code = JoinCode(till, slot, basket, uses)
    assert parse_join_code(code.text(SIGNATURE)) == (code, SIGNATURE[:32])


@given(st.text())
def test_other_texts_are_no_codes(text: str) -> None:
    with pytest.raises(WrongJoinCode):
        parse_join_code(text)


@given(st.timedeltas(timedelta(days=-1), timedelta(days=1)))
def test_a_code_holds_from_its_five_minutes_until_ten_minutes_after_them(later: timedelta) -> None:
    code = JoinCode(1, slot_of(AT), 0, 0)
    begins = AT - (AT - AT.replace(year=1970, month=1, day=1, hour=0, minute=0, second=0, microsecond=0)) % CODE_TIME
    holds = begins <= AT + later < begins + CODE_TIME + HOLDS_AFTER
    try:
        check_fresh(code, AT + later)
    except JoinCodeExpired:
        assert not holds
    else:
        assert holds
