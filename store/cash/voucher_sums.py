"""What is in the books of a Z report: its sales by their receipts, everything else by the ids between two reports."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from models.cash.z_report import ZReport
from models.ledger.entry import EntryKind
from models.shop import DEVICE_SHIFT
from store import schema
from store.cash.office_closings import sums_by_day
from store.cash.trade_figures import ReceiptRange

_ENTRY = schema.entry.c
_OF_SALES = (EntryKind.SALE.value, EntryKind.REFUND.value)


def voucher_sums(view: sa.Connection, report: ZReport) -> dict[date, list[tuple[str, int]]]:
    """The sum of each account by business day, in order; each entry of a till is in exactly one of its reports."""
    of_sales = sa.select(schema.sale.c.id).where(
        ReceiptRange(report.till_id, report.receipts_after, report.receipts_up_to).chosen
    )
    first = _id_before(view, report)
    in_report = sa.or_(
        sa.and_(_ENTRY.kind.in_(_OF_SALES), _ENTRY.id.in_(of_sales)),
        sa.and_(_ENTRY.kind.not_in(_OF_SALES), _ENTRY.id > first, _ENTRY.id <= report.id),
    )
    return sums_by_day(view, in_report)


def _id_before(view: sa.Connection, report: ZReport) -> int:
    """The id of the report before, or the number before the first id of the till."""
    table = schema.z_report.c
    query = sa.select(table.id).where(table.device_id == report.till_id, table.number == report.number - 1)
    before = view.scalar(query)
    return (report.till_id << DEVICE_SHIFT) if before is None else int(before)
