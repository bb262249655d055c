"""A thousand shelf labels set as PDF, against the plainest sheet that typst makes of the same words and bars.

Ours fits each name, price and comparison price into its label, which has to be measured. The floor places the same
words at one size and the same bars, on as many pages.
"""

from __future__ import annotations

import json
from datetime import date
from statistics import median
from time import perf_counter

import typst

from benchmarks.harness import Row
from integrations.label_sheets.bars import bars_of
from integrations.label_sheets.sheets import SheetOrder, label_sheets
from models.labels.label_text import LabelText, printed_code
from models.money import Money
from pipelines.demo.assortment import CURRENCY, choose_goods

LABELS, ROUNDS = 1_000, 3
GOAL = 7.0
_PLAIN = b"""
#let labels = json(bytes(sys.inputs.labels))
#set page(width: 210mm, height: 297mm, margin: 0mm)
#for (name, price, bars) in labels {
  box(width: 69mm, height: 36mm)[
    #text(name) #text(price)
    #for (first, broad) in bars { place(dx: first * 0.3mm, rect(width: broad * 0.3mm, height: 9mm, fill: black)) }
  ]
}
"""


def run() -> list[Row]:
    """One row: the median time for a thousand labels."""
    goods = choose_goods(LABELS)
    labels = [
        LabelText(
            each.product.name,
            Money(each.price_minor, CURRENCY),
            each.product.unit,
            each.product.content,
            printed_code(each.product.gtins, each.product.codes),
        )
        for each in goods
    ]
    plain = json.dumps([(each.name, str(each.price), bars_of(each.code).bars if each.code else ()) for each in labels])
    ours, floor = [], []
    for _ in range(ROUNDS):
        start = perf_counter()
        label_sheets(labels, SheetOrder(), date(2026, 11, 23))
        between = perf_counter()
        typst.compile(_PLAIN, format="pdf", ignore_system_fonts=True, sys_inputs={"labels": plain})
        ours.append(between - start)
        floor.append(perf_counter() - between)
    ratio = median(ours) / median(floor)
    return [
        Row("labels", f"{LABELS} shelf labels as PDF, median", median(ours) * 1000, "ms", "plain words", ratio, GOAL)
    ]
