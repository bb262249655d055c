"""X and Z reports as PDF, set by typst."""

from __future__ import annotations

import json
from importlib import resources

import typst

from models.cash.day_page import DayPage


def day_pdf(page: DayPage, language: str) -> bytes:
    """A report on A4. Nothing is fetched and no font of the system is used."""
    source = resources.files("integrations.day_reports").joinpath("day_report.typ").read_bytes()
    values = {
        "language": language,
        "title": page.title,
        "company": page.company,
        "mark": page.mark,
        "head": page.head,
        "sections": [{"title": each.title, "rows": each.rows} for each in page.sections],
    }
    inputs = {"report": json.dumps(values, ensure_ascii=False)}
    pages = typst.compile(source, format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pages, bytes)
    return pages
