"""A hundred and more files that are hostile or odd, and what becomes of each when it is imported as a list of products.

An outcome is the code of a refusal, the codes of the problems by row, or how many products it holds.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

Content = Callable[[], bytes]
HEAD = "SKU;Barcode;Name;Price;Stock\n"
GOOD = "A1;7310865004703;Mjölk;12,90;4\n"


@dataclass(frozen=True, slots=True)
class OddFile:
    """A file and its outcome."""

    name: str
    content: Content
    outcome: str


def _of(text: str, encoding: str = "utf-8") -> Content:
    return lambda: text.encode(encoding)


def _list(*rows: str, head: str = HEAD) -> Content:
    return _of(head + "".join(rows))


def _cell(place: int, cell: str) -> Content:
    """A good row, and one in which a cell is another."""
    cells = ["B2", "96385074" if place != SKU else "", "Fil", "19,90", "2"]
    cells[place] = f'"{cell}"' if ";" in cell else cell
    return _list(GOOD, ";".join(cells) + "\n")


def _parquet(frame: Callable[[], pl.DataFrame]) -> Content:
    def content() -> bytes:
        file = io.BytesIO()
        frame().write_parquet(file, compression="zstd")
        return file.getvalue()

    return content


def _goods(**more: object) -> pl.DataFrame:
    return pl.DataFrame({"sku": ["P1", "P2"], "name": ["Mjölk", "Fil"], "price": [17.9, 20.0], **more})


def _zip(*names: str) -> Content:
    def content() -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(name, "0" * 1_000_000)
        return file.getvalue()

    return content


def _claims_parquet(footer: bytes, length: int | None = None) -> Content:
    return lambda: b"PAR1" + footer + struct.pack("<I", len(footer) if length is None else length) + b"PAR1"


SKU, GTIN, NAME, PRICE, STOCK = range(5)


def _not_text() -> Iterator[tuple[str, Content, str]]:
    refused = "not_a_table"
    yield "empty", _of(""), refused
    yield "only a mark of UTF-8", lambda: codecs.BOM_UTF8, refused
    yield "only a mark of UTF-16", lambda: codecs.BOM_UTF16_LE, refused
    yield "only a mark of UTF-32", lambda: codecs.BOM_UTF32_LE, refused
    yield "only line ends", _of("\r\n" * 5_000), "missing_column"
    yield "only separators", _of(";" * 500 + "\n"), "missing_column"
    yield "only blanks", _of(" " * 10_000), "missing_column"
    yield "NULs", lambda: bytes(200_000), refused
    yield "noise", lambda: random.Random(1).randbytes(100_000), refused
    yield "noise in ASCII", lambda: bytes(random.Random(2).choices(range(32, 127), k=50_000)), refused
    yield "every byte", lambda: bytes(range(256)) * 100, "missing_column"
    yield "an xlsx that is a bomb", _zip("xl/workbook.xml", "xl/worksheets/sheet1.xml"), refused
    yield "an ods that is a bomb", _zip("mimetype", "content.xml"), refused
    yield "a torn zip", lambda: _zip("xl/workbook.xml")()[:200], refused
    yield "an xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), refused
    yield "a gzip bomb", lambda: gzip.compress(bytes(10_000_000)), refused
    yield "a PDF", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 500, refused
    yield "a database", lambda: b"SQLite format 3\x00" + bytes(4_000), refused
    yield "rich text", lambda: b"{\\rtf1\\ansi Mj\\'f6lk}", refused
    yield "a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), refused
    yield "a photograph", lambda: b"\xff\xd8\xff\xe0" + bytes(500), refused
    yield "a web page", _of("<html><table><tr><td>SKU</td></tr></table></html>"), "missing_column"
    yield "JSON", _of(json.dumps([{"SKU": "A", "Name": "Alfa", "Price": 1}])), "missing_column"
    yield "lines of JSON", _of('{"SKU": "A", "Name": "Alfa"}\n' * 50), "missing_column"
    yield "XML", _of('<?xml version="1.0"?><goods><sku>A</sku></goods>\n'), "missing_column"


def _headings() -> Iterator[tuple[str, Content, str]]:
    yield "no heading", _of(GOOD * 3), "missing_column"
    yield "a heading and nothing else", _of(HEAD), "products 0"
    yield "a heading without an end of line", _of(HEAD.strip()), "products 0"
    yield "a heading that never closes", _of('SKU;"Name\n' + "x;y\n" * 20_000), "not_a_table"
    yield "a heading of a megabyte", _of("x" * 1_100_000 + "\n"), "not_a_table"
    yield "ten thousand columns", _of(";".join(f"c{n}" for n in range(10_000)) + "\nx\n"), "not_a_table"
    yield "a thousand columns", _of(HEAD.strip() + ";x" * 990 + "\n" + GOOD), "products 1"
    yield "the same heading twice", _of("SKU;Name;Name;Price\nA1;Alfa;Beta;1\n"), "products 1"
    yield "two prices alike", _of("SKU;Name;Price;Price\nA1;Alfa;1;2\n"), "products 1"
    yield "a hundred prices", _of("SKU;Name" + ";Price" * 100 + "\nA1;Alfa" + ";1" * 100 + "\n"), "products 1"
    yield "headings of blanks", _of(" ; ;\t;\u00a0\nA1;x;y;1\n"), "missing_column"
    yield "headings in capitals, spaced out", _of("  SKU ; NAME ;  PRICE  \nA1;Alfa;1\n"), "products 1"
    yield "headings right to left", _of("\u202eSKU\u202c;\u200fName;\u2066Price\u2069\nA1;Alfa;1\n"), "products 1"
    yield "headings with control signs", _of("S\x07KU;Na\x1bme;Pri\x00ce\nA1;Alfa;1\n"), "products 1"
    yield "headings that are formulas", _of("=SKU;=Name;=Price\nA1;Alfa;1\n"), "products 1"
    yield (
        "headings that run commands",
        _of("=cmd|'/c calc'!A1;@SUM(1);+1;Name;SKU;Price\nx;y;z;Alfa;A1;1\n"),
        "products 1",
    )
    yield "a heading in a foreign currency", _of("SKU;Name;Price (EUR)\nA1;Alfa;1\n"), "missing_column"
    yield "a separator that none can be", _of("SKU^Name^Price\nA1^Alfa^1\n"), "missing_column"
    yield "an odd hint of the separator", _of("sep=\x01\nSKU;Name;Price\nA1;Alfa;1\n"), "missing_column"
    yield "a hint that is a quotation mark", _of('sep="\nSKU;Name;Price\nA1;Alfa;1\n'), "missing_column"
    yield "a hint that is true", _of("sep=|\nSKU|Name|Price\nA1|Alfa|1\n"), "products 1"
    yield "title rows above", _of("Artikelregister;;\nButiken;;\nSKU;Name;Price\nA1;Alfa;1\n"), "missing_column"


def _encodings() -> Iterator[tuple[str, Content, str]]:
    text = "SKU;Name;Price\nA1;Räksmörgås;1\n"
    for encoding in (
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "cp850",
        "cp437",
        "mac_roman",
    ):
        yield f"in {encoding}", _of(text, encoding), "products 1"
    yield "UTF-16 cut in a sign", lambda: text.encode("utf-16")[:-1], "2 damaged_row"
    yield (
        "UTF-8 with a torn sign",
        lambda: (text * 2).encode()[:-1].replace(b"\xc3\xa5", b"\xc3"),
        "2 damaged_row,3 not_a_number,4 damaged_row",
    )
    yield "overlong UTF-8", lambda: b"SKU;Name;Price\nA1;\xc0\xaf\xc0\xae;1\n", "products 1"
    yield "lone halves of signs", lambda: b"SKU;Name;Price\nA1;\xed\xa0\x80\xed\xb0\x80;1\n", "products 1"
    yield "a mark in the middle", _of("SKU;Name;Price\nA1;\ufeffAlfa;1\n"), "products 1"
    yield "marks twice", lambda: codecs.BOM_UTF8 * 2 + text.encode(), "products 1"
    yield "UTF-7", _of("SKU;Name;Price\nA1;R+AOQ-ksm;1\n"), "products 1"
    yield "letters put together from parts", _of("SKU;Name;Price\nA1;Ra\u0308ksmo\u0308rga\u030as;1\n"), "products 1"
    yield "a thousand accents on a letter", _of("SKU;Name;Price\nA1;a" + "\u0301" * 1_000 + ";1\n"), "products 1"
    yield "garbled before", _of("SKU;Name;Price\nA1;RÃ¤ksmÃ¶rgÃ¥s;1\n"), "2 garbled_text"


def _lines() -> Iterator[tuple[str, Content, str]]:
    yield "mixed ends of lines", _of("SKU;Name;Price\rA1;Alfa;1\r\nA2;Beta;2\nA3;Ce;3"), "products 3"
    yield "no end of the last line", _of(HEAD + GOOD.strip()), "products 1"
    yield "empty lines everywhere", _of("SKU;Name;Price\n\n\nA1;Alfa;1\n\n;;\n\n"), "products 1"
    yield "separators of lines within a cell", _of('SKU;Name;Price\nA1;"Al\u2028fa\x0b\x0c\x85x";1\n'), "products 1"
    yield "cut in the middle of a row", _of(HEAD + GOOD + "B2;96385074;Fi"), "3 no_price"
    yield "cut in a quotation", _of(HEAD + GOOD + 'B2;96385074;"Fi'), "3 damaged_row"
    yield "a row of a megabyte", _cell(NAME, "x" * 1_200_000), "3 damaged_row"
    yield "a cell of 200 000", _cell(NAME, "x" * 200_000), "3 damaged_row"
    yield "a cell of 100 000", _cell(NAME, "x " * 50_000), "products 2"
    yield "too many cells", _list(GOOD, "B2;;Fil;19,90;2;3;4\n"), "3 too_many_cells"
    yield "too few cells", _list(GOOD, "B2\n"), "3 no_name,3 no_price"
    yield "a hundred thousand cells", _list(GOOD, ";" * 100_000 + "x\n"), "3 too_many_cells"
    yield (
        "quotation marks alone",
        _list(GOOD, '"""";"""";"""";"""";""""\n'),
        "3 not_a_gtin,3 not_a_number,3 not_a_number",
    )
    yield "ten thousand quotation marks", _list(GOOD, '"' * 10_001 + "\n"), "3 damaged_row"
    yield "a row too many for any list", _of("SKU;Name;Price\n" + "\n" * 100_001), "too_many_rows"
    yield "the heading again in the middle", _list(GOOD, HEAD), "3 not_a_number,3 not_a_number"
    yield "a total below", _list(GOOD, ";;Summa;12,90;4\n"), "3 no_sku"
    yield (
        "two tables in one file",
        _list(GOOD, "\nKund;Ort\nEva;Umeå\n"),
        "4 no_name,4 no_price,5 not_a_gtin,5 no_name,5 no_price",
    )


