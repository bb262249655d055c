"""Deposit vouchers: what their codes mean, and that they change neither tax nor discounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.barcode import check_digit
from models.selling.deposit_voucher import (
    UnreadVoucher,
    is_voucher_code,
    read_voucher,
)
from models.setting_kind import WrongSetting
from models.shop_settings import VOUCHER_LAYOUT, parse_name
from models.voucher_layout import is_layout

LAYOUT = "980NNNNVVVVVC"


def code_of(body: str) -> str:
    return f"{body}{check_digit(body)}"


@given(number=st.integers(0, 9999), minor=st.integers(1, 99_999))
def test_a_voucher_is_read_as_it_was_printed(number: int, minor: int) -> None:
    code = code_of(f"980{number:04}{minor:05}")
    read = read_voucher(f" {code} ", LAYOUT, 2)
    assert (read.number, read.amount_minor, read.reason) == (code, minor, "")


@given(kronor=st.integers(1, 999), number=st.integers(0, 999_999), digits=st.sampled_from([0, 2, 3]))
def test_whole_units_are_as_large_as_the_currency_says(kronor: int, number: int, digits: int) -> None:
    code = code_of(f"981{kronor:03}{number:06}")
    assert read_voucher(code, "981WWWNNNNNNC", digits).amount_minor == kronor * 10**digits


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 9))
def test_one_wrong_digit_is_no_voucher(body: str, place: int) -> None:
    """A voucher misread by one digit would pay another amount: the check digit finds it."""
    code = code_of(body)
    other = code[:place] + str((int(code[place]) + 1) % 10) + code[place + 1 :]
    assert not is_voucher_code(other)


@pytest.mark.parametrize(
    ("code", "layout"),
    [
        (code_of("980123402000"), ""),
        (code_of("980123400000"), LAYOUT),
        (code_of("982123402000"), LAYOUT),
        ("7310865004703", LAYOUT),
        ("9801234020008", LAYOUT),
    ],
    ids=["no layout", "worth nothing", "of another machine", "goods", "misread"],
)
def test_what_does_not_fit_is_refused(code: str, layout: str) -> None:
    with pytest.raises(UnreadVoucher) as refused:
        read_voucher(code, layout, 2)
    assert code in str(refused.value)


@pytest.mark.parametrize("text", ["980NNNNVVVVV", "730NNNNVVVVVC", "980NNVNVVVVVC", "980NNNNNNNNNC", "980VVVVVVVVVC"])
def test_a_layout_that_names_no_voucher_is_no_setting(text: str) -> None:
    name = parse_name(VOUCHER_LAYOUT)
    assert not is_layout(text)
    with pytest.raises(WrongSetting):
        name.kind.clean(name.text, text)
    assert name.kind.clean(name.text, LAYOUT.lower()) == LAYOUT
