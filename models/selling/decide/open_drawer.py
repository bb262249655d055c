"""The drawer is opened without a sale."""

from __future__ import annotations

from models.facts.drawer import DrawerOpened
from models.selling.basket import Basket
from models.selling.decide.decision import Decision
from models.selling.till_event import OpenDrawer, WrongEvent, reason_text


def decide_drawer(basket: Basket | None, event: OpenDrawer) -> Decision:
    """Open the drawer for a reason; the basket does not change.

    Raises :class:`WrongEvent` without a reason, and what :func:`reason_text` raises.
    """
    reason = reason_text(event.reason)
    if not reason:
        raise WrongEvent("Opening the drawer without a sale needs a reason.")
    return Decision(basket, (DrawerOpened(reason),))
