"""The price and the tax rate that sell: the rows of docs/algorithms/pricing.md, asked of the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.catalogue.product import TaxCategory
from models.jurisdiction.sweden import SWEDEN
from models.pricing.price_list import NotPriced, Price, price_on
from store import catalogue
from store.database.engine import Store
from tests.builders import CATEGORIES, MILK, PAPER, kr
from tests.doc_tables import ppm, table

PRICES = (
    Price("MILK", kr(2190), date(2026, 6, 1)),
    Price("MILK", kr(1490), date(2026, 3, 1), date(2026, 3, 8)),
    Price("MILK", kr(1990), date(2026, 1, 1)),
    Price("PAPER", kr(1), date(2020, 1, 1)),
)


@pytest.fixture
def priced(store: Store) -> Store:
    with store.transaction() as tx:
        catalogue.add_categories(tx, CATEGORIES)
        catalogue.add_products(tx, [MILK, PAPER])
        catalogue.add_prices(tx, PRICES)
        catalogue.add_tax_rates(tx, SWEDEN.tax_rates)
    return store


def asked_in_every_way(store: Store, day: date) -> set[int | None]:
    """The price of milk on a day by barcode, by SKU and on the till's shelf; ``None`` where it has none."""
    with store.view() as view:
        shelf = {offering.sku: offering.price_minor for offering, _ in catalogue.sellable_products(view, day, 1_000)}
        found: set[int | None] = {shelf.get("MILK")}
        for ask, code in ((catalogue.offering_by_gtin, MILK.gtins[0]), (catalogue.offering_by_sku, "MILK")):
            try:
                found.add(ask(view, code, day).price_minor)
            except NotPriced:
                found.add(None)
    return found


def test_the_price_that_holds_is_the_price_that_sells(priced: Store) -> None:
    for day, price in table("pricing.md", "The price that holds"):
        expected = None if price == "none" else int(price)
        assert asked_in_every_way(priced, date.fromisoformat(day)) == {expected}, day


def test_on_every_day_of_half_a_year_the_store_sells_at_the_price_of_the_rule(priced: Store) -> None:
    for day in (date(2026, 1, 1) + timedelta(n) for n in range(0, 160, 3)):
        assert asked_in_every_way(priced, day) == {price_on(PRICES, "MILK", day).amount.minor}


def test_the_rate_that_holds_is_the_rate_that_taxes(priced: Store) -> None:
    for category, day, rate in table("pricing.md", "The rate that holds"):
        with priced.view() as view:
            rates = catalogue.tax_rates(view, SWEDEN.country, date.fromisoformat(day))
        assert rates[TaxCategory(category)] == ppm(rate)


def test_another_country_has_no_rates(priced: Store) -> None:
    with priced.view() as view:
        assert catalogue.tax_rates(view, "NO", date(2026, 6, 1)) == {}
