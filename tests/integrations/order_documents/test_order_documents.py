"""What a supplier gets and sends back: nothing of a shop's text is run, and an answer is read whole or not at all."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pypdfium2
import pytest

from integrations.order_documents.order_answer import FILE_MAX_BYTES, NoOrderAnswer, read_answer
from integrations.order_documents.order_sheet import CSV_COLUMNS, OrderSheet, SheetRow, order_csv, order_pdf
from models.money import Money
from models.purchasing.order_steps import AnsweredLine

HOSTILE = '=HYPERLINK("http://x") #read("/etc/passwd") <b>'
ROW = SheetRow("8-15", "07310865004703", HOSTILE, "12", "12 st", "piece", "2", "9.95", "9,95 kr", "119,40 kr")
SHEET = OrderSheet(
    "sv",
    "100-1",
    "Beställning 100-1",
    HOSTILE,
    (("Leverantör", HOSTILE),),
    ("a", "b", "c", "d", "e", "f"),
    (ROW,),
    "119",
)
SKUS = {"8-15": "MILK", "MILK": "MILK", "PAPER": "PAPER"}


def test_the_paper_shows_every_text_as_it_is() -> None:
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(order_pdf(SHEET)))
    for word in ("Beställning 100-1", "#read(", "<b>", "8-15", "119,40 kr", "07310865004703"):
        assert word in text


def test_the_file_has_a_row_for_each_product_and_no_formula() -> None:
    (row,) = csv.DictReader(io.StringIO(order_csv(SHEET).decode("utf-8-sig")))
    assert tuple(row) == CSV_COLUMNS
    assert (row["name"][:2], row["quantity"], row["unit_cost"]) == ("'=", "12", "9.95")
    assert read_answer(order_csv(SHEET), SKUS, "SEK") == (AnsweredLine("MILK", Decimal(12), Money(995, "SEK")),)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("supplier_sku,quantity\n8-15,6\n", (AnsweredLine("MILK", Decimal(6)),)),
        (
            "sku;quantity;unit_cost\nMILK;6,5;9,95\nPAPER;;\n",
            (AnsweredLine("MILK", Decimal("6.5"), Money(995, "SEK")),),
        ),
        ("sku,quantity\nMILK,-1\n", None),
        ("sku,quantity\nMILK,many\n", None),
        ("sku,quantity\nMILK,1\n8-15,2\n", None),
        ("sku,quantity\nGHOST,1\n", None),
        ("sku,quantity,unit_cost\nMILK,1,9.999\n", None),
        ("name\nMILK\n", None),
        ("sku,quantity\n", None),
        ("sku,quantity\nMILK,NaN\n", None),
        ("x" * (FILE_MAX_BYTES + 1), None),
        ("\udcff", None),
    ],
)
def test_an_answer_is_read_whole_or_not_at_all(text: str, lines: tuple[AnsweredLine, ...] | None) -> None:
    content = text.encode("utf-8", "surrogateescape")
    if lines is not None:
        assert read_answer(content, SKUS, "SEK") == lines
        return
    with pytest.raises(NoOrderAnswer, match="Nothing was changed"):
        read_answer(content, SKUS, "SEK")
