"""The boxes of the Swedish VAT return that a shop's sales fill, from sales by tax rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.facts.day import TaxSum
from models.money import Money

#: The box of the tax by rate, in parts per million. Source: Skatteverket, SKV 4700.
_TAX_BOXES: Mapping[int, str] = {250_000: "10", 120_000: "11", 60_000: "12"}
#: The boxes of taxed sales without tax, and of sales that are exempt.
TAXED_SALES, EXEMPT_SALES = "05", "42"


def tax_boxes(sums: Iterable[TaxSum], currency: str) -> dict[str, int]:
    """The boxes in whole units of the currency, decimals dropped, in the order of the form.

    A rate that no box has is left out: none of Sweden's is.

    >>> tax_boxes([TaxSum(250_000, 1_000_99, 250_25, 1_251_24), TaxSum(0, 80_50, 0, 80_50)], "SEK")
    {'05': 1000, '10': 250, '42': 80}
    """
    boxes: dict[str, int] = {}
    for each in sums:
        if each.rate_ppm in _TAX_BOXES:
            boxes[TAXED_SALES] = boxes.get(TAXED_SALES, 0) + each.net
            boxes[_TAX_BOXES[each.rate_ppm]] = boxes.get(_TAX_BOXES[each.rate_ppm], 0) + each.tax
        elif each.rate_ppm == 0:
            boxes[EXEMPT_SALES] = boxes.get(EXEMPT_SALES, 0) + each.net
    return {box: int(Money(boxes[box], currency).major()) for box in sorted(boxes)}
