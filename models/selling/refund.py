"""How much of a sold line can still be taken back, and for how much."""

from __future__ import annotations

from decimal import Decimal

from models.errors import Refused
from models.money import divide_half_up
from models.quantity import to_milli


class RefundedTooMuch(Refused):
    """More goods taken back than the line has left."""

    code = "refunded_too_much"
    text = (
        "Line {position} of the sale has less than {quantity} left that can be taken back. Nothing was changed; "
        "look at the receipt and at what was taken back before."
    )

    position: int
    quantity: Decimal


def refunded_after(position: int, sold: Decimal, *, refunded: Decimal, wanted: Decimal) -> Decimal:
    """How much of a line counts as taken back once ``wanted`` more of it is: never more than was sold.

    Raises :class:`RefundedTooMuch`.

    >>> refunded_after(1, Decimal(3), refunded=Decimal(1), wanted=Decimal(2))
    Decimal('3')
    """
    if wanted <= 0 or refunded + wanted > sold:
        raise RefundedTooMuch(position, wanted)
    return refunded + wanted


def refund_minor(amount_minor: int, sold: Decimal, *, refunded: Decimal, wanted: Decimal) -> int:
    """The part of an amount of a line (gross, tax, discount) that goes back with ``wanted`` of its goods.

    What has gone back in all is rounded, not each part: so the parts of a whole line sum to its amount, however it is
    divided, and in whatever order its parts come back.

    >>> [refund_minor(1000, Decimal(3), refunded=Decimal(n), wanted=Decimal(1)) for n in range(3)]
    [333, 334, 333]
    """
    whole = to_milli(sold)
    before, after = (divide_half_up(amount_minor * to_milli(each), whole) for each in (refunded, refunded + wanted))
    return after - before
