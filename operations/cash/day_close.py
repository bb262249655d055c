"""X and Z: reading the day of a till, and closing it. Everything was booked when it happened; the close is a check."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from models.access.actor import REASON_LENGTH_MAX, Actor
from models.access.permission import Permission
from models.cash.drawer_session import DrawerSession, check_amount
from models.cash.till_tally import TillTally
from models.cash.z_report import (
    DayEmpty,
    DrawersOpen,
    OpenPeriod,
    TerminalDiffers,
    ZReport,
    closed_day_fact,
    grand_after,
    period_after,
)
from models.facts.day import DayFigures, DayRead, DrawerSum, NumberedSum, TillFigures
from models.jurisdiction.countries import jurisdiction_of
from models.money import Money
from operations.access.permissions import check
from operations.cash.sessions import DrawerEnd, cash_text, close_session, is_above_limit, owner_of
from operations.dispatch.day_documents import queue_documents
from operations.unit_of_work import UnitOfWork, unit_of_work
from store.cash import sessions, z_reports
from store.cash.trade_figures import ReceiptRange, group_sums, own_terminal_total, trade_figures
from store.database.engine import Store
from store.selling import baskets
from store.selling.basket_prices import BasketPrices


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What somebody adds when closing the day: how the drawer is emptied, and what an own card terminal shows.

    ``terminal_reason`` is why the terminal shows another total than the till has. ``number`` is that of the report to
    be made, if it is known: asked for again, it is the same report.
    """

    drawer: DrawerEnd = field(default_factory=DrawerEnd)
    own_terminal: Money | None = None
    terminal_reason: str = ""
    number: int | None = None


def read_day(store: Store, actor: Actor, *, at: datetime) -> DayRead:
    """The X report of the actor's till: what was sold since its last Z report. It ends nothing."""
    check(actor, Permission.READ_DAY)
    with unit_of_work(store, actor, at=at) as work:
        period = period_after(z_reports.last_report(work.tx, actor.device_id))
        figures = day_figures(work, period)
        fact = DayRead(period.receipts_after, work.last_receipt, work.station.shop.business_day(at), figures)
        work.record(fact)
    return fact


def close_day(store: Store, actor: Actor, end: DayEnd, *, at: datetime) -> ZReport:
    """Close the day of the actor's till: the Z report of every receipt since the last one, by their numbers.

    The actor's drawer is emptied with its last count, if it has a session. Raises
    :class:`models.cash.drawer_session.CountMissing`, :class:`models.cash.drawer_session.NoReason`,
    :class:`models.cash.z_report.TerminalDiffers`, :class:`models.cash.z_report.DrawersOpen`,
    :class:`models.cash.z_report.DayEmpty` or :class:`operations.access.permissions.NotPermitted` for a difference above
    the shop's limit.
    """
    check(actor, Permission.CLOSE_DAY)
    with unit_of_work(store, actor, at=at) as work:
        last = z_reports.last_report(work.tx, actor.device_id)
        if last is not None and last.number == end.number:
            return last
        period = period_after(last)
        _close_drawers(work, end)
        figures = day_figures(work, period)
        if not figures.drawers and work.last_receipt == period.receipts_after:
            raise DayEmpty
        report = _store(work, period, _with_terminal(work, figures, end))
        queue_documents(work, report.id)
    return report


def _close_drawers(work: UnitOfWork, end: DayEnd) -> None:
    """End the actor's session, if there is one; nobody else's may be open."""
    owner = owner_of(work.tx, work.actor.operator_id)
    open_here = sessions.open_sessions(work.tx, work.station.device.id)
    others = [each.owner or each.opened_by for each in open_here if each.owner != owner]
    if others:
        raise DrawersOpen(", ".join(others))
    for session in open_here:
        close_session(work, session, end.drawer)


def _with_terminal(work: UnitOfWork, figures: DayFigures, end: DayEnd) -> DayFigures:
    """The figures with what an own card terminal shows; what differs takes a reason, and much a permission."""
    if end.own_terminal is None:
        return figures
    reason = cash_text(end.terminal_reason, REASON_LENGTH_MAX)
    read = figures.with_terminal(check_amount(end.own_terminal), reason)
    above = is_above_limit(work, read.terminal_difference)
    if read.terminal_difference and not reason:
        raise TerminalDiffers(above)
    if above:
        check(work.actor, Permission.ACCEPT_DIFFERENCE)
    return read if read.terminal_difference else read.with_terminal(check_amount(end.own_terminal))


def day_figures(work: UnitOfWork, period: OpenPeriod) -> DayFigures:
    """Every figure of a till since the end of its last Z report."""
    tx, till_id = work.tx, work.station.device.id
    receipts = ReceiptRange(till_id, period.receipts_after, work.last_receipt)
    trade = trade_figures(tx, receipts)
    tally = z_reports.tally_rows(tx, till_id, period.rows_after)
    return DayFigures(
        currency=work.station.shop.currency,
        trade=trade,
        till=_till_figures(work, tally),
        groups=group_sums(tx, receipts, jurisdiction_of(work.station.shop.country).language),
        drawers=tuple(_drawer(work, each) for each in sessions.sessions_of(tx, till_id, period.number)),
        grand=grand_after(period.grand, trade),
        own_terminal=own_terminal_total(tx, receipts),
        own_terminal_read=None,
        training_up_to=max(period.training_up_to, tally.training_up_to),
    )


def _till_figures(work: UnitOfWork, tally: TillTally) -> TillFigures:
    return TillFigures(
        openings=tally.openings,
        copies=z_reports.copied_sum(work.tx, tally),
        training=tally.training,
        removals=tally.removals,
        unfinished=_unfinished(work),
        pro_forma=tally.pro_forma,
    )


def _unfinished(work: UnitOfWork) -> NumberedSum:
    """Baskets that wait: they go on after the day, and their sale is in the report of the day on which it is made."""
    tx, company, till_id = work.tx, work.station.shop, work.station.device.id
    prices = BasketPrices(tx, company, work.at)
    current = baskets.open_basket(tx, till_id, company.currency)
    waiting = [*baskets.parked_baskets(tx, till_id, company.currency), *([current] if current else [])]
    with_goods = [each for each in waiting if each.lines]
    amounts = [prices.of(each).gross.minor for each in with_goods]
    return NumberedSum(len(amounts), sum(amounts))


def _drawer(work: UnitOfWork, session: DrawerSession) -> DrawerSum:
    last = work.last_receipt if session.receipts_up_to is None else session.receipts_up_to
    cash = sessions.cash_in(work.tx, session, last)
    count = session.last_count
    return DrawerSum(
        session=session.id,
        owner=session.owner,
        opening_float=session.opening_float,
        moved_in=cash.moved_in,
        moved_out=cash.moved_out,
        expected=cash.expected,
        counted=None if session.is_open or count is None else count.counted,
        reason=session.reason,
    )


def _store(work: UnitOfWork, period: OpenPeriod, figures: DayFigures) -> ZReport:
    (report_id,) = work.take_ids()
    report = ZReport(
        id=report_id,
        till_id=work.station.device.id,
        number=period.number,
        at=work.at,
        business_day=work.station.shop.business_day(work.at),
        operator=work.actor.operator_id,
        receipts_after=period.receipts_after,
        receipts_up_to=work.last_receipt,
        rows_up_to=work.last_row,
        figures=figures,
    )
    z_reports.add_report(work.tx, report)
    work.record(closed_day_fact(report))
    return report
