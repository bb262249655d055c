"""Goods that another location can spare come from there first; only the rest is bought. docs/algorithms/reordering.md.

A location can spare what it has beyond its own level, which covers its own demand until goods that it would order now
are there. What is on the way to it counts, as long as its shelf lasts until that comes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal

import numpy as np

from models.errors import Refused
from models.replenishment.policy import order_up_to
from models.replenishment.proposal import ProposalState
from models.shop import fact_number

#: A transfer that nobody wanted, or the way back of one that was sent, is not proposed for so many days.
REST_DAYS = 7
_ZERO = Decimal(0)
#: Sender, receiver and SKU.
Way = tuple[int, int, str]
#: Sender and receiver.
Places = tuple[int, int]


class TransferProposalDecided(Refused):
    """Somebody has decided on the proposed transfer already."""

    code = "transfer_proposal_decided"
    text = "The proposed transfer {number} is {state} already. Nothing was changed; look at the list again."

    def __init__(self, proposal_id: int, state: str) -> None:
        self.proposal_id, self.state, self.number = proposal_id, state, fact_number(proposal_id)
        super().__init__()


class TransferProposalOutdated(Refused):
    """The sender no longer can spare the goods, or the proposal is of another day."""

    code = "transfer_proposal_outdated"
    text = (
        "The proposed transfer {number} is outdated: it is of an earlier day, or the sender has less than was counted "
        "with. Nothing was sent; send by hand what can be spared, or buy the goods."
    )

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id, self.number = proposal_id, fact_number(proposal_id)
        super().__init__()


@dataclass(frozen=True, slots=True)
class ShelfNeed:
    """What a location has of a product and what it needs, as its orders are reckoned.

    ``order_up_to``: the level S, which covers ``expected_demand`` with ``dispersion`` over ``protection_days`` with the
    chance ``service_level``. ``until_arrival``: the same over ``lead_days``, when what is on the way is there.
    ``promised``: set aside for orders of customers.
    """

    location_id: int
    protection_days: int
    lead_days: int
    expected_demand: float
    dispersion: float
    service_level: float
    order_up_to: int
    until_arrival: int
    on_hand: Decimal
    on_order: Decimal
    promised: Decimal

    @property
    def missing(self) -> Decimal:
        """How far the position is below the level; whole units.

        >>> shelf_need(1, (7, 2), (21.0, 1.5), 0.95, stock=(Decimal(8), Decimal(2), Decimal(0))).missing
        Decimal('21')
        """
        return _whole(self.order_up_to - max(self.on_hand, _ZERO) - self.on_order)

    @property
    def least(self) -> Decimal:
        """What has to remain on the shelf: the level without what is on the way, and enough until that comes.

        >>> shelf_need(1, (7, 2), (21.0, 1.5), 0.95, stock=(Decimal(40), Decimal(12), Decimal(0))).least
        Decimal('19')
        """
        return max(self.order_up_to - self.on_order, Decimal(self.until_arrival), _ZERO)

    @property
    def spare(self) -> Decimal:
        """What the location can give away; whole units.

        >>> needs = (7, 2), (21.0, 1.5), 0.95
        >>> shelf_need(1, *needs, stock=(Decimal(40), Decimal(0), Decimal(0))).spare  # the level is 31
        Decimal('9')
        >>> shelf_need(1, *needs, stock=(Decimal(40), Decimal(90), Decimal(0))).spare  # 11 last for the two days
        Decimal('29')
        """
        return _whole(self.on_hand - self.promised - self.least)

    def recomputed(self) -> ShelfNeed:
        """The same with levels that are worked out once more from the other figures."""
        days, demand = (self.protection_days, self.lead_days), (self.expected_demand, self.dispersion)
        stock = (self.on_hand, self.on_order, self.promised)
        return shelf_need(self.location_id, days, demand, self.service_level, stock=stock)


def shelf_need(
    location_id: int,
    days: tuple[int, int],
    demand: tuple[float, float],
    chance: float,
    *,
    stock: tuple[Decimal, Decimal, Decimal],
) -> ShelfNeed:
    """The levels of a product at a location.

    :param days: of the protection interval, and of the lead time in it
    :param demand: units expected over the protection interval, and variance over mean of them
    :param stock: units on hand, on order, and promised to orders of customers
    """
    expected, dispersion = round(demand[0], 3), round(demand[1], 4)
    share = min(days[1] / days[0], 1.0) if days[0] else 0.0
    levels = order_up_to(np.array([expected, expected * share]), np.array([dispersion, dispersion]), chance)
    return ShelfNeed(location_id, *days, expected, dispersion, chance, int(levels[0]), int(levels[1]), *stock)


@dataclass(frozen=True, slots=True)
class SparedGoods:
    """``units`` of a product that a location has to spare for another, which would buy them otherwise.

    ``to_others`` is what the sender gives to others in the same night, ``from_others`` what the receiver gets from
    others; the units are the whole ones of what is missing and can be spared besides.
    """

    sku: str
    units: Decimal
    sender: ShelfNeed
    receiver: ShelfNeed
    to_others: Decimal = _ZERO
    from_others: Decimal = _ZERO

    @property
    def way(self) -> Way:
        """From where to where."""
        return self.sender.location_id, self.receiver.location_id, self.sku

    def recomputed(self) -> Decimal:
        """The units once more, from the other figures alone.

        >>> some, none = (Decimal(40), Decimal(0), Decimal(0)), (Decimal(0), Decimal(0), Decimal(0))
        >>> sender, receiver = (shelf_need(1, (7, 2), (21.0, 1.5), 0.95, stock=each) for each in (some, none))
        >>> SparedGoods("A", Decimal(9), sender, receiver).recomputed()
        Decimal('9')
        """
        sender, receiver = self.sender.recomputed(), self.receiver.recomputed()
        return max(min(sender.spare - self.to_others, receiver.missing - self.from_others), _ZERO)

    def is_overtaken(self, on_order: Decimal) -> bool:
        """Whether more is on the way to the receiver than when it was reckoned."""
        return on_order > self.receiver.on_order

    def to_json(self) -> str:
        """The figures as a JSON object: counted units as text, estimates as numbers."""
        values = {"to_others": str(self.to_others), "from_others": str(self.from_others)}
        return json.dumps(values | {"sender": _plain(self.sender), "receiver": _plain(self.receiver)})

    @classmethod
    def from_json(cls, sku: str, units: Decimal, text: str) -> SparedGoods:
        """The figures that :meth:`to_json` wrote."""
        stored = json.loads(text)
        sender, receiver = (_need(stored[name]) for name in ("sender", "receiver"))
        return cls(sku, units, sender, receiver, Decimal(stored["to_others"]), Decimal(stored["from_others"]))


@dataclass(frozen=True, slots=True)
class TransferProposal:
    """Goods that one location could send to another, and what was decided about it."""

    id: int
    run_id: int
    made_at: datetime
    business_day: date
    state: ProposalState
    transfer_id: int | None
    goods: tuple[SparedGoods, ...]

    @property
    def places(self) -> Places:
        """The location that can spare the goods, and the one that would have to buy them."""
        return self.goods[0].way[:2]


def spare_goods(needs: Mapping[str, Sequence[ShelfNeed]], barred: Collection[Way] = ()) -> list[SparedGoods]:
    """What each location gets from others, by SKU.

    :param needs: one entry per location, by SKU; locations that must not get anything have nothing missing
    :param barred: ways that are not gone

    Whoever lacks most of its level gets first, from whoever can spare most, so that few transfers carry it. A location
    that can spare something lacks nothing, so no product goes both ways.
    """
    out: list[SparedGoods] = []
    for sku, places in needs.items():
        if len(places) > 1:
            out += _spare_product(sku, places, barred)
    return out


def _spare_product(sku: str, places: Sequence[ShelfNeed], barred: Collection[Way]) -> list[SparedGoods]:
    left = {each.location_id: each.spare for each in places if each.spare > 0}
    senders = {each.location_id: each for each in places if each.location_id in left}
    out: list[SparedGoods] = []
    for needy in sorted((each for each in places if each.missing > 0), key=_need_order):
        from_others = _ZERO
        for number in sorted(senders, key=lambda each: (-left[each], each)):
            units = min(left[number], needy.missing - from_others)
            if units > 0 and (number, needy.location_id, sku) not in barred:
                to_others = senders[number].spare - left[number]
                out.append(SparedGoods(sku, units, senders[number], needy, to_others, from_others))
                left[number], from_others = left[number] - units, from_others + units
    return out


def _need_order(each: ShelfNeed) -> tuple[Decimal, int]:
    return -each.missing / max(each.order_up_to, 1), each.location_id


def _whole(units: Decimal) -> Decimal:
    return max(units, _ZERO).to_integral_value(ROUND_FLOOR)


def _plain(need: ShelfNeed) -> dict[str, object]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(need).items()}


def _need(stored: Mapping[str, object]) -> ShelfNeed:
    counted = {"on_hand", "on_order", "promised"}
    values = {each.name: stored[each.name] for each in fields(ShelfNeed)}
    return ShelfNeed(**{name: Decimal(str(v)) if name in counted else v for name, v in values.items()})  # type: ignore[arg-type]
