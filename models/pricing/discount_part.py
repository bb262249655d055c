"""The parts of a discount: why so much was taken off a line, so that receipts, journal and reports can name each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct, structs

from models.money import divide_half_up


class DiscountKind(StrEnum):
    """Who or what gave a part of a discount."""

    LINE = "line"
    """The operator, on one line."""
    PRICE = "price"
    """The operator, who entered a lower price."""
    PROMOTION = "promotion"
    """A rule of the shop, by itself."""
    COUPON = "coupon"
    """A code that the customer brought."""
    BASKET = "basket"
    """The operator, on the whole basket."""
    STAFF = "staff"
    """The purchase is that of somebody who works in the shop."""
    POINTS = "points"
    """Points of the member whose purchase it is."""


class DiscountPart(Struct, frozen=True):
    """A part of a line's discount; the parts of a line sum to its discount.

    ``text`` is the reason or the name of the rule, as receipts print it; it may be empty. ``source_id`` is the rule or
    the coupon that gave it. ``rate_ppm`` is the share in parts per million where a share was wanted. ``amount_minor``
    is above zero in a sale, and below zero in a refund.
    """

    kind: DiscountKind
    text: str
    amount_minor: int
    source_id: int | None = None
    rate_ppm: int | None = None


def sum_of(parts: Iterable[DiscountPart]) -> int:
    """What the parts take off together, in minor units.

    >>> sum_of([DiscountPart(DiscountKind.LINE, "", 199), DiscountPart(DiscountKind.BASKET, "", 1)])
    200
    """
    return sum(part.amount_minor for part in parts)


def split_over_parts(amount_minor: int, parts: Sequence[int]) -> list[int]:
    """So much of each part that it is ``amount_minor`` together, in proportion to what the parts are.

    With a greater amount no part gets less, and with the sum of the parts each part is whole: so what is given back
    step by step is what there was, part by part. ``amount_minor`` is at most the sum of the parts.

    >>> [split_over_parts(amount, [5, 3]) for amount in (1, 4, 8)]
    [[1, 0], [3, 1], [5, 3]]
    """
    split, left, whole = [], amount_minor, sum(parts)
    for part in parts:
        share = divide_half_up(left * part, whole) if whole else 0
        split.append(share)
        left, whole = left - share, whole - part
    return split


def parts_given_back(parts: Sequence[DiscountPart], before_minor: int, now_minor: int) -> tuple[DiscountPart, ...]:
    """The parts of a discount of which ``now_minor`` goes back after ``before_minor`` went back; below zero."""
    amounts = [part.amount_minor for part in parts]
    before, after = (split_over_parts(each, amounts) for each in (before_minor, before_minor + now_minor))
    moved = [(part, last - first) for part, first, last in zip(parts, before, after, strict=True)]
    return tuple(structs.replace(part, amount_minor=-minor) for part, minor in moved if minor)
