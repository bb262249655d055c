"""Files that nobody should send, and the problem that must be reported of each. No file here may change the store."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

HEAD = "SKU;Barcode;Name;Price;Tax\n"
GOOD = "A1;7310865004703;Mjölk;12,90;food\n"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file and what it comes to: the code of a refusal, or the (row, code) of each problem."""

    name: str
    content: Callable[[], bytes]
    refusal: str = ""
    problems: tuple[tuple[int, str], ...] = ()


def _text(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> Callable[[], bytes]:
    return lambda: (head + "".join(rows)).encode(encoding)


def _workbook() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "0" * 10_000_000)
    return file.getvalue()


def _bad(cell_number: int, cell: str) -> Callable[[], bytes]:
    """A good row, and one in which a cell is replaced."""
    cells = ["B2", "96385074", "Fil", "19,90", "food"]
    cells[cell_number] = cell
    return _text(GOOD, ";".join(cells) + "\n")


SKU, GTIN, NAME, PRICE, TAX = range(5)

HOSTILE = (
    Hostile("empty", lambda: b"", "not_a_table"),
    Hostile("nothing but a mark", lambda: codecs.BOM_UTF8, "not_a_table"),
    Hostile("a workbook and zip bomb", _workbook, "not_a_table"),
    Hostile("an old workbook", lambda: b"\xd0\xcf\x11\xe0" + bytes(5000), "not_a_table"),
    Hostile("compressed", lambda: gzip.compress(b"SKU;Name\n" * 1000), "not_a_table"),
    Hostile("noise", lambda: bytes(range(256)) * 200, "missing_column"),
    Hostile("nothing but NUL", lambda: bytes(100_000), "not_a_table"),
    Hostile("damaged parquet", lambda: b"PAR1" + b"\x15\x04" * 500 + b"PAR1", "not_a_table"),
    Hostile("no heading", _text(GOOD, GOOD, head=""), "missing_column"),
    Hostile("no price", lambda: b"SKU;Name\nA1;Mj\n", "missing_column"),
    Hostile("too many columns", lambda: b";".join(b"c%d" % i for i in range(5000)) + b"\nx\n", "not_a_table"),
    Hostile("a heading without end", lambda: b'SKU;"Name\n' + b"x;y\n" * 50_000, "not_a_table"),
    Hostile("one line without end", lambda: b"x" * 3_000_000, "not_a_table"),
    Hostile("a cell of ten megabytes", _bad(NAME, "x" * 10_000_000), problems=((3, "damaged_row"),)),
    Hostile("a long cell in a short line", _bad(NAME, "x" * 200_000), problems=((3, "damaged_row"),)),
    Hostile("a quotation mark that never closes", _bad(NAME, '"Fil'), problems=((3, "damaged_row"),)),
    Hostile("text after a closing mark", _bad(NAME, '"Fil"x'), problems=((3, "damaged_row"),)),
    Hostile("too many cells", _bad(TAX, "food;what;is;this"), problems=((3, "too_many_cells"),)),
    Hostile("a damaged letter", lambda: _bad(NAME, "Räksmörgås Fil")().replace(b"Fil", b"F\xe9l"), problems=(
        (3, "damaged_row"),)),
    Hostile("wrong check digit", _bad(GTIN, "96385075"), problems=((3, "wrong_check_digit"),)),
    Hostile("letters that no barcode can hold", _bad(GTIN, "ÅÄÖ"), problems=((3, "not_a_gtin"),)),
    Hostile("two digits for a barcode", _bad(GTIN, "12"), problems=((3, "not_a_gtin"),)),
    Hostile("digits of another script", _bad(GTIN, "٩٦٣٨٥٠٧٤"), problems=((3, "not_a_gtin"),)),
    Hostile("a shortened barcode", _bad(GTIN, "7,31E+12"), problems=((3, "shortened_barcode"),)),
    Hostile("the barcode of another row", _bad(GTIN, "7310865004703"), problems=((3, "duplicate_barcode"),)),
    Hostile("the SKU of another row", _bad(SKU, "A1"), problems=((3, "duplicate_sku"),)),
    Hostile("no name", _bad(NAME, ""), problems=((3, "no_name"),)),
    Hostile("a name of signs that do not show", _bad(NAME, "\u202e\u200b\x07"), problems=((3, "no_name"),)),
    Hostile("a SKU without end", _bad(SKU, "x" * 41), problems=((3, "too_long"),)),
    Hostile("a negative price", _bad(PRICE, "-19,90"), problems=((3, "negative"),)),
    Hostile("a price that is no number", _bad(PRICE, "NaN"), problems=((3, "not_a_number"),)),
    Hostile("an endless price", _bad(PRICE, "1e309"), problems=((3, "not_a_number"),)),
    Hostile("a formula for a price", _bad(PRICE, "=1+1"), problems=((3, "not_a_number"),)),
    Hostile("a price with a NUL", _bad(PRICE, "19\x00,90"), problems=((3, "not_a_number"),)),
    Hostile("a price that is a barcode", _bad(PRICE, "7310865004703"), problems=((3, "too_large"),)),
    Hostile("a price finer than money", _bad(PRICE, "19,905"), problems=((3, "too_fine"),)),
    Hostile("no price in a row", _bad(PRICE, ""), problems=((3, "no_price"),)),
    Hostile("an unknown tax", _bad(TAX, "17 %"), problems=((3, "unknown_tax"),)),
    Hostile("yesterday's tax on food", _bad(TAX, "12 %"), problems=((3, "unknown_tax"),)),
    Hostile("a tax in words of elsewhere", _bad(TAX, "mehrwertsteuer"), problems=((3, "unknown_tax"),)),
    Hostile("a SKU that opens the drawer", _bad(SKU, "B\x1bp2"), problems=((3, "not_text"),)),
    Hostile("everything wrong at once", _text(GOOD, "A1;12;;x;y\n"), problems=(
        (3, "not_a_gtin"), (3, "no_name"), (3, "not_a_number"), (3, "unknown_tax"))),
)  # fmt: skip
