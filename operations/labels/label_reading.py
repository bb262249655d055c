"""Keeping the queue of shelf labels up to date with the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.labels.label_queue import QueueChange, ShelfLabel, compare, texts_to_come
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue, labels
from store.database.engine import Store

#: Facts read at a time; one of an import names a thousand products.
FACTS_AT_ONCE = 10
#: Products compared in one transaction: tills sell in between.
PRODUCTS_AT_ONCE = 100


def update_queue(store: Store, actor: Actor, *, at: datetime) -> None:
    """Read what happened to goods and prices since the last time, and queue the labels that this asks for.

    The queue has a cursor over the journal of each device. Comparing a product a second time changes nothing, and the
    cursor moves only after the labels were added, so each change queues its label once, whoever is stopped in between
    or reads at the same time. A price of a day to come waits for its day.
    """
    check(actor, Permission.PRINT_LABELS)
    with store.view() as view:
        devices = labels.devices_with_news(view)
    for device_id in devices:
        while _read_portion(store, actor, device_id, at):
            pass


def _read_portion(store: Store, actor: Actor, device_id: int, at: datetime) -> bool:
    """Read some facts of a device; whether there may be more."""
    with store.view() as view:
        news = labels.news_of_goods(view, device_id, labels.reading_of(view, device_id), FACTS_AT_ONCE)
    for begin in range(0, len(news.skus), PRODUCTS_AT_ONCE):
        with unit_of_work(store, actor, at=at) as work:
            _compare_products(work, news.skus[begin : begin + PRODUCTS_AT_ONCE])
    with store.transaction() as tx:
        labels.save_reading(tx, device_id, news.read_seq)
    return bool(news.skus)


def _compare_products(work: UnitOfWork, skus: Sequence[str]) -> None:
    shop = work.station.shop
    products = catalogue.find_products(work.tx, skus)
    prices = catalogue.prices_of(work.tx, list(products), shop.currency)
    day = shop.business_day(work.at)
    for location_id in labels.locations_with_shelves(work.tx):
        queued = labels.labels_of(work.tx, location_id, list(products), shop.currency)
        changes = {
            sku: compare(queued[sku], texts_to_come(product, prices[sku], day, location_id))
            for sku, product in products.items()
        }
        labels.withdraw_labels(work.tx, [label for change in changes.values() for label in change.withdrawn])
        labels.add_labels(work.tx, _numbered(work, location_id, changes))


def _numbered(work: UnitOfWork, location_id: int, changes: dict[str, QueueChange]) -> list[ShelfLabel]:
    """The labels to add, each with a number of its own."""
    added = [(sku, each) for sku, change in changes.items() for each in change.added]
    ids = work.take_ids(len(added)) if added else []
    return [
        ShelfLabel(number, location_id, sku, each.holds_from, each.text)
        for number, (sku, each) in zip(ids, added, strict=True)
        if each.text is not None
    ]
