"""The Z report of a till: gapless, with the figures of every receipt since the one before, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from models.errors import Refused
from models.facts.day import DayClosed, DayFigures, GrandTotals, TradeFigures


class DrawersOpen(Refused):
    """The day of a till ends while other operators' drawers there are not counted."""

    code = "drawers_open"
    text = "Not counted yet: the drawers of {owners}. Nothing was closed; let each of them count their drawer first."

    owners: str


class UnknownReport(Refused):
    """There is no such Z report."""

    code = "unknown_report"
    text = "There is no Z report {number} of till {till_id}. 'kassa day list' names them all."

    till_id: int
    number: int


class DayEmpty(Refused):
    """A day is closed at which nothing happened."""

    code = "day_empty"
    text = "Nothing was sold and no drawer was used since the last Z report. Nothing was closed; sell something first."


class TerminalDiffers(Refused):
    """An own card terminal shows another total than the till has, and nobody gave a reason.

    ``above_limit``: somebody who accepts differences has to.
    """

    code = "terminal_differs"
    text = (
        "The card terminal shows another total than the till has. Nothing was closed; read it again, or write why it "
        "differs."
    )

    above_limit: bool


@dataclass(frozen=True, slots=True)
class ZReport:
    """One Z report; the fields are those of its fact, with who made it and when."""

    id: int
    till_id: int
    number: int
    at: datetime
    business_day: date
    operator: str
    receipts_after: int
    receipts_up_to: int
    rows_up_to: int
    figures: DayFigures


@dataclass(frozen=True, slots=True)
class OpenPeriod:
    """What the next Z report of a till begins with: the end of the last one, or nothing at all."""

    number: int
    receipts_after: int
    rows_after: int
    grand: GrandTotals
    training_up_to: int = 0


FIRST_PERIOD = OpenPeriod(1, 0, 0, GrandTotals(0, 0))


def period_after(report: ZReport | None) -> OpenPeriod:
    """The period that begins with the end of a report: its receipts are those with higher numbers, whatever the clock.

    >>> period_after(None).number
    1
    """
    if report is None:
        return FIRST_PERIOD
    return OpenPeriod(
        report.number + 1, report.receipts_up_to, report.rows_up_to, report.figures.grand, report.figures.training_up_to
    )


def grand_after(grand: GrandTotals, trade: TradeFigures) -> GrandTotals:
    """The grand totals at the end of a period: what was sold is never made less by what was taken back.

    Source: SKVFS 2014:9 chapter 2 section 4.
    """
    return GrandTotals(grand.sales + trade.sales.amount, grand.refunds + trade.refunds.amount)


def closed_day_fact(report: ZReport) -> DayClosed:
    """The fact that the journal stores of a Z report."""
    return DayClosed(
        report=report.id,
        number=report.number,
        receipts_after=report.receipts_after,
        receipts_up_to=report.receipts_up_to,
        rows_up_to=report.rows_up_to,
        day=report.business_day,
        figures=report.figures,
    )
