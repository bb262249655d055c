"""Tax rates that the law changes: set for a day to come, charged from then on, and what was sold stays as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.access.actor import Actor
from models.catalogue.product import TaxCategory
from models.jurisdiction.tax_rules import TaxRate
from models.selling.sale import Sale
from operations.access.permissions import NotPermitted
from operations.installation.tax_rate_changes import TaxRateInUse, WrongTaxRate, change_tax_rate, tax_rate_choices
from store import catalogue, invariants
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, small_shop

ONE = timedelta(days=1)
TWELVE = TaxRate("SE", TaxCategory.FOOD, DAY + ONE, 120_000, "SFS 2026:999")


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def sale_on(store: Store, at: datetime) -> Sale:
    operator = Operator(store)
    operator.scan("MILK", at=at)
    return operator.pay_cash(at=at)


def rates_of(sale: Sale) -> set[int]:
    return {line.tax_rate_ppm for line in sale.lines}


def test_a_sale_is_taxed_at_the_rate_of_its_day_on_the_calendar(shop: Store) -> None:
    before = sale_on(shop, AT)
    assert change_tax_rate(shop, OFFICE_ACTOR, TWELVE, at=AT)
    assert not change_tax_rate(shop, OFFICE_ACTOR, TWELVE, at=AT)
    midnight = datetime.combine(DAY + ONE, datetime.min.time(), ZoneInfo("Europe/Stockholm"))
    last, first = sale_on(shop, midnight - timedelta(seconds=1)), sale_on(shop, midnight)
    assert [rates_of(each) for each in (before, last, first)] == [{60_000}, {60_000}, {120_000}]
    assert first.lines[0].gross == last.lines[0].gross, "the price is the shop's, and only the tax within it another"
    with shop.view() as view:
        assert invariants.check_all(view) == []


def test_a_rate_of_the_law_to_come_is_replaced_for_its_day_alone(shop: Store) -> None:
    planned = date(2028, 1, 1)
    assert change_tax_rate(shop, OFFICE_ACTOR, replace(TWELVE, valid_from=planned, rate_ppm=60_000), at=AT)
    with shop.view() as view:
        assert catalogue.tax_rates(view, "SE", planned)[TaxCategory.FOOD] == 60_000
        assert tax_rate_choices(view, AT).today[TaxCategory.FOOD] == 60_000
        assert invariants.check_all(view) == []


WRONG = {
    "today": (replace(TWELVE, valid_from=DAY), TaxRateInUse),
    "a rate that no form has a box for": (replace(TWELVE, rate_ppm=70_000), WrongTaxRate),
    "nothing for what is taxed": (replace(TWELVE, rate_ppm=0), WrongTaxRate),
    "goods that are exempt": (replace(TWELVE, tax_category=TaxCategory.EXEMPT), WrongTaxRate),
}


@pytest.mark.parametrize("name", WRONG)
def test_days_that_have_begun_and_rates_that_are_none_are_refused(shop: Store, name: str) -> None:
    rate, error = WRONG[name]
    with pytest.raises(error):
        change_tax_rate(shop, OFFICE_ACTOR, rate, at=AT)
    with shop.view() as view:
        assert rate not in catalogue.all_tax_rates(view, "SE")


def test_whoever_may_not_change_the_shop_changes_no_rate(shop: Store) -> None:
    with pytest.raises(NotPermitted):
        change_tax_rate(shop, Actor("anna", OFFICE), TWELVE, at=AT)
