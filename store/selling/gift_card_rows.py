"""Gift cards: what is on each, what open baskets hold of it, and every change. Guarded statements: nothing twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from models.errors import Refused
from models.facts.gift_card import MadeCard
from models.selling.gift_card import GiftCard, GiftCardChange, GiftCardState, UnknownGiftCard
from models.selling.gift_card_debt import CardDebt
from store import schema

_CARD, _ENTRY = schema.gift_card, schema.gift_card_entry
_VALUES = _CARD.c["id", "last_four", "state", "balance_minor", "held_minor", "good_until", "has_pin"]


class NoSuchGiftCard(Refused):
    """A number that no gift card has."""

    code = "no_such_gift_card"
    text = "There is no gift card number {card}. Nothing was changed; 'kassa gift-cards list' names them all."

    card: int


@dataclass(frozen=True, slots=True)
class GiftCardEntry:
    """One change of a card: ``amount_minor`` is what it did to the balance, ``balance_minor`` the balance after it.

    ``change`` is a :class:`models.selling.gift_card.GiftCardChange`, as text: a damaged one can be read, too.
    """

    id: int
    card_id: int
    change: str
    amount_minor: int
    balance_minor: int
    sale_id: int | None
    at: datetime
    business_day: date
    operator: str


def add_blanks(tx: sa.Connection, cards: Sequence[MadeCard]) -> None:
    """Store cards that nobody has paid for."""
    rows = [
        {
            "id": each.card,
            "digest": each.digest,
            "last_four": each.last_four,
            "state": GiftCardState.BLANK.value,
            "has_pin": each.has_pin,
        }
        for each in cards
    ]
    tx.execute(_CARD.insert(), rows)


def find_by_digest(view: sa.Connection, digest: str) -> GiftCard:
    """The card whose code has that keyed hash. Raises :class:`models.selling.gift_card.UnknownGiftCard`."""
    row = view.execute(sa.select(*_VALUES).where(_CARD.c.digest == digest)).one_or_none()
    if row is None:
        raise UnknownGiftCard
    return _card(row)


def known_digests(view: sa.Connection, digests: Iterable[str]) -> frozenset[str]:
    """Those of the keyed hashes that a card has."""
    return frozenset(view.scalars(sa.select(_CARD.c.digest).where(_CARD.c.digest.in_(list(digests)))))


def get_card(view: sa.Connection, card_id: int) -> GiftCard:
    """The card with a number. Raises :class:`NoSuchGiftCard`."""
    row = view.execute(sa.select(*_VALUES).where(_CARD.c.id == card_id)).one_or_none()
    if row is None:
        raise NoSuchGiftCard(card_id)
    return _card(row)


def all_cards(view: sa.Connection, *, with_blanks: bool = True) -> list[GiftCard]:
    """Every card, by number."""
    query = sa.select(*_VALUES).order_by(_CARD.c.id)
    if not with_blanks:
        query = query.where(_CARD.c.state != GiftCardState.BLANK.value)
    return [_card(row) for row in view.execute(query)]


def find_cards(view: sa.Connection, last_four: str, limit: int) -> list[GiftCard]:
    """The cards that were sold, those sold or made last first; with a text, those whose last four signs have it."""
    query = sa.select(*_VALUES).where(_CARD.c.state != GiftCardState.BLANK.value).order_by(_CARD.c.id.desc())
    if last_four:
        query = query.where(_CARD.c.last_four.contains(last_four.upper(), autoescape=True))
    return [_card(row) for row in view.execute(query.limit(limit))]


def debts(view: sa.Connection) -> list[CardDebt]:
    """Every card with something on it, and the business day on which money was last put on it.

    What was moved to a card was put on when it was put on the card that it came from.
    """
    is_move = _ENTRY.c.change_kind == GiftCardChange.MOVE.value
    last = sa.select(_ENTRY.c.card_id, sa.func.max(_ENTRY.c.business_day)).where(_ENTRY.c.amount_minor > 0, ~is_move)
    filled_on: dict[int, date] = dict(view.execute(last.group_by(_ENTRY.c.card_id)).tuples().all())
    moves = view.scalars(sa.select(_ENTRY.c.card_id).where(is_move).order_by(_ENTRY.c.at, _ENTRY.c.id)).all()
    for source, card_id in zip(moves[::2], moves[1::2], strict=False):  # off a lost card, then on a blank one
        filled_on[card_id] = max(filled_on.get(each, date.min) for each in (source, card_id))
    with_money = sa.select(_CARD.c.id, _CARD.c.balance_minor).where(_CARD.c.balance_minor != 0)
    return [CardDebt(row.balance_minor, filled_on.get(row.id, date.min)) for row in view.execute(with_money)]


def count_blanks(view: sa.Connection) -> int:
    """How many cards wait to be sold."""
    query = sa.select(sa.func.count()).select_from(_CARD).where(_CARD.c.state == GiftCardState.BLANK.value)
    return view.scalar(query) or 0


def hold(tx: sa.Connection, card_id: int, amount_minor: int) -> bool:
    """Let a basket hold so much of a card that is active; ``False`` if it does not have so much that nobody holds."""
    has_it = _CARD.c.balance_minor - _CARD.c.held_minor >= amount_minor
    is_active = _CARD.c.state == GiftCardState.ACTIVE.value
    row = _CARD.update().where(_CARD.c.id == card_id, is_active, has_it)
    return tx.execute(row.values(held_minor=_CARD.c.held_minor + amount_minor)).rowcount == 1


def let_go(tx: sa.Connection, card_id: int, amount_minor: int) -> None:
    """A basket no longer holds so much of a card."""
    tx.execute(_CARD.update().where(_CARD.c.id == card_id).values(held_minor=_CARD.c.held_minor - amount_minor))


def claim_for_load(tx: sa.Connection, card_id: int, basket_id: int) -> bool:
    """Let a basket put money on a card; ``False`` if another one is about to."""
    free = sa.or_(_CARD.c.loading_basket.is_(None), _CARD.c.loading_basket == basket_id)
    claim = _CARD.update().where(_CARD.c.id == card_id, free, _CARD.c.state != GiftCardState.BLOCKED.value)
    return tx.execute(claim.values(loading_basket=basket_id)).rowcount == 1


def free_loads(tx: sa.Connection, basket_id: int, cards: Iterable[int]) -> None:
    """A basket does not put money on these cards after all, or has done it."""
    of_basket = (_CARD.c.loading_basket == basket_id) & _CARD.c.id.in_(list(cards))
    tx.execute(_CARD.update().where(of_basket).values(loading_basket=None))


def spend(tx: sa.Connection, card_id: int, amount_minor: int, *, held_minor: int) -> int | None:
    """Take an amount off a card of which a basket holds ``held_minor``; its new balance, ``None`` if it lacks it."""
    has_it = (_CARD.c.balance_minor >= amount_minor) & (_CARD.c.held_minor >= held_minor)
    row = _CARD.update().where(_CARD.c.id == card_id, has_it)
    values = {"balance_minor": _CARD.c.balance_minor - amount_minor, "held_minor": _CARD.c.held_minor - held_minor}
    return tx.scalar(row.values(**values).returning(_CARD.c.balance_minor))


def put_on(tx: sa.Connection, card_id: int, amount_minor: int) -> int:
    """Put an amount on a card, whatever its state is; the balance after it."""
    row = _CARD.update().where(_CARD.c.id == card_id)
    values = {"balance_minor": _CARD.c.balance_minor + amount_minor}
    balance = tx.scalar(row.values(**values).returning(_CARD.c.balance_minor))
    if balance is None:
        raise NoSuchGiftCard(card_id)
    return int(balance)


def activate(tx: sa.Connection, card_id: int, good_until: date | None) -> None:
    """Let a card pay from now on, until a day."""
    active = _CARD.update().where(_CARD.c.id == card_id, _CARD.c.state != GiftCardState.BLOCKED.value)
    tx.execute(active.values(state=GiftCardState.ACTIVE.value, good_until=good_until))


def extend(tx: sa.Connection, card_id: int, good_until: date | None) -> None:
    """Let a card pay until another day, in whatever state it is."""
    tx.execute(_CARD.update().where(_CARD.c.id == card_id).values(good_until=good_until))


def expired_cards(view: sa.Connection, today: date, most: int) -> list[GiftCard]:
    """Some cards that no longer pay and have something left of which no basket holds any, locked; by number."""
    query = sa.select(*_VALUES).where(_is_over(today)).order_by(_CARD.c.id).limit(most).with_for_update()
    return [_card(row) for row in view.execute(query)]


def left_on_expired(view: sa.Connection, today: date) -> tuple[int, int]:
    """How many cards no longer pay and have something left that no basket holds, and what they have in all."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(_CARD.c.balance_minor), 0))
    count, amount = view.execute(query.where(_is_over(today))).one()
    return int(count), int(amount)


