"""What a paid receipt does to gift cards, in its own transaction: cards are filled, pay, and get money back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.facts.gift_card import GiftCardDated, GiftCardRemoved
from models.money import Money
from models.selling.basket import PricedBasket
from models.selling.gift_card import (
    GiftCardChange,
    GiftCardEmpty,
    GiftCardPart,
    GiftCardState,
    GiftCardUse,
)
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from operations.gift_card_changes import activate_card, book_change, good_until
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.selling import gift_card_rows, sales


@dataclass(frozen=True, slots=True)
class CardRefund:
    """What goes back on gift cards: ``parts`` to cards that paid, and ``credit`` on a card that did not."""

    parts: tuple[GiftCardPart, ...]
    credit: GiftCardPart | None = None

    def offers(self, currency: str) -> tuple[Offer, ...]:
        """The amounts as means of payment, each with the last four signs of its card."""
        credit = self.credit
        if credit is None:
            return as_offers(self.parts, currency)
        on_card = Offer(TenderKind.STORE_CREDIT, Money(credit.amount_minor, currency), credit.last_four)
        return (*as_offers(self.parts, currency), on_card)


def card_offers(priced: PricedBasket) -> tuple[Offer, ...]:
    """What gift cards pay of a basket, as means of payment."""
    return as_offers(priced.paid_by_cards, priced.currency)


def as_offers(parts: Sequence[GiftCardPart], currency: str) -> tuple[Offer, ...]:
    """The amounts of cards as means of payment, each with the last four signs of its card."""
    return tuple(Offer(TenderKind.GIFT_CARD, Money(part.amount_minor, currency), part.last_four) for part in parts)


def book_gift_cards(work: UnitOfWork, priced: PricedBasket, sale: Sale) -> None:
    """Take off the basket's cards what they paid of its sale, and put on others what was bought: both or nothing.

    Raises :class:`models.selling.gift_card.GiftCardEmpty` if a card has less than its basket held of it, which only a
    changed database can cause.
    """
    basket = priced.basket
    paid_parts = {part.card: part for part in priced.paid_by_cards}
    for part in basket.gift_cards:
        amount = paid_parts[part.card].amount_minor if part.card in paid_parts else 0
        balance = gift_card_rows.spend(work.tx, part.card, amount, held_minor=part.amount_minor)
        if balance is None:
            raise GiftCardEmpty(part.last_four, Money(0, priced.currency))
        if amount:
            book_change(work, part.card, GiftCardChange.PAYMENT, -amount, balance=balance, sale=sale)
        work.record(GiftCardRemoved(basket.id, part.card, GiftCardUse.PAY.value))
    for part in basket.gift_loads:
        card = gift_card_rows.get_card(work.tx, part.card)
        change = GiftCardChange.SALE if card.state is GiftCardState.BLANK else GiftCardChange.RELOAD
        balance = gift_card_rows.put_on(work.tx, part.card, part.amount_minor)
        activate_card(work, part.card, good_until(work.tx, sale.origin.business_day))
        book_change(work, part.card, change, part.amount_minor, balance=balance, sale=sale)
        work.record(GiftCardRemoved(basket.id, part.card, GiftCardUse.LOAD.value))
    if basket.gift_loads:
        gift_card_rows.free_loads(work.tx, basket.id, [part.card for part in basket.gift_loads])


def cards_to_refund(view: Connection, original: Sale, amount: Money) -> tuple[GiftCardPart, ...]:
    """To which cards so much of a sale goes back: to each what it paid and has not got back, in the order they paid."""
    refunds = [each.id for each in sales.refunds_of(view, original.id)]
    debts = Counter[int]()
    for entry in gift_card_rows.entries_on(view, [original.id, *refunds]):
        if entry.change in {GiftCardChange.PAYMENT, GiftCardChange.REFUND}:
            debts[entry.card_id] -= entry.amount_minor
    left, parts = amount.minor, []
    for card_id, most in debts.items():
        share = min(most, left)
        left -= share
        if share > 0:
            parts.append(GiftCardPart(card_id, gift_card_rows.get_card(view, card_id).last_four, share))
    return tuple(parts)


def refund_to_cards(work: UnitOfWork, to_cards: CardRefund, refund: Sale) -> None:
    """Put on cards what a return receipt gives back on them; those that paid get it whatever their state is.

    A card whose time is over is good again, as if it was filled: the customer has nothing else of that money.
    """
    day = refund.origin.business_day
    for part in to_cards.parts:
        card = gift_card_rows.get_card(work.tx, part.card)
        if card.good_until is not None and day >= card.good_until:
            _extend(work, part.card, good_until(work.tx, day))
        balance = gift_card_rows.put_on(work.tx, part.card, part.amount_minor)
        book_change(work, part.card, GiftCardChange.REFUND, part.amount_minor, balance=balance, sale=refund)
    credit = to_cards.credit
    if credit is not None:
        activate_card(work, credit.card, good_until(work.tx, day))
        balance = gift_card_rows.put_on(work.tx, credit.card, credit.amount_minor)
        book_change(work, credit.card, GiftCardChange.CREDIT, credit.amount_minor, balance=balance, sale=refund)


def _extend(work: UnitOfWork, card_id: int, until: date | None) -> None:
    gift_card_rows.extend(work.tx, card_id, until)
    work.record(GiftCardDated(card_id, until))
