"""The till's basket: apply numbered events to it, each once, and return the state of the till."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.envelope import Fact
from models.facts.refused_event import EventRefused
from models.selling.basket import Basket, BasketState, PricedBasket
from models.selling.decide.cancel_basket import decide_cancelling
from models.selling.decide.decision import Decision
from models.selling.decide.open_drawer import decide_drawer
from models.selling.decide.park_basket import check_parked, decide_parking, decide_recall
from models.selling.event_numbers import EventNumbers, LateEvent, Sorted, sort_events
from models.selling.payment_parts import PaymentParts, check_unpaid
from models.selling.refusals import Refusals, close_window, count_refusal
from models.selling.till_browsers import BROWSERS_TIME, check_browsers
from models.selling.till_event import (
    Cancel,
    ConfirmAge,
    OpenDrawer,
    Park,
    Recall,
    TillEvent,
)
from models.selling.till_state import EventProblem, TillState, parked_basket, problem_of, refusal_of
from models.shop import Station
from operations.access.permissions import check
from operations.points.rewards import give_reward
from operations.selling.deposit_vouchers import follow_vouchers
from operations.selling.gift_cards_at_till import free_cards
from operations.selling.goods_decisions import decide_goods
from operations.selling.members_at_till import shown_member
from operations.selling.points_at_till import follow_points, free_points
from operations.selling.return_tenders import return_state
from operations.selling.scanned_gift_card import without_card_code
from operations.selling.spent_coupons import follow_codes
from operations.selling.supply_settings import supply_choice
from operations.selling.web_orders_at_till import leave_discarded
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Connection, Store
from store.selling import (
    baskets,
    coupons,
    payment_attempts,
    refusal_counts,
    return_lines,
    till_clients,
    voucher_rows,
)
from store.selling.basket_prices import BasketPrices


@dataclass(slots=True)
class _Desk:
    """One transaction's work on a till: its open basket, the stored form of each basket by id, and the facts so far."""

    work: UnitOfWork
    day: date
    basket: Basket | None
    stored: dict[int, Basket] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    refusals: Refusals | None = None
    installation: InstallationSecret | None = None

    def new_basket(self) -> Basket:
        """An empty basket, stored at once."""
        (basket_id,) = self.work.take_ids()
        basket = Basket(basket_id, self.work.station.device.id, BasketState.OPEN, "", self.work.at, 0)
        baskets.add_basket(self.work.tx, basket)
        self.stored[basket_id] = self.basket = basket
        return basket

    def save(self, changed: Basket | None) -> None:
        """Write what differs between a basket and its stored form."""
        if changed is None or changed == self.stored[changed.id]:
            return
        before, tx = self.stored[changed.id], self.work.tx
        baskets.replace_lines(tx, before, changed)
        if replace(changed, lines=()) != replace(before, lines=()):
            baskets.save_basket(tx, changed)
        self.stored[changed.id] = changed

    def follow(self, decision: Decision) -> None:
        """Do what was decided. Lines of the open basket are written once, at the end of the request."""
        before, after = self.basket, decision.basket
        if decision.reward is not None:
            give_reward(self.work, decision.reward)
        if before is not None and after is not None and before.id == after.id:
            self._follow_customer(before, after)
        self.save(decision.parked)
        if decision.discarded is not None:
            if self.stored[decision.discarded].returned_minor is not None:
                return_lines.release_returns(self.work.tx, decision.discarded)
            coupons.free_coupons(self.work.tx, decision.discarded)
            voucher_rows.free_vouchers(self.work.tx, decision.discarded)
            self.facts += free_cards(self.work.tx, self.stored[decision.discarded])
            free_points(self.work.tx, self.basket or self.stored[decision.discarded])
            baskets.discard_basket(self.work.tx, decision.discarded)
            del self.stored[decision.discarded]
        self.basket = decision.basket
        if self.basket is not None and self.basket.state is not self.stored[self.basket.id].state:
            self.save(self.basket)  # a recalled basket, which the next event cannot recall again
        self.facts += decision.facts
        if decision.discarded is not None:
            self.facts += leave_discarded(self.work.tx, decision.discarded)

    def _follow_customer(self, before: Basket, after: Basket) -> None:
        """Let the basket hold the codes, vouchers and points that it has now, and no others."""
        if before.codes != after.codes:
            follow_codes(self.work.tx, before, after)
        if before.vouchers != after.vouchers:
            follow_vouchers(self.work, before, after)
        if before.points != after.points:
            follow_points(self.work.tx, before, after)

    def refuse(self, refusal: EventRefused) -> None:
        """Record a refusal, or only count it if there were many lately."""
        self.refusals, recorded = count_refusal(self.refusals or Refusals(self.work.at))
        if recorded:
            self.facts.append(refusal)


