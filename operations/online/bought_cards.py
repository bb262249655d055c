"""The gift card that an order of the web shop buys: claimed when it is ordered, and good once it is paid."""

from __future__ import annotations

from dataclasses import replace

from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.gift_card import GiftCardBlocked, GiftCardRemoved, GiftCardTaken
from models.facts.online_order import OnlineOrderCollected
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_gift_card import entry_of_web_card
from models.online.online_order import CardPurchase, OnlineOrder, OnlineOrderState
from models.payments.attempt import PaymentAttempt
from models.selling.gift_card import GiftCardChange, GiftCardState, GiftCardUse
from models.shop_settings import MAIL_HOST
from operations.gift_card_changes import activate_card, book_change, good_until
from operations.unit_of_work import UnitOfWork
from store import dispatch, ledger
from store.online import order_rows, purchase_rows
from store.selling import gift_card_rows
from store.setting_rows import get_value


def claim_card(work: UnitOfWork, order: OnlineOrder, purchase: CardPurchase) -> None:
    """Let nothing but the payment of an order, which is stored, put money on its card."""
    purchase_rows.add_purchase(work.tx, order.id, purchase)
    is_free = gift_card_rows.claim_for_load(work.tx, purchase.card, order.id)
    assert is_free, "the card was made for this order"
    use = GiftCardUse.LOAD.value
    work.record(GiftCardTaken(order.id, purchase.card, use, purchase.amount_minor, 0))


def fill_card(work: UnitOfWork, order: OnlineOrder, charge: PaymentAttempt) -> OnlineOrder:
    """Put on the card of an order what its customer paid, and send it; the order, which is collected by that.

    Never more than was ordered: what was taken beyond goes back like any money of an order.
    """
    purchase = order.purchase
    assert purchase is not None, "the order buys a card"
    minor = min(charge.amount_taken.minor, purchase.amount_minor)
    _leave_basket(work, order, purchase)
    balance = gift_card_rows.put_on(work.tx, purchase.card, minor)
    activate_card(work, purchase.card, good_until(work.tx, work.station.shop.business_day(work.at)))
    book_web_change(work, purchase.card, GiftCardChange.WEB, minor, balance=balance)
    collected = replace(order, state=OnlineOrderState.COLLECTED, ended_at=work.at)
    order_rows.end_order(work.tx, collected)
    work.record(OnlineOrderCollected(order.id, None))
    _send(work, purchase, purchase.recipient or order.contact.email)
    return collected


def drop_card(work: UnitOfWork, order: OnlineOrder) -> None:
    """An order ended that was not paid: nobody has the code of its card, so the card is blocked."""
    if order.purchase is not None and order.is_open:
        _leave_basket(work, order, order.purchase)
        block_card(work, order.purchase.card)


def block_card(work: UnitOfWork, card_id: int) -> None:
    """Let a bought card pay no more, and go to nobody any more."""
    gift_card_rows.set_state(work.tx, card_id, GiftCardState.BLOCKED)
    work.record(GiftCardBlocked(card_id, GiftCardState.BLOCKED.value, ""))
    dispatch.forget_documents(work.tx, DispatchKind.GIFT_CARD_MAIL, [card_id])


def book_web_change(work: UnitOfWork, card_id: int, change: GiftCardChange, minor: int, *, balance: int) -> None:
    """Store what the web shop did to a card, and book it between what is owed to the buyer and for the card."""
    source = book_change(work, card_id, change, minor, balance=balance)
    company = work.station.shop
    day = company.business_day(work.at)
    chart = chart_on(ledger.account_choices(work.tx), day, jurisdiction_of(company.country).accounts)
    (entry_id,) = work.take_ids()
    ledger.post(work.tx, [entry_of_web_card(entry_id, source, minor, chart=chart, day=day)])


def _leave_basket(work: UnitOfWork, order: OnlineOrder, purchase: CardPurchase) -> None:
    gift_card_rows.free_loads(work.tx, order.id, [purchase.card])
    work.record(GiftCardRemoved(order.id, purchase.card, GiftCardUse.LOAD.value))


def _send(work: UnitOfWork, purchase: CardPurchase, address: str) -> None:
    """Send the card once the work is stored; where the shop has no mail server, the page of the order has its code."""
    if address and get_value(work.tx, MAIL_HOST):
        (dispatch_id,) = work.take_ids()
        card = Dispatch(
            dispatch_id, DispatchKind.GIFT_CARD_MAIL, purchase.card, address, mask_address(address), work.at
        )
        dispatch.add_dispatch(work.tx, card)
