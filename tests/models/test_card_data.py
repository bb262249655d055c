"""Card numbers and tracks are found in any text, and what a shop writes every day is not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.card_data import HIDDEN, CardDataRefused, check_no_card_data, has_card_data, hide_card_data, is_card_number
from tests.cards import CARDS, NO_CARDS, NUMBERS

numbers = st.sampled_from(NUMBERS)
apart = st.sampled_from(["", " ", "-", " - ", "\u00a0", ".", "/", "\u2013", "\u200b"])
words = st.text(st.characters(categories=("Lu", "Ll")), max_size=12)


@pytest.mark.parametrize("text", CARDS)
def test_a_card_is_found_and_hidden(text: str) -> None:
    assert has_card_data(text)
    hidden = hide_card_data(text)
    assert HIDDEN in hidden
    assert not has_card_data(hidden)


@pytest.mark.parametrize("text", NO_CARDS)
def test_what_a_shop_writes_every_day_is_left_alone(text: str) -> None:
    assert not has_card_data(text)
    assert hide_card_data(text) == text


@given(numbers, st.data(), apart, words, words)
def test_a_number_is_found_however_it_is_grouped_and_whatever_stands_around_it(
    number: str, data: st.DataObject, gap: str, before: str, after: str
) -> None:
    least = 2 if gap == "." else 0  # one dot makes it a number with decimals
    cuts = sorted(data.draw(st.sets(st.integers(1, len(number) - 1), min_size=least, max_size=4)))
    groups = [number[a:b] for a, b in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    text = f"{before} {gap.join(groups)} {after}"
    assert has_card_data(text)
    assert not set(number) & set(hide_card_data(text))


@given(numbers, st.data())
def test_one_wrong_digit_is_no_card(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    assert is_card_number(number)
    assert not is_card_number(number[:place] + wrong + number[place + 1 :])


@given(st.text())
def test_hiding_leaves_nothing_to_hide_and_changes_nothing_else(text: str) -> None:
    assert not has_card_data(hide_card_data(text))
    assert has_card_data(text) or hide_card_data(text) == text


def test_the_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(CardDataRefused, match="nothing was saved") as refused:
        check_no_card_data("cash", "4111 1111 1111 1111")
    assert "4111" not in str(refused.value)
    check_no_card_data("cash", "7310865004703")
