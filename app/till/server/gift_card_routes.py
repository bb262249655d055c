"""The till's routes for gift cards: what is on one, letting one pay or be filled, and removing it.

None of them is an event: without the server no card is looked at, and no browser stores a code.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import AtTill, OperatorAtWork
from app.till.server.wire import AMOUNT_MAX_MINOR, RANDOM_ID, Code, Identity, Request, Text, WholeNumber, state_reply
from app.web.request_parts import At, CounterOf, Reply, WordsOf
from models.card_data import check_no_card_data
from models.dispatch.mail_address import ADDRESS_LENGTH_MAX
from models.selling.gift_card import CARDS_MAX, GiftCardUse, why_unusable
from models.selling.gift_card_pin import PIN_DIGITS
from operations.selling.gift_card_codes import find_gift_card
from operations.selling.gift_cards_at_till import (
    CardWish,
    MailedWish,
    amount_max,
    remove_gift_card,
    sell_mailed_card,
    take_gift_card,
)
from operations.selling.till_events import till_state
from store import shop

#: Gift cards at one till.
of_gift_cards = APIRouter(prefix="/till/{till_id}/gift-cards")

#: What may be typed as the PIN of a gift card.
PIN = rf"^[0-9 ]{{0,{2 * PIN_DIGITS}}}$"


class CardIn(Request):
    """A card that the customer shows, by its code."""

    code: Annotated[Code, Field(min_length=1)]
    approval: ApprovalIn | None = None


class TakeIn(CardIn):
    """The wish that a card pays, up to an amount, or that an amount is put on it; ``client`` wants its new state.

    ``pin`` is that of a card that has one, where it is to pay.
    """

    client: Annotated[str, Field(pattern=RANDOM_ID)]
    use: GiftCardUse
    amount_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)] | None = None
    pin: Annotated[str, Field(pattern=PIN)] = ""


class MailedIn(Request):
    """The wish to sell a card that goes to an e-mail address; the page showed ``loads_before`` cards to be filled."""

    client: Annotated[str, Field(pattern=RANDOM_ID)]
    address: Annotated[Text, Field(min_length=1, max_length=ADDRESS_LENGTH_MAX)]
    amount_minor: Annotated[WholeNumber, Field(ge=0, le=AMOUNT_MAX_MINOR)]
    loads_before: Annotated[WholeNumber, Field(ge=0, le=CARDS_MAX)] | None = None
    approval: ApprovalIn | None = None


class RemoveIn(Request):
    """The wish to remove a card from the basket, by its number."""

    client: Annotated[str, Field(pattern=RANDOM_ID)]
    card: Identity
    use: GiftCardUse


@of_gift_cards.post("/look")
def look(here: OperatorAtWork, body: CardIn, counter: CounterOf, at: At) -> Reply:
    """What is on a card, until when it pays, and the most that may be on it; ``why`` is why it cannot pay, if so."""
    actor = approved_actor(here, body.approval, counter, at)
    card = find_gift_card(counter.store, actor, counter.installation, body.code, at=at)
    with counter.store.view() as view:
        company = shop.get_station(view, here.till_id).shop
        most = amount_max(view, company.currency)
    return {
        "card": card.id,
        "last_four": card.last_four,
        "state": card.state.value,
        "why": why_unusable(card, company.business_day(at)) or "",
        "balance_minor": card.balance_minor,
        "available_minor": card.available_minor,
        "last_day": "" if card.last_day is None else card.last_day.isoformat(),
        "room_minor": max(0, most.minor - card.balance_minor),
        "has_pin": card.has_pin,
    }


@of_gift_cards.post("")
def take(here: OperatorAtWork, body: TakeIn, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """Let a card pay for the till's basket, or be filled when it is paid; the reply is the till's new state."""
    actor = approved_actor(here, body.approval, counter, at)
    wish = CardWish(body.code, body.use, body.amount_minor, body.pin)
    take_gift_card(counter.store, actor, counter.installation, wish, at=at)
    return _state(here, body.client, counter, at, words)


@of_gift_cards.post("/by-mail")
def sell_by_mail(here: OperatorAtWork, body: MailedIn, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """Sell a new card that goes out by e-mail once it is paid; the reply is the till's new state."""
    check_no_card_data(body.address)
    actor = approved_actor(here, body.approval, counter, at)
    wish = MailedWish(body.address, body.amount_minor, body.loads_before)
    sell_mailed_card(counter.store, actor, counter.installation, wish, at=at)
    return _state(here, body.client, counter, at, words)


@of_gift_cards.post("/remove")
def remove(here: OperatorAtWork, body: RemoveIn, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    """Remove a card from the till's basket; the reply is the till's new state."""
    remove_gift_card(counter.store, here.actor(), body.card, body.use, at=at)
    return _state(here, body.client, counter, at, words)


def _state(here: AtTill, client: str, counter: CounterOf, at: At, words: WordsOf) -> Reply:
    counter.signals.signal(here.till_id)
    return state_reply(till_state(counter.store, here.till_id, client, at=at), words)
