"""A gift card comes into the basket, to pay or to be filled, or leaves it."""

from __future__ import annotations

from dataclasses import replace

from models.facts.gift_card import GiftCardRemoved, GiftCardTaken
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.gift_card import (
    CARDS_MAX,
    GiftCard,
    GiftCardPart,
    GiftCardUse,
    GiftCardWithReturn,
    TooManyGiftCards,
)


def decide_card(basket: Basket, card: GiftCard, use: GiftCardUse, amount_minor: int) -> Decision:
    """Let a card pay up to an amount, or put so much on it; a card that does so already changes nothing.

    Raises :class:`models.selling.gift_card.GiftCardWithReturn` or
    :class:`models.selling.gift_card.TooManyGiftCards`.
    """
    parts = parts_of(basket, use)
    if any(each.card == card.id for each in parts):
        return Decision(basket, ())
    if basket.returned_minor is not None:
        raise GiftCardWithReturn
    if len(parts) >= CARDS_MAX:
        raise TooManyGiftCards(CARDS_MAX)
    position = basket.last_position + 1 if use is GiftCardUse.LOAD else 0
    part = GiftCardPart(card.id, card.last_four, amount_minor, position)
    fact = GiftCardTaken(basket.id, card.id, use.value, amount_minor, position)
    if use is GiftCardUse.PAY:
        return Decision(replace(basket, gift_cards=(*parts, part)), (fact,))
    return Decision(replace(basket, gift_loads=(*parts, part), last_position=position), (fact,))


def decide_card_removal(basket: Basket, card_id: int, use: GiftCardUse) -> Decision:
    """Remove a card from the basket; where it is not there, nothing changes."""
    parts = parts_of(basket, use)
    left = tuple(each for each in parts if each.card != card_id)
    facts = () if left == parts else (GiftCardRemoved(basket.id, card_id, use.value),)
    if use is GiftCardUse.PAY:
        return Decision(replace(basket, gift_cards=left), facts)
    return Decision(replace(basket, gift_loads=left), facts)


def card_removals(basket: Basket) -> tuple[GiftCardRemoved, ...]:
    """The facts that every card leaves a basket."""
    return tuple(
        GiftCardRemoved(basket.id, part.card, use.value) for use in GiftCardUse for part in parts_of(basket, use)
    )


def parts_of(basket: Basket, use: GiftCardUse) -> tuple[GiftCardPart, ...]:
    """The cards of a basket that pay, or those that are filled."""
    return basket.gift_cards if use is GiftCardUse.PAY else basket.gift_loads
