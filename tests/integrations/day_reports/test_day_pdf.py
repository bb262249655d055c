"""A report as PDF: whatever a shop wrote is shown as it is."""

from __future__ import annotations

from dataclasses import replace

from integrations.day_reports.day_pdf import day_pdf
from models.cash.day_page import DayPage, DaySection
from tests.hostile_texts import HOSTILE_TEXTS

PAGE = DayPage("Z-dagrapport nr 1", 1, "KASSA01", "Kassa AB", "", (("Kassa", "KASSA01"),), (DaySection("Moms", ()),))


def test_a_report_becomes_a_pdf() -> None:
    made = day_pdf(PAGE, "sv")
    assert made.startswith(b"%PDF-")
    assert day_pdf(PAGE, "sv") == made


def test_texts_are_not_read_as_markup() -> None:
    rows = tuple((name, "1,00") for name in HOSTILE_TEXTS[::5])
    made = day_pdf(replace(PAGE, company='#panic("read")', sections=(DaySection("$x$ *a*", rows),)), "en")
    assert made.startswith(b"%PDF-")
