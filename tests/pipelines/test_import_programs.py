"""Files as other programs write them, from the heading to what is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from integrations.spreadsheets.columns import MissingColumn
from models.selling.sale import Sale
from pipelines.import_report import ImportOptions, ImportReport
from pipelines.imports import import_products, import_sales
from store import sales, schema
from store.engine import Store
from tests.builders import AT, small_shop
from tests.contents import contents

PLAIN = ImportOptions()
SKIP = ImportOptions(skip_bad_rows=True)


def bring_products(store: Store, folder: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "list.csv").write_text(content, encoding="utf-8")
    return import_products(store, folder / "list.csv", options, at=AT)


def bring_sales(store: Store, folder: Path, content: str, options: ImportOptions = PLAIN) -> ImportReport:
    (folder / "sales.csv").write_text(content, encoding="utf-8")
    return import_sales(store, folder / "sales.csv", options, at=AT)


def codes(report: ImportReport) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in report.problems]


def kept_sales(store: Store) -> list[Sale]:
    with store.view() as view:
        ids = view.scalars(sa.select(schema.sale.c.id).order_by(schema.sale.c.id)).all()
        return [sales.get_sale(view, sale_id) for sale_id in ids]


def test_prices_without_tax_are_refused_with_the_reason(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    before = contents(sqlite_store)
    with pytest.raises(MissingColumn, match=r"Pris \(exkl. moms\) was not taken: prices and amounts must include tax"):
        bring_products(sqlite_store, tmp_path, "sku;namn;Pris (exkl. moms);inköpspris\nA;Alfa;80,00;40,00\n")
    with pytest.raises(MissingColumn, match="must include tax"):
        bring_sales(sqlite_store, tmp_path, "kvitto;datum;sku;antal;Belopp exkl. moms\n1;2026-04-02;MILK;1;80,00\n")
    assert contents(sqlite_store) == before


def test_an_order_of_shopify_has_many_lines_and_one_total(sqlite_store: Store, tmp_path: Path) -> None:
    small_shop(sqlite_store)
    rows = (
        "Name,Financial Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Lineitem sku,Payment Method,Lineitem discount\n"
        "#1001,paid,SEK,84.75,0.00,9.08,84.75,0.00,2026-04-02 10:00:00 +0200,3,Mjölk,19.90,MILK,Cash,0.00\n"
        "#1001,,,,,,,,2026-04-02 10:00:00 +0200,1,Servetter,24.95,NAPKINS,,0.00\n"
    )
    report = bring_sales(sqlite_store, tmp_path, rows)
    assert (report.kept, codes(report)) == (1, [])
    (sale,) = kept_sales(sqlite_store)
    assert [line.gross.minor for line in sale.lines] == [5970, 2495]
