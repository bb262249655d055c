"""What a scan needs beyond the product: a price that is asked for, a weight, the deposit on the packaging."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from models.catalogue.offering import Offering
from models.errors import Refused
from models.jurisdiction.deposits import DepositClass, deposit_on
from models.money import Money
from models.quantity import Unit
from models.selling.basket import DepositCharge
from models.selling.till_event import Scan, WrongEvent

#: The highest price of one unit that a till takes: a typed barcode is no price.
OPEN_PRICE_MAX_MINOR = 10_000_000


class PriceMissing(Refused):
    """Goods whose price is asked for at the till, without one."""

    code = "price_missing"
    text = "{name} has no fixed price. Nothing was added; choose it in the list and enter its price."

    name: str


class WrongOpenPrice(Refused):
    """A price that nobody can have meant."""

    code = "wrong_open_price"
    text = "{name} cannot be sold at {price}. Nothing was added; enter a price above zero and up to {most}."

    def __init__(self, name: str, price: Money) -> None:
        self.name, self.price = name, price.major()
        self.most = Money(OPEN_PRICE_MAX_MINOR, price.currency).major()
        super().__init__()


class WeightMissing(Refused):
    """Goods sold by weight or measure, of which nobody entered how much."""

    code = "weight_missing"
    text = "{name} is sold by {unit}. Nothing was added; weigh it, or choose it in the list and enter how much."

    name: str
    unit: Unit


def asked_price(offering: Offering, event: Scan, currency: str) -> Offering:
    """The offering at the price that was entered, if its price is asked for; any other keeps its own.

    Raises :class:`PriceMissing`, :class:`WrongOpenPrice`, or :class:`models.selling.till_event.WrongEvent` for a price
    of goods that have one.
    """
    if not offering.open_price:
        if event.price_minor is not None:
            raise WrongEvent(f"{offering.name} has a price of its own.")
        return offering
    if event.price_minor is None:
        raise PriceMissing(offering.name)
    if not 0 < event.price_minor <= OPEN_PRICE_MAX_MINOR:
        raise WrongOpenPrice(offering.name, Money(event.price_minor, currency))
    return replace(offering, price_minor=event.price_minor)


def check_measured(offering: Offering, event: Scan, *, has_label: bool) -> None:
    """Raise :class:`WeightMissing` if goods by weight or measure come without a label and nobody entered how much.

    A browser that asks for no weight sends one: only a scan of exactly one unit can be such.
    """
    if offering.unit is not Unit.PIECE and not has_label and not event.measured and event.quantity == 1:
        raise WeightMissing(offering.name, offering.unit)


def deposit_of(offering: Offering, classes: Iterable[DepositClass], day: date, currency: str) -> DepositCharge | None:
    """The deposit on one unit of an offering on a day, of one of these classes; on a pack, that of all that is in it.

    Raises :class:`models.jurisdiction.deposits.UnknownDeposit`.
    """
    if offering.deposit is None:
        return None
    minor = deposit_on(classes, offering.deposit, day)
    pieces = offering.pack.quantity if offering.pack else 1
    return DepositCharge(offering.deposit, Money(minor * pieces, currency)) if minor else None
