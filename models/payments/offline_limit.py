"""How much a shop takes by card without asking the card's bank: the loss is the shop's if the bank refuses later."""

from __future__ import annotations

from dataclasses import dataclass

from models.money import Money


@dataclass(frozen=True, slots=True)
class OfflineSums:
    """Amounts: for one sale, for one till in a business day, and for the whole shop in a business day."""

    sale: Money
    till_day: Money
    day: Money


def may_approve_offline(amount: Money, before: OfflineSums, limits: OfflineSums) -> bool:
    """Whether a card may be approved without its bank: with ``amount`` on top no sum is above its limit.

    ``before`` counts what was approved without a bank, and what may be right now. The example has 300 kr of a sale
    already, where 500 is the limit.

    >>> limits = OfflineSums(Money(50_000, "SEK"), Money(300_000, "SEK"), Money(1_000_000, "SEK"))
    >>> before = OfflineSums(Money(30_000, "SEK"), Money(30_000, "SEK"), Money(30_000, "SEK"))
    >>> (
    ...     may_approve_offline(Money(20_000, "SEK"), before, limits),
    ...     may_approve_offline(Money(20_001, "SEK"), before, limits),
    ... )
    (True, False)
    """
    return (
        before.sale.minor + amount.minor <= limits.sale.minor
        and before.till_day.minor + amount.minor <= limits.till_day.minor
        and before.day.minor + amount.minor <= limits.day.minor
    )
