"""The company, its locations, devices and tax rates are those that were registered (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.shop import ShopRegistered
from models.journal import JournalKind
from store import schema
from store.invariants.told import UNREADABLE, told
from store.invariants.violation import Invariant, Violation


def company_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """What the shop was registered with is stored unchanged."""
    for portion in told(view, (JournalKind.SHOP_REGISTERED,), "shop"):
        for each in portion:
            try:
                fact = decode_fact(ShopRegistered, each.row.payload).fact
            except UNREADABLE:
                yield Violation("C8", each.where, "tells of a shop that cannot be")
                continue
            yield from _differing(view, fact)


def _differing(view: sa.Connection, fact: ShopRegistered) -> Iterator[Violation]:
    shop, location, device, rate = (each.c for each in (schema.shop, schema.location, schema.device, schema.tax_rate))
    company = fact.company
    wanted: tuple[tuple[str, list[tuple[object, ...]]], ...] = (
        ("company", [(company.company, company.org_number, company.country, company.currency, company.zone)]),
        ("locations", [(each.id, each.name, each.address) for each in fact.locations]),
        ("devices", [(each.id, each.kind, each.name, each.location) for each in fact.devices]),
        ("tax rates", [(each.country, each.tax_category, each.valid_from, each.rate_ppm) for each in fact.tax_rates]),
    )
    queries = (
        sa.select(shop.company, shop.org_number, shop.country, shop.currency, shop.zone),
        sa.select(location.id, location.name, location.address),
        sa.select(device.id, device.kind, device.name, device.location_id),
        sa.select(rate.country, rate.tax_category, rate.valid_from, rate.rate_ppm),
    )
    for (name, registered), query in zip(wanted, queries, strict=True):
        stored = {tuple(row) for row in view.execute(query)}
        for row in registered:
            if row not in stored:
                yield Violation("C8", f"the shop's {name}", f"are no longer {row}, as the journal tells")
    closes = view.scalar(sa.select(shop.day_closes_at))
    if closes is None or closes.isoformat() != company.day_closes_at:
        yield Violation("C8", "the shop's closing hour", f"is {closes} but the journal tells {company.day_closes_at}")


INVARIANTS = (
    Invariant(("C8",), "The company, its locations, devices and tax rates are as registered.", company_and_journal),
)
