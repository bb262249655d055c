"""A deposit voucher comes into the basket, or leaves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from models.facts.deposit_voucher import DepositVoucherRemoved, DepositVoucherTaken
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket
from models.selling.deposit_voucher import VOUCHERS_MAX, DepositVoucher, TooManyVouchers, VoucherWithReturn
from models.selling.till_event import RemoveVoucher


def decide_voucher(basket: Basket, voucher: DepositVoucher) -> Decision:
    """Let a voucher pay for a part of the basket; one that is in it already changes nothing.

    Raises :class:`models.selling.deposit_voucher.VoucherWithReturn` or
    :class:`models.selling.deposit_voucher.TooManyVouchers`.
    """
    if any(each.number == voucher.number for each in basket.vouchers):
        return Decision(basket, ())
    if basket.returned_minor is not None:
        raise VoucherWithReturn
    if len(basket.vouchers) >= VOUCHERS_MAX:
        raise TooManyVouchers(VOUCHERS_MAX)
    fact = DepositVoucherTaken(basket.id, voucher.number, voucher.amount_minor, voucher.reason)
    return Decision(replace(basket, vouchers=(*basket.vouchers, voucher)), (fact,))


def decide_voucher_removal(basket: Basket | None, event: RemoveVoucher) -> Decision:
    """Remove a voucher from the basket; where it is not there, nothing changes."""
    before = require_basket(basket)
    gone = [each for each in before.vouchers if each.number == event.code.strip()]
    after = replace(before, vouchers=tuple(each for each in before.vouchers if each not in gone))
    return Decision(after, removals(before, gone))


def removals(basket: Basket, gone: Iterable[DepositVoucher]) -> tuple[DepositVoucherRemoved, ...]:
    """The facts that vouchers left a basket."""
    return tuple(DepositVoucherRemoved(basket.id, each.number, each.amount_minor) for each in gone)
