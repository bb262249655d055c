"""Sales and refunds by operator, and why goods came back, from the receipts themselves. On both databases."""

from __future__ import annotations

from datetime import timedelta

from models.cash.tax_period import tax_boxes
from models.selling.return_report import ReasonSum, returns_report
from store.cash.trade_figures import tax_of_days
from store.database.engine import Store
from store.selling.return_sums import operator_sums, reason_sums
from tests.builders import DAY, Operator, small_shop
from tests.operations.cash.shop_days import ShopDays


def test_sums_and_reasons_are_those_of_the_receipts(store: Store) -> None:
    days = ShopDays(small_shop(store), Operator(store))
    days.refund(days.sell("NAPKINS", 2))
    days.sell("LUNCH")
    days.later(days=2)
    days.refund(days.sell("MILK"))
    with store.view() as view:
        sums, reasons = operator_sums(view, DAY, DAY), reason_sums(view, DAY, DAY)
        boxes = tax_boxes(tax_of_days(view, DAY, DAY), "SEK")
        nothing = operator_sums(view, DAY - timedelta(days=9), DAY - timedelta(days=1))
    (row,) = returns_report(sums, reasons)
    assert (row.sums.sales, row.sums.sold, row.sums.refunds, row.sums.refunded) == (2, 178_90, 1, 49_90)
    assert row.reasons == (ReasonSum("anna", "changed_mind", 49_90),)
    assert str(row.share_percent) == "27.9"
    assert boxes == {"05": 115, "10": 0, "11": 13}  # what was taken back is in no box of the VAT return
    assert nothing == {}
