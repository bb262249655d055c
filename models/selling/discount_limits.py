"""How much may be taken off, and whose permission it takes."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from models.access.permission import Permission
from models.money import divide_half_up
from models.pricing.tax import PPM, tax_within


class DiscountLimits(Struct, frozen=True):
    """What the shop permits, in parts per million: without approval, with it, on staff purchases, and the margin.

    Goods whose cost is known are not sold with a lower margin than ``floor_ppm`` of the price without tax, unless
    somebody approves it. ``reasons`` are those of the shop; none: the till has its own.
    """

    give_ppm: int
    approve_ppm: int
    staff_ppm: int
    floor_ppm: int
    reasons: tuple[str, ...] = ()


def share_ppm(taken_minor: int, gross_minor: int) -> int:
    """Which share of what goods cost is taken off, rounded up; all of it where they cost nothing.

    >>> share_ppm(100, 1000), share_ppm(1, 3)
    (100000, 333334)
    """
    return -(-taken_minor * PPM // gross_minor) if gross_minor else PPM


def is_below_floor(new_price_minor: int, cost_minor: int | None, tax_rate_ppm: int, floor_ppm: int) -> bool:
    """Whether a price with tax leaves less than the margin of the shop over a cost without tax, if that is known.

    >>> [is_below_floor(price, 800, 250_000, 0) for price in (1000, 999)]
    [False, True]
    """
    if cost_minor is None:
        return False
    net = new_price_minor - tax_within(new_price_minor, tax_rate_ppm)
    return (net - cost_minor) * PPM < floor_ppm * net


def permission_for(share: int, limits: DiscountLimits, *, is_below: bool = False) -> Permission:
    """The permission that taking off so great a share takes: the greater the share, the higher."""
    if share <= limits.give_ppm and not is_below:
        return Permission.GIVE_DISCOUNTS
    return Permission.APPROVE_DISCOUNTS if share <= limits.approve_ppm else Permission.CHANGE_PRICES


def share_max_of(permission: Permission, limits: DiscountLimits) -> int:
    """The greatest share that somebody with that permission may take off."""
    shares = {Permission.GIVE_DISCOUNTS: limits.give_ppm, Permission.APPROVE_DISCOUNTS: limits.approve_ppm}
    return shares.get(permission, PPM)


def percent_to_ppm(percent: str) -> int:
    """A percentage of a setting, such as ``12.5``, in parts per million.

    >>> percent_to_ppm("12.5")
    125000
    """
    return divide_half_up(int(Decimal(percent) * 1000) * PPM, 100_000)