def _is_over(today: date) -> sa.ColumnElement[bool]:
    return (_CARD.c.good_until <= today) & (_CARD.c.balance_minor > 0) & (_CARD.c.held_minor == 0)


def set_state(tx: sa.Connection, card_id: int, state: GiftCardState) -> None:
    """Block a card, or let it pay again."""
    tx.execute(_CARD.update().where(_CARD.c.id == card_id).values(state=state.value))


def add_entry(tx: sa.Connection, entry: GiftCardEntry) -> None:
    """Store a change of a card. A receipt changes a card once in each way: the database refuses a second entry."""
    tx.execute(
        _ENTRY.insert().values(
            id=entry.id,
            card_id=entry.card_id,
            source=entry.sale_id or entry.id,
            change_kind=entry.change,
            amount_minor=entry.amount_minor,
            balance_minor=entry.balance_minor,
            sale_id=entry.sale_id,
            at=entry.at,
            business_day=entry.business_day,
            operator=entry.operator,
        )
    )


def entries_of(view: sa.Connection, card_id: int) -> list[GiftCardEntry]:
    """The changes of a card, oldest first."""
    return _entries(view, _ENTRY.c.card_id == card_id)


def entries_on(view: sa.Connection, sale_ids: Iterable[int]) -> list[GiftCardEntry]:
    """What receipts did to cards, in order."""
    return _entries(view, _ENTRY.c.sale_id.in_(list(sale_ids)))


def all_entries(view: sa.Connection) -> list[GiftCardEntry]:
    """Every change of every card, in order."""
    return _entries(view, sa.true())


def _entries(view: sa.Connection, chosen: sa.ColumnElement[bool]) -> list[GiftCardEntry]:
    columns = _ENTRY.c[
        *("id", "card_id", "change_kind", "amount_minor", "balance_minor", "sale_id", "at", "business_day", "operator")
    ]
    query = sa.select(*columns).where(chosen).order_by(_ENTRY.c.id)
    return [GiftCardEntry(*row) for row in view.execute(query)]


def _card(row: sa.Row[tuple[object, ...]]) -> GiftCard:
    amounts = (row.balance_minor, row.held_minor)
    return GiftCard(row.id, row.last_four, GiftCardState(row.state), *amounts, row.good_until, row.has_pin)
