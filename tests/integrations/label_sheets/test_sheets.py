"""What a sheet of labels shows, read back from the PDF: every word in its label, every barcode readable."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
import typst
import zxingcpp

from integrations.label_sheets.bars import bars_of
from integrations.label_sheets.sheets import SheetOrder, first_sheet, label_sheets
from models.barcode import check_digit
from models.catalogue.content import Content, ContentUnit
from models.catalogue.product import NAME_LENGTH_MAX, clean_text
from models.labels.label_paper import LAYOUTS, LabelPaper, WrongStart, sheets_needed
from models.labels.label_text import LabelText
from models.money import Money
from models.quantity import Unit
from tests.integrations.label_sheets.hostile_names import HOSTILE_NAMES

DAY = date(2026, 11, 23)
POINTS_PER_MM = 72 / 25.4
#: What may stand between two letters of a word without being part of it: the end of a line, a hyphen, a break.
_BETWEEN = re.compile(r"[\s\u00ad\u200b\u2010\ufffe\x02-]+")


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


def label(name: str = "Mjölk", minor: int = 1990, code: str | None = None, **more: object) -> LabelText:
    return LabelText(name, kr(minor), Unit.PIECE, code=code, **more)  # type: ignore[arg-type]


@dataclass
class Letter:
    text: str
    left: float
    bottom: float
    right: float
    top: float


class Sheets:
    """A PDF, read back."""

    def __init__(self, pdf: bytes, paper: LabelPaper) -> None:
        self.pages, self.layout = list(pdfium.PdfDocument(pdf)), LAYOUTS[paper]

    def box(self, place: int) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a label in points, from the lower left corner of its page."""
        x, y = (float(each) for each in self.layout.position(place))
        top = 297 - y
        edges = (x, top - float(self.layout.height), x + float(self.layout.width), top)
        left, bottom, right, upper = (each * POINTS_PER_MM for each in edges)
        return left, bottom, right, upper

    def letters(self, page: int = 0) -> list[Letter]:
        text = self.pages[page].get_textpage()
        found = []
        for i in range(text.count_chars()):
            letter = text.get_text_range(i, 1)
            if letter.strip():
                found.append(Letter(letter, *text.get_charbox(i)))
        return found

    def text(self, place: int) -> str:
        """The words of a label, without what stands between letters."""
        page = self.pages[place // self.layout.count].get_textpage()
        return squeezed(page.get_text_bounded(*self.box(place)))

    def codes(self, place: int) -> list[str]:
        left, bottom, right, top = self.box(place)
        page = self.pages[place // self.layout.count]
        crop = (left, bottom, page.get_width() - right, page.get_height() - top)
        picture = page.render(scale=600 / 72, crop=crop).to_pil().convert("L")
        return [each.text for each in zxingcpp.read_barcodes(picture)]


def squeezed(text: str) -> str:
    return _BETWEEN.sub("", text)


def printed(labels: Sequence[LabelText], paper: LabelPaper, start: int = 1, language: str = "sv") -> Sheets:
    return Sheets(label_sheets(labels, SheetOrder(paper, start, language), DAY), paper)


@pytest.mark.parametrize("paper", LabelPaper)
def test_each_label_shows_name_price_comparison_price_and_day_in_its_place(paper: LabelPaper) -> None:
    litre = Content(Decimal("1.5"), ContentUnit.LITRE)
    labels = [
        label("Mellanmjölk på Österlen 1,5 l", 2490, code="07310865004703", content=litre, lowest=kr(2990)),
        LabelText("Äpplen", kr(3490), Unit.KILOGRAM),
    ]
    sheets = printed(labels, paper, start=2)
    assert sheets.text(0) == ""
    milk, apples = sheets.text(1), sheets.text(2)
    for part in (
        "Mellanmjölk på Österlen 1,5 l",
        "24,90 kr",
        "Jämförpris 16,60 kr/l",
        "Lägsta pris 30 dagar före sänkningen 29,90 kr",
        "7310865004703",
    ):
        assert squeezed(part) in milk
    assert squeezed("2026-11-23") in milk
    assert squeezed("Äpplen") in apples
    assert squeezed("34,90 kr/kg") in apples
    assert "Jämförpris" not in apples


def test_the_words_are_those_of_the_language() -> None:
    content = Content(Decimal(500), ContentUnit.GRAM)
    text = printed([label("Flour", 1230, content=content)], LabelPaper.A4_2X7, language="en").text(0)
    assert squeezed("Comparison price 24,60 kr/kg") in text


CODES = (
    "07310865004703",
    "00000096385074",
    "00036000291452",
    "00000012345670",
    "MUGG-ROD/1",
    "10047",
    "Te & Kaffe",
    "17310865004700",
)


@pytest.mark.parametrize("paper", LabelPaper)
def test_every_barcode_is_read_from_a_rendered_page(paper: LabelPaper) -> None:
    many = [f"0{body}{check_digit(body)}" for body in (f"95200000{n:04d}" for n in range(16))]
    codes = [*CODES, *many]
    sheets = printed([label(code=code) for code in codes], paper)
    for place, code in enumerate(codes):
        shown = bars_of(code).text
        assert [each.zfill(14).lstrip("0") for each in sheets.codes(place)] == [shown.lstrip("0")], (paper, code)


def test_a_code_too_long_for_the_paper_is_left_out_and_not_printed_unreadably() -> None:
    long = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789"
    small = printed([label(code=long)], LabelPaper.A4_5X13)
    assert small.codes(0) == []
    assert squeezed("19,90 kr") in small.text(0)


@pytest.mark.parametrize("paper", LabelPaper)
def test_every_hostile_name_is_text_inside_its_label(paper: LabelPaper) -> None:
    """Markup, very long words, other scripts: shown as they are, and no letter outside of the label."""
    names = [clean_text(each)[:NAME_LENGTH_MAX].strip() for each in HOSTILE_NAMES]
    codes = (None, "07310865004703")  # wide labels have another form with a barcode than without
    named = [name for name in names if name]
    labels = [label(name, 123_456_789, code=codes[i % 2], lowest=kr(223_456_789)) for i, name in enumerate(named)]
    sheets = printed(labels, paper)
    assert len(sheets.pages) == sheets_needed(len(labels), paper)
    assert len(labels) >= 200
    count = sheets.layout.count
    for number in range(len(sheets.pages)):
        boxes = [sheets.box(place) for place in range(min(count, len(labels) - number * count))]
        for letter in sheets.letters(number):
            assert any(
                left <= letter.left and letter.right <= right and bottom <= letter.bottom and letter.top <= top
                for left, bottom, right, top in boxes
            ), (letter, number)
    for place, each in enumerate(labels):
        if each.name.isascii():
            assert squeezed(each.name) in sheets.text(place), each.name


def test_control_a_name_that_is_read_as_markup_is_not_found() -> None:
    name = "*fet* #sys.inputs.len()"
    read_as_markup = typst.compile(b'#eval(sys.inputs.name, mode: "markup")', format="pdf", sys_inputs={"name": name})
    assert isinstance(read_as_markup, bytes)
    shown = pdfium.PdfDocument(read_as_markup)[0].get_textpage().get_text_range()
    assert squeezed(name) not in squeezed(shown)
    assert squeezed(name) in printed([label(name)], LabelPaper.A4_3X8).text(0)


def test_a_used_sheet_is_begun_where_its_labels_are_left() -> None:
    assert [sheets_needed(count, LabelPaper.A4_3X8, start) for count, start in ((1, 24), (2, 24), (24, 1))] == [1, 2, 1]
    sheets = printed([label("Ett"), label("Två")], LabelPaper.A4_3X8, start=24)
    assert ("Ett" in sheets.text(23), "Två" in sheets.text(24), len(sheets.pages)) == (True, True, 2)
    for start in (0, 25):
        with pytest.raises(WrongStart, match="Nothing was printed"):
            printed([label()], LabelPaper.A4_3X8, start=start)


def test_the_first_sheet_is_a_picture_of_one_page() -> None:
    """Also where the labels take several sheets: typst refuses to make one picture of two pages."""
    labels = [label(f"Vara {n}") for n in range(30)]
    assert first_sheet(labels, SheetOrder(start=20), DAY).startswith(b"\x89PNG")


@pytest.mark.parametrize("paper", LabelPaper)
def test_no_label_reaches_over_the_edge_of_its_sheet_or_over_another(paper: LabelPaper) -> None:
    layout = LAYOUTS[paper]
    x, y = layout.position(layout.count - 1)
    assert (x + layout.width <= 210, y + layout.height <= 297) == (True, True)
    assert (layout.across >= layout.width, layout.down >= layout.height) == (True, True)
