"""A report as a document: every figure that the law asks for, in both languages, and nothing of a hostile text."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from hardware.printer.layout import COLUMNS_MAX, COLUMNS_MIN, as_text, lay_out
from hardware.printer.printed_line import TextLine
from models.cash.day_page import DayHead, DayPage, compose_day
from models.cash.day_words import DAY_WORDS
from models.facts.day import (
    DayFigures,
    DrawerSum,
    GrandTotals,
    GroupSum,
    NumberedSum,
    TaxSum,
    TenderSum,
    TillFigures,
    TradeFigures,
)
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.shop import Station
from tests.builders import COMPANY, DEVICES, LOCATIONS

STATION = Station(COMPANY, LOCATIONS[0], DEVICES[0])
TRADE = TradeFigures(
    sales=NumberedSum(3, 300_00),
    refunds=NumberedSum(1, 50_00),
    discounts=NumberedSum(2, 12_00),
    rounding=-30,
    taxes=(TaxSum(250_000, 100_00, 25_00, 125_00),),
    tenders=(TenderSum("cash", 2, 150_00), TenderSum("kvittning", 1, 100_00)),
    goods=7,
    services=1,
)
FIGURES = DayFigures(
    currency="SEK",
    trade=TRADE,
    till=TillFigures(2, NumberedSum(1, 20_00), NumberedSum(0, 0), NumberedSum(4, 44_00), NumberedSum(1, 35_00)),
    groups=(GroupSum("Mejeri", 200_00), GroupSum("", 50_00)),
    drawers=(DrawerSum(7, "", 1000_00, 10_00, 20_00, 1140_00, 1135_00, "wrong change"),),
    grand=GrandTotals(9_000_00, 500_00),
    own_terminal=100_00,
    own_terminal_read=99_00,
)
HEAD = DayHead(12, datetime(2026, 11, 27, 19, 0, tzinfo=UTC), "Anna", 40, 44)


def rows(page: DayPage) -> dict[str, str]:
    return dict(row for section in page.sections for row in section.rows)


def test_a_z_report_has_what_the_law_asks_for() -> None:
    page = compose_day(HEAD, FIGURES, STATION, ReceiptLanguage.SWEDISH)
    assert (page.title, page.company) == ("Z-dagrapport nr 12", "Kassa Hörnet AB")
    assert dict(page.head) == {
        "Org.nr": "556000-4755",
        "Hörnet": "Storgatan 1, 111 22 Stockholm",
        "Kassa": "KASSA01",
        "Framtagen": "2026-11-27 20:00",
        "Av": "Anna",
        "Kvitto nr": "41–44",
    }
    assert rows(page) == {
        "Total försäljning (3)": "300,00",
        "Returer (1)": "50,00",
        "Försäljning efter returer": "250,00",
        "Rabatter (2)": "12,00",
        "Borttaget före betalning (4)": "44,00",
        "Öresavrundning": "-0,30",
        "Moms 25 %": "25,00",
        "Underlag 25 %": "100,00",
        "Mejeri": "200,00",
        "Övrigt": "50,00",
        "Kontant (2)": "150,00",
        "kvittning (1)": "100,00",
        "Sålda varor": "7",
        "Sålda tjänster": "1",
        "Kvitton": "4",
        "Lådöppningar utan köp": "2",
        "Kvittokopior (1)": "20,00",
        "Övningsregistreringar (0)": "0,00",
        "Utskrifter före betalning (0)": "0,00",
        "Oavslutade köp (1)": "35,00",
        "Växelkassa": "1 000,00",
        "Insatt": "10,00",
        "Uttaget": "20,00",
        "Ska finnas": "1 140,00",
        "Räknat": "1 135,00",
        "Differens": "-1,00",  # that of the terminal, which comes after the drawer's
        "Orsak": "wrong change",
        "Egen kortterminal, enligt kassan": "100,00",
        "Egen kortterminal, avläst": "99,00",
        "Grand total försäljning": "9 000,00",
        "Grand total retur": "500,00",
        "Grand total netto": "8 500,00",
    }


def test_an_x_report_has_no_number_and_a_demo_shop_a_mark() -> None:
    demo = replace(STATION, shop=replace(COMPANY, is_demo=True))
    page = compose_day(replace(HEAD, number=0, receipts_up_to=40), FIGURES, demo, ReceiptLanguage.ENGLISH)
    assert page.title == "X report (X-dagrapport)"
    assert page.mark == "ÖVNING/DEMO – ej kvitto"
    assert dict(page.head)["Receipt no."] == "–"


def test_both_languages_have_every_word() -> None:
    for words in DAY_WORDS.values():
        assert all(getattr(words, each.name) for each in fields(words))


@pytest.mark.parametrize("columns", [COLUMNS_MIN, 42, COLUMNS_MAX])
@pytest.mark.parametrize("name", ["Mejeri", "x" * 80, "日本\x1b@\n", '<img src="x">'])
def test_no_line_is_wider_than_the_paper(columns: int, name: str) -> None:
    figures = structs.replace(FIGURES, groups=(GroupSum(name, 10**11),))
    page = compose_day(replace(HEAD, operator=name), figures, STATION, ReceiptLanguage.SWEDISH)
    lines = lay_out(page, columns)
    assert all(each.columns <= columns for each in lines if isinstance(each, TextLine))
    assert "\x1b" not in as_text(lines, columns)
