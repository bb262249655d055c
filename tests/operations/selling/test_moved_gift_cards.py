"""Gift cards of a former system: found by their printed codes, owed in the books to the öre, each once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts.gift_card import GiftCardsMade
from models.selling.gift_card import GiftCardState, UnknownGiftCard, read_code
from models.selling.refusals import RECORDED_MAX
from models.selling.till_event import Scan, ShowCode
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.gift_card_office import make_blanks
from operations.selling.moved_gift_cards import MovedGiftCard, move_gift_cards
from operations.selling.till_events import apply_events
from store import invariants, journal, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling.gift_card_rows import all_cards
from store.shop import find_shop
from tests.builders import AT, CLIENT, OFFICE, OFFICE_ACTOR, Operator, small_shop
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


def stored_texts(store: Store) -> str:
    """Everything that the journal and the till's problems hold."""
    with store.view() as view:
        rows = [tuple(row) for table in (schema.journal, schema.till_client) for row in view.execute(sa.select(table))]
    return str(rows)


@pytest.mark.parametrize("code", ["GC-1234-ABCD", "7350053850019", "7350053850010", "4040"])
@pytest.mark.parametrize("kind", [Scan, ShowCode])
def test_a_code_that_was_scanned_as_goods_is_stored_nowhere(
    store: Store, secret: InstallationSecret, code: str, kind: type[Scan | ShowCode]
) -> None:
    """A code of letters, one that looks like a barcode, one with a wrong check digit, and a short one."""
    small_shop(store)
    actor = Operator(store).actor
    shown = apply_events(store, actor, CLIENT, [kind(1, code)], at=AT, installation=secret)
    assert shown.problems[0].code != "gift_card_scanned", "no card has it yet"
    assert code in stored_texts(store), "what no card has is recorded as it was scanned"
    moved = f"{code}7"
    move_gift_cards(store, OFFICE_ACTOR, secret, [MovedGiftCard(moved, 250_00)], at=AT)
    events = [kind(2, moved), kind(3, moved.lower())]
    state = apply_events(store, actor, CLIENT, events, at=AT, installation=secret)
    assert [(each.code, each.subject) for each in state.problems] == [
        ("gift_card_scanned", f"\N{BULLET}\N{BULLET}\N{BULLET}{read_code(moved)[-4:]}")
    ] * 2
    assert state.basket is None
    assert moved.casefold() not in stored_texts(store).casefold()


def test_our_own_card_that_is_sent_as_goods_is_stored_nowhere(store: Store, secret: InstallationSecret) -> None:
    small_shop(store)
    (code,) = make_blanks(store, OFFICE_ACTOR, secret, 1, at=AT)
    state = apply_events(store, Operator(store).actor, CLIENT, [Scan(1, code)], at=AT, installation=secret)
    assert state.problems[0].code == "gift_card_scanned"
    assert code not in stored_texts(store)


def test_goods_with_the_code_of_a_card_are_sold(store: Store, secret: InstallationSecret) -> None:
    """The card is then asked for by its own key; a refusal of the goods names the goods' reason, and no code."""
    small_shop(store)
    move_gift_cards(store, OFFICE_ACTOR, secret, [MovedGiftCard("MILK", 250_00)], at=AT)
    actor = Operator(store).actor
    events = [Scan(1, "MILK"), Scan(2, "MILK", Decimal("0.5"))]
    state = apply_events(store, actor, CLIENT, events, at=AT, installation=secret)
    assert state.basket is not None
    assert [line.sku for line in state.basket.basket.lines] == ["MILK"]
    assert [each.code for each in state.problems] == ["wrong_quantity"]
    assert find_gift_card(store, actor, secret, "milk", at=AT).balance_minor == 250_00


def test_a_till_that_guesses_is_answered_no_more(store: Store, secret: InstallationSecret) -> None:
    """Once refusals are only counted, the answer is that of any unknown code, and the journal has no row of it."""
    small_shop(store)
    move_gift_cards(store, OFFICE_ACTOR, secret, [MovedGiftCard("GC-1234-ABCD", 250_00)], at=AT)
    actor = Operator(store).actor
    guesses = [Scan(seq, f"GUESS{seq}") for seq in range(1, RECORDED_MAX)]
    events = [*guesses, Scan(RECORDED_MAX, "GC1234ABCD"), Scan(RECORDED_MAX + 1, "GC1234ABCD")]
    state = apply_events(store, actor, CLIENT, events, at=AT, installation=secret)
    codes = [each.code for each in state.problems]
    assert codes == ["unknown_barcode"] * (RECORDED_MAX - 1) + ["gift_card_scanned", "unknown_barcode"]
    with store.view() as view:
        assert "1234ABCD" not in str([row.payload for row in journal.read(view, actor.device_id)])


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
