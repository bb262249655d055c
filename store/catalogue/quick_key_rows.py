"""The pages of quick keys, stored and read whole."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.catalogue.quick_keys import QuickKeyPage
from store import schema

page, key = schema.quick_key_page, schema.quick_key


def quick_key_pages(view: sa.Connection, location_id: int) -> list[QuickKeyPage]:
    """The pages that the tills of a location show, in order."""
    skus: dict[int, list[str]] = {}
    keys = sa.select(key.c.page, key.c.sku).where(key.c.location_id == location_id)
    for number, sku in view.execute(keys.order_by(key.c.page, key.c.position)):
        skus.setdefault(number, []).append(sku)
    pages = sa.select(page.c.number, page.c.name).where(page.c.location_id == location_id).order_by(page.c.number)
    return [QuickKeyPage(name, tuple(skus.get(number, ()))) for number, name in view.execute(pages)]


def replace_quick_keys(tx: sa.Connection, location_id: int, pages: Sequence[QuickKeyPage]) -> None:
    """Store the pages of a location in place of those that it had."""
    tx.execute(key.delete().where(key.c.location_id == location_id))
    tx.execute(page.delete().where(page.c.location_id == location_id))
    numbered = list(enumerate(pages, start=1))
    rows = [{"location_id": location_id, "number": number, "name": each.name} for number, each in numbered]
    keys = [
        {"location_id": location_id, "page": number, "position": place, "sku": sku}
        for number, each in numbered
        for place, sku in enumerate(each.skus, start=1)
    ]
    if rows:
        tx.execute(page.insert(), rows)
    if keys:
        tx.execute(key.insert(), keys)
