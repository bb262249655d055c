"""Z reports, which are appended, and what the journal of a till counts towards the next one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import sqlalchemy as sa

from models.cash.figures_text import read_figures, write_figures
from models.cash.till_tally import COUNTED_FACTS, UNSOLD_FACTS, TillTally, count_facts
from models.cash.z_report import UnknownReport, ZReport
from models.facts.day import NumberedSum
from models.facts.envelope import Fact
from models.facts.registry import read_fact
from models.shop import DeviceKind
from store import journal, schema

_TABLE = schema.z_report
_QUERY = sa.select(_TABLE)


def add_report(tx: sa.Connection, report: ZReport) -> None:
    """Append a Z report."""
    tx.execute(
        _TABLE.insert(),
        {
            "id": report.id,
            "device_id": report.till_id,
            "number": report.number,
            "at": report.at,
            "business_day": report.business_day,
            "operator": report.operator,
            "receipts_after": report.receipts_after,
            "receipts_up_to": report.receipts_up_to,
            "rows_up_to": report.rows_up_to,
            "figures": write_figures(report.figures),
        },
    )


def last_report(view: sa.Connection, till_id: int) -> ZReport | None:
    """The newest Z report of a till."""
    query = _QUERY.where(_TABLE.c.device_id == till_id).order_by(_TABLE.c.number.desc()).limit(1)
    return next(iter(_read(view, query)), None)


def get_report(view: sa.Connection, till_id: int, number: int) -> ZReport:
    """A Z report by its number; raises :class:`UnknownReport`."""
    reports = _read(view, _QUERY.where(_TABLE.c.device_id == till_id, _TABLE.c.number == number))
    if not reports:
        raise UnknownReport(till_id, number)
    return reports[0]


def report_of_id(view: sa.Connection, report_id: int) -> ZReport:
    """A report by its id; raises :class:`LookupError` for none."""
    reports = _read(view, _QUERY.where(_TABLE.c.id == report_id))
    if not reports:
        raise LookupError(f"there is no Z report {report_id}")
    return reports[0]


def reports_between(view: sa.Connection, first: date, last: date, till_id: int | None = None) -> list[ZReport]:
    """The Z reports of business days from ``first`` to ``last``, by till and number; of one till or all."""
    here = sa.true() if till_id is None else _TABLE.c.device_id == till_id
    in_time = _TABLE.c.business_day.between(first, last)
    return _read(view, _QUERY.where(here, in_time).order_by(_TABLE.c.device_id, _TABLE.c.number))


def last_day(view: sa.Connection) -> date | None:
    """The newest business day that a Z report ended."""
    newest: date | None = view.scalar(sa.select(sa.func.max(_TABLE.c.business_day)))
    return newest


def all_reports(view: sa.Connection) -> list[ZReport]:
    """Every Z report, by till and number."""
    return _read(view, _QUERY.order_by(_TABLE.c.device_id, _TABLE.c.number))


def report_ends(view: sa.Connection, till_id: int) -> list[tuple[int, int]]:
    """The last receipt of each Z report of a till, and the number of the report; in order."""
    query = sa.select(_TABLE.c.receipts_up_to, _TABLE.c.number).where(_TABLE.c.device_id == till_id)
    return [(up_to, number) for up_to, number in view.execute(query.order_by(_TABLE.c.number))]


def report_row_ends(view: sa.Connection, till_id: int) -> list[tuple[int, int]]:
    """The last row of the journal that each Z report of a till looked at, and the report's number; in order."""
    query = sa.select(_TABLE.c.rows_up_to, _TABLE.c.number).where(_TABLE.c.device_id == till_id)
    return [(up_to, number) for up_to, number in view.execute(query.order_by(_TABLE.c.number))]


def open_receipts(view: sa.Connection) -> dict[int, int]:
    """How many receipts of each till are in no Z report yet; tills without any are left out."""
    closed = sa.select(_TABLE.c.device_id, sa.func.max(_TABLE.c.receipts_up_to).label("up_to"))
    closed_up_to = closed.group_by(_TABLE.c.device_id).subquery()
    device, head = schema.device.c, schema.device_head.c
    count = head.last_receipt - sa.func.coalesce(closed_up_to.c.up_to, 0)
    query = (
        sa.select(device.id, count)
        .join_from(schema.device, schema.device_head, head.device_id == device.id)
        .outerjoin(closed_up_to, closed_up_to.c.device_id == device.id)
        .where(device.kind == DeviceKind.TILL.value, count > 0)
        .order_by(device.id)
    )
    return {till_id: int(number) for till_id, number in view.execute(query)}


def tally_rows(view: sa.Connection, till_id: int, after: int, up_to: int | None = None) -> TillTally:
    """Count the rows of a till's journal after one number, up to another or to the end."""
    return count_facts(_facts(view, till_id, after, up_to))


def copied_sum(view: sa.Connection, tally: TillTally) -> NumberedSum:
    """How many copies of receipts there were, and what the receipts were about."""
    sale = schema.sale.c
    amounts = dict(
        iter(view.execute(sa.select(sale.id, sale.gross_minor).where(sale.id.in_(tally.copied_sales))).tuples())
    )
    return NumberedSum(len(tally.copied_sales), sum(amounts.get(each, 0) for each in tally.copied_sales))


def _facts(view: sa.Connection, till_id: int, after: int, up_to: int | None) -> Iterator[Fact]:
    kinds = [fact_type.kind for fact_type in (*COUNTED_FACTS, *UNSOLD_FACTS)]
    with closing(journal.read(view, till_id, after, kinds)) as rows:
        for row in rows:
            if up_to is not None and row.seq > up_to:
                return
            yield read_fact(row.kind, row.payload).fact


def _read(view: sa.Connection, query: sa.Select[Any]) -> list[ZReport]:
    return [_report(row) for row in view.execute(query).mappings()]


def _report(row: sa.RowMapping) -> ZReport:
    return ZReport(
        id=row["id"],
        till_id=row["device_id"],
        number=row["number"],
        at=row["at"],
        business_day=row["business_day"],
        operator=row["operator"],
        receipts_after=row["receipts_after"],
        receipts_up_to=row["receipts_up_to"],
        rows_up_to=row["rows_up_to"],
        figures=read_figures(row["figures"]),
    )
