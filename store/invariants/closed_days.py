"""Each receipt of a closed day is in exactly one Z report, whose figures are those of its receipts (C11)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import attrgetter

import sqlalchemy as sa

from models.cash.z_report import FIRST_PERIOD, OpenPeriod, ZReport, grand_after, period_after
from store import schema
from store.cash import z_reports
from store.cash.trade_figures import ReceiptRange, trade_figures
from store.invariants.journal_rows import UNREADABLE
from store.invariants.violation import Invariant, Violation


def report_sequence(view: sa.Connection) -> Iterator[Violation]:
    """Z reports with a gap, or whose receipts do not begin where those of the one before end."""
    for till_id, group in groupby(_reports(view), key=attrgetter("till_id")):
        reports = list(group)
        yield from _check_next(FIRST_PERIOD, reports[0])
        for before, after in pairwise(reports):
            yield from _check_next(period_after(before), after)
        last = view.scalar(
            sa.select(schema.device_head.c.last_receipt).where(schema.device_head.c.device_id == till_id)
        )
        if reports[-1].receipts_up_to > (last or 0):
            yield Violation("C11", _subject(reports[-1]), f"ends after receipt {last}, the last of the till")


def report_figures(view: sa.Connection) -> Iterator[Violation]:
    """Z reports with other figures than their receipts and their journal have."""
    grand = FIRST_PERIOD.grand
    rows_after = 0
    for report in _reports(view):
        if report.number == 1:
            grand, rows_after = FIRST_PERIOD.grand, 0
        receipts = ReceiptRange(report.till_id, report.receipts_after, report.receipts_up_to)
        trade, figures = trade_figures(view, receipts), report.figures
        grand = grand_after(grand, trade)
        tally = z_reports.tally_rows(view, report.till_id, rows_after, report.rows_up_to)
        rows_after = report.rows_up_to
        if trade != figures.trade:
            yield Violation("C11", _subject(report), f"has other figures than its receipts: {trade}")
        if grand != figures.grand:
            yield Violation("C11", _subject(report), f"has other grand totals than all receipts so far: {grand}")
        till = figures.till
        counted = (tally.openings, tally.removals, tally.training, tally.pro_forma)
        if counted != (till.openings, till.removals, till.training, till.pro_forma):
            yield Violation("C11", _subject(report), "counts something else than the journal of its till")
        if sum(each.amount for each in figures.groups) != trade.sales.amount - trade.refunds.amount:
            yield Violation("C11", _subject(report), "has groups that do not sum to its sales")


def _reports(view: sa.Connection) -> list[ZReport]:
    """Every report; none where one cannot be read, which the comparison with the journal reports."""
    try:
        return z_reports.all_reports(view)
    except UNREADABLE:
        return []


def _check_next(period: OpenPeriod, report: ZReport) -> Iterator[Violation]:
    if report.number != period.number:
        yield Violation("C11", _subject(report), f"should have the number {period.number}")
    if report.receipts_after != period.receipts_after:
        yield Violation("C11", _subject(report), f"should begin after receipt {period.receipts_after}")
    if report.rows_up_to < period.rows_after:
        yield Violation("C11", _subject(report), "looks at less of the journal than the one before")


def _subject(report: ZReport) -> str:
    return f"Z report {report.till_id}-{report.number}"


INVARIANTS = (
    Invariant(("C11",), "Z reports have no gap, and each receipt is in one of them at most.", report_sequence),
    Invariant(("C11",), "The figures of a Z report are those of its receipts.", report_figures),
)
