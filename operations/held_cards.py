"""Gift cards of which orders of the web shop hold some, until the goods are paid at a till or the order ends."""

from __future__ import annotations

from models.facts.gift_card import GiftCardRemoved, GiftCardTaken
from models.online.online_order import HeldCard, OnlineOrder
from models.selling.gift_card import GiftCardUse
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.online import order_rows
from store.selling import gift_card_rows


def hold_card(tx: Connection, order_id: int, card: HeldCard) -> GiftCardTaken | None:
    """Let an order hold so much of a card, so that nobody else spends it; ``None`` if it has not so much.

    The fact is to be recorded: in the journal the card is in the basket of the order's number, as it will be at a till.
    """
    if not gift_card_rows.hold(tx, card.card, card.amount_minor):
        return None
    return GiftCardTaken(order_id, card.card, GiftCardUse.PAY.value, card.amount_minor, 0)


def free_card(work: UnitOfWork, order: OnlineOrder) -> None:
    """An order has ended: its card has all of its money again. A basket at a till holds it no longer, either."""
    if order.card is None:
        return
    gift_card_rows.let_go(work.tx, order.card.card, order.card.amount_minor)
    work.record(GiftCardRemoved(order.id, order.card.card, GiftCardUse.PAY.value))
    order_rows.remove_card(work.tx, order.id)
