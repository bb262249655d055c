"""Sheets of shelf labels as PDF, set by typst."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Literal

import typst

from integrations.label_sheets.bars import Bars, bars_of
from models.labels.label_paper import LAYOUTS, PAGE_HEIGHT, PAGE_WIDTH, LabelPaper, check_start
from models.labels.label_text import LabelText
from models.labels.label_words import WORDS, LabelWords

#: The margin inside a label: no printer meets the edge exactly.
INSET, SMALL_INSET = Decimal("2.2"), Decimal("1.4")
_SMALL_HEIGHT = Decimal(30)
#: A module of a barcode that every scanner reads from common printers; a longer code is left to be read by people.
MODULE_LEAST = Decimal("0.19")
#: A word longer than this may be broken anywhere.
WORD_LENGTH_MAX = 22
_LONG_WORD = re.compile(rf"\S{{{WORD_LENGTH_MAX},}}")
_BREAK = "\u200b"
#: A number and its unit stay on one line.
_BEFORE_UNIT = re.compile(r"(?<=[0-9]) (?=(?:%|[^\W\d_]{1,2})(?!\w))")


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """How labels are printed: on which paper, from which position of the first sheet on, and in which language."""

    paper: LabelPaper = LabelPaper.A4_3X8
    start: int = 1
    language: str = "sv"


def label_sheets(labels: Sequence[LabelText], order: SheetOrder, day: date) -> bytes:
    """A PDF with these labels in their order; ``day`` is printed small on each of them.

    Nothing is fetched and no font of the system is used. Raises :class:`models.labels.label_paper.WrongStart`.
    """
    return _set(_sheet(labels, order, day), "pdf")


def first_sheet(labels: Sequence[LabelText], order: SheetOrder, day: date) -> bytes:
    """The first of those sheets as a picture (PNG), to look at before it is printed."""
    left = LAYOUTS[order.paper].count - check_start(order.paper, order.start) + 1
    return _set(_sheet(labels[:left], order, day), "png")


def _set(sheet: dict[str, object], form: Literal["pdf", "png"]) -> bytes:
    source = resources.files("integrations.label_sheets").joinpath("label_sheet.typ").read_bytes()
    inputs = {"sheet": json.dumps(sheet, ensure_ascii=False)}
    pages = typst.compile(source, format=form, ppi=110, ignore_system_fonts=True, sys_inputs=inputs)
    assert isinstance(pages, bytes)
    return pages


def _sheet(labels: Sequence[LabelText], order: SheetOrder, day: date) -> dict[str, object]:
    layout, words = LAYOUTS[order.paper], WORDS[order.language]
    inset = SMALL_INSET if layout.height < _SMALL_HEIGHT else INSET
    pages: dict[int, list[dict[str, object]]] = {}
    for place, label in enumerate(labels, start=check_start(order.paper, order.start) - 1):
        x, y = layout.position(place)
        values = _shown_values(label, words, day, layout.width - 2 * inset)
        pages.setdefault(place // layout.count, []).append(values | {"x": str(x), "y": str(y)})
    return {
        "language": order.language,
        "title": "Labels" if order.language == "en" else "Etiketter",
        "page": {"width": str(PAGE_WIDTH), "height": str(PAGE_HEIGHT)},
        "label": {"width": str(layout.width), "height": str(layout.height), "inset": str(inset)},
        "cut_lines": layout.cut_lines,
        "pages": list(pages.values()),
    }


def _shown_values(label: LabelText, words: LabelWords, day: date, width: Decimal) -> dict[str, object]:
    """What a label shows; a value that it does not have is left out."""
    values: dict[str, object] = {
        "name": _LONG_WORD.sub(lambda word: _BREAK.join(word[0]), _BEFORE_UNIT.sub("\u00a0", label.name)),
        "price": words.price(label),
        "day": day.isoformat(),
    }
    if label.comparison is not None:
        values["comparison"] = words.comparison_price(label.comparison)
    if label.lowest is not None:
        values["lowest"] = words.lowest_price(label.lowest)
    bars = bars_of(label.code) if label.code else None
    if bars is not None and bars.modules * MODULE_LEAST <= width:
        values["code"] = _drawn(bars)
    return values


def _drawn(bars: Bars) -> dict[str, object]:
    return {"bars": bars.bars, "modules": bars.modules, "text": bars.text}
