"""Organisation numbers: the check digit, the ways of writing them, and sole traders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.company_number import WrongCompanyNumber, check_company_number, is_personal_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("556000-4755", "556000-4755"),
        ("5560004755", "556000-4755"),
        ("16556000-4755", "556000-4755"),
        (" 55 60 00 \u2013 4755 ", "556000-4755"),
        ("640823-3234", "640823-3234"),
        ("19640823-3234", "640823-3234"),
        ("640883-3231", "640883-3231"),  # a coordination number
    ],
)
def test_a_right_number_is_written_one_way(text: str, number: str) -> None:
    assert check_company_number(text) == number
    assert is_personal_number(number) == number.startswith("64")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("556000-4754", "last digit"),
        ("000000-0000", "zeros"),
        ("", "ten digits"),
        ("55600-4755", "ten digits"),
        ("556000-475\u0665", "ten digits"),
        ("<script>alert(1)</script>", "ten digits"),
        ("641332-1230", "no date"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(WrongCompanyNumber) as refused:
        check_company_number(text)
    assert reason in refused.value.reason
    assert len(refused.value.number) <= 40


@given(st.integers(0, 9), st.integers(0, 9))
def test_every_single_wrong_digit_is_found(place: int, digit: int) -> None:
    digits = list("5560004755")
    is_same = digits[place] == str(digit)
    digits[place] = str(digit)
    if is_same:
        assert check_company_number("".join(digits)) == "556000-4755"
    else:
        with pytest.raises(WrongCompanyNumber):
            check_company_number("".join(digits))
