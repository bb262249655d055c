"""Every worked figure of docs/algorithms/pricing.md."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.catalogue.product import TaxCategory
from models.jurisdiction.sweden import SWEDEN
from models.jurisdiction.tax_rules import SupplyMode
from models.money import Money
from models.pricing.price import line_gross, spread_discount, tax_lines
from models.pricing.price_list import NotPriced, Price, price_on
from models.pricing.tax import NoTaxRate, rate_of, rates_on, taxed_as
from tests.doc_tables import ppm, table

PRICES = (
    Price("MILK", Money(1990, "SEK"), date(2026, 1, 1)),
    Price("MILK", Money(1490, "SEK"), date(2026, 3, 1), date(2026, 3, 8)),
    Price("MILK", Money(2190, "SEK"), date(2026, 6, 1)),
    Price("OTHER", Money(1, "SEK"), date(2026, 1, 1)),
)


@pytest.mark.parametrize(("day", "price"), table("pricing.md", "The price that holds"))
def test_the_price_that_holds(day: str, price: str) -> None:
    on = date.fromisoformat(day)
    if price == "none":
        with pytest.raises(NotPriced):
            price_on(PRICES, "MILK", on)
    else:
        assert price_on(reversed(PRICES), "MILK", on).amount.minor == int(price)


@pytest.mark.parametrize(("category", "day", "rate"), table("pricing.md", "The rate that holds"))
def test_the_rate_that_holds(category: str, day: str, rate: str) -> None:
    assert rates_on(SWEDEN.tax_rates, date.fromisoformat(day))[TaxCategory(category)] == ppm(rate)


@pytest.mark.parametrize(
    ("category", "supply", "day", "becomes", "rate"), table("pricing.md", "The category that a line is taxed as")
)
def test_the_category_that_a_line_is_taxed_as(category: str, supply: str, day: str, becomes: str, rate: str) -> None:
    on = date.fromisoformat(day)
    found = taxed_as(SWEDEN.supply_rules, TaxCategory(category), SupplyMode(supply), on)
    assert found == TaxCategory(becomes)
    assert rates_on(SWEDEN.tax_rates, on)[found] == ppm(rate)


@pytest.mark.parametrize(("category", "first", "rate", "source"), table("pricing.md", "Tax rates of Sweden"))
def test_the_table_of_rates_is_what_ships(category: str, first: str, rate: str, source: str) -> None:
    shipped = {(r.tax_category.value, r.valid_from.isoformat(), r.rate_ppm, r.source) for r in SWEDEN.tax_rates}
    assert (category, first, ppm(rate), source) in shipped
    assert len(shipped) == len(table("pricing.md", "Tax rates of Sweden"))


def test_a_basket() -> None:
    rows = table("pricing.md", "A basket")
    before = [line_gross(1990, Decimal(2)), line_gross(2495, Decimal(1)), line_gross(2495, Decimal("0.450"))]
    discounts = spread_discount(500, before)
    gross = [b - d for b, d in zip(before, discounts, strict=True)]
    taxed = tax_lines(gross, [60_000, 250_000, 60_000])
    found: list[tuple[int, ...]] = [
        (before[i], discounts[i], line.gross_minor, line.net_minor, line.tax_minor) for i, line in enumerate(taxed)
    ]
    found.append(tuple(sum(row[i] for row in found) for i in range(5)))
    assert found == [tuple(int(cell) for cell in row[1:]) for row in rows]


def test_a_rate_that_is_not_known_is_our_fault() -> None:
    with pytest.raises(NoTaxRate, match="add the rate"):
        rate_of({}, TaxCategory.FOOD, date(2026, 1, 1))
