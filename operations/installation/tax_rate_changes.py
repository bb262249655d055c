"""Changing the rate of a tax category from a day to come, when the law does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.product import TaxCategory, clean_text
from models.errors import Refused
from models.facts.shop import RateValues
from models.facts.tax_rate import TaxRateChanged
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.tax_rules import TaxRate
from models.pricing.tax import rate_of, rates_on
from models.shop import Shop
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import catalogue, shop
from store.database.engine import Connection, Store

SOURCE_LENGTH_MAX = 80
_PPM_PER_CENT = 10_000


class TaxRateInUse(Refused):
    """A rate for a day that has begun, on which it may have been charged already."""

    code = "tax_rate_in_use"
    text = (
        "Tax rates cannot change from {first} on: something may be sold at the rate of that day already. "
        "Nothing was changed; choose {earliest} or a later day."
    )

    first: date
    earliest: date


class WrongTaxRate(Refused):
    """A rate that the country's accounts and returns do not know, or goods that are exempt."""

    code = "wrong_tax_rate"
    text = (
        "No goods can be taxed at {percent} % here, and those that are exempt stay so. Nothing was changed; "
        "choose one of {rates}."
    )

    percent: str
    rates: str


@dataclass(frozen=True, slots=True)
class TaxRateChoices:
    """What a rate may be changed to: the categories with their rates of today, the rates, and the first day."""

    today: Mapping[TaxCategory, int]
    rates_ppm: tuple[int, ...]
    earliest: date


def tax_rate_choices(view: Connection, at: datetime) -> TaxRateChoices:
    """The choices at an instant: the rates are those that the country's books have accounts of output tax for."""
    company = shop.get_shop(view)
    today = catalogue.tax_rates(view, company.country, company.tax_day(at))
    today = {category: rate for category, rate in today.items() if category is not TaxCategory.EXEMPT}
    return TaxRateChoices(today, _rates_of(company), _earliest(company, at))


def change_tax_rate(store: Store, actor: Actor, rate: TaxRate, *, at: datetime) -> bool:
    """Tax a category at another rate from a day to come, in place of a rate for the same day; whether that is a change.

    What is sold stays as it was taxed, and what comes back is given back at the rate of its sale.
    Raises :class:`TaxRateInUse`, :class:`WrongTaxRate` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_SHOP)
    check_no_card_data(rate.source)
    with unit_of_work(store, actor, at=at) as work:
        company = work.station.shop
        _check(company, rate, at)
        stored = catalogue.all_tax_rates(work.tx, company.country)
        source = clean_text(rate.source)[:SOURCE_LENGTH_MAX]
        new = TaxRate(company.country, rate.tax_category, rate.valid_from, rate.rate_ppm, source)
        if new in stored:
            return False
        before = rate_of(rates_on(stored, rate.valid_from), rate.tax_category, rate.valid_from)
        catalogue.add_tax_rates(work.tx, [new])
        values = RateValues(new.country, new.tax_category.value, new.valid_from, new.rate_ppm)
        work.record(TaxRateChanged(values, before, source))
    return True


def _check(company: Shop, rate: TaxRate, at: datetime) -> None:
    rates = _rates_of(company)
    if rate.tax_category is TaxCategory.EXEMPT or rate.rate_ppm not in rates:
        names = ", ".join(f"{_percent(each)} %" for each in rates)
        raise WrongTaxRate(_percent(rate.rate_ppm), names)
    if rate.valid_from < (earliest := _earliest(company, at)):
        raise TaxRateInUse(rate.valid_from, earliest)


def _earliest(company: Shop, at: datetime) -> date:
    """The day after the business day and the calendar's day, of which one may have begun before the other."""
    return max(company.business_day(at), company.tax_day(at)) + timedelta(days=1)


def _rates_of(company: Shop) -> tuple[int, ...]:
    accounts = jurisdiction_of(company.country).accounts
    return tuple(sorted((a.rate_ppm for a in accounts if a.role is AccountRole.OUTPUT_TAX), reverse=True))


def _percent(rate_ppm: int) -> str:
    return f"{rate_ppm / _PPM_PER_CENT:g}"
