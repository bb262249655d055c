"""The open basket is cancelled."""

from __future__ import annotations

from decimal import Decimal

from models.facts.basket import BasketCancelled, CancelledLine
from models.selling.basket import Basket
from models.selling.decide.decision import Decision, require_basket, withdrawals
from models.selling.decide.take_gift_card import card_removals
from models.selling.decide.take_voucher import removals
from models.selling.decide.use_points import points_removals
from models.selling.till_event import Cancel, reason_text


def decide_cancelling(basket: Basket | None, event: Cancel) -> Decision:
    """Discard the open basket; the journal stores its lines.

    Raises :class:`models.selling.till_event.WrongEvent` if there is none, and what :func:`reason_text` raises.
    """
    before = require_basket(basket)
    lines = tuple(CancelledLine(line.sku, line.quantity, line.unit_price.minor) for line in before.lines)
    cancelled = BasketCancelled(before.id, lines, reason_text(event.reason))
    withdrawn = [fact for line in before.lines for fact in withdrawals(before, line, Decimal(0))]
    return Decision(
        None,
        (cancelled, *withdrawn, *removals(before, before.vouchers), *card_removals(before), *points_removals(before)),
        discarded=before.id,
    )
