"""Prices of the demo shop: the rows of the price list are just the prices at the till."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from models.catalogue.product import TaxCategory
from models.pricing.price_list import price_on
from pipelines.demo.assortment import choose_goods
from pipelines.demo.prices import plan_prices

GOODS = choose_goods(40)
FIRST, DAYS = date(2025, 12, 20), 120


def test_what_is_asked_is_what_the_price_list_says() -> None:
    plan = plan_prices(GOODS, FIRST, DAYS, np.random.default_rng(3))
    for i, good in enumerate(GOODS):
        mine = [row for row in plan.rows if row.sku == good.sku]
        for t in range(DAYS):
            assert price_on(mine, good.sku, FIRST + timedelta(t)).amount.minor == plan.asked[t, i]


def test_the_lower_tax_on_food_is_passed_on_the_day_it_holds() -> None:
    plan = plan_prices(GOODS, FIRST, DAYS, np.random.default_rng(3))
    cut = date(2026, 4, 1)
    lowered = {row.sku for row in plan.rows if row.valid_from == cut and row.valid_until is None}
    assert lowered == {good.sku for good in GOODS if good.product.tax_category is TaxCategory.FOOD}


def test_campaigns_lower_the_price_raise_demand_and_end() -> None:
    plan = plan_prices(GOODS, FIRST, DAYS, np.random.default_rng(3))
    campaigns = [row for row in plan.rows if row.valid_until is not None]
    assert len(campaigns) > 60
    for row in campaigns:
        t, i = (row.valid_from - FIRST).days, [good.sku for good in GOODS].index(row.sku)
        assert plan.lift[t, i] > 1.5
        assert row.amount.minor < plan.asked[t - 1, i] or plan.lift[t - 1, i] > 1


def test_whole_prices_stay_whole_and_printed_ones_do_not_rise() -> None:
    goods = choose_goods(400)
    plan = plan_prices(goods, date(2024, 6, 1), 900, np.random.default_rng(3))
    by_sku = {good.sku: good for good in goods}
    ordinary = [row for row in plan.rows if row.valid_until is None]
    risen = {row.sku for row in ordinary if row.amount.minor > by_sku[row.sku].price_minor}
    cafe = [row for row in ordinary if by_sku[row.sku].product.category == "cafe"]
    assert {row.amount.minor % 100 for row in cafe} == {0}
    assert {by_sku[row.sku].product.category for row in ordinary if row.sku in risen} >= {"cafe", "dairy", "papers"}
    assert not [sku for sku in risen if by_sku[sku].product.category == "tickets"]
    assert {row.amount.minor % 10 for row in plan.rows} == {0}
