"""The customer is old enough for what is in the basket, or is not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from models.facts.basket import AgeConfirmed, AgeRefused, LineRemoved
from models.facts.envelope import Fact
from models.selling.age_check import age_to_confirm, restricted_lines
from models.selling.basket import Basket, remove_line
from models.selling.decide.decision import Decision, line_fact, require_basket, withdrawals
from models.selling.till_event import ConfirmAge, RefuseAge, WrongEvent


def decide_age(basket: Basket | None, event: ConfirmAge | RefuseAge) -> Decision:
    """Let the goods with an age limit be sold, or remove them; where nothing was asked, nothing changes.

    Raises :class:`models.selling.till_event.WrongEvent` without a basket, or if a lower age was confirmed than the
    goods need: then more goods came since the question was shown.
    """
    before = require_basket(basket)
    years = age_to_confirm(before)
    if not years:
        return Decision(before, ())
    if isinstance(event, RefuseAge):
        return _refuse(before, years)
    if event.years < years:
        raise WrongEvent(f"Goods in the basket are only for customers of {years} or more.")
    return Decision(replace(before, age_confirmed=years), (AgeConfirmed(before.id, years),))


def _refuse(before: Basket, years: int) -> Decision:
    after, facts = before, list[Fact]([AgeRefused(before.id, years)])
    for line in restricted_lines(before):
        after = remove_line(after, line.position)
        facts += [line_fact(LineRemoved, before, line), *withdrawals(before, line, Decimal(0))]
    return Decision(after, tuple(facts))
