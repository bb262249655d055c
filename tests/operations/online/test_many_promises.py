"""What is promised is summed for as many products as an order or a sale has."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models.online.online_order import LINES_MAX
from models.stock.counting import CountedUnits
from operations.stock.stock_count import count_goods
from store.database.engine import Store
from store.online import promises
from tests.app.stock import sku_of, stocked
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.online.web_customers import Customer, open_web_shop


@pytest.mark.parametrize("lines", [1, 15, 16, 17, 33, LINES_MAX])
def test_every_product_of_an_order_is_promised(store: Store, lines: int) -> None:
    stocked(LINES_MAX)(store)
    units = {sku_of(number): 1 + number % 3 for number in range(1, lines + 1)}
    counted = [CountedUnits(sku, Decimal(50), AT) for sku in units]
    count_goods(store, OFFICE_ACTOR, counted, location_id=1, key="all", at=AT)
    Customer(open_web_shop(store)).order(*units.items())
    with store.view() as view:
        assert promises.promised_of(view, 1, [*units, sku_of(LINES_MAX + 1)]) == units
        assert promises.read_free(view, 1, list(units)) == {sku: 50 - number for sku, number in units.items()}
        assert promises.promised_of(view, 2, list(units)) == {}
