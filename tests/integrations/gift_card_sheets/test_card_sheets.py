"""Blank gift cards on paper, read back from the PDF: every card has its code for people and for scanners."""

from __future__ import annotations

from secrets import choice

import pypdfium2 as pdfium
import pytest
import zxingcpp

from integrations.gift_card_sheets.card_sheets import LAYOUT, draw_card_sheets
from models.selling.gift_card import in_groups, new_code
from tests.integrations.label_sheets.hostile_names import HOSTILE_NAMES


@pytest.mark.parametrize("language", ["sv", "en"])
def test_each_card_can_be_scanned_and_read(language: str) -> None:
    codes = [new_code(choice).text for _ in range(LAYOUT.count + 1)]
    pages = list(pdfium.PdfDocument(draw_card_sheets(codes, "Kalles livs & kök AB", language)))
    assert len(pages) == 2
    pictures = [page.render(scale=300 / 72).to_pil().convert("L") for page in pages]
    assert [{each.text for each in zxingcpp.read_barcodes(picture)} for picture in pictures] == [
        set(codes[: LAYOUT.count]),
        set(codes[LAYOUT.count :]),
    ]
    text = pages[1].get_textpage().get_text_range()
    for part in (in_groups(codes[-1]), "Kalles livs & kök AB", {"sv": "Presentkort", "en": "Gift card"}[language]):
        assert part in text


def test_a_hostile_name_of_the_shop_is_text_and_fits() -> None:
    code = new_code(choice).text
    for name in HOSTILE_NAMES[::40]:
        (page,) = pdfium.PdfDocument(draw_card_sheets([code], name, "sv"))
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        assert [each.text for each in zxingcpp.read_barcodes(picture)] == [code], "nothing covers the bars"
