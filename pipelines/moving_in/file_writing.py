"""How a file of a former system writes days, numbers and money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from integrations.spreadsheets.cells import DAY_FIRST, MONTH_FIRST, day_order, needs_order
from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import Column
from integrations.spreadsheets.sales import Writing
from integrations.spreadsheets.table import Table
from models.shop import Shop
from pipelines.importing.report import AmbiguousDates, ImportOptions
from pipelines.importing.run_import import style_of


def writing_of(
    table: Table,
    columns: Mapping[ColumnRole, Column],
    options: ImportOptions,
    company: Shop,
    dates: Sequence[ColumnRole],
) -> Writing:
    """How a table writes; ``dates`` are its roles that hold days. Raises :class:`AmbiguousDates`."""
    indices = [columns[role].index for role in dates if role in columns]
    cells = [row.cells[index] for row in table.sample for index in indices if index < len(row.cells)]
    order = options.day_order if options.day_order in {DAY_FIRST, MONTH_FIRST} else day_order(cells)
    if order is None and needs_order(cells):
        raise AmbiguousDates(next(cell for cell in cells if cell.strip()))
    return Writing(
        zone=ZoneInfo(company.zone),
        day_order=order or DAY_FIRST,
        style=style_of(table, columns, options),
        currency=company.currency,
    )
