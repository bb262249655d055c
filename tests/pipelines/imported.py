"""What became of an import: problems by row, and the sales that were saved."""

from __future__ import annotations

import sqlalchemy as sa

from models.selling.sale import Sale
from pipelines.importing.report import ImportReport
from store import schema
from store.database.engine import Store
from store.selling import sales


def codes(report: ImportReport) -> list[tuple[int, str]]:
    """The code of each problem, with its row."""
    return [(problem.row, problem.code) for problem in report.problems]


def stored_sales(store: Store) -> list[Sale]:
    """Every sale, in the order of ids."""
    with store.view() as view:
        ids = view.scalars(sa.select(schema.sale.c.id).order_by(schema.sale.c.id)).all()
        return [sales.get_sale(view, sale_id) for sale_id in ids]
