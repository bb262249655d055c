"""Gift cards of a former system: found by their printed codes, owed in the books to the öre, each once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts.gift_card import GiftCardsMade
from models.selling.gift_card import GiftCardState, UnknownGiftCard, read_code
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.moved_gift_cards import MovedGiftCard, move_gift_cards
from store import invariants, journal, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling.gift_card_rows import all_cards
from store.shop import find_shop
from tests.builders import AT, OFFICE, OFFICE_ACTOR, Operator, small_shop
from tests.columns import balances

DEBT, OPENING = "2421", "2099"
CODES = st.text("ABCDEFGHIJKLMNOPQRSTUVWXY0123456789", min_size=4, max_size=20).filter(lambda code: code[:2] != "KX")
CARDS = st.lists(
    st.builds(
        MovedGiftCard,
        CODES,
        st.integers(0, 10**9),
        st.none() | st.dates(date(2025, 1, 1), date(2030, 1, 1)),
        st.booleans(),
    ),
    max_size=6,
    unique_by=lambda each: each.code,
)


@pytest.fixture
def secret(tmp_path: Path) -> InstallationSecret:
    return InstallationSecret(tmp_path)


def check(store: Store) -> int:
    """That everything is sound, and what is owed."""
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
        booked = balances(view)
        assert booked.get(DEBT, 0) == -booked.get(OPENING, 0)
        return -int(booked.get(DEBT, 0))


def test_cards_come_over_once_with_what_is_on_them(store: Store, secret: InstallationSecret) -> None:
    small_shop(store)
    cards = [
        MovedGiftCard("GC-1234-ABCD", 250_00, date(2028, 4, 1)),
        MovedGiftCard("6035 7100 0000", 75_50),
        MovedGiftCard("lost-one", 10_00, is_blocked=True),
    ]
    assert move_gift_cards(store, OFFICE_ACTOR, secret, cards, at=AT) == 3
    assert check(store) == 335_50
    assert move_gift_cards(store, OFFICE_ACTOR, secret, [MovedGiftCard("gc1234abcd", 999_00), *cards[1:]], at=AT) == 0
    assert check(store) == 335_50
    with store.view() as view:
        lost = next(each for each in all_cards(view) if each.last_four == "TONE")
        assert (lost.state, lost.balance_minor) == (GiftCardState.BLOCKED, 10_00)
        (made,) = journal.read(view, OFFICE, kinds=[GiftCardsMade.kind])
        assert "1234ABCD" not in made.payload
    found = find_gift_card(store, Operator(store).actor, secret, "GC 1234 abcd", at=AT)
    assert (found.balance_minor, found.good_until) == (250_00, date(2028, 4, 1))


@pytest.mark.parametrize("text", ["", "abc", "KXR400000524", "KXG", "x" * 41, "åäö-1234"])
def test_what_cannot_be_a_code_is_none(text: str) -> None:
    with pytest.raises(UnknownGiftCard):
        read_code(text)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cards=CARDS)
def test_the_books_owe_what_is_on_the_cards(
    sqlite_store: Store, secret: InstallationSecret, cards: list[MovedGiftCard]
) -> None:
    """One shop for all examples: each adds what its new codes have on them, and nothing else."""
    with sqlite_store.view() as view:
        is_new = find_shop(view) is None
    if is_new:
        small_shop(sqlite_store)
    before, known = check(sqlite_store), digests(sqlite_store)
    saved = move_gift_cards(sqlite_store, OFFICE_ACTOR, secret, cards, at=AT)
    fresh = [each for each in cards if secret.pepper("gift-card", read_code(each.code)) not in known]
    assert saved == len(fresh)
    assert check(sqlite_store) - before == sum(each.balance_minor for each in fresh)


def digests(store: Store) -> frozenset[str]:
    """The keyed hashes of the cards that there are."""
    with store.view() as view:
        return frozenset(view.scalars(sa.select(schema.gift_card.c.digest)))
