"""Gift cards are what the journal records of them (C8), and what the shop owes for them is in the books (C6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.gift_card import (
    GiftCardBlocked,
    GiftCardBooked,
    GiftCardDated,
    GiftCardRemoved,
    GiftCardsMade,
    GiftCardTaken,
    MadeCard,
)
from models.jurisdiction.accounts import AccountRole
from models.ledger.entry import EntryKind
from models.ledger.posting.of_gift_card import legs_of_ended_card, legs_of_web_card
from models.ledger.posting.of_moved_debt import legs_of_moved_debt
from models.selling.gift_card import GiftCardChange, GiftCardPart, GiftCardState, GiftCardUse
from models.selling.sale import GIFT_CARD_PREFIX, LineKind
from models.selling.settlement import CARD_TENDERS
from store import schema, shop
from store.database.columns import to_micros
from store.invariants.account_numbers import booked_on
from store.invariants.books_of_kind import BooksOfKind
from store.invariants.replay import REMOVED, compare, replay, replay_kinds, replay_with_instant
from store.invariants.violation import NAMED_MAX, Invariant, Violation
from store.online import order_rows, purchase_rows
from store.selling import gift_card_rows
from store.selling.code_text import read_cards
from store.selling.gift_card_rows import GiftCardEntry

_CARD, _ENTRY = schema.gift_card.c, schema.gift_card_entry.c
#: After these a card that was blank may pay.
_FIRST = frozenset({GiftCardChange.SALE, GiftCardChange.CREDIT, GiftCardChange.OPENING, GiftCardChange.WEB})


def cards_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Cards that nobody made, with another code, or in another state than recorded."""
    issues, unreadable = replay(view, GiftCardsMade, lambda each: [_issue(card) for card in each.fact.cards])
    yield from unreadable
    query = sa.select(*_CARD["id", "digest", "last_four", "has_pin", "state"])
    rows = view.execute(query).all()
    yield from compare(issues, {_subject(row.id): (row.digest, row.last_four, row.has_pin) for row in rows})
    states, unreadable = replay_kinds(view, {GiftCardBooked: _first_state, GiftCardBlocked: _state})
    yield from unreadable
    stored = {_subject(row.id): row.state for row in rows if row.state != GiftCardState.BLANK.value}
    yield from compare(states, stored)
    yield from _days(view)


def _issue(card: MadeCard) -> tuple[str, object]:
    return _subject(card.card), (card.digest, card.last_four, card.has_pin)


def _days(view: sa.Connection) -> Iterator[Violation]:
    """Cards that pay until another day than was recorded last."""
    recorded, unreadable = replay(view, GiftCardDated, lambda each: [(_subject(each.fact.card), each.fact.good_until)])
    yield from unreadable
    rows = view.execute(sa.select(*_CARD["id", "good_until"])).all()
    stored = {_subject(row.id): row.good_until for row in rows if _subject(row.id) in recorded}
    yield from compare(recorded, stored)


def entries_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Changes of cards that differ from what was recorded of them, and balances that are not their sum."""
    recorded, unreadable = replay_with_instant(view, GiftCardBooked, lambda each: f"gift card entry {each.entry}")
    yield from unreadable
    stored: dict[str, object] = {
        f"gift card entry {e.id}": (_fact(e), to_micros(e.at), e.operator) for e in gift_card_rows.all_entries(view)
    }
    yield from compare(recorded, stored)
    other_source = _ENTRY.source != sa.func.coalesce(_ENTRY.sale_id, _ENTRY.id)
    for (entry_id,) in view.execute(sa.select(_ENTRY.id).where(other_source).limit(NAMED_MAX)):
        yield Violation("C8", f"gift card entry {entry_id}", "names another source than its receipt")
    amount = sa.func.coalesce(sa.func.sum(_ENTRY.amount_minor), 0)
    query = (
        sa.select(_CARD.id, _CARD.balance_minor, amount)
        .outerjoin_from(schema.gift_card, schema.gift_card_entry, _ENTRY.card_id == _CARD.id)
        .group_by(_CARD.id, _CARD.balance_minor)
        .having(_CARD.balance_minor != amount)
    )
    for card_id, balance, entries in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C8", _subject(card_id), f"has {balance} on it but its entries sum to {entries}")


def _fact(e: GiftCardEntry) -> GiftCardBooked:
    return GiftCardBooked(e.id, e.card_id, e.change, e.amount_minor, e.balance_minor, e.sale_id, e.business_day)


def cards_in_baskets(view: sa.Connection) -> Iterator[Violation]:
    """Baskets with other cards than recorded, and cards of which baskets hold another amount than their cards do."""
    recorded, unreadable = replay_kinds(view, {GiftCardTaken: _taking, GiftCardRemoved: _removal})
    yield from unreadable
    stored: dict[str, object] = {}
    holds, loading = Counter[int](), {}
    for basket_id, use, part in _parts(view):
        stored[_in_basket(part.card, use.value, basket_id)] = (part.amount_minor, part.position)
        if use is GiftCardUse.PAY:
            holds[part.card] += part.amount_minor
        else:
            loading[part.card] = basket_id
    yield from compare(recorded, stored)
    holding = sa.or_(_CARD.held_minor != 0, _CARD.loading_basket.is_not(None))
    marked = view.execute(sa.select(*_CARD["id", "held_minor", "loading_basket"]).where(holding)).all()
    yield from compare(
        {_subject(card): (holds[card], loading.get(card)) for card in {*holds, *loading}},
        {_subject(row.id): (row.held_minor, row.loading_basket) for row in marked},
    )


def _parts(view: sa.Connection) -> Iterator[tuple[int, GiftCardUse, GiftCardPart]]:
    basket = schema.basket.c
    has_cards = sa.or_(basket.gift_cards != "[]", basket.gift_loads != "[]")
    for row in view.execute(sa.select(basket.id, basket.gift_cards, basket.gift_loads).where(has_cards)):
        yield from ((row.id, GiftCardUse.PAY, part) for part in read_cards(row.gift_cards))
        yield from ((row.id, GiftCardUse.LOAD, part) for part in read_cards(row.gift_loads))
    for order_id, card in order_rows.held_by_orders(view):
        yield order_id, GiftCardUse.PAY, GiftCardPart(card.card, card.last_four, card.amount_minor)
    for order_id, bought in purchase_rows.open_purchases(view):
        yield order_id, GiftCardUse.LOAD, GiftCardPart(bought.card, bought.last_four, bought.amount_minor)


def cards_and_receipts(view: sa.Connection) -> Iterator[Violation]:
    """Receipts that paid with cards, or put money on them, otherwise than the cards' entries record (C7)."""
    entries, on_cards = Counter[tuple[int, str]](), {GiftCardChange.SALE, GiftCardChange.RELOAD}
    for entry in gift_card_rows.all_entries(view):
        if entry.sale_id is not None:
            is_load = entry.change in on_cards
            entries[entry.sale_id, "line" if is_load else "tender"] += entry.amount_minor
    tender, line = schema.tender.c, schema.sale_line.c
    receipts = Counter[tuple[int, str]]()
    for sale_id, minor in view.execute(
        sa.select(tender.sale_id, tender.amount_minor).where(tender.kind.in_(CARD_TENDERS))
    ):
        receipts[sale_id, "tender"] -= minor
    for sale_id, minor in view.execute(
        sa.select(line.sale_id, line.gross_minor).where(line.kind == LineKind.GIFT_CARD.value)
    ):
        receipts[sale_id, "line"] += minor
    for key in sorted({*entries, *receipts}):
        if entries[key] != receipts[key]:
            message = f"has {receipts[key]} of gift cards as {key[1]} but {entries[key]} is recorded on cards"
            yield Violation("C7", f"sale {key[0]}", message)
    query = sa.select(line.sale_id).where(line.kind == LineKind.GIFT_CARD.value, ~line.sku.startswith(GIFT_CARD_PREFIX))
    for (sale_id,) in view.execute(query.limit(NAMED_MAX)):
        yield Violation("C7", f"sale {sale_id}", "sold a gift card that has no number")


