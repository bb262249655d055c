"""Deposit vouchers: what a machine for empty cans and bottles prints, and a customer pays with.

A voucher has a barcode of 13 digits that begins with 980 to 984 or 99, which GS1 gives to no goods (General
Specifications, section 1.4: refund receipts and coupons). What follows is up to whoever runs the machine, so the shop
names its layout, a sign for each digit: ``980NNNNVVVVVC`` is a number, then an amount in minor units.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from models.barcode import is_gtin
from models.errors import Refused
from models.money import Money
from models.voucher_layout import is_layout

#: A basket has at most so many vouchers.
VOUCHERS_MAX = 20
_CODE = re.compile(r"(?:98[0-4]|99[0-9])[0-9]{10}", re.ASCII)


class DepositVoucher(Struct, frozen=True):
    """A voucher in a basket: its ``number``, and what it pays.

    One that no scanner reads has a ``reason``, and a number of ours, for nobody can see whether it comes again.
    """

    number: str
    amount_minor: int
    reason: str = ""


class VoucherRules(Struct, frozen=True):
    """How a shop takes vouchers.

    ``layout`` is empty where none are scanned. The same number is good again after ``days``: machines begin anew.
    Vouchers of more than ``amount_max_minor`` in one basket take approval.
    """

    layout: str
    days: int
    amount_max_minor: int


class UnreadVoucher(Refused):
    """A voucher's code that does not fit the layout of the shop, or of a shop that has none."""

    code = "unread_voucher"
    text = (
        "{number} begins as deposit vouchers do, but not as those of this shop. Nothing was changed; look at its "
        "layout in the settings, or enter the amount that is printed on it."
    )

    number: str


class VoucherUsed(Refused):
    """A voucher that paid for something already."""

    code = "voucher_used"
    text = "The deposit voucher {number} was taken already, on {day}. Nothing was changed; sell without it."

    number: str
    day: date


class VoucherInUse(Refused):
    """A voucher that is in another basket now."""

    code = "voucher_in_use"
    text = "The deposit voucher {number} is in another basket now. Nothing was changed; remove it there first."

    number: str


class VoucherWithReturn(Refused):
    """A voucher and goods that come back, in one basket."""

    code = "voucher_with_return"
    text = (
        "Deposit vouchers and returned goods cannot be in one basket. Nothing was changed; finish one of them first, "
        "then do the other."
    )


class VouchersTooLarge(Refused):
    """Vouchers of more than the goods cost."""

    code = "vouchers_too_large"
    text = (
        "The deposit vouchers are {excess} {excess.currency} more than the goods cost, and they give no change. "
        "Nothing was sold; add goods, or remove a voucher."
    )

    excess: Money


class PaidByVoucher(Refused):
    """A sale whose means of payment is to be corrected, and that a voucher paid for."""

    code = "paid_by_voucher"
    text = "Receipt {number} was paid with a deposit voucher. Nothing was changed; return its goods instead."

    number: int


class TooManyVouchers(Refused):
    """More vouchers than anybody brings."""

    code = "too_many_vouchers"
    text = "A basket takes {most} deposit vouchers. Nothing was changed; take the others with the next purchase."

    most: int


def is_voucher_code(text: str) -> bool:
    """Whether a text is a barcode that can only be a voucher's or a coupon's.

    >>> is_voucher_code("9801234020007"), is_voucher_code("9801234020008"), is_voucher_code("7310865004703")
    (True, False, False)
    """
    code = text.strip()
    return _CODE.fullmatch(code) is not None and is_gtin(code)


def read_voucher(text: str, layout: str, minor_digits: int) -> DepositVoucher:
    """The voucher of a code; whole units of ``W`` have so many minor digits. Raises :class:`UnreadVoucher`.

    >>> read_voucher("9801234020007", "980NNNNVVVVVC", 2)
    DepositVoucher(number='9801234020007', amount_minor=2000, reason='')
    """
    code = text.strip()
    fits = is_layout(layout) and is_voucher_code(code)
    digits = dict.fromkeys("NVW", "")
    for sign, digit in zip(layout, code, strict=False):
        if sign in digits:
            digits[sign] += digit
        fits = fits and (sign in "NVWC" or sign == digit)
    amount = int(digits["V"]) if digits["V"] else int(digits["W"] or 0) * 10**minor_digits
    if not fits or amount == 0:
        raise UnreadVoucher(code)
    return DepositVoucher(code, amount)


def sum_of_vouchers(vouchers: Iterable[DepositVoucher]) -> int:
    """What vouchers pay, in minor units."""
    return sum(each.amount_minor for each in vouchers)
