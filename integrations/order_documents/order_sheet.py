"""A purchase order as PDF, set by typst, and as CSV with one row a product."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from importlib import resources

import typst

from integrations.spreadsheets.writing import guarded

Pairs = tuple[tuple[str, str], ...]
#: The columns of the CSV in any language: a program of the supplier reads them.
CSV_COLUMNS = ("order", "row", "supplier_sku", "gtin", "name", "quantity", "unit", "cases", "unit_cost")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One product as text: quantities with a decimal point in the CSV, as the language writes them on paper."""

    supplier_sku: str
    gtin: str
    name: str
    quantity: str
    shown_quantity: str
    unit: str
    cases: str
    unit_cost: str
    shown_unit_cost: str
    shown_cost: str


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """Everything on the paper, in the supplier's language."""

    language: str
    number: str
    title: str
    company: str
    head: Pairs
    headings: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    total: str


def order_pdf(sheet: OrderSheet) -> bytes:
    """The order on A4. Nothing is fetched and no font of the system is used."""
    source = resources.files("integrations.order_documents").joinpath("order_sheet.typ").read_bytes()
    values = {
        "language": sheet.language,
        "title": sheet.title,
        "company": sheet.company,
        "head": sheet.head,
        "headings": sheet.headings,
        "rows": [
            (each.supplier_sku, each.name, each.gtin, each.shown_quantity, each.shown_unit_cost, each.shown_cost)
            for each in sheet.rows
        ],
        "total": sheet.total,
    }
    inputs = {"order": json.dumps(values, ensure_ascii=False)}
    pages = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pages, bytes)
    return pages


def order_csv(sheet: OrderSheet) -> bytes:
    """The order for a program: UTF-8, commas, a decimal point, :data:`CSV_COLUMNS`."""
    rows = [
        (sheet.number, str(n), r.supplier_sku, r.gtin, r.name, r.quantity, r.unit, r.cases, r.unit_cost)
        for n, r in enumerate(sheet.rows, start=1)
    ]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([CSV_COLUMNS, *([guarded(each) for each in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")
