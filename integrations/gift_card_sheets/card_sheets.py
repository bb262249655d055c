"""Sheets of blank gift cards as PDF, ten to a page of plain paper or card, to be cut; set by typst."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib import resources

import typst

from integrations.label_sheets.bars import bars_of
from models.labels.label_paper import PAGE_HEIGHT, PAGE_WIDTH, SheetLayout
from models.selling.gift_card import in_groups

#: Cards of the size of a bank card (ISO/IEC 7810, ID-1), edge to edge in the middle of the page; millimetres.
_WIDTH, _HEIGHT = Decimal("85.6"), Decimal(54)
LAYOUT = SheetLayout(
    *(2, 5, _WIDTH, _HEIGHT),
    *((PAGE_WIDTH - 2 * _WIDTH) / 2, (PAGE_HEIGHT - 5 * _HEIGHT) / 2),
    *(_WIDTH, _HEIGHT),
    cut_lines=True,
)
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sv": {
        "title": "Presentkort",
        "amount": "Belopp",
        "terms": "Gäller som betalning i butiken från det att det är köpt och betalt i kassan. Kassan visar vad som "
        "finns kvar på kortet. Ett borttappat kort kan spärras.",
    },
    "en": {
        "title": "Gift card",
        "amount": "Amount",
        "terms": "Pays for goods in the shop once it is bought and paid for at the till. The till shows what is "
        "left on the card. A lost card can be blocked.",
    },
}


def draw_card_sheets(codes: Sequence[str], company: str, language: str) -> bytes:
    """A PDF with a card for each code, as bars (Code 128) and as text. Nothing is fetched.

    >>> draw_card_sheets(["KXG0123456789"], "Hörnet AB", "sv")[:5]
    b'%PDF-'
    """
    pages: dict[int, list[dict[str, object]]] = {}
    for place, code in enumerate(codes):
        x, y = LAYOUT.position(place)
        bars = bars_of(code)
        values = {"bars": bars.bars, "modules": bars.modules, "text": in_groups(code), "x": str(x), "y": str(y)}
        pages.setdefault(place // LAYOUT.count, []).append(values)
    sheet = {
        "language": language,
        "company": company,
        "card": {"width": str(LAYOUT.width), "height": str(LAYOUT.height)},
        "pages": list(pages.values()),
        **_WORDS[language],
    }
    source = resources.files("integrations.gift_card_sheets").joinpath("card_sheet.typ").read_bytes()
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    pdf = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pdf, bytes)
    return pdf
