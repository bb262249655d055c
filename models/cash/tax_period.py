"""The boxes of the Swedish VAT return that a shop's sales fill, from sales by tax rate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.facts.day import TaxSum
from models.money import Money

#: The box of the tax by rate, in parts per million. Source: Skatteverket, SKV 4700.
_TAX_BOXES: Mapping[int, str] = {250_000: "10", 120_000: "11", 60_000: "12"}
#: The boxes of taxed sales without tax, and of sales that are exempt.
TAXED_SALES, EXEMPT_SALES = "05", "42"


def add_tax(*of: Iterable[TaxSum]) -> tuple[TaxSum, ...]:
    """Sums of several kinds together, highest rate first.

    >>> add_tax([TaxSum(250_000, 800, 200, 1000)], [TaxSum(60_000, 100, 6, 106), TaxSum(250_000, -80, -20, -100)])
    (TaxSum(rate_ppm=250000, net=720, tax=180, gross=900), TaxSum(rate_ppm=60000, net=100, tax=6, gross=106))
    """
    sums: dict[int, TaxSum] = {}
    for each in (one for some in of for one in some):
        before = sums.get(each.rate_ppm, TaxSum(each.rate_ppm, 0, 0, 0))
        net, tax = before.net + each.net, before.tax + each.tax
        sums[each.rate_ppm] = TaxSum(each.rate_ppm, net, tax, before.gross + each.gross)
    return tuple(sums[rate] for rate in sorted(sums, reverse=True))


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
