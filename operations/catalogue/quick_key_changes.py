"""Arranging the quick keys of a location."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.quick_keys import QuickKeyPage, check_pages
from models.facts.quick_key import ArrangedPage, QuickKeysArranged
from operations.access.permissions import check
from operations.access.tills import check_location
from operations.unit_of_work import unit_of_work
from store import catalogue
from store.catalogue import UnknownProduct
from store.database.engine import Store


def arrange_quick_keys(
    store: Store, actor: Actor, location_id: int, pages: Sequence[QuickKeyPage], *, at: datetime
) -> None:
    """Let the tills of a location show these pages and no others. Arranging twice is arranging once.

    Raises :class:`models.catalogue.quick_keys.WrongQuickKeys`, :class:`operations.access.tills.NoSuchLocation`,
    :class:`store.catalogue.one_product.UnknownProduct` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_GOODS)
    check_pages(pages)
    check_no_card_data(*(each.name for each in pages))
    skus = {sku for each in pages for sku in each.skus}
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        check_location(work.tx, location_id)
        unknown = skus - catalogue.find_products(work.tx, sorted(skus)).keys()
        if unknown:
            raise UnknownProduct(min(unknown))
        if catalogue.quick_key_pages(work.tx, location_id) != list(pages):
            catalogue.replace_quick_keys(work.tx, location_id, pages)
            arranged = tuple(ArrangedPage(each.name, each.skus) for each in pages)
            work.record(QuickKeysArranged(location_id, arranged))
