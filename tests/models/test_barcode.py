"""Barcodes are checked before anything is done with them."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.barcode import NotAGtin, WrongCheckDigit, check_digit, parse_gtin, unshortened

bodies = st.sampled_from([7, 11, 12, 13]).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))


@pytest.mark.parametrize("digits", ["7310865004703", "96385074", "036000291452", "17310865004700"])
def test_real_numbers_of_every_length_are_taken(digits: str) -> None:
    assert parse_gtin(digits) == digits.zfill(14)


@given(bodies)
def test_a_number_with_its_check_digit_is_taken(body: str) -> None:
    assert parse_gtin(f"{body}{check_digit(body)}") == f"{body}{check_digit(body)}".zfill(14)


@given(bodies, st.data())
def test_any_single_misread_digit_is_found(body: str, data: st.DataObject) -> None:
    digits = f"{body}{check_digit(body)}"
    place = data.draw(st.integers(0, len(digits) - 1))
    misread = data.draw(st.sampled_from([d for d in "0123456789" if d != digits[place]]))
    read = digits[:place] + misread + digits[place + 1 :]
    assume(unshortened(read) == read)  # eight digits after 0 or 1 may be the UPC-E of other goods
    with pytest.raises(WrongCheckDigit, match="misread"):
        parse_gtin(read)


def test_a_misread_short_number_may_be_that_of_other_goods() -> None:
    """Nothing tells the two apart: the check digit of a UPC-E is that of the long number."""
    assert (parse_gtin("40001036"), parse_gtin("10001036")) == ("00000040001036", unshortened("10001036").zfill(14))


@given(st.text().filter(lambda text: not text.strip().isdigit()))
def test_other_text_is_refused_with_a_clear_message(text: str) -> None:
    with pytest.raises(NotAGtin, match="Nothing was added"):
        parse_gtin(text)


@pytest.mark.parametrize("text", ["٧٣١٠٨٦٥٠٠٤٧٠٣", "731086500470³", "", "1234", "731 0865004703"])
def test_digits_of_other_scripts_and_stray_signs_are_not_a_barcode(text: str) -> None:
    with pytest.raises(NotAGtin):
        parse_gtin(text)
