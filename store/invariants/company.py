"""The company, its locations, devices and tax rates are as registered, and as changed since (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models import shop_settings
from models.facts.envelope import RecordedFact
from models.facts.setting import DeviceAdded, ShopSettingChanged
from models.facts.shop import DeviceValues, RateValues, ShopRegistered
from models.facts.tax_rate import TaxRateChanged
from models.shop_settings import name_of
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.setting_rows import is_column


def company_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Whatever differs from what the shop was registered with, or was added to it."""
    recorded, unreadable = replay(view, ShopRegistered, lambda each: _registered(each.fact))
    yield from unreadable
    if recorded:
        added, unreadable_devices = replay(view, DeviceAdded, lambda each: _device(each.fact.device))
        changed, unreadable_settings = replay(view, ShopSettingChanged, _changed)
        rates, unreadable_rates = replay(view, TaxRateChanged, lambda each: [_rate_of(each.fact.rate)])
        yield from (*unreadable_devices, *unreadable_settings, *unreadable_rates)
        yield from compare(recorded | added | changed | rates, dict(_stored(view)))


def _registered(fact: ShopRegistered) -> Iterator[tuple[str, object]]:
    of = fact.company
    yield shop_settings.COMPANY_NAME, of.company
    yield shop_settings.COMPANY_NUMBER, of.org_number
    yield shop_settings.DAY_CLOSES_AT, _minutes(of.day_closes_at)
    yield "the company", (of.country, of.currency, of.zone, of.is_demo)
    for place in fact.locations:
        yield name_of(shop_settings.LOCATION_NAME, place.id), place.name
        yield name_of(shop_settings.LOCATION_ADDRESS, place.id), place.address
    for device in fact.devices:
        yield from _device(device)
    yield from map(_rate_of, fact.tax_rates)


def _device(device: DeviceValues) -> Iterator[tuple[str, object]]:
    yield f"device {device.id}", (device.kind, device.location)
    yield name_of(shop_settings.TILL_NAME, device.id), device.name


def _changed(recorded: RecordedFact[ShopSettingChanged]) -> Iterator[tuple[str, object]]:
    """The settings of a fact that are columns; those of rows are compared with their rows."""
    if is_column(recorded.fact.name):
        yield recorded.fact.name, recorded.fact.after


def _stored(view: sa.Connection) -> Iterator[tuple[str, object]]:
    """The same of the tables; among the devices are those that stand for another system."""
    shop, location, device, rate = (each.c for each in (schema.shop, schema.location, schema.device, schema.tax_rate))
    company = sa.select(
        shop.company, shop.org_number, shop.day_closes_at, shop.country, shop.currency, shop.zone, shop.is_demo
    )
    for name, org_number, closes_at, *values in view.execute(company):
        yield shop_settings.COMPANY_NAME, name
        yield shop_settings.COMPANY_NUMBER, org_number
        yield shop_settings.DAY_CLOSES_AT, _minutes(closes_at.isoformat())
        yield "the company", tuple(values)
    for number, name, address in view.execute(sa.select(location.id, location.name, location.address)):
        yield name_of(shop_settings.LOCATION_NAME, number), name
        yield name_of(shop_settings.LOCATION_ADDRESS, number), address
    for number, name, *values in view.execute(sa.select(device.id, device.name, device.kind, device.location_id)):
        yield f"device {number}", tuple(values)
        yield name_of(shop_settings.TILL_NAME, number), name
    first_day = sa.type_coerce(rate.valid_from, sa.String)
    for *key, rate_ppm in view.execute(sa.select(rate.country, rate.tax_category, first_day, rate.rate_ppm)):
        yield _rate(*key), rate_ppm


def _minutes(closes_at: str) -> str:
    """A time of day without its seconds where it has none, as a setting is written."""
    return closes_at.removesuffix(":00") if closes_at.count(":") > 1 else closes_at


def _rate_of(rate: RateValues) -> tuple[str, object]:
    return _rate(rate.country, rate.tax_category, rate.valid_from), rate.rate_ppm


def _rate(country: str, tax_category: str, valid_from: object) -> str:
    return f"the tax rate of {tax_category} in {country} from {valid_from}"


INVARIANTS = (
    Invariant(("C8",), "The company, its locations, devices and tax rates are as registered.", company_and_journal),
)