def apply_events(
    store: Store,
    actor: Actor,
    client: str,
    events: Sequence[TillEvent],
    *,
    at: datetime,
    installation: InstallationSecret | None = None,
) -> TillState:
    """Apply the events that were not applied before, in order, in one transaction.

    A repeat changes nothing and returns the same, with nothing ``applied``. An event that is refused (an unknown
    barcode) counts as seen, is recorded in the journal and returned in ``problems``; the others are applied. So is one
    that comes after later ones of its browser.
    ``client`` is the random id of the browser that numbered them; they are of the till at which the actor is.
    With ``installation``, the code of a gift card that was scanned as goods is recognised, and stored nowhere.
    Raises :class:`shop.UnknownDevice`, :class:`shop.NoShop`, :class:`models.selling.event_numbers.NumberedTwice` or
    :class:`models.selling.till_browsers.TooManyBrowsers`.
    """
    check(actor, Permission.SELL)
    with unit_of_work(store, actor, at=at) as work:
        tx, till = work.tx, actor.device_id
        mark = till_clients.client_mark(tx, till, client)
        if mark is None:
            check_browsers(till_clients.count_clients(tx, till, at - BROWSERS_TIME))
            till_clients.add_client(tx, till, client, at)
        came = sort_events(mark.numbers if mark else EventNumbers(), events)
        problems: list[EventProblem] = []
        if came.fresh or came.late:
            problems = _apply_all(work, came, installation)
            till_clients.move_client(tx, till, client, numbers=came.numbers, problems=problems, at=at)
        state = _state(tx, work.station, client, at)
    return replace(state, applied=frozenset(e.seq for e in came.fresh) - {problem.seq for problem in problems})


def till_state(store: Store, device_id: int, client: str, *, at: datetime) -> TillState:
    """The present state of a till, read-only."""
    with store.view() as view:
        station = shop.get_station(view, device_id)
        return _state(view, station, client, at)


def _apply_all(work: UnitOfWork, came: Sorted, installation: InstallationSecret | None) -> list[EventProblem]:
    station = work.station
    basket = baskets.open_basket(work.tx, station.device.id, station.shop.currency)
    day, by_id = station.shop.business_day(work.at), {} if basket is None else {basket.id: basket}
    desk = _Desk(work, day, basket, by_id, installation=installation)
    stored = refusal_counts.find_refusals(work.tx, station.device.id)
    if stored is not None:
        desk.refusals, counted = close_window(stored, work.at)
        desk.facts += [] if counted is None else [counted]
    problems = [_refuse(desk, event, LateEvent()) for event in came.late]
    problems += [problem for event in came.fresh if (problem := _apply(desk, event))]
    desk.save(desk.basket)
    if desk.refusals is not None and desk.refusals != stored:
        refusal_counts.save_refusals(work.tx, station.device.id, desk.refusals)
    for fact in desk.facts:
        work.record(fact)
    return problems


def _apply(desk: _Desk, event: TillEvent) -> EventProblem | None:
    try:
        desk.follow(_decide(desk, event))
    except Refused as refused:
        return _refuse(desk, event, refused)
    return None


def _refuse(desk: _Desk, event: TillEvent, refused: Refused) -> EventProblem:
    # A till that only counts refusals answers no more guesses.
    if desk.installation is not None and not (desk.refusals is not None and desk.refusals.is_full):
        event, refused = without_card_code(desk.work.tx, desk.installation, event, refused)
    desk.refuse(refusal_of(event, refused))
    return problem_of(event, refused)


def _decide(desk: _Desk, event: TillEvent) -> Decision:
    """Load what the event needs and decide what follows from it."""
    basket, work = desk.basket, desk.work
    if not isinstance(event, Park | Recall | OpenDrawer | ConfirmAge):
        check_unpaid(basket)
    match event:
        case Park():
            check_parked(baskets.count_parked(work.tx, work.station.device.id))
            return decide_parking(basket, work.station, work.at)
        case Recall():
            return _decide_recall(desk, event)
        case Cancel():
            check(work.actor, Permission.CANCEL_BASKET)
            return decide_cancelling(basket, event)
        case OpenDrawer():
            check(work.actor, Permission.OPEN_DRAWER)
            return decide_drawer(basket, event)
        case _:
            return decide_goods(desk, event)


def _decide_recall(desk: _Desk, event: Recall) -> Decision:
    work = desk.work
    recalled = baskets.find_basket(work.tx, event.basket_id, work.station.shop.currency)
    decision = decide_recall(desk.basket, event, recalled, work.station, work.at)
    if recalled is not None:
        desk.stored[recalled.id] = recalled
    return decision


def _state(view: Connection, station: Station, client: str, at: datetime) -> TillState:
    device_id, currency = station.device.id, station.shop.currency
    prices = BasketPrices(view, station.shop, at)
    current = baskets.open_basket(view, device_id, currency)
    mark = till_clients.client_mark(view, device_id, client)
    priced = None if current is None else prices.of(current)
    return TillState(
        device_id=device_id,
        client=client,
        currency=currency,
        acked_seq=mark.numbers.last if mark else 0,
        basket=priced,
        parked=tuple(parked_basket(prices.of(each)) for each in baskets.parked_baskets(view, device_id, currency)),
        problems=mark.problems if mark else (),
        payments=None if priced is None else _payments(view, priced),
        returned=None if priced is None else return_state(view, priced),
        supply=supply_choice(view, station, at),
        member=shown_member(view, current, station, at),
    )


def _payments(view: Connection, priced: PricedBasket) -> PaymentParts | None:
    if not priced.basket.has_payments:
        return None
    return PaymentParts(priced.due, payment_attempts.attempts_of(view, priced.basket.id))
