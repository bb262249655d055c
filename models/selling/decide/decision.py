"""What follows from an event at a till: the basket that is open then, and the facts of what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.facts.basket import LineFact, SentLineWithdrawn
from models.facts.envelope import Fact
from models.members.point_reward import RewardExchange
from models.selling.basket import Basket, BasketLine, DepositCharge, withdrawn_quantity
from models.selling.till_event import WrongEvent


@dataclass(frozen=True, slots=True)
class Decision:
    """The open ``basket`` after an event, and its ``facts`` in order.

    ``parked`` is a basket that waits from now on; ``discarded`` is the id of one that exists no longer; ``reward``
    is what the member takes for points.
    """

    basket: Basket | None
    facts: tuple[Fact, ...]
    parked: Basket | None = None
    discarded: int | None = None
    reward: RewardExchange | None = None


def require_basket(basket: Basket | None) -> Basket:
    """The open basket. Raises :class:`WrongEvent` if there is none."""
    if basket is None:
        raise WrongEvent("There is no open basket at this till.")
    return basket


def line_fact(fact_type: type[LineFact], basket: Basket, line: BasketLine) -> LineFact:
    """The fact of one line of a basket."""
    deposit, price = (None, None) if line.deposit is None else _deposit_values(line.deposit)
    values = (basket.id, line.position, line.sku, line.quantity, line.unit_price.minor)
    return fact_type(*values, deposit, price, line.lot)


def _deposit_values(deposit: DepositCharge) -> tuple[str, int]:
    return deposit.code, deposit.amount.minor


def withdrawals(basket: Basket, line: BasketLine, left: Decimal) -> Iterator[SentLineWithdrawn]:
    """The fact that sent goods are not wanted any more, if ``line`` comes down to ``left`` and some of it was sent."""
    quantity = withdrawn_quantity(line, left)
    if quantity:
        yield SentLineWithdrawn(basket.id, line.position, line.sku, line.name, quantity, line.seat, line.course)
