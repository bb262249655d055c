"""Practising at a till: the same decisions as when it sells, over a basket that is in no table.

Only what the law asks for is stored, in the journal: that somebody practised, and each training receipt with its number
in a series of its own. So nothing that sums sales, stock or books can meet what was practised.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.cash.z_report import period_after
from models.errors import Refused
from models.facts.unsold import TrainingBegun, TrainingCompleted, TrainingEnded
from models.selling.age_check import check_age
from models.selling.basket import Basket, BasketState
from models.selling.checkout import number_sale, settle_basket
from models.selling.decide.cancel_basket import decide_cancelling
from models.selling.decide.decision import Decision
from models.selling.deposit_voucher import is_voucher_code
from models.selling.event_numbers import EventNumbers, LateEvent, sort_events
from models.selling.till_event import (
    Cancel,
    OpenDrawer,
    Park,
    Recall,
    RemoveVoucher,
    Scan,
    TakeReward,
    TakeVoucher,
    TillEvent,
    UsePoints,
)
from models.selling.till_state import EventProblem, TillState, problem_of
from models.selling.unsold_receipt import unsold_fact
from models.shop import Station
from operations.access.permissions import check
from operations.selling.complete_sale import BasketChanged, EmptyBasket, Payment, UnknownBasket
from operations.selling.deciding_work import DecidingWork
from operations.selling.goods_decisions import decide_goods
from operations.selling.members_at_till import shown_member
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import shop
from store.cash import z_reports
from store.database.engine import Connection, Store
from store.selling.basket_prices import BasketPrices

#: Practised baskets have these ids; a real one is never so small, for it holds the number of its device.
FIRST_BASKET = 1


class NotPractised(Refused):
    """Something at a till that cannot be practised."""

    code = "not_practised"
    text = "That cannot be practised. Nothing was changed; end the training to do it."


class NoTraining(Refused):
    """Something is practised at a till where nobody began to, or whose server was started anew."""

    code = "no_training"
    text = "Nobody practises at this till now. Nothing was changed; begin the training again."


@dataclass(frozen=True, slots=True)
class PractisedReceipt:
    """A training receipt, when it was made, and the id that its basket had."""

    fact: TrainingCompleted
    at: datetime
    basket_id: int


@dataclass(frozen=True, slots=True)
class Practice:
    """What is practised at a till: in memory only. ``receipts`` are those so far, the newest last."""

    basket: Basket | None = None
    next_basket: int = FIRST_BASKET
    numbers: EventNumbers = field(default_factory=EventNumbers)
    problems: tuple[EventProblem, ...] = ()
    receipts: tuple[PractisedReceipt, ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """What a decision needs, read-only."""

    tx: Connection
    station: Station
    actor: Actor
    at: datetime


@dataclass(slots=True)
class _PracticeDesk:
    work: DecidingWork
    day: date
    basket: Basket | None
    next_basket: int

    def new_basket(self) -> Basket:
        """An empty basket, which exists nowhere else."""
        self.next_basket += 1
        return Basket(self.next_basket - 1, self.work.station.device.id, BasketState.OPEN, "", self.work.at, 0)


def begin_training(store: Store, actor: Actor, *, at: datetime) -> Practice:
    """Let somebody practise at the actor's till."""
    check(actor, Permission.TRAIN)
    with unit_of_work(store, actor, at=at) as work:
        work.record(TrainingBegun(actor.operator_id))
    return Practice()


def end_training(store: Store, actor: Actor, practice: Practice, *, at: datetime) -> None:
    """Let the till sell again; whoever sells may end it."""
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        work.record(TrainingEnded(len(practice.receipts)))


def practise(
    store: Store, actor: Actor, practice: Practice, client: str, events: Sequence[TillEvent], *, at: datetime
) -> tuple[Practice, TillState]:
    """Apply events to the practised basket, each once, as :func:`operations.selling.till_events.apply_events` does."""
    check(actor, Permission.SELL)
    arrivals = sort_events(practice.numbers, events)
    with store.view() as view:
        station = shop.get_station(view, actor.device_id)
        day = station.shop.business_day(at)
        desk = _PracticeDesk(_Look(view, station, actor, at), day, practice.basket, practice.next_basket)
        problems = [problem_of(event, LateEvent()) for event in arrivals.late]
        problems += [problem for event in arrivals.fresh if (problem := _apply(desk, event))]
        if arrivals.fresh or arrivals.late:
            practice = replace(
                practice,
                basket=desk.basket,
                next_basket=desk.next_basket,
                numbers=arrivals.numbers,
                problems=tuple(problems),
            )
        state = practice_state(view, station, practice, client, at)
    refused = {problem.seq for problem in problems}
    return practice, replace(state, applied=frozenset(each.seq for each in arrivals.fresh) - refused)


def practice_state(view: Connection, station: Station, practice: Practice, client: str, at: datetime) -> TillState:
    """What the till shows of the practised basket."""
    basket = practice.basket
    return TillState(
        device_id=station.device.id,
        client=client,
        currency=station.shop.currency,
        acked_seq=practice.numbers.last,
        basket=None if basket is None else BasketPrices(view, station.shop, at).of(basket),
        parked=(),
        problems=practice.problems,
        member=shown_member(view, basket, station, at),
    )


def complete_training(store: Store, actor: Actor, practice: Practice, payment: Payment, *, at: datetime) -> Practice:
    """Turn the practised basket into a training receipt: a row of the journal, and nothing else.

    No money is asked for: what is offered counts as paid. Raises as
    :func:`operations.selling.complete_sale.complete_sale`.
    """
    check(actor, Permission.SELL)
    basket = practice.basket
    if basket is None or basket.id != payment.basket_id:
        raise UnknownBasket(payment.basket_id)
    if not basket.lines:
        raise EmptyBasket
    check_age(basket)
    with unit_of_work(store, actor, at=at) as work:
        priced = BasketPrices(work.tx, work.station.shop, at).of(basket)
        if priced.due != payment.shown:
            raise BasketChanged(payment.shown, priced.due)
        settled = settle_basket(priced, payment.offers)
        number = _last_number(work) + 1
        sale = number_sale(settled, work.station, number, at=at, operator=actor.operator_id, customer=None)
        fact = unsold_fact(TrainingCompleted, sale, number)
        work.record(fact)
    receipt = PractisedReceipt(fact, at, basket.id)
    return replace(practice, basket=None, receipts=(*practice.receipts, receipt))


def _last_number(work: UnitOfWork) -> int:
    """The number of the till's last training receipt: that of its last Z report, or a later one of the journal."""
    period = period_after(z_reports.last_report(work.tx, work.station.device.id))
    tally = z_reports.tally_rows(work.tx, work.station.device.id, period.rows_after)
    return max(period.training_up_to, tally.training_up_to)


def _apply(desk: _PracticeDesk, event: TillEvent) -> EventProblem | None:
    try:
        decision = _decide(desk, event)
    except Refused as refused:
        return problem_of(event, refused)
    desk.basket = decision.basket
    return None


def _decide(desk: _PracticeDesk, event: TillEvent) -> Decision:
    match event:
        case Park() | Recall() | OpenDrawer():
            raise NotPractised
        case Cancel():
            check(desk.work.actor, Permission.CANCEL_BASKET)
            return decide_cancelling(desk.basket, event)
        case TakeVoucher() | RemoveVoucher() | UsePoints() | TakeReward():
            raise NotPractised
        case Scan() if is_voucher_code(event.code):
            raise NotPractised
        case _:
            return decide_goods(desk, event)