_CELLS: tuple[tuple[int, str, str], ...] = (
    (SKU, "=HYPERLINK(1)", "products 2"),
    (SKU, "@SUM(1)", "products 2"),
    (SKU, "../../etc/passwd", "products 2"),
    (SKU, "'; DROP TABLE product; --", "products 2"),
    (SKU, "B\x002", "3 not_text"),
    (SKU, "B\x1bp2", "3 not_text"),
    (SKU, "\u202eB2", "3 not_text"),
    (SKU, "x" * 41, "3 too_long"),
    (SKU, "7,31087E+12", "3 shortened_code"),
    (SKU, "#REF!", "3 spreadsheet_error"),
    (SKU, "<script>alert(1)</script>", "products 2"),
    (SKU, "\u200b", "3 not_text"),
    (GTIN, "9" * 5_000, "3 not_a_gtin"),
    (GTIN, "٩٦٣٨٥٠٧٤", "3 not_a_gtin"),
    (GTIN, "96385074" * 3, "3 not_a_gtin"),
    (GTIN, "\x1b\x1b\x1b", "3 not_a_gtin"),
    (GTIN, "7310865004703 7310865004703", "3 duplicate_barcode,3 barcode_taken"),
    (NAME, "\x00\x01\x02", "3 no_name"),
    (NAME, "\u202egpj.exe", "products 2"),
    (NAME, "=1+1", "products 2"),
    (NAME, "{{7*7}}${jndi:ldap://x}", "products 2"),
    (NAME, "&#27;&#0;Fil", "products 2"),
    (NAME, "&#x202e;Fil", "products 2"),
    (NAME, "&amp;" * 2_000, "products 2"),
    (NAME, "🥛" * 60, "products 2"),
    (NAME, "Z\u0335\u0321" * 200, "products 2"),
    (PRICE, "1e308", "3 not_a_number"),
    (PRICE, "inf", "3 not_a_number"),
    (PRICE, "0x10", "3 not_a_number"),
    (PRICE, "1_0", "3 not_a_number"),
    (PRICE, "٣", "3 not_a_number"),
    (PRICE, "9" * 40, "3 not_a_number"),
    (PRICE, "99999999999", "3 too_large"),
    (PRICE, "-1", "3 negative"),
    (PRICE, "19,905", "3 too_fine"),
    (PRICE, "=1+1", "3 not_a_number"),
    (PRICE, "1,2,3", "3 not_a_number"),
    (PRICE, "kr kr 5", "3 not_a_number"),
    (PRICE, "5 USD", "3 wrong_currency"),
    (PRICE, "1.299", "3 ambiguous_number"),
    (PRICE, "#VÄRDEFEL!", "3 spreadsheet_error"),
    (STOCK, "1e9", "3 not_a_number"),
    (STOCK, "1000001", "3 too_large"),
    (STOCK, "0,0001", "3 too_fine"),
    (STOCK, "-0", "products 2"),
    (STOCK, "########", "3 spreadsheet_error"),
)


