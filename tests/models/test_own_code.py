"""Kassa's own codes are told from goods by their prefix alone, and a misread one by its check signs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.own_code import (
    NUMBER_MAX,
    PREFIX,
    GoodsCode,
    MisreadCode,
    OwnCode,
    OwnCodeKind,
    ReservedCode,
    check_not_reserved,
    code_of_number,
    is_reserved,
    meaning_of,
    read_number,
)
from models.scanning import readings
from tests.own_codes import CASES

PAGE = Path(__file__).parents[2] / "docs" / "scanning.md"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

kinds = st.sampled_from(OwnCodeKind)
bodies = st.text(st.sampled_from(SIGNS), min_size=3, max_size=170)
#: Whatever may be scanned or typed, more often near the reserved prefix than chance has it.
texts = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from(SIGNS + "kxr-]() /"), max_size=24),
    st.builds("{}{}".format, st.sampled_from([PREFIX, "kx", "KXR", "kxv", "KXP"]), st.text(st.sampled_from(SIGNS))),
    st.builds(lambda kind, body: OwnCode(kind, body).text, kinds, bodies),
)


@pytest.mark.parametrize("text", CASES)
def test_a_text_means_what_the_table_has(text: str) -> None:
    match meaning_of(text):
        case OwnCode(kind, _):
            assert kind.value == CASES[text]
        case MisreadCode():
            assert CASES[text] == "misread"
        case GoodsCode():
            assert CASES[text] == ""


@given(kinds, bodies)
def test_a_code_is_read_as_it_was_made(kind: OwnCodeKind, body: str) -> None:
    code = OwnCode(kind, body)
    assert meaning_of(code.text) == meaning_of(f" {code.text.lower()} ") == code


@given(kinds, st.integers(0, NUMBER_MAX))
def test_the_number_in_a_code_is_read_as_it_was_made(kind: OwnCodeKind, number: int) -> None:
    assert code_of_number(kind, number).number == number


@pytest.mark.parametrize(("body", "number"), [("00I", None), ("U00", None), ("8" + "0" * 12, None), ("00A", 10)])
def test_signs_that_write_no_id_are_no_number(body: str, number: int | None) -> None:
    assert read_number(body) == number


@given(texts)
def test_a_text_means_one_thing_and_goods_are_never_an_own_code(text: str) -> None:
    """An own code, misread or not, can be no product's, and what may be a product's is never an own code."""
    if is_reserved(text):
        assert isinstance(meaning_of(text), OwnCode | MisreadCode)
        with pytest.raises(ReservedCode):
            check_not_reserved(text)
    else:
        assert meaning_of(text) == GoodsCode(text.strip())
        check_not_reserved(text)


@given(st.builds(lambda kind, body: OwnCode(kind, body).text, kinds, bodies))
def test_an_own_code_is_never_read_as_a_barcode(text: str) -> None:
    assert not any(each.is_gtin or each.weight or each.price for each in readings(text, "SE"))


@given(kinds, bodies, st.data())
def test_one_wrong_sign_or_two_in_wrong_order_are_noticed(kind: OwnCodeKind, body: str, data: st.DataObject) -> None:
    text = OwnCode(kind, body).text
    place = data.draw(st.integers(3, len(text) - 2))
    wrong = text[:place] + data.draw(st.sampled_from(SIGNS)) + text[place + 1 :]
    turned = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    assert all(isinstance(meaning_of(each), MisreadCode) for each in {wrong, turned} - {text})


def test_the_page_lists_each_kind_with_its_prefix() -> None:
    rows = dict(re.findall(r"^\| `KX([A-Z])` \| ([a-z ]+) \|", PAGE.read_text(), re.MULTILINE))
    assert rows == {kind.value: kind.name.lower().replace("_", " ") for kind in OwnCodeKind}
