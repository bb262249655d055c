"""A basket is set aside, or opened again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from models.errors import Refused
from models.facts.basket import BasketParked, BasketRecalled
from models.selling.basket import Basket, BasketState
from models.selling.decide.decision import Decision, require_basket
from models.selling.till_event import Recall, WrongEvent
from models.shop import Station

NAME_LENGTH_MAX = 60
#: So many baskets wait at a till at most.
PARKED_MAX = 100


class TooManyParked(Refused):
    """So many baskets wait at the till that nobody finds theirs."""

    code = "too_many_parked"
    text = (
        "{parked} baskets wait at this till already, and no more can. Nothing was changed; the basket is open. "
        "Take payment for parked baskets or cancel those that nobody wants."
    )

    parked: int


def check_parked(parked: int) -> None:
    """Raise :class:`TooManyParked` if no other basket may wait beside so many."""
    if parked >= PARKED_MAX:
        raise TooManyParked(parked)


def decide_parking(basket: Basket | None, station: Station, at: datetime) -> Decision:
    """Set the open basket aside, labelled by its first product and the shop's time of day.

    Raises :class:`WrongEvent` if there is nothing to park, or something comes back with it: other tills may not wait
    for goods that nobody takes back.
    """
    before = require_basket(basket)
    if before.returned_minor is not None:
        raise WrongEvent("A basket with a return cannot be parked.")
    if not before.lines:
        raise WrongEvent("An empty basket cannot be parked.")
    local = at.astimezone(ZoneInfo(station.shop.zone))
    label = f"{before.lines[0].name[:NAME_LENGTH_MAX]} {local:%H:%M}"
    parked = replace(before, state=BasketState.PARKED, label=label)
    return Decision(None, (BasketParked(before.id, label),), parked=parked)


def decide_recall(
    basket: Basket | None, event: Recall, recalled: Basket | None, station: Station, at: datetime
) -> Decision:
    """Open the ``recalled`` basket again; the open one is parked, or discarded if it has no lines.

    ``recalled`` is the stored basket of the event's id. Raises :class:`WrongEvent` if it does not wait at this till.
    """
    if recalled is None or recalled.state is not BasketState.PARKED or recalled.device_id != station.device.id:
        raise WrongEvent(f"There is no parked basket {event.basket_id} at this till.")
    opened = replace(recalled, state=BasketState.OPEN, label="")
    fact = BasketRecalled(recalled.id, recalled.label)
    if basket is None:
        return Decision(opened, (fact,))
    if basket.is_empty:
        return Decision(opened, (fact,), discarded=basket.id)
    parking = decide_parking(basket, station, at)
    return Decision(opened, (*parking.facts, fact), parked=parking.parked)
