"""Gift cards beside the till: blank ones are made, lost ones blocked, and what is on one moves to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import choice

from models.access.actor import Actor
from models.access.attempts import Failures
from models.access.permission import Permission
from models.errors import Refused
from models.facts.gift_card import GiftCardBlocked, GiftCardsMade, MadeCard
from models.own_code import OwnCode
from models.selling.gift_card import (
    BLANKS_MAX,
    GiftCardChange,
    GiftCardState,
    GiftCardUnusable,
    new_code,
)
from models.selling.till_event import reason_text
from operations.access.permissions import check
from operations.counted_codes import card_digest, card_pin, pin_subject
from operations.gift_card_changes import activate_card, book_change
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.access import sessions
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling import gift_card_rows


class WrongCardCount(Refused):
    """More cards than are made at once, or none."""

    code = "wrong_card_count"
    text = "{count} gift cards cannot be made: 1 to {most} are made at once. None was made."

    count: int
    most: int


@dataclass(frozen=True, slots=True)
class PinnedCode:
    """The code of a new card, and its PIN, as both are printed on it."""

    code: str
    pin: str


class CardInUse(Refused):
    """A card that moves to another while a basket holds some of it."""

    code = "gift_card_held"
    text = (
        "A basket holds a part of the gift card {last_four}. Nothing was changed; finish or cancel that basket first."
    )

    last_four: str


def make_blanks(
    store: Store,
    actor: Actor,
    installation: InstallationSecret,
    count: int,
    *,
    at: datetime,
    choose: Callable[[str], str] = choice,
) -> list[str]:
    """Make cards that are worth nothing until a till sells them, and return their codes, which are stored nowhere.

    Codes come from the system's own chance; another ``choose`` is for a shop to try. Raises :class:`WrongCardCount`.
    """
    check(actor, Permission.ISSUE_GIFT_CARDS)
    codes = _new_codes(count, choose)
    with unit_of_work(store, actor, at=at) as work:
        _add_blanks(work, installation, codes, have_pins=False)
    return [code.text for code in codes]


def make_blanks_with_pins(
    store: Store,
    actor: Actor,
    installation: InstallationSecret,
    count: int,
    *,
    at: datetime,
    choose: Callable[[str], str] = choice,
) -> list[PinnedCode]:
    """The same with cards that pay with a PIN alone: whoever only saw the code of one cannot pay with it.

    A PIN is made from the card's number and the secret of the installation, and stored nowhere either.
    """
    check(actor, Permission.ISSUE_GIFT_CARDS)
    codes = _new_codes(count, choose)
    with unit_of_work(store, actor, at=at) as work:
        ids = _add_blanks(work, installation, codes, have_pins=True)
    return [PinnedCode(code.text, card_pin(installation, card)) for card, code in zip(ids, codes, strict=True)]


def _new_codes(count: int, choose: Callable[[str], str]) -> list[OwnCode]:
    if not 0 < count <= BLANKS_MAX:
        raise WrongCardCount(count, BLANKS_MAX)
    return [new_code(choose) for _ in range(count)]


def _add_blanks(
    work: UnitOfWork, installation: InstallationSecret, codes: Sequence[OwnCode], *, have_pins: bool
) -> Sequence[int]:
    ids = work.take_ids(len(codes))
    blanks = [
        MadeCard(card, card_digest(installation, code.text), code.body[-4:], have_pins)
        for card, code in zip(ids, codes, strict=True)
    ]
    gift_card_rows.add_blanks(work.tx, blanks)
    work.record(GiftCardsMade(tuple(blanks)))
    return ids


def block_gift_card(store: Store, actor: Actor, card_id: int, reason: str, *, is_blocked: bool, at: datetime) -> None:
    """Block a card, or let it pay again. A basket that holds a part of it already may still pay with that.

    A card that may pay again has no wrong PINs behind it.

    Raises :class:`store.selling.gift_card_rows.NoSuchGiftCard`, or
    :class:`models.selling.gift_card.GiftCardUnusable` for a blank card.
    """
    check(actor, Permission.BLOCK_GIFT_CARDS)
    with unit_of_work(store, actor, at=at) as work:
        card = gift_card_rows.get_card(work.tx, card_id)
        if card.state is GiftCardState.BLANK:
            raise GiftCardUnusable.because(card.last_four, card.state.value)
        state = GiftCardState.BLOCKED if is_blocked else GiftCardState.ACTIVE
        if state is not card.state:
            gift_card_rows.set_state(work.tx, card_id, state)
            work.record(GiftCardBlocked(card_id, state.value, reason_text(reason)))
        if not is_blocked:
            sessions.save_failures(work.tx, {pin_subject(card_id): Failures()})


def move_gift_card(store: Store, actor: Actor, from_id: int, to_id: int, *, at: datetime) -> int:
    """Move what is on a lost card to a blank one, block the lost one, and return the amount in minor units.

    The new card is good for as long as the lost one. Raises :class:`CardInUse`,
    :class:`store.selling.gift_card_rows.NoSuchGiftCard`, or
    :class:`models.selling.gift_card.GiftCardUnusable` unless the first card was sold and the second is blank.
    """
    check(actor, Permission.MOVE_GIFT_CARDS)
    with unit_of_work(store, actor, at=at) as work:
        lost, blank = (gift_card_rows.get_card(work.tx, each) for each in (from_id, to_id))
        if lost.state is GiftCardState.BLANK:
            raise GiftCardUnusable.because(lost.last_four, lost.state.value)
        if blank.state is not GiftCardState.BLANK:
            raise GiftCardUnusable.because(blank.last_four, "in_use")
        amount = lost.balance_minor
        balance = gift_card_rows.spend(work.tx, from_id, amount, held_minor=0) if not lost.held_minor else None
        if balance != 0 or not gift_card_rows.claim_for_load(work.tx, to_id, to_id):
            raise CardInUse(lost.last_four)
        gift_card_rows.free_loads(work.tx, to_id, [to_id])
        if amount:
            book_change(work, from_id, GiftCardChange.MOVE, -amount, balance=0)
            on_it = gift_card_rows.put_on(work.tx, to_id, amount)
            book_change(work, to_id, GiftCardChange.MOVE, amount, balance=on_it)
        activate_card(work, to_id, lost.good_until)
        gift_card_rows.set_state(work.tx, from_id, GiftCardState.BLOCKED)
        work.record(GiftCardBlocked(from_id, GiftCardState.BLOCKED.value, ""))
        work.record(GiftCardBlocked(to_id, GiftCardState.ACTIVE.value, ""))
        return amount
