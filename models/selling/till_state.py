"""What a till shows: its open basket, the parked ones, and the events that were refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from models.card_data import hide_card_data
from models.errors import Refused
from models.facts.refused_event import EventRefused, refused_values
from models.money import Money
from models.selling.basket import PricedBasket
from models.selling.payment_parts import PaymentParts
from models.selling.return_state import ReturnState
from models.selling.supply_choice import NO_CHOICE, SupplyChoice
from models.selling.till_event import TillEvent


@dataclass(frozen=True, slots=True)
class EventProblem:
    """An event that was refused, and why; the events around it were applied.

    ``subject`` is what the event named; ``values`` are those of the error: text, whole numbers and decimals by name.
    """

    seq: int
    code: str
    message: str
    subject: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ParkedBasket:
    """A basket that waits; ``gross`` is what it costs now."""

    basket_id: int
    label: str
    gross: Money
    lines: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ShownPoints:
    """Points of the member: all of them, those that this basket may use, what one is worth, and the fewest at once.

    ``tier`` is the name of the member's tier with what it gives (Gold ×1,5), empty without one.
    """

    balance: int
    usable: int
    value_minor: int
    least: int
    tier: str = ""


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """An offer that the member got: for what ``occasion``, and until which day it is good, included.

    ``points`` are theirs already; a ``coupon`` of the promotion called ``promotion`` is used by showing its code.
    """

    occasion: str
    points: int
    promotion: str
    coupon: str
    last_day: str


@dataclass(frozen=True, slots=True)
class ShownReward:
    """A reward of the ``promotion`` with this number, called ``name``, for ``points``, of which so many are missing."""

    promotion: int
    name: str
    points: int
    missing: int


@dataclass(frozen=True, slots=True)
class ShownMember:
    """The member whose basket is open: the id, the signs of it that people read, the name, and points if there are any.

    ``points`` is ``None`` where the shop has no rule of points; ``offers`` are shown to whoever agreed to offers.
    ``rewards`` are those that the points pay for, and the next one.
    """

    id: str
    number: str
    name: str
    points: ShownPoints | None = None
    offers: tuple[ShownOffer, ...] = ()
    rewards: tuple[ShownReward, ...] = ()


@dataclass(frozen=True, slots=True)
class TillState:
    """The state of a till: events applied up to ``acked_seq``, and which of the last request were refused.

    ``payments`` are the parts in which the open basket is paid, if any was begun; ``returned`` is what comes back with
    it; ``supply`` is whether food may be eaten in; ``member`` is the customer, if known.
    ``applied`` numbers the events that this very call applied; a repeat returns the same state and applies none.
    """

    device_id: int
    client: str
    currency: str
    acked_seq: int
    basket: PricedBasket | None
    parked: tuple[ParkedBasket, ...]
    problems: tuple[EventProblem, ...]
    payments: PaymentParts | None = None
    returned: ReturnState | None = None
    supply: SupplyChoice = NO_CHOICE
    member: ShownMember | None = None
    applied: frozenset[int] = field(default=frozenset(), compare=False)


def problem_of(event: TillEvent, refused: Refused) -> EventProblem:
    """What the operator is shown of an event that was refused."""
    return EventProblem(event.seq, refused.code, hide_card_data(str(refused)), event.subject, _values_of(refused))


def refusal_of(event: TillEvent, refused: Refused) -> EventRefused:
    """What the journal stores of an event that was refused."""
    return EventRefused(event.kind.value, event.subject, refused.code, refused_values(_values_of(refused)))


def _values_of(refused: Refused) -> Mapping[str, object]:
    """The values of an error; some repeat what was typed or scanned, and that may be a card."""
    return {name: hide_card_data(each) if isinstance(each, str) else each for name, each in vars(refused).items()}


def parked_basket(priced: PricedBasket) -> ParkedBasket:
    """A parked basket as the list of them shows it."""
    basket = priced.basket
    return ParkedBasket(basket.id, basket.label, priced.gross, len(basket.lines), basket.opened_at)
