"""Gift cards in the till's basket: one pays for goods, or money is put on it, when the basket is paid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address, parse_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.facts.gift_card import GiftCardBlocked
from models.money import MINOR_DIGITS, Money
from models.selling.basket import Basket, BasketState
from models.selling.decide.decision import Decision
from models.selling.decide.take_gift_card import decide_card, decide_card_removal, parts_of
from models.selling.gift_card import (
    GiftCard,
    GiftCardEmpty,
    GiftCardInBasket,
    GiftCardState,
    GiftCardUnusable,
    GiftCardUse,
    WrongGiftAmount,
    why_unusable,
)
from models.selling.payment_parts import check_unpaid
from models.shop_settings import GIFT_CARD_AMOUNT_MAX
from operations.access.permissions import check
from operations.dispatch.receipt_mail import check_mail_is_set
from operations.gift_card_changes import make_card
from operations.selling.gift_card_codes import find_gift_card
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.selling import baskets, gift_card_rows
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class CardWish:
    """A card that was shown, and what for. ``amount_minor`` is the most that it pays, or what is put on it.

    ``None``: the card pays as far as it goes. ``pin`` is asked for where a card that has one pays.
    """

    code: str
    use: GiftCardUse
    amount_minor: int | None = None
    pin: str = ""


def take_gift_card(
    store: Store, actor: Actor, installation: InstallationSecret, wish: CardWish, *, at: datetime
) -> None:
    """Let a card pay for the goods in the till's basket, or put money on it when the basket is paid; twice is once.

    The basket holds what the card may pay from now on, so that nobody else spends it. Raises
    :class:`models.selling.gift_card.GiftCardUnusable`, :class:`models.selling.gift_card.GiftCardEmpty`,
    :class:`models.selling.gift_card.WrongGiftAmount`, :class:`models.selling.gift_card.GiftCardInBasket`, what
    :func:`operations.selling.gift_card_codes.find_gift_card` and
    :func:`models.selling.decide.take_gift_card.decide_card` raise, or
    :class:`models.selling.payment_parts.PaymentBegun`.
    """
    check(actor, Permission.TAKE_GIFT_CARDS)
    is_load = wish.use is GiftCardUse.LOAD
    if is_load:
        check(actor, Permission.SELL_GIFT_CARDS)
    pin = None if is_load else wish.pin
    card_id = find_gift_card(store, actor, installation, wish.code, at=at, pin=pin).id
    with unit_of_work(store, actor, at=at) as work:
        card = gift_card_rows.get_card(work.tx, card_id)
        before = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
        check_unpaid(before)
        if before is not None and any(each.card == card.id for each in parts_of(before, wish.use)):
            return
        amount = _load_amount(work, card, wish) if is_load else _pay_amount(work, card, wish)
        basket = before or _new_basket(work)
        _follow(work, basket, decide_card(basket, card, wish.use, amount))
        _claim(work, card, basket.id, wish.use, amount)


@dataclass(frozen=True, slots=True)
class MailedWish:
    """A new card for somebody who is not here: the address of its e-mail, and what is put on it.

    ``loads_before`` is how many cards the basket filled when somebody asked for this one: with more of them, it has
    come already. ``None``: whoever asks does so once.
    """

    address: str
    amount_minor: int
    loads_before: int | None = None


def sell_mailed_card(
    store: Store, actor: Actor, installation: InstallationSecret, wish: MailedWish, *, at: datetime
) -> Dispatch | None:
    """Put a new card into the till's basket that goes to an address once it is paid, and not before.

    Its code is derived, so that it is the same however often it is sent. Twice is once: ``None`` where the same wish
    has put a card into the basket already. Raises
    :class:`operations.dispatch.receipt_mail.MailNotSet`, :class:`models.dispatch.mail_address.WrongMailAddress`,
    :class:`models.selling.gift_card.WrongGiftAmount`, :class:`models.selling.payment_parts.PaymentBegun` or what
    :func:`models.selling.decide.take_gift_card.decide_card` raises.
    """
    check(actor, Permission.SELL_GIFT_CARDS)
    place = parse_address(wish.address)
    with unit_of_work(store, actor, at=at) as work:
        check_mail_is_set(work.tx)
        before = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
        check_unpaid(before)
        if wish.loads_before is not None and before is not None and len(before.gift_loads) > wish.loads_before:
            return None
        card = make_card(work, installation)
        amount = _load_amount(work, card, CardWish("", GiftCardUse.LOAD, wish.amount_minor))
        basket = before or _new_basket(work)
        _follow(work, basket, decide_card(basket, card, GiftCardUse.LOAD, amount))
        _claim(work, card, basket.id, GiftCardUse.LOAD, amount)
        (dispatch_id,) = work.take_ids()
        queued = Dispatch(dispatch_id, DispatchKind.GIFT_CARD_MAIL, card.id, place, mask_address(place), at)
        dispatch.add_dispatch(work.tx, queued)
    return queued


def remove_gift_card(store: Store, actor: Actor, card_id: int, use: GiftCardUse, *, at: datetime) -> None:
    """Remove a card from the till's basket; where it is not there, nothing changes.

    Raises :class:`models.selling.payment_parts.PaymentBegun`.
    """
    check(actor, Permission.TAKE_GIFT_CARDS)
    with unit_of_work(store, actor, at=at) as work:
        basket = baskets.open_basket(work.tx, work.station.device.id, work.station.shop.currency)
        check_unpaid(basket)
        if basket is None:
            return
        decision = decide_card_removal(basket, card_id, use)
        _follow(work, basket, decision)
        if decision.facts:
            gone = tuple(each for each in parts_of(basket, use) if each.card == card_id)
            whole = replace(basket, gift_cards=(), gift_loads=())
            is_load = use is GiftCardUse.LOAD
            left = replace(whole, gift_loads=gone) if is_load else replace(whole, gift_cards=gone)
            for fact in free_cards(work.tx, left):
                work.record(fact)


def free_cards(tx: Connection, basket: Basket) -> list[GiftCardBlocked]:
    """Let go of the cards that a basket holds, for it is cancelled or they left it; what is recorded of that.

    A card that was made to be sent is blocked: nobody has its code, so nobody else can buy it.
    """
    for each in basket.gift_cards:
        gift_card_rows.let_go(tx, each.card, each.amount_minor)
    if not basket.gift_loads:
        return []
    cards = [each.card for each in basket.gift_loads]
    gift_card_rows.free_loads(tx, basket.id, cards)
    unsent = dispatch.forget_unpaid_cards(tx, cards)
    for card in unsent:
        gift_card_rows.set_state(tx, card, GiftCardState.BLOCKED)
    return [GiftCardBlocked(card, GiftCardState.BLOCKED.value, "") for card in unsent]


def amount_max(view: Connection, currency: str) -> Money:
    """The most that may be on one card."""
    return Money(int(get_value(view, GIFT_CARD_AMOUNT_MAX)) * 10 ** MINOR_DIGITS.get(currency, 2), currency)


def _pay_amount(work: UnitOfWork, card: GiftCard, wish: CardWish) -> int:
    why = why_unusable(card, work.station.shop.business_day(work.at))
    if why is not None:
        raise GiftCardUnusable.because(card.last_four, why)
    amount = card.available_minor if wish.amount_minor is None else wish.amount_minor
    if amount <= 0 or amount > card.available_minor:
        raise GiftCardEmpty(card.last_four, Money(card.available_minor, work.station.shop.currency))
    return amount


def _load_amount(work: UnitOfWork, card: GiftCard, wish: CardWish) -> int:
    if card.state is GiftCardState.BLOCKED:
        raise GiftCardUnusable.because(card.last_four, card.state.value)
    currency = work.station.shop.currency
    most, amount = amount_max(work.tx, currency), wish.amount_minor or 0
    if amount <= 0 or card.balance_minor + amount > most.minor:
        raise WrongGiftAmount(Money(amount, currency), most)
    return amount


def _claim(work: UnitOfWork, card: GiftCard, basket_id: int, use: GiftCardUse, amount_minor: int) -> None:
    if use is GiftCardUse.PAY:
        if not gift_card_rows.hold(work.tx, card.id, amount_minor):
            raise GiftCardEmpty(card.last_four, Money(card.available_minor, work.station.shop.currency))
    elif not gift_card_rows.claim_for_load(work.tx, card.id, basket_id):
        raise GiftCardInBasket(card.last_four)


def _new_basket(work: UnitOfWork) -> Basket:
    (basket_id,) = work.take_ids()
    basket = Basket(basket_id, work.station.device.id, BasketState.OPEN, "", work.at, 0)
    baskets.add_basket(work.tx, basket)
    return basket


def _follow(work: UnitOfWork, before: Basket, decision: Decision) -> None:
    if decision.basket is not None and decision.basket != before:
        baskets.save_basket(work.tx, decision.basket)
    for fact in decision.facts:
        work.record(fact)
