"""A new cost proposes a new price: the share of the price that is left after the cost stays as it was.

With price *p*, cost *c* before and *c'* now, all of one unit, (p' − c') / p' = (p − c) / p where p' = p · c' / c; the
tax is in both prices and leaves the ratio as it is. The price is then the nearest one with the shop's ending.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from models.errors import Refused
from models.pricing.bulk_price import nearest_price
from models.pricing.price_change import PRICE_MINOR_MAX, holder_on
from models.pricing.price_list import Price

#: A new cost of a delivery longer ago than this proposes nothing any more.
PROPOSED_DAYS = 60
#: What the setting of the ending is where prices may end as they come.
ANY_ENDING = "any"


class PriceDecision(StrEnum):
    """What somebody decided about a proposed price."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


class ProposalIsGone(Refused):
    """A proposed price that was decided before, or that another cost or price has replaced."""

    code = "price_proposal_gone"
    text = "The price that was proposed for {sku} is no longer open. Nothing was changed; look at the list."

    sku: str


@dataclass(frozen=True, slots=True)
class CostChange:
    """A delivery whose goods cost ``cost`` a unit where the supplier asked ``agreed`` until then, in minor units."""

    arrival_id: int
    supplier_code: str
    sku: str
    agreed: int
    cost: int
    at: datetime
    business_day: date


@dataclass(frozen=True, slots=True)
class PriceProposal:
    """A price that keeps the margin at a new cost; all amounts are minor units, of one unit.

    ``arrival_id`` is the delivery that brought the newest cost; the price would hold from ``begins_on``.
    """

    sku: str
    arrival_id: int
    supplier_code: str
    cost_before: int
    cost: int
    price_before: int
    price: int
    begins_on: date


@dataclass(frozen=True, slots=True)
class DecidedPrice:
    """What somebody decided about a proposal at ``at``."""

    id: int
    proposal: PriceProposal
    decision: PriceDecision
    at: datetime
    business_day: date
    operator: str


def price_at_new_cost(price: int, cost_before: int, cost: int, ending: int | None) -> int:
    """The price in minor units that leaves the same margin at a new cost.

    >>> price_at_new_cost(2000, 1000, 1100, None), price_at_new_cost(1990, 1000, 1100, 90)
    (2200, 2190)
    """
    return nearest_price(Decimal(price) * cost / cost_before, ending)


def ending_of(setting: str) -> int | None:
    """The ending of prices in minor units, as the shop has set it; ``None`` if they may end as they come."""
    return None if setting == ANY_ENDING else int(setting.removeprefix(","))


def lasting_prices(prices: Iterable[Price]) -> list[Price]:
    """Those of the whole shop that have no end."""
    return [each for each in prices if each.valid_until is None and each.location_id is None]


def propose_prices(
    changes: Sequence[CostChange], prices: Mapping[str, Sequence[Price]], today: date, ending: int | None
) -> list[PriceProposal]:
    """The prices that are proposed, by SKU; ``changes`` are those that nobody decided about, the oldest first.

    Several changes of a product are one: from what the first one replaced to what the last one asks. A price from a
    later day than a delivery's answers its cost. Nothing is proposed where there is no price, and where it would stay
    the same.
    """
    by_sku: dict[str, list[CostChange]] = {}
    for each in changes:
        if all(price.valid_from <= each.business_day for price in lasting_prices(prices.get(each.sku, ()))):
            by_sku.setdefault(each.sku, []).append(each)
    proposals = (_propose(some, prices.get(sku, ()), today, ending) for sku, some in sorted(by_sku.items()))
    return [each for each in proposals if each is not None]


def _propose(
    changes: Sequence[CostChange], prices: Sequence[Price], today: date, ending: int | None
) -> PriceProposal | None:
    first, last = changes[0], changes[-1]
    holder = holder_on(lasting_prices(prices), first.sku, today)
    if holder is None or first.agreed == 0:
        return None
    price = price_at_new_cost(holder.amount.minor, first.agreed, last.cost, ending)
    if price == holder.amount.minor or not 0 < price <= PRICE_MINOR_MAX:
        return None
    begins_on = _after_campaign(prices, first.sku, today)
    return PriceProposal(
        first.sku, last.arrival_id, last.supplier_code, first.agreed, last.cost, holder.amount.minor, price, begins_on
    )


def _after_campaign(prices: Sequence[Price], sku: str, today: date) -> date:
    """Today, or the day after a price with an end that holds now: a price that begins today would end it."""
    day = today
    while (holder := holder_on(prices, sku, day)) is not None and holder.valid_until is not None:
        day = holder.valid_until
    return day
