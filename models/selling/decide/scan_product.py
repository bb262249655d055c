"""A scanned product joins the basket."""

from __future__ import annotations

from msgspec import structs

from models.catalogue.offering import Offering
from models.facts.basket import LineAdded, LineChanged
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.selling.basket import Basket, BasketLine, DepositCharge, add_line
from models.selling.decide.choose_supply import supply_fact
from models.selling.decide.decision import Decision, line_fact
from models.selling.till_event import Scan


def decide_scan(
    basket: Basket,
    event: Scan,
    offering: Offering,
    currency: str,
    deposit: DepositCharge | None = None,
    *,
    supply: SupplyMode | None = None,
) -> Decision:
    """Add the product to the basket, at the price at which it is offered, with the ``deposit`` on one unit of it.

    ``supply`` is how it is handed over, if that was chosen. A product that is in the basket at the same price, handed
    over in the same way, gets more of it. Raises
    :class:`models.quantity.WrongQuantity`.
    """
    new_line = structs.replace(_wanted_line(event, offering, currency), deposit=deposit, chosen_supply=supply)
    after = add_line(basket, new_line)
    before = frozenset(basket.lines)
    (line,) = (each for each in after.lines if each not in before)
    if line.position <= basket.last_position:
        return Decision(after, (line_fact(LineChanged, after, line),))
    supplied = () if supply is None else (supply_fact(after, line),)
    return Decision(after, (line_fact(LineAdded, after, line), *supplied))


def _wanted_line(event: Scan, offering: Offering, currency: str) -> BasketLine:
    return BasketLine(
        position=0,
        sku=offering.sku,
        gtin=offering.gtin,
        name=offering.name,
        unit=offering.unit,
        quantity=event.quantity,
        unit_price=Money(offering.price_minor, currency),
        discount=Money(0, currency),
        tax_category=offering.tax_category,
        pack=offering.pack,
        age_limit=offering.age_limit,
        category=offering.category,
        open_price=offering.open_price,
        lot=offering.lot,
    )
