"""Texts, amounts and quantities of the file: whatever somebody typed is text, and no number has a third decimal."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.journal_xml.xml_pieces import (
    TEXT_LENGTH_MAX,
    NotInJournalFile,
    clean,
    code,
    is_rounded,
    money,
    optional,
    quantity,
    text,
)
from tests.hostile_texts import HOSTILE_TEXTS


@pytest.mark.parametrize("hostile", [*HOSTILE_TEXTS, "å" * 500, "<" * 73, "\ud800 halv", "\ufffe"])
def test_hostile_texts_stay_text(hostile: str) -> None:
    element = ET.fromstring(text("A", f"x{hostile}"))
    assert list(element) == []
    assert element.text == clean(f"x{hostile}")[:TEXT_LENGTH_MAX].rstrip()


@given(st.text(max_size=80))
def test_a_text_is_well_formed_whatever_it_is(value: str) -> None:
    piece = optional("A", value)
    assert piece == "" or 0 < len(ET.fromstring(piece).text or "") <= TEXT_LENGTH_MAX


def test_a_number_that_names_something_is_never_cut() -> None:
    assert code("A", "x" * 72)
    for wrong in ("x" * 73, "", " "):
        with pytest.raises(NotInJournalFile):
            code("A", wrong)


@given(st.integers(-(10**12), 10**12))
def test_an_amount_is_exact(minor: int) -> None:
    assert Decimal(ET.fromstring(money("A", minor)).text or "") == Decimal(minor).scaleb(-2)


@given(st.decimals(-9999, 9999, places=3))
def test_a_quantity_has_two_decimals_and_says_when_it_had_more(value: Decimal) -> None:
    written = Decimal(ET.fromstring(quantity("A", value)).text or "")
    assert abs(written - value) <= Decimal("0.005")
    assert is_rounded(value) is (written != value)
