"""Gift cards of the demo shop: two with money, one of them used in part, a lost one, a blank one, one with a PIN."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.own_code import OwnCode
from models.quantity import Unit
from models.selling.gift_card import GiftCard, GiftCardChange, GiftCardState, GiftCardUse, UnknownGiftCard, new_code
from models.selling.return_line import GoodsTo, ReturnReason
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import Scan
from operations.counted_codes import card_digest, card_pin
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.gift_card_office import PinnedCode, block_gift_card, make_blanks, make_blanks_with_pins
from operations.selling.gift_cards_at_till import CardWish, take_gift_card
from operations.selling.goods_return import ChosenLine, choose_returns
from operations.selling.store_credit import CreditWish, give_store_credit
from operations.selling.till_events import apply_events, till_state
from store import shop
from store.access.secrets import InstallationSecret
from store.catalogue import one_product
from store.database.engine import Connection, Store
from store.selling import sales
from store.selling.gift_card_rows import all_entries, find_by_digest
from store.stock import levels

#: What is paid for each card; nothing for the one that stays blank.
WORTH_MINOR = (500_00, 200_00, 300_00, 0)
#: What is paid for the card that pays with a PIN alone.
PINNED_MINOR = 250_00
#: The first pays for goods, the second gets what came back, the third is lost.
_SPENDS, _CREDITED, _LOST = 0, 1, 2
_SOLD_BY, _BLOCKED_BY, _TILL = "anna", "maria", 1
_CLIENT = "00000000-0000-4000-8000-0000000000dc"
_NEXT = timedelta(seconds=1)
REASON = {"sv": "Borttappat", "en": "Lost"}


def demo_codes() -> list[OwnCode]:
    """The codes of the cards, the same in each demo shop."""
    choose = _choosing(0)
    return [new_code(choose) for _ in WORTH_MINOR]


def demo_code_with_pin() -> OwnCode:
    """The code of the card that has a PIN, the same in each demo shop; its PIN is another one in each."""
    return new_code(_choosing(1))


def find_pinned_card(store: Store, installation: InstallationSecret) -> PinnedCode | None:
    """The card that has a PIN, with its PIN; ``None`` in a demo shop of an older Kassa."""
    code = demo_code_with_pin()
    card = _find(store, installation, code)
    return None if card is None else PinnedCode(code.text, card_pin(installation, card.id))


def _choosing(seed: int) -> Callable[[str], str]:
    rng = np.random.default_rng(seed)
    return lambda signs: signs[int(rng.integers(len(signs)))]


def sell_gift_cards(
    store: Store, installation: InstallationSecret, office: Actor, *, language: str, at: datetime
) -> int:
    """Make the cards, sell them at till 1, let one pay for goods and block the lost one; twice is once.

    ``at`` is after everything else at that till. Returns how many receipts of one line there are with cards.
    """
    codes = demo_codes()
    if _find(store, installation, codes[-1]) is None:
        make_blanks(store, office, installation, len(codes), at=at, choose=_choosing(0))
    pinned = demo_code_with_pin()
    if _find(store, installation, pinned) is None:
        make_blanks_with_pins(store, office, installation, 1, at=at, choose=_choosing(1))
    seller = Actor(_SOLD_BY, _TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    of_cards = [*zip(codes, WORTH_MINOR, strict=True), (pinned, PINNED_MINOR)]
    for number, (code, worth) in enumerate(of_cards):
        card = _find(store, installation, code)
        if worth and card is not None and card.state is GiftCardState.BLANK:
            wish = CardWish(code.text, GiftCardUse.LOAD, worth)
            _put(store, seller, installation, wish, at=at + number * 2 * _NEXT)
    spends, lost = (_find(store, installation, codes[number]) for number in (_SPENDS, _LOST))
    if spends is not None and spends.balance_minor == WORTH_MINOR[_SPENDS]:
        _spend(store, seller, installation, codes[_SPENDS].text, at=at + 10 * _NEXT)
    if lost is not None and lost.state is GiftCardState.ACTIVE:
        manager = Actor(_BLOCKED_BY, _TILL, PERMISSIONS[BuiltInRole.MANAGER])
        block_gift_card(store, manager, lost.id, REASON[language], is_blocked=True, at=at + 20 * _NEXT)
    with store.view() as view:
        has_credit = any(each.change == GiftCardChange.CREDIT for each in all_entries(view))
    if not has_credit:
        _bring_back(store, installation, codes[_CREDITED].text, at=at + 24 * _NEXT)
    with store.view() as view:
        receipts = {each.sale_id for each in all_entries(view)}
        return len(receipts | {sales.get_sale(view, each).refers_to for each in receipts if each} - {None})


def _find(store: Store, installation: InstallationSecret, code: OwnCode) -> GiftCard | None:
    try:
        with store.view() as view:
            return find_by_digest(view, card_digest(installation, code.text))
    except UnknownGiftCard:
        return None


def _put(store: Store, seller: Actor, installation: InstallationSecret, wish: CardWish, *, at: datetime) -> None:
    take_gift_card(store, seller, installation, wish, at=at)
    _pay(store, seller, at=at)


def _spend(store: Store, seller: Actor, installation: InstallationSecret, code: str, *, at: datetime) -> None:
    with store.view() as view:
        sku = plain_goods(view)
    if sku is None:
        return
    apply_events(store, seller, _CLIENT, [Scan(till_state(store, _TILL, _CLIENT, at=at).acked_seq + 1, sku)], at=at)
    take_gift_card(store, seller, installation, CardWish(code, GiftCardUse.PAY), at=at)
    _pay(store, seller, at=at)


def _pay(store: Store, seller: Actor, *, at: datetime) -> Sale:
    basket = till_state(store, _TILL, _CLIENT, at=at).basket
    assert basket is not None, "something is in the basket"
    offers = (Offer(TenderKind.CASH, cash_due(basket.due)),) if basket.due.minor else ()
    return complete_sale(store, seller, Payment(basket.basket.id, basket.due, offers), at=at + _NEXT)


def _bring_back(store: Store, installation: InstallationSecret, code: str, *, at: datetime) -> None:
    """Goods that were paid in cash come back, and what they cost is put on a card."""
    seller = Actor(_BLOCKED_BY, _TILL, PERMISSIONS[BuiltInRole.MANAGER])
    with store.view() as view:
        sku = plain_goods(view)
    if sku is None:
        return
    apply_events(store, seller, _CLIENT, [Scan(till_state(store, _TILL, _CLIENT, at=at).acked_seq + 1, sku)], at=at)
    sale = _pay(store, seller, at=at)
    line = sale.lines[0]
    chosen = ChosenLine(line.position, line.quantity, ReturnReason.CHANGED_MIND, GoodsTo.STOCK)
    basket_id = choose_returns(store, seller, sale.id, [chosen], at=at + 2 * _NEXT)
    wish = CreditWish(basket_id, -sale.settlement.gross, code)
    give_store_credit(store, seller, installation, wish, at=at + 3 * _NEXT)


def plain_goods(view: Connection) -> str | None:
    """Goods that are there and that anybody may buy, by the piece."""
    location = shop.get_station(view, _TILL).location.id
    there = sorted(sku for (place, sku), units in levels(view).items() if place == location and units >= Decimal(1))
    for sku, product in one_product.find_products(view, there).items():
        is_plain = not (product.age_limit or product.open_price or product.deposit or product.pack)
        if is_plain and product.unit is Unit.PIECE:
            return sku
    return None
