"""Gift cards under chance, races and forgeries: the books owe what is on the cards, and nothing is spent twice."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.errors import Refused
from models.selling.gift_card import (
    GiftCardEmpty,
    GiftCardUse,
)
from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from models.selling.till_event import Cancel
from operations.selling.gift_card_office import block_gift_card
from operations.selling.gift_cards_at_till import remove_gift_card
from store import schema
from store.database.engine import Store
from store.invariants import recorded_gift_cards
from store.selling import gift_card_rows
from tests.builders import AT, OFFICE_ACTOR
from tests.faults.tampering import Undone, unguarded
from tests.operations.selling.test_gift_cards import LIABILITY, Cards, CardSeller
from tests.operations.selling.test_return_races import Rounds, both
from tests.operations.selling.test_returns import line


@pytest.fixture
def cards(store: Store, tmp_path: Path) -> Cards:
    return Cards(store, tmp_path / "keys")


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_the_books_owe_what_is_on_the_cards(cards: Cards, seed: int) -> None:
    """Cards are sold, filled, spent at two tills, refunded, moved and blocked by chance."""
    chance = random.Random(seed)
    sold: list[Sale] = []
    for _ in range(25):
        seller, code = chance.choice((cards.anna, cards.berit)), chance.choice(cards.codes)
        with suppress(Refused):
            match chance.choice(("load", "spend", "spend", "refund", "block", "cancel")):
                case "load":
                    seller.put(code, chance.randint(1, 90000))
                    seller.pay_due()
                case "spend":
                    seller.scan(chance.choice(("MILK", "LUNCH", "STAMPS")), chance.randint(1, 3))
                    seller.take(code, chance.choice((None, 1000, 33)))
                    sold.append(seller.pay_due())
                case "refund" if sold:
                    seller.choose(sold.pop(chance.randrange(len(sold))), line(1, "1"))
                    plan = seller.state().returned
                    assert plan is not None
                    assert plan.plan is not None
                    seller.give(plan.plan.method, key=chance.randint(1, 10**9))
                case "block":
                    card = seller.card(code).id
                    block_gift_card(cards.store, OFFICE_ACTOR, card, "", is_blocked=chance.random() < 0.5, at=AT)
                case _:
                    seller.do(Cancel, reason="left")
        with cards.store.view() as view:
            assert cards.owed() == sum(each.balance_minor for each in gift_card_rows.all_cards(view))
    cards.check()


@pytest.fixture
def used(cards: Cards) -> Cards:
    """A card that paid, one that waits in a basket, and one that is about to be filled."""
    anna, berit = cards.anna, cards.berit
    anna.sell_card(cards.codes[0], 5000)
    anna.sell_card(cards.codes[1], 5000)
    anna.scan("MILK")
    anna.take(cards.codes[0])
    anna.pay_due()
    berit.scan("MILK")
    berit.take(cards.codes[1])
    berit.put(cards.codes[2], 1000)
    return cards


_CARD, _ENTRY, _TENDER = schema.gift_card, schema.gift_card_entry, schema.tender
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete | sa.Insert, str]] = {
    "a card is worth more": (_CARD.update().values(balance_minor=_CARD.c.balance_minor + 100), "entries sum to"),
    "so are its entries": (_ENTRY.update().values(amount_minor=_ENTRY.c.amount_minor + 100), "is stored as"),
    "a payment is forgotten": (_ENTRY.delete().where(_ENTRY.c.amount_minor < 0), "not stored"),
    "a card of nobody": (
        _CARD.insert().values(id=1, digest="0", last_four="0000", state="active", balance_minor=0),
        "not recorded in the journal",
    ),
    "a code of one's own": (_CARD.update().where(_CARD.c.held_minor > 0).values(digest="1"), "is stored as"),
    "a blank card pays": (_CARD.update().where(_CARD.c.state == "blank").values(state="active"), "not recorded"),
    "nothing is held": (_CARD.update().values(held_minor=0), "not stored"),
    "a basket pays more": (
        schema.basket.update().values(gift_cards=sa.func.replace(schema.basket.c.gift_cards, "5000", "9000")),
        "is stored as",
    ),
    "a basket fills more": (
        schema.basket.update().values(gift_loads=sa.func.replace(schema.basket.c.gift_loads, "1000", "9000")),
        "is stored as",
    ),
    "cash was a card": (
        _TENDER.update().where(_TENDER.c.kind == "cash").values(kind=TenderKind.GIFT_CARD.value),
        "recorded on cards",
    ),
    "less is owed": (
        schema.posting.update().where(schema.posting.c.account == LIABILITY).values(account="3001"),
        "the books owe",
    ),
}


def test_a_forged_gift_card_is_found(used: Cards) -> None:
    used.check()
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), used.store.transaction() as tx:
            with unguarded(tx, "tender", "gift_card_entry", "posting"):
                assert tx.execute(statement).rowcount != 0, way
            found = [each for rule in recorded_gift_cards.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in found), (way, found)
            raise Undone
    used.check()


def spends(seller: CardSeller, code: str) -> bool:
    try:
        seller.take(code, 5000)
    except GiftCardEmpty:
        return False
    return True


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_of_two_tills_at_once_one_spends_the_card(cards: Cards, rounds: Rounds) -> None:
    code, tills = cards.codes[0], [cards.anna, cards.berit]
    cards.anna.sell_card(code, 5000)
    card = cards.anna.card(code).id
    for each in tills:
        each.scan("LUNCH")
    for _ in range(rounds(5, 1_000)):
        assert sorted(both(*(partial(spends, each, code) for each in tills))) == [False, True]
        for each in tills:
            remove_gift_card(cards.store, each.actor, card, GiftCardUse.PAY, at=AT)
    cards.check()


def test_a_naive_look_lets_both_spend_it(cards: Cards) -> None:
    """The control: who reads the balance first and writes then lets two tills spend the same money."""
    code = cards.codes[0]
    cards.anna.sell_card(code, 5000)
    seen = threading.Barrier(2)

    def naively() -> bool:
        card = cards.anna.card(code)
        seen.wait()
        return bool(card.available_minor >= 5000)

    assert both(naively, naively) == [True, True]