def _cells() -> Iterator[tuple[str, Content, str]]:
    names = ("SKU", "barcode", "name", "price", "stock")
    for place, cell, outcome in _CELLS:
        yield f"{cell[:30]!r} for a {names[place]}", _cell(place, cell), outcome


def _parquets() -> Iterator[tuple[str, Content, str]]:
    refused = "not_a_table"
    whole = _parquet(_goods)
    yield "parquet", whole, "products 2"
    yield "parquet cut at its half", lambda: whole()[: len(whole()) // 2], refused
    yield "parquet without its end", lambda: whole()[:-1], refused
    yield "parquet with a longer footer", lambda: whole()[:-8] + struct.pack("<I", 10**9) + b"PAR1", refused
    yield "parquet with other bytes", lambda: whole()[:20] + b"\xff" * 40 + whole()[60:], refused
    yield "only the name of parquet", lambda: b"PAR1", refused
    yield "parquet twice its name", lambda: b"PAR1PAR1", refused
    yield "a footer of nothing", _claims_parquet(b""), refused
    yield "a footer that ends at once", _claims_parquet(b"\x00"), refused
    yield "a footer of endless structures", _claims_parquet(b"\x1c" * 100_000), refused
    yield "a footer of an endless number", _claims_parquet(b"\x16" + b"\x80" * 100_000), refused
    yield "a footer of an endless list", _claims_parquet(b"\x19\xfc" + b"\xff" * 5), refused
    # One group of rows, one column, five thousand million bytes unpacked.
    five_billion = b"\x80\xc8\xaf\xa0\x25"
    huge = b"\x49\x1c\x19\x1c\x3c\x66" + five_billion + b"\x00" * 4
    yield "a footer that tells of a bomb", _claims_parquet(huge), refused
    yield "a cell that fills memory", _parquet(lambda: _bomb(3_000_000, 2)), "2 damaged_row,3 damaged_row"
    yield "many long cells", lambda: base64.b85decode(_SMALL_BOMB), refused
    yield "a row that is too long", _parquet(lambda: _goods(note=["x" * 1_200_000, ""])), "2 damaged_row"
    yield "a cell that is too long", _parquet(lambda: _goods(note=["x" * 200_000, ""])), "2 damaged_row"
    yield "lists of lists", _parquet(lambda: _goods(tags=[[["a"]], [[]]])), "products 2"
    yield "records", _parquet(lambda: _goods(more=[{"a": 1}, {"a": 2}])), "products 2"
    yield "bytes for names", _parquet(lambda: _goods(title=[b"Alfa", b"\xff\xfe"])), "3 damaged_row"
    yield "a column of nothing", _parquet(lambda: _goods(stock=[None, None])), "products 2"
    yield "no rows", _parquet(lambda: _goods().clear()), "products 0"
    yield "no columns", _parquet(pl.DataFrame), "missing_column"
    yield "two thousand columns", _parquet(lambda: pl.DataFrame({f"c{n}": [1] for n in range(2_000)})), refused


#: A Parquet file of six thousand rows, each with the same name of ninety thousand letters: 540 MB of text.
_SMALL_BOMB = (
    "P(e~L6$BLu6&y?z0u=xN04TLD{U8M?00031004Lu02LG!CM*@;T@?@&1{DSX04TLD{U8ca00093007`!0RZ4#6$}|Q00s~l7z1-_"
    "brlR2;9VA67JvaJJ|+kN6$BLs6&g$x0u=xN04TLD{U8J(00031000#L6%-XFEEV8g6%Z8$6$StRD77#BAPP|c00RI30N`B#0N`B}"
    "0vR;`1`rt-1#og{V`UW#7T{eLS{8mL^Z_Qo0RR;Q6{!9S6*5c}0u=xN04TLD{h*Xz0RU|P04R`O0RVXc0E}Nb&;k_z6%-XFEEV8g"
    "6%Z8$6$StRD77#BAPP|c00RI30N`B#0N`B}3>h^51`rt-1a4t%Wfcq-;9VB}{t6bF0Vd1?Cj0^b85|Zq6-pKW000>r7W4rXN)`YB"
    "02v$>%mWol761SM6#^MdNCa|kZ*&y~02K@+0vH2xYjq_6OdJ3J02Kly0vH8wa%p2_B_2$y69^Fi000#XB?1@(ZeeX@B>+qu0000M"
    ";9VIU89XMw0UQ+!88rX~5E&Q)b8B@K3>M&B7F-s90VX~s2mlt?1QiqjCh`It6#^MG00s~l7zJ>0X=7y-3>M&B7Frg5CiDR&zySaj"
    ">;x4S04C-H92E>1H2?+>85jg^VQpm<3>M&B7XJPU7McMj%mXI;0st0*1r-(m7PNp17T{eb2o{(F6aWAj92g8iQc_P>I&))aWo=;?"
    "r~)r9FE1}SQ9(gLK}A79K|wfnFE1~6Q9(gLK}A79ML|J9K}$hFb3sEvK}$hFQ9&zEFE1~5cR@ixK}kVDXF)+hK}A79O+i6HLUTbu"
    "K|xJHK|w)5Q9(gLLrpI)FE2+yK|w)6K|w)5K}kVDK|w)MQ9(gLK|w)5LrpI)FE2ttK|w)BHE3d2RY5^PK|yp-FE1~7XF)+hK~X_L"
    "K|w=7K|w)5MMFVBK|w)5K|wiCFE1~5XF)+hK|(=6K|w=7K}tbEQ9(mNK}JDAK|y0kN^n^+RY5^PL~}1MFE30%K|w)7K|w)5L0LgT"
    "K|w)MQ9(gMK|w`lK}A7AK|w`PK}kVDK|w@8K|w)5K|wE2FE1~5Q9(jMK}118K|y0ObTL6eJv{&zPEc=bVRCaIC~$dnXm4&QAa-SP"
    "b7^mGATlm7E-)Y{Vs&Y3WFR+YIWRI}WHV-FWHL8qW;ilrF*GtaIAJh3VKO;2W@a*GH(_ODIWj33JRAT38~^|u0001M0ssI|K~ga"
)


def _bomb(length: int, rows: int) -> pl.DataFrame:
    goods = pl.DataFrame({"sku": [f"P{n}" for n in range(rows)], "price": [1.0] * rows})
    return goods.with_columns(name=pl.lit("y" * length))


ODD_FILES = tuple(
    OddFile(name, content, outcome)
    for group in (_not_text, _headings, _encodings, _lines, _cells, _parquets)
    for name, content, outcome in group()
)
