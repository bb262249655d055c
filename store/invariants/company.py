"""The company, its locations, devices and tax rates are those that were registered (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.shop import ShopRegistered
from models.shop import DeviceKind
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def company_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Whatever differs from what the shop was registered with, or was added to it."""
    recorded, unreadable = replay(view, ShopRegistered, lambda each: _registered(each.fact))
    yield from unreadable
    if recorded:
        yield from compare(recorded, dict(_stored(view)))


def _registered(fact: ShopRegistered) -> Iterator[tuple[str, object]]:
    of = fact.company
    yield "the company", (of.company, of.org_number, of.country, of.currency, of.zone, of.day_closes_at, of.is_demo)
    for place in fact.locations:
        yield f"location {place.id}", (place.name, place.address)
    for device in fact.devices:
        yield f"device {device.id}", (device.kind, device.name, device.location)
    for rate in fact.tax_rates:
        yield _rate(rate.country, rate.tax_category, rate.valid_from), rate.rate_ppm


def _stored(view: sa.Connection) -> Iterator[tuple[str, object]]:
    """The same of the tables. Devices that stand for another system are added by imports, which do not record them."""
    shop, location, device, rate = (each.c for each in (schema.shop, schema.location, schema.device, schema.tax_rate))
    company = sa.select(
        shop.company, shop.org_number, shop.country, shop.currency, shop.zone, shop.day_closes_at, shop.is_demo
    )
    for *values, closes_at, is_demo in view.execute(company):
        yield "the company", (*values, closes_at.isoformat(), is_demo)
    for number, *values in view.execute(sa.select(location.id, location.name, location.address)):
        yield f"location {number}", tuple(values)
    own = device.kind != DeviceKind.IMPORT.value
    for number, *values in view.execute(sa.select(device.id, device.kind, device.name, device.location_id).where(own)):
        yield f"device {number}", tuple(values)
    first_day = sa.type_coerce(rate.valid_from, sa.String)
    for *key, rate_ppm in view.execute(sa.select(rate.country, rate.tax_category, first_day, rate.rate_ppm)):
        yield _rate(*key), rate_ppm


def _rate(country: str, tax_category: str, valid_from: object) -> str:
    return f"the tax rate of {tax_category} in {country} from {valid_from}"


INVARIANTS = (
    Invariant(("C8",), "The company, its locations, devices and tax rates are as registered.", company_and_journal),
)
