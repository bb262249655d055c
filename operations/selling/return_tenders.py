"""What comes back with a basket, and how money goes back for it, read for the till and for giving it back."""

from __future__ import annotations

from models.money import Money
from models.payments.attempt import PaymentMethod
from models.selling.basket import Basket, PricedBasket
from models.selling.payment_parts import PaymentParts
from models.selling.return_rules import RefundTender, propose_tender, refund_tenders
from models.selling.return_state import GiveBackPlan, ReturnState
from models.selling.settlement import cash_due
from store.database.engine import Connection
from store.selling import payment_attempts, return_lines, sales


def return_state(view: Connection, priced: PricedBasket) -> ReturnState | None:
    """What a till shows of the return in its basket; ``None`` if nothing comes back with it."""
    lines = return_lines.returns_of(view, priced.basket.id) if priced.basket.returned_minor is not None else []
    if not lines:
        return None
    sale = sales.get_sale(view, lines[0].sale_id)
    sold = {line.position: line for line in sale.lines}
    attempts = payment_attempts.attempts_of(view, priced.basket.id) if priced.basket.has_payments else ()
    tender = next_tender(view, priced.basket, PaymentParts(priced.due, attempts))
    pairs = tuple((line, sold[line.position]) for line in lines)
    return ReturnState(sale.origin.receipt_number, pairs, None if tender is None else _plan(*tender))


def next_tender(view: Connection, basket: Basket, parts: PaymentParts) -> tuple[Money, RefundTender] | None:
    """What is owed for a basket, and the original means in which it goes back next.

    ``None`` if nothing comes back with the basket, or the customer has to pay for it.
    """
    if basket.returned_minor is None or parts.gross.minor > 0:
        return None
    owed = -parts.gross - parts.given_back
    return owed, propose_tender(tenders_of(view, basket), owed)


def tenders_of(view: Connection, basket: Basket) -> tuple[RefundTender, ...]:
    """The means in which the sale was paid whose goods come back, with what is left to give back in each."""
    chosen = return_lines.returns_of(view, basket.id)
    if not chosen:
        return ()
    original = sales.get_sale(view, chosen[0].sale_id)
    attempts = payment_attempts.attempts_of(view, original.id)
    refunds = payment_attempts.refunds_of(view, [each.id for each in attempts])
    return refund_tenders(original, sales.refunds_of(view, original.id), (*attempts, *refunds))


def _plan(owed: Money, tender: RefundTender) -> GiveBackPlan:
    slip = tender.charge.answer.card if tender.charge else None
    card = "" if slip is None else f"{slip.brand} {slip.last_four}".strip()
    tip = tender.tip if tender.tip and tender.tip.minor > 0 else None
    in_cash = tender.method is PaymentMethod.CASH
    return GiveBackPlan(owed, tender.method, cash_due(owed) if in_cash else tender.left, card, tip)
