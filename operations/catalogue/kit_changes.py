"""Setting of which parts a kit is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.kit import KitPart, Recipe, WrongKit, check_kit
from models.catalogue.product import Product
from models.errors import Reason
from models.facts.kit import KitChanged, PartOfKit
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue import kit_rows
from store.catalogue.pack_rows import has_pack_of
from store.database.engine import Store


def set_kit(store: Store, actor: Actor, sku: str, parts: Sequence[KitPart], *, at: datetime) -> Recipe:
    """Make a product of these parts from now on, in place of the parts before; without any it is no kit any more.

    What was sold stays as it was sold. Setting the same parts again changes nothing. Raises
    :class:`models.catalogue.kit.WrongKit` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_GOODS)
    check_no_card_data(*(each.sku for each in parts))
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        product = catalogue.get_product(work.tx, sku)
        stored = kit_rows.recipe_of(work.tx, sku)
        recipe = Recipe(sku, stored.version + 1, tuple(sorted(parts, key=lambda each: each.sku)))
        if recipe.parts == stored.parts:
            return stored
        if recipe.parts:
            _check_goods(work, product, recipe)
        check_kit(recipe, kit_rows.all_recipes(work.tx))
        kit_rows.replace_recipe(work.tx, recipe)
        named = tuple(PartOfKit(each.sku, each.quantity) for each in recipe.parts)
        work.record(KitChanged(sku, recipe.version, named))
    return recipe


def _check_goods(work: UnitOfWork, product: Product, recipe: Recipe) -> None:
    """Refuse a kit that is a pack, is in one, has stock or lots of its own, or has a pack as a part."""
    reason = _why_no_kit(work, product)
    if reason is not None:
        raise WrongKit(recipe.sku, reason)
    for each in recipe.parts:
        if catalogue.get_product(work.tx, each.sku).pack is not None:
            reason = Reason("kit_part_pack", "{part} is a pack: name the goods that are in it", part=each.sku)
            raise WrongKit(recipe.sku, reason)


def _why_no_kit(work: UnitOfWork, product: Product) -> Reason | None:
    if product.pack is not None:
        return Reason("kit_pack", "it is a pack")
    if has_pack_of(work.tx, product.sku):
        return Reason("kit_packed", "a pack holds it")
    if product.has_lots:
        return Reason("kit_lots", "it has lots: choose that at its parts")
    if kit_rows.has_stock(work.tx, product.sku):
        return Reason("kit_stock", "some of it is in stock: count it to zero first")
    return None
