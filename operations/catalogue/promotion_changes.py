"""Creating, changing and ending promotions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.facts.promotion import PromotionChanged, PromotionCreated, PromotionEnded
from models.promotions.promotion import Promotion, categories_of, skus_of
from models.promotions.promotion_terms import terms_of
from operations.access.permissions import check
from operations.catalogue.product_checks import UnknownCategory
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue import UnknownProduct
from store.catalogue.promotion_rows import close_promotion, find_promotion, next_promotion_id, save_promotion
from store.database.engine import Store


def create_promotion(store: Store, actor: Actor, draft: Promotion, *, at: datetime) -> Promotion:
    """Store a promotion under the next number, whatever its ``id``; it holds on its days, at each till.

    Raises :class:`store.catalogue.one_product.UnknownProduct`,
    :class:`operations.catalogue.product_checks.UnknownCategory` or :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        _check_goods(work, draft)
        created = replace(draft, id=next_promotion_id(work.tx))
        save_promotion(work.tx, created, version=1, at=at)
        work.record(PromotionCreated(created.id, terms_of(created)))
    return created


def change_promotion(store: Store, actor: Actor, changed: Promotion, *, at: datetime) -> bool:
    """Give a promotion other terms from now on; sales that were made and baskets that are being paid stay.

    Returns whether anything changed. Raises :class:`store.catalogue.promotion_rows.NoSuchPromotion` and what
    :func:`create_promotion` raises.
    """
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        _check_goods(work, changed)
        stored = find_promotion(work.tx, changed.id)
        if stored.promotion == changed:
            return False
        save_promotion(work.tx, changed, version=stored.version + 1, at=at)
        work.record(PromotionChanged(changed.id, terms_of(changed)))
    return True


def end_promotion(store: Store, actor: Actor, promotion_id: int, *, at: datetime) -> Promotion:
    """Let a promotion give nothing from now on; raises :class:`store.catalogue.promotion_rows.NoSuchPromotion`."""
    check(actor, Permission.CHANGE_PRICES)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = find_promotion(work.tx, promotion_id)
        close_promotion(work.tx, promotion_id, at=at)
        work.record(PromotionEnded(promotion_id))
    return stored.promotion


def _check_goods(work: UnitOfWork, draft: Promotion) -> None:
    """Lock the range of goods, and check that everything that a promotion names is in it."""
    check_no_card_data(draft.name, draft.customer_group or "", draft.coupon or "")
    catalogue.lock_range(work.tx)
    skus = skus_of(draft)
    unknown = skus - catalogue.find_products(work.tx, sorted(skus)).keys()
    if unknown:
        raise UnknownProduct(min(unknown))
    categories = categories_of(draft) - {each.code for each in catalogue.all_categories(work.tx)}
    if categories:
        raise UnknownCategory(min(categories))
