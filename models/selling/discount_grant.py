"""Discounts that an operator gives on a basket or a line, and what each takes off when the basket is priced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from msgspec import Struct, structs

from models.members.point_entry import PointsUse
from models.money import divide_half_up
from models.pricing.discount_part import DiscountKind, DiscountPart, sum_of
from models.pricing.price import DiscountTooLarge, line_gross, spread_discount
from models.pricing.tax import PPM

#: The kinds that an operator gives: on a line, and on a basket.
ON_LINES = frozenset({DiscountKind.LINE, DiscountKind.PRICE})
ON_BASKETS = frozenset({DiscountKind.BASKET, DiscountKind.STAFF})


class DiscountGrant(Struct, frozen=True):
    """A discount on the line in a ``position`` or, without one, on the whole basket.

    It is a share, ``rate_ppm``, or an ``amount_minor``: off the line or the basket, or for the kind *price* the new
    price of a unit. ``share_max_ppm`` is what whoever gave it may give: an amount never takes off a greater share, also
    when goods leave the basket later. ``reason`` is in the words of the shop.
    """

    kind: DiscountKind
    position: int | None
    reason: str
    share_max_ppm: int
    rate_ppm: int | None = None
    amount_minor: int | None = None

    def __post_init__(self) -> None:
        if (self.rate_ppm is None) == (self.amount_minor is None):
            raise ValueError("a discount is a share or an amount")
        if (self.position is None) != (self.kind in ON_BASKETS):
            raise ValueError("a discount on a line has its position, and one on a basket has none")


class LineBefore(Struct, frozen=True):
    """A line before anything is taken off it."""

    position: int
    sku: str
    quantity: Decimal
    unit_price_minor: int
    category: str = ""

    @property
    def gross_minor(self) -> int:
        """What it costs."""
        return line_gross(self.unit_price_minor, self.quantity)


def minor_of_grant(grant: DiscountGrant, gross_minor: int) -> int:
    """What a share or an amount takes off goods that cost so much: never more than they cost, nor than was permitted.

    >>> share = DiscountGrant(DiscountKind.BASKET, None, "Stammis", 100_000, rate_ppm=100_000)
    >>> amount = DiscountGrant(DiscountKind.BASKET, None, "Stammis", 100_000, amount_minor=1000)
    >>> [(minor_of_grant(share, gross), minor_of_grant(amount, gross)) for gross in (20_000, 5_000)]
    [(2000, 1000), (500, 500)]
    """
    if grant.rate_ppm is not None:
        return divide_half_up(gross_minor * grant.rate_ppm, PPM)
    return min(grant.amount_minor or 0, divide_half_up(gross_minor * grant.share_max_ppm, PPM), gross_minor)


def discount_parts(
    lines: Sequence[LineBefore],
    own: Sequence[int],
    grants: Iterable[DiscountGrant],
    gains: Mapping[int, tuple[DiscountPart, ...]],
    points: PointsUse | None = None,
) -> list[tuple[DiscountPart, ...]]:
    """The parts of what is taken off each line: on the line, by rules of the shop, on the basket, and by ``points``.

    ``own`` are amounts that lines came with, ``gains`` what rules take off, by position. Each step takes off what the
    one before left. Raises :class:`models.pricing.price.DiscountTooLarge` if ``own`` or ``gains`` are more than that.
    """
    all_grants = list(grants)
    on_line = {grant.position: grant for grant in all_grants if grant.position is not None}
    parts = [
        _parts_of_line(line, minor, on_line.get(line.position), gains.get(line.position, ()))
        for line, minor in zip(lines, own, strict=True)
    ]
    for grant in all_grants:
        if grant.position is None:
            parts = _with_basket_part(lines, parts, grant)
    return parts if points is None else _with_points(lines, parts, points)


def _parts_of_line(
    line: LineBefore, own_minor: int, grant: DiscountGrant | None, gains: tuple[DiscountPart, ...]
) -> tuple[DiscountPart, ...]:
    if grant is None and not own_minor and not gains:
        return ()
    parts = (DiscountPart(DiscountKind.LINE, "", own_minor),) if own_minor else ()
    if grant is not None:
        left = line.gross_minor - own_minor
        parts = (*parts, *_part(grant, _line_minor(grant, line, left)))
    parts = (*parts, *gains)
    if any(part.amount_minor < 0 for part in parts) or sum_of(parts) > line.gross_minor:
        raise DiscountTooLarge(sum_of(parts), line.gross_minor)
    return parts


def _line_minor(grant: DiscountGrant, line: LineBefore, left_minor: int) -> int:
    """A new price takes off the difference, and nothing where goods cost less by now."""
    if grant.kind is DiscountKind.PRICE:
        return min(max(0, line.gross_minor - line_gross(grant.amount_minor or 0, line.quantity)), left_minor)
    return minor_of_grant(grant, left_minor)


def _with_basket_part(
    lines: Sequence[LineBefore], parts: list[tuple[DiscountPart, ...]], grant: DiscountGrant
) -> list[tuple[DiscountPart, ...]]:
    """The discount on a basket, split over what its lines still cost.

    Lines are taken in an order of their own, so that it does not matter in which they were scanned.
    """
    left = [line.gross_minor - sum_of(own) for line, own in zip(lines, parts, strict=True)]
    by_line = _spread(lines, minor_of_grant(grant, sum(left)), left)
    return [(*own, *_part(grant, by_line[i])) for i, own in enumerate(parts)]


def _with_points(
    lines: Sequence[LineBefore], parts: list[tuple[DiscountPart, ...]], use: PointsUse
) -> list[tuple[DiscountPart, ...]]:
    """What whole points take off, at most what those goods still cost that may be paid with points."""
    left = [
        0 if line.category in use.excluded else line.gross_minor - sum_of(own)
        for line, own in zip(lines, parts, strict=True)
    ]
    minor = min(use.points, sum(left) // use.value_minor) * use.value_minor
    by_line = _spread(lines, minor, left)
    return [
        (*own, DiscountPart(DiscountKind.POINTS, "", by_line[i])) if by_line[i] else own for i, own in enumerate(parts)
    ]


def _spread(lines: Sequence[LineBefore], minor: int, left: Sequence[int]) -> dict[int, int]:
    order = sorted(range(len(lines)), key=lambda i: (lines[i].sku, lines[i].unit_price_minor, left[i]))
    return dict(zip(order, spread_discount(minor, [left[i] for i in order]), strict=True))


def _part(grant: DiscountGrant, minor: int) -> tuple[DiscountPart, ...]:
    return (DiscountPart(grant.kind, grant.reason, minor, None, grant.rate_ppm),) if minor else ()


def with_grant(grants: Sequence[DiscountGrant], grant: DiscountGrant) -> tuple[DiscountGrant, ...]:
    """The discounts with one more, which replaces the one in the same place: a line and a basket have one each."""
    return (*without_grant(grants, grant.position), structs.replace(grant))


def without_grant(grants: Sequence[DiscountGrant], position: int | None) -> tuple[DiscountGrant, ...]:
    """The discounts without that of a line, or of the basket."""
    return tuple(each for each in grants if each.position != position)
