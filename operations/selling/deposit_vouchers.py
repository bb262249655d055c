"""Deposit vouchers at the till: each number pays once in the whole shop and period."""

from __future__ import annotations

from datetime import timedelta

from models.access.permission import Permission
from models.facts.deposit_voucher import DepositVoucherSpent
from models.money import MINOR_DIGITS, Money
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.decide.take_voucher import decide_voucher, decide_voucher_removal
from models.selling.deposit_voucher import DepositVoucher, VoucherInUse, VoucherRules, VoucherUsed, read_voucher
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import RemoveVoucher, TakeVoucher, WrongEvent, reason_text
from models.shop_settings import VOUCHER_AMOUNT_MAX, VOUCHER_DAYS, VOUCHER_LAYOUT
from operations.access.permissions import check
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_desk import GoodsDesk
from operations.unit_of_work import UnitOfWork
from store.database.engine import Connection
from store.selling import voucher_rows
from store.setting_rows import get_value


def voucher_rules(view: Connection, currency: str) -> VoucherRules:
    """How the shop takes vouchers, from its settings."""
    minor = int(get_value(view, VOUCHER_AMOUNT_MAX)) * 10 ** MINOR_DIGITS.get(currency, 2)
    return VoucherRules(get_value(view, VOUCHER_LAYOUT), int(get_value(view, VOUCHER_DAYS)), minor)


def scan_voucher(desk: GoodsDesk, code: str) -> Decision:
    """Let the scanned voucher pay for a part of the basket.

    Raises :class:`models.selling.deposit_voucher.UnreadVoucher`, :class:`models.selling.deposit_voucher.VoucherUsed`,
    :class:`models.selling.deposit_voucher.VoucherInUse`, what :func:`decide_voucher` raises, or
    :class:`operations.access.permissions.NotPermitted` for more than the shop takes without approval.
    """
    currency = desk.work.station.shop.currency
    rules = voucher_rules(desk.work.tx, currency)
    voucher = read_voucher(code, rules.layout, MINOR_DIGITS.get(currency, 2))
    _check_unused(desk.work, voucher.number, desk.basket, rules)
    return _take(desk, voucher, rules)


def decide_vouchers(desk: GoodsDesk, event: TakeVoucher | RemoveVoucher) -> Decision:
    """Take a voucher whose amount was typed, with the reason, or remove one.

    Raises :class:`models.selling.till_event.WrongEvent` without an amount or a reason, what :func:`reason_text` and
    :func:`decide_voucher` raise, or :class:`operations.access.permissions.NotPermitted`.
    """
    match event:
        case RemoveVoucher():
            return decide_voucher_removal(desk.basket, event)
        case TakeVoucher():
            reason = reason_text(event.reason).strip()
            if not event.amount_minor or not reason:
                raise WrongEvent("A deposit voucher that is typed needs its amount and the reason.")
            rules = voucher_rules(desk.work.tx, desk.work.station.shop.currency)
            return _take(desk, DepositVoucher("", event.amount_minor, reason), rules)


def _take(desk: GoodsDesk, voucher: DepositVoucher, rules: VoucherRules) -> Decision:
    in_basket = desk.basket.vouchers_minor if desk.basket else 0
    is_there = desk.basket is not None and any(each.number == voucher.number for each in desk.basket.vouchers)
    if not is_there and in_basket + voucher.amount_minor > rules.amount_max_minor:
        check(desk.work.actor, Permission.APPROVE_RETURNS)
    basket = desk.basket or desk.new_basket()
    if not voucher.number:
        voucher = DepositVoucher(_own_number(basket), voucher.amount_minor, voucher.reason)
    return decide_voucher(basket, voucher)


def _own_number(basket: Basket) -> str:
    """The number of a voucher that nobody could scan: one that no other has, also after some were removed."""
    numbers = {each.number for each in basket.vouchers}
    return next(text for each in range(1, len(numbers) + 2) if (text := f"{basket.id}-{each}") not in numbers)


def _check_unused(work: DecidingWork, number: str, basket: Basket | None, rules: VoucherRules) -> None:
    stored = voucher_rows.find_voucher(work.tx, number)
    if stored is None:
        return
    if stored.basket_id is not None and (basket is None or stored.basket_id != basket.id):
        raise VoucherInUse(number)
    if stored.sale_id is not None and stored.taken_at > work.at - timedelta(days=rules.days):
        raise VoucherUsed(number, work.station.shop.business_day(stored.taken_at))


def follow_vouchers(work: UnitOfWork, before: Basket, after: Basket) -> None:
    """Let a basket hold the vouchers that were taken for it, and no others.

    Raises :class:`models.selling.deposit_voucher.VoucherInUse` if another till was faster.
    """
    days = voucher_rules(work.tx, work.station.shop.currency).days
    old = {each.number for each in before.vouchers}
    new = {each.number: each for each in after.vouchers}
    for number in new.keys() - old:
        since = work.at - timedelta(days=days)
        if not voucher_rows.claim_voucher(work.tx, new[number], after.id, work.at, since):
            raise VoucherInUse(number)
    if old - new.keys():
        voucher_rows.free_vouchers(work.tx, after.id, sorted(old - new.keys()))


def voucher_offers(basket: Basket, currency: str) -> tuple[Offer, ...]:
    """The vouchers of a basket as means of payment."""
    return tuple(
        Offer(TenderKind.DEPOSIT_VOUCHER, Money(each.amount_minor, currency), each.number) for each in basket.vouchers
    )


def spend_vouchers(work: UnitOfWork, basket: Basket, sale: Sale) -> None:
    """Spend the vouchers of a basket on its sale."""
    if not basket.vouchers:
        return
    spent = voucher_rows.spend_vouchers(work.tx, basket.id, sale.id, work.at)
    assert spent == len(basket.vouchers), f"basket {basket.id} holds {spent} of its vouchers"
    for each in basket.vouchers:
        work.record(DepositVoucherSpent(sale.id, each.number, each.amount_minor))
