"""Who lets Kassa order by itself, within which limits, and who stops all of it."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import clean_text
from models.dispatch.sending_rules import ORDER_KINDS, SendOutcome, SendResult, is_waiting, settle
from models.errors import Refused
from models.facts.automatic_orders import AutomaticSwitched
from models.purchasing.automatic_ordering import REASON_OF_SWITCH_MAX, AutomaticLimits
from models.purchasing.order_steps import Bounce
from models.purchasing.purchase_order import OrderState
from models.purchasing.supplier import WrongTerm
from operations.access.permissions import check
from operations.purchasing.order_changes import take_step
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import automatic_orders, dispatch, purchasing
from store.automatic_orders import SwitchState
from store.database.engine import Store

#: What the outbox shows of an order that was taken back with the stop.
WITHDRAWN = "automatic ordering was stopped"


class NoStopReason(Refused):
    """Automatic ordering was to be stopped without a reason."""

    code = "no_stop_reason"
    text = "A few words on why automatic ordering is stopped are needed. Nothing was changed; write them and try again."


def set_limits(store: Store, actor: Actor, limits: AutomaticLimits, *, at: datetime) -> AutomaticLimits:
    """Store what may be ordered from a supplier by itself; the same limits again change nothing.

    Raises :class:`models.purchasing.supplier.WrongTerm`.
    """
    check(actor, Permission.AUTOMATE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        if limits.supplier_code not in purchasing.all_suppliers(work.tx):
            raise WrongTerm(limits.supplier_code, "code", "is no supplier's")
        if automatic_orders.limits_of(work.tx, limits.supplier_code) != limits:
            automatic_orders.save_limits(work.tx, limits)
            work.record(automatic_orders.limits_fact(limits))
    return limits


def stop_automatic(store: Store, actor: Actor, reason: str, *, at: datetime) -> SwitchState:
    """Stop all automatic ordering, and take back the automatic orders whose e-mails have not left; twice is once.

    Whoever may order may stop. Raises :class:`NoStopReason` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.ORDER_GOODS)
    why = clean_text(reason)[:REASON_OF_SWITCH_MAX]
    check_no_card_data(why)
    if not why:
        raise NoStopReason
    with unit_of_work(store, actor, at=at) as work:
        before = automatic_orders.switch_state(work.tx)
        if not before.is_on:
            return before
        work.record(AutomaticSwitched(is_on=False, reason=why, withdrawn=_withdraw(work)))
    return SwitchState(is_on=False, at=at, operator=actor.operator_id, reason=why)


def start_automatic(store: Store, actor: Actor, *, at: datetime) -> SwitchState:
    """Let Kassa order by itself again; what was taken back or held stays so. Twice is once."""
    check(actor, Permission.AUTOMATE_ORDERS)
    with unit_of_work(store, actor, at=at) as work:
        before = automatic_orders.switch_state(work.tx)
        if before.is_on:
            return before
        work.record(AutomaticSwitched(is_on=True, reason="", withdrawn=()))
    return SwitchState(is_on=True, at=at, operator=actor.operator_id)


def _withdraw(work: UnitOfWork) -> tuple[int, ...]:
    """Take back the automatic orders whose e-mails wait and are not under way; the orders are approved then."""
    waiting = [each for each in dispatch.waiting_dispatches(work.tx) if each.kind in ORDER_KINDS]
    if not waiting:
        return ()
    decided = automatic_orders.decisions_since(work.tx, min(each.made_at for each in waiting))
    automatic = {each.fact.order for each in decided}
    withdrawn = []
    for each in waiting:
        locked = dispatch.lock_dispatch(work.tx, each.id)
        if locked is None or locked.subject_id not in automatic or not is_waiting(locked):
            continue
        dispatch.save_dispatch(work.tx, settle(locked, SendResult(SendOutcome.REJECTED, WITHDRAWN), work.at))
        if purchasing.hold_order(work.tx, locked.subject_id).state is OrderState.SENDING:
            take_step(work, locked.subject_id, Bounce(WITHDRAWN))
            withdrawn.append(locked.subject_id)
    return tuple(withdrawn)
