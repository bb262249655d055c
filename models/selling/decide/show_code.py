"""A customer shows a code or is taken for a member of a group, and promotions hold for the basket; or no longer."""

from __future__ import annotations

from dataclasses import replace

from models.facts.basket import CodeRemoved, CodeShown, GroupChosen
from models.promotions.promotion import Promotion
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket
from models.selling.shown_codes import CODES_MAX, ShownCode, with_code
from models.selling.till_event import RemoveCode, WrongEvent


def decide_code(basket: Basket, entry: ShownCode, promotion: Promotion) -> Decision:
    """Let the promotion of a code hold for the basket; a code that it has already changes nothing.

    Raises :class:`models.selling.shown_codes.SecondCoupon` or :class:`models.selling.till_event.WrongEvent`.
    """
    codes = with_code(basket.codes, entry, promotion)
    if codes == basket.codes:
        return Decision(basket, ())
    if len(codes) > CODES_MAX:
        raise WrongEvent(f"A purchase takes {CODES_MAX} codes at most.")
    return Decision(replace(basket, codes=codes), (CodeShown(basket.id, entry.promotion, entry.code),))


def decide_code_removal(basket: Basket | None, event: RemoveCode) -> Decision:
    """Remove a code from the basket; where it is not there, nothing changes."""
    before = require_basket(basket)
    code = event.code.strip().casefold()
    gone = [each for each in before.codes if each.code.casefold() == code]
    after = replace(before, codes=tuple(each for each in before.codes if each not in gone))
    return Decision(after, tuple(CodeRemoved(before.id, each.promotion, each.code) for each in gone))


def decide_group(basket: Basket, group: str | None) -> Decision:
    """Let the promotions of a group hold for the basket, or with none those of nobody's."""
    if group == basket.customer_group:
        return Decision(basket, ())
    return Decision(replace(basket, customer_group=group), (GroupChosen(basket.id, group or ""),))
