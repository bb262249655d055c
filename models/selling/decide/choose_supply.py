"""Goods are to be eaten in or taken away: one line, or all of the basket."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from models.facts.basket import SupplyChosen
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.basket import Basket, BasketLine, NoSuchLine, get_line
from models.selling.decide.decision import Decision, require_basket
from models.selling.supply_choice import SupplyChoice
from models.selling.till_event import ChooseSupply, WrongEvent


def decide_supply(basket: Basket | None, event: ChooseSupply, choice: SupplyChoice) -> Decision:
    """Give the line in the event's place, or with 0 every line that has the choice, its way of being handed over.

    The price stays; only the tax in it is another. Raises :class:`models.selling.till_event.WrongEvent` where there is
    nothing to choose, or :class:`models.selling.basket.NoSuchLine`.
    """
    before = require_basket(basket)
    lines = [get_line(before, event.position)] if event.position else list(before.lines)
    if event.position and event.code and lines[0].sku != event.code:
        raise NoSuchLine(event.position)
    chosen = [line for line in lines if choice.is_for(line)]
    if not chosen:
        raise WrongEvent("Nothing here is taxed otherwise when it is eaten in.")
    changed = {line.position: _with(line, event.supply) for line in chosen if line.chosen_supply is not event.supply}
    after = replace(before, lines=tuple(changed.get(line.position, line) for line in before.lines))
    return Decision(after, tuple(supply_fact(after, line) for line in changed.values()))


def supply_fact(basket: Basket, line: BasketLine) -> SupplyChosen:
    """The fact of how the goods of a line are handed over."""
    return SupplyChosen(basket.id, line.position, line.sku, line.supply.value)


def _with(line: BasketLine, supply: SupplyMode) -> BasketLine:
    return structs.replace(line, chosen_supply=supply)
