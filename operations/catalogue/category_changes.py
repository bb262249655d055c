"""Creating, renaming and ordering the categories of goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.catalogue.catalogue_facts import categories_fact
from models.catalogue.colour import Colour
from models.catalogue.free_code import free_code
from models.catalogue.product import Category
from models.errors import Refused
from operations.access.permissions import check
from operations.catalogue.product_checks import UnknownCategory
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.database.engine import Store


class CategoryWithoutName(Refused):
    """A category that has a name in no language."""

    code = "category_without_name"
    text = "The category has no name. Nothing was changed; enter its name in one language or more."


def create_category(store: Store, actor: Actor, names: Mapping[str, str], *, at: datetime) -> Category:
    """Store a category with its names by language, as the last one on the till; its code comes from its name.

    A category with the same names in place is returned as it is. Raises :class:`CategoryWithoutName` or
    :class:`models.card_data.CardDataRefused`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = catalogue.all_categories(work.tx)
        same = next((each for each in stored if dict(each.names) == dict(names)), None)
        if same is not None:
            return same
        code = free_code(next(iter(names.values()), ""), {each.code for each in stored}, "category")
        position = max((each.position for each in stored), default=0) + 1
        category = Category(code, dict(names), position)
        _save(work, [category])
    return category


def rename_category(store: Store, actor: Actor, category: Category, *, at: datetime) -> None:
    """Give a category the names that ``category`` has; its place stays.

    Raises :class:`operations.catalogue.product_checks.UnknownCategory` or what :func:`create_category` raises.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = {each.code: each for each in catalogue.all_categories(work.tx)}
        if category.code not in stored:
            raise UnknownCategory(category.code)
        renamed = replace(stored[category.code], names=dict(category.names))
        if renamed != stored[category.code]:
            _save(work, [renamed])


def colour_category(store: Store, actor: Actor, code: str, colour: Colour | None, *, at: datetime) -> None:
    """Give a category a colour on the till, or that of its place again.

    Raises :class:`operations.catalogue.product_checks.UnknownCategory`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = {each.code: each for each in catalogue.all_categories(work.tx)}
        if code not in stored:
            raise UnknownCategory(code)
        if stored[code].colour != colour:
            _save(work, [replace(stored[code], colour=colour)])


def order_categories(store: Store, actor: Actor, codes: Sequence[str], *, at: datetime) -> None:
    """Put the categories into this order on the till; those that ``codes`` does not name come after them.

    Raises :class:`operations.catalogue.product_checks.UnknownCategory`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        stored = {each.code: each for each in catalogue.all_categories(work.tx)}
        for code in codes:
            if code not in stored:
                raise UnknownCategory(code)
        order = [*dict.fromkeys(codes), *(code for code in stored if code not in codes)]
        moved = [replace(stored[code], position=place) for place, code in enumerate(order, start=1)]
        _save(work, [each for each in moved if each != stored[each.code]])


def _save(work: UnitOfWork, categories: Sequence[Category]) -> None:
    if not categories:
        return
    if not all(each.names for each in categories):
        raise CategoryWithoutName
    check_no_card_data(*(name for each in categories for name in each.names.values()))
    catalogue.add_categories(work.tx, categories)
    work.record(categories_fact(categories))