def liability(view: sa.Connection) -> Iterator[Violation]:
    """What is on all cards together is what the shop owes for them in its books.

    Looked at where the account is for gift cards alone, as it is until a shop chooses one that it uses otherwise too.
    """
    booked = booked_on(view, AccountRole.GIFT_CARD)
    on_cards = view.scalar(sa.select(sa.func.coalesce(sa.func.sum(_CARD.balance_minor), 0)))
    if booked is not None and booked != -int(on_cards or 0):
        yield Violation("C6", "the gift cards", f"have {on_cards} on them but the books owe {-booked}")


def books_of_ended(view: sa.Connection) -> Iterator[Violation]:
    """Changes of cards beside receipts of which something else is in the books."""
    company = shop.find_shop(view)
    if company is None:
        return
    books = BooksOfKind(view, company.country, EntryKind.GIFT_CARD)
    for each in gift_card_rows.all_entries(view):
        legs = _legs(each)
        if legs is not None:
            days, reference = (each.business_day,), f"G{each.id}"
            yield from books.compare(f"gift card entry {each.id}", each.id, legs, days=days, reference=reference)
    for source in books.unmet:
        yield Violation("C6", f"gift card entry {source}", "is in the books but not stored")


def _legs(entry: GiftCardEntry) -> dict[AccountRole, int] | None:
    """What is booked of a change itself; ``None`` where the entry of a receipt has it, or nothing is to be booked."""
    match entry.change:
        case GiftCardChange.END:
            return legs_of_ended_card(-entry.amount_minor)
        case GiftCardChange.OPENING:
            return legs_of_moved_debt(AccountRole.GIFT_CARD, entry.amount_minor)
        case GiftCardChange.WEB | GiftCardChange.WITHDRAWAL:
            return legs_of_web_card(entry.amount_minor)
        case _:
            return None


def _first_state(recorded: RecordedFact[GiftCardBooked]) -> Iterator[tuple[str, object]]:
    if recorded.fact.change in _FIRST:
        yield _subject(recorded.fact.card), GiftCardState.ACTIVE.value


def _state(recorded: RecordedFact[GiftCardBlocked]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.card), recorded.fact.state


def _taking(recorded: RecordedFact[GiftCardTaken]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _in_basket(fact.card, fact.use, fact.basket), (fact.amount, fact.position)


def _removal(recorded: RecordedFact[GiftCardRemoved]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _in_basket(fact.card, fact.use, fact.basket), REMOVED


def _in_basket(card: int, use: str, basket: int) -> str:
    return f"gift card {card} in basket {basket} to {use}"


def _subject(card: int) -> str:
    return f"gift card {card}"


INVARIANTS = (
    Invariant(("C8",), "Gift cards are those that were made, in the state that was recorded last.", cards_and_journal),
    Invariant(("C8",), "What is on a gift card is the sum of its recorded changes.", entries_and_journal),
    Invariant(("C8",), "Baskets hold of gift cards what the journal records.", cards_in_baskets),
    Invariant(("C7",), "Receipts and gift cards agree on what was paid and put on.", cards_and_receipts),
    Invariant(("C6",), "What is on all gift cards is what the books owe for them.", liability),
    Invariant(("C6",), "What changed a gift card beside a receipt is booked.", books_of_ended),
)
