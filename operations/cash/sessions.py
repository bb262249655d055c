"""The cash in the drawers of the tills: floats, movements, counts, and emptying a drawer in mid-day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import REASON_LENGTH_MAX, Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.cash.drawer_session import (
    BAG_LENGTH_MAX,
    CashKind,
    CashMovement,
    DrawerCount,
    DrawerMode,
    DrawerOpenAlready,
    DrawerSession,
    NoBagNumber,
    NoDrawerSession,
    NoReason,
    NotEnoughCash,
    WrongCash,
    check_amount,
    check_count,
    check_recount,
    signed_amount,
)
from models.cash.session_fact import closed_fact, counted_fact, moved_fact, opened_fact
from models.cash.z_report import period_after
from models.catalogue.product import clean_text
from models.facts.cash import CountedPieces
from models.jurisdiction.countries import jurisdiction_of
from models.ledger.chart import chart_on
from models.ledger.posting.of_cash import CashFact, EntryPlace, entry_of_cash
from models.money import Money
from models.shop_settings import CASH_COUNTS_MAX, CASH_DIFFERENCE_MAX, CASH_DRAWER
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import ledger
from store.cash import sessions, z_reports
from store.database.engine import Connection, Store
from store.setting_rows import get_value


@dataclass(frozen=True, slots=True)
class CashWish:
    """Cash that somebody wants to move; a bag for the bank has its number. The same ``key`` again is the same cash."""

    key: str
    kind: CashKind
    amount: Money
    reason: str
    bag: str = ""


@dataclass(frozen=True, slots=True)
class DrawerEnd:
    """How a counted drawer is emptied: why it differs, and what goes to the bank in which bag."""

    reason: str = ""
    to_bank: int = 0
    bag: str = ""


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """What whoever counted blind may learn: whether it agrees, and what can be done if it does not."""

    session: DrawerSession
    agrees: bool
    above_limit: bool
    counts_left: int


def owner_of(view: Connection, operator: str) -> str:
    """Whose drawer an operator uses: their own, or that of the till."""
    return operator if get_value(view, CASH_DRAWER) == DrawerMode.OPERATOR.value else ""


def open_drawer_session(store: Store, actor: Actor, opening_float: Money, *, at: datetime) -> DrawerSession:
    """Put the float into the actor's drawer.

    Raises :class:`models.cash.drawer_session.DrawerOpenAlready` or :class:`models.cash.drawer_session.WrongCash`.
    """
    check(actor, Permission.USE_DRAWER)
    with unit_of_work(store, actor, at=at) as work:
        owner = owner_of(work.tx, actor.operator_id)
        if sessions.open_session(work.tx, actor.device_id, owner) is not None:
            raise DrawerOpenAlready
        (session_id,) = work.take_ids()
        session = DrawerSession(
            id=session_id,
            till_id=actor.device_id,
            owner=owner,
            opened_by=actor.operator_id,
            opened_at=at,
            opening_float=check_amount(opening_float),
            receipts_after=work.last_receipt,
            parts_before=sessions.unsold_parts(work.tx, actor.device_id, owner),
        )
        sessions.add_session(work.tx, session)
        _record(work, opened_fact(session, work.station.shop.business_day(at)))
    return session


def move_cash(store: Store, actor: Actor, wish: CashWish, *, at: datetime) -> CashMovement:
    """Put cash into the actor's drawer or take it out, for a reason; a bag for the bank needs its number.

    Tips have a way of their own, :func:`operations.cash.tip_payouts.pay_tips_from_drawer`.

    Raises :class:`models.cash.drawer_session.NoDrawerSession`, :class:`models.cash.drawer_session.NoReason`,
    :class:`models.cash.drawer_session.NoBagNumber` or :class:`models.cash.drawer_session.NotEnoughCash`.
    """
    check(actor, Permission.MOVE_CASH)
    if wish.kind is CashKind.TIPS:
        raise WrongCash(wish.amount)
    with unit_of_work(store, actor, at=at) as work:
        return sessions.find_movement(work.tx, wish.key) or move_in(work, wish)


def move_in(work: UnitOfWork, wish: CashWish) -> CashMovement:
    """Move cash within a transaction; raises what :func:`move_cash` raises."""
    reason, bag = cash_text(wish.reason, REASON_LENGTH_MAX), cash_text(wish.bag, BAG_LENGTH_MAX)
    amount = signed_amount(wish.kind, wish.amount)
    if not reason:
        raise NoReason
    if wish.kind is CashKind.TO_BANK and not bag:
        raise NoBagNumber
    session = require_session(work)
    if sessions.cash_in(work.tx, session, work.last_receipt).expected + amount < 0:
        raise NotEnoughCash(wish.amount)
    (movement_id,) = work.take_ids()
    movement = CashMovement(
        id=movement_id,
        key=wish.key,
        session_id=session.id,
        kind=wish.kind,
        amount=amount,
        reason=reason,
        bag=bag,
        operator=work.actor.operator_id,
        at=work.at,
    )
    sessions.add_movement(work.tx, movement)
    _record(work, moved_fact(movement, work.station.shop.business_day(work.at)))
    return movement


def count_drawer(
    store: Store, actor: Actor, counted: Money, pieces: Sequence[CountedPieces] = (), *, at: datetime
) -> CountAnswer:
    """Record a blind count of the actor's drawer; nothing is closed yet.

    A count that agrees may be repeated; of those that differ, the shop allows only so many. Raises
    :class:`models.cash.drawer_session.CountedTooOften` or :class:`models.cash.drawer_session.NoDrawerSession`.
    """
    check(actor, Permission.USE_DRAWER)
    with unit_of_work(store, actor, at=at) as work:
        session = require_session(work)
        times_max = int(get_value(work.tx, CASH_COUNTS_MAX))
        expected = sessions.cash_in(work.tx, session, work.last_receipt).expected
        sold_since = session.last_count is not None and session.last_count.expected != expected
        attempt = session.times_counted + 1 if sold_since else check_recount(session, times_max)
        count = DrawerCount(attempt, check_amount(counted), expected, tuple(pieces))
        after = session.counted(count)
        sessions.save_session(work.tx, after)
        work.record(counted_fact(after, count))
        above = is_above_limit(work, count.difference)
    return CountAnswer(after, count.difference == 0, above, max(0, times_max - attempt))


def hand_over(store: Store, actor: Actor, end: DrawerEnd, *, at: datetime) -> DrawerSession:
    """End the actor's counted session in mid-day: somebody else may put in a float.

    Raises :class:`models.cash.drawer_session.CountMissing`, :class:`models.cash.drawer_session.NoReason` or
    :class:`operations.access.permissions.NotPermitted` for a difference above the shop's limit.
    """
    check(actor, Permission.USE_DRAWER)
    with unit_of_work(store, actor, at=at) as work:
        return close_session(work, require_session(work), end)


def close_session(work: UnitOfWork, session: DrawerSession, end: DrawerEnd) -> DrawerSession:
    """End a counted session within a transaction; a large difference takes a permission of its own."""
    last = z_reports.last_report(work.tx, session.till_id)
    cash = sessions.cash_in(work.tx, session, work.last_receipt)
    reason, bag = cash_text(end.reason, REASON_LENGTH_MAX), cash_text(end.bag, BAG_LENGTH_MAX)
    count = check_count(session, cash.expected, reason)
    if is_above_limit(work, count.difference):
        check(work.actor, Permission.ACCEPT_DIFFERENCE)
    if not 0 <= end.to_bank <= count.counted:
        raise WrongCash(Money(end.to_bank, work.station.shop.currency))
    if end.to_bank and not bag:
        raise NoBagNumber
    closed = replace(
        session,
        receipts_up_to=work.last_receipt,
        parts_after=cash.parts + session.parts_before,
        report=period_after(last).number,
        closed_by=work.actor.operator_id,
        closed_at=work.at,
        reason=reason,
        to_bank=end.to_bank,
        bag=bag,
    )
    sessions.save_session(work.tx, closed)
    _record(work, closed_fact(closed, work.station.shop.business_day(work.at)))
    return closed


def is_above_limit(work: UnitOfWork, difference_minor: int) -> bool:
    """Whether a difference needs somebody who may accept it."""
    difference = Money(difference_minor, work.station.shop.currency)
    return abs(difference.major()) > int(get_value(work.tx, CASH_DIFFERENCE_MAX))


def require_session(work: UnitOfWork) -> DrawerSession:
    """The open session of the actor's drawer; raises :class:`models.cash.drawer_session.NoDrawerSession`."""
    owner = owner_of(work.tx, work.actor.operator_id)
    session = sessions.open_session(work.tx, work.station.device.id, owner)
    if session is None:
        raise NoDrawerSession
    return session


def cash_text(text: str, length_max: int) -> str:
    """A reason or a bag's number as it is stored; raises :class:`models.card_data.CardDataRefused`."""
    check_no_card_data(text)
    return clean_text(text)[:length_max]


def _record(work: UnitOfWork, fact: CashFact) -> None:
    """Store the fact in the journal and in the books."""
    work.record(fact)
    company = work.station.shop
    chart = chart_on(ledger.account_choices(work.tx), fact.day, jurisdiction_of(company.country).accounts)
    (entry_id,) = work.take_ids()
    entry = entry_of_cash(fact, EntryPlace(entry_id, work.station.device.id, chart))
    if entry.postings:
        ledger.post(work.tx, [entry])
