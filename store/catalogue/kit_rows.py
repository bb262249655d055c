"""Kits as they are stored: their parts, what one takes from stock and costs, and how many could be made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa

from models.catalogue.kit import KitContents, KitPart, KitUnits, Recipe, can_make, units_in
from models.selling.basket import BasketLine
from store import schema

#: SKUs that are looked up in one statement.
KITS_AT_ONCE = 1_000
_kit, _part = schema.kit, schema.kit_part
_term, _level = schema.supplier_term, schema.stock_level
_SKUS: sa.BindParameter[list[str]] = sa.bindparam("skus", expanding=True)
# The parts of kits with what a unit of each costs: the preferred supplier's price.
_PARTS = (
    sa.select(
        *_part.c["kit_sku", "part_sku", "quantity"],
        _kit.c.version,
        sa.select(sa.func.min(_term.c.cost_minor))
        .where(_term.c.sku == _part.c.part_sku, _term.c.preferred)
        .correlate(_part)
        .scalar_subquery()
        .label("cost_minor"),
    )
    .join(_kit, _kit.c.sku == _part.c.kit_sku)
    .where(_part.c.kit_sku.in_(_SKUS))
    .order_by(_part.c.kit_sku, _part.c.part_sku)
)


def is_kit(sku: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether the product of a column is a kit, which has no stock of its own."""
    return sa.exists().where(_part.c.kit_sku == sku)


def recipe_of(view: sa.Connection, sku: str) -> Recipe:
    """What a product is made of; version 0 and no parts for one that never was a kit."""
    version = view.scalar(sa.select(_kit.c.version).where(_kit.c.sku == sku)) or 0
    query = sa.select(*_part.c["part_sku", "quantity"]).where(_part.c.kit_sku == sku).order_by(_part.c.part_sku)
    return Recipe(sku, version, tuple(KitPart(part, quantity) for part, quantity in view.execute(query)))


def all_recipes(view: sa.Connection) -> dict[str, dict[str, Decimal]]:
    """The parts of every kit, by its SKU."""
    recipes: dict[str, dict[str, Decimal]] = {}
    for kit, part, quantity in view.execute(sa.select(*_part.c["kit_sku", "part_sku", "quantity"])):
        recipes.setdefault(kit, {})[part] = quantity
    return recipes


def replace_recipe(tx: sa.Connection, recipe: Recipe) -> None:
    """Store the next version of a recipe in place of the one before it."""
    if recipe.version == 1:
        tx.execute(_kit.insert(), {"sku": recipe.sku, "version": 1})
    else:
        tx.execute(_kit.update().where(_kit.c.sku == recipe.sku).values(version=recipe.version))
        tx.execute(_part.delete().where(_part.c.kit_sku == recipe.sku))
    rows = [{"kit_sku": recipe.sku, "part_sku": each.sku, "quantity": each.quantity} for each in recipe.parts]
    if rows:
        tx.execute(_part.insert(), rows)


def contents_of_kits(view: sa.Connection, skus: Iterable[str]) -> dict[str, KitContents]:
    """What one kit takes from stock, for those of the products that are kits, with what the parts cost."""
    asked_for = set(skus)
    recipes: dict[str, dict[str, Decimal]] = {}
    versions: dict[str, int] = {}
    costs: dict[str, int | None] = {}
    unread: Collection[str] = asked_for
    while unread:
        parts: set[str] = set()
        for row in _rows(view, sorted(unread)):
            recipes.setdefault(row.kit_sku, {})[row.part_sku] = row.quantity
            versions[row.kit_sku], costs[row.part_sku] = row.version, row.cost_minor
            parts.add(row.part_sku)
        unread = parts - recipes.keys() - asked_for
    return {
        sku: KitContents(
            versions[sku], tuple(KitUnits(part, units, costs[part]) for part, units in units_in(sku, recipes).items())
        )
        for sku in sorted(asked_for & recipes.keys())
    }


def _rows(view: sa.Connection, skus: Sequence[str]) -> Iterable[sa.Row[tuple[object, ...]]]:
    for begin in range(0, len(skus), KITS_AT_ONCE):
        yield from view.execute(_PARTS, {"skus": skus[begin : begin + KITS_AT_ONCE]})


def with_kits(view: sa.Connection, lines: Sequence[BasketLine]) -> tuple[BasketLine, ...]:
    """The lines with what their kits are made of today, and what that costs."""
    return fill_kits(lines, contents_of_kits(view, {each.sku for each in lines}))


def fill_kits(lines: Sequence[BasketLine], contents: Mapping[str, KitContents]) -> tuple[BasketLine, ...]:
    """The same with the contents of kits that were asked for before."""
    return tuple(each.with_kit(contents[each.sku]) if each.sku in contents else each for each in lines)


@dataclass(frozen=True, slots=True)
class KitAtPlace:
    """How many of a kit could be made of what a location has on hand."""

    location_id: int
    name: str
    kits: int


def kits_to_make(view: sa.Connection, contents: KitContents) -> list[KitAtPlace]:
    """How many of a kit each location could make now, in the order of their ids."""
    place = schema.location.c
    on_hand: dict[int, dict[str, Decimal]] = {}
    query = sa.select(_level).where(_level.c.sku.in_([each.sku for each in contents.parts]))
    for row in view.execute(query):
        on_hand.setdefault(row.location_id, {})[row.sku] = row.on_hand
    places = view.execute(sa.select(place.id, place.name).order_by(place.id))
    return [KitAtPlace(each, name, can_make(contents, on_hand.get(each, {}))) for each, name in places]


def parts_text(view: sa.Connection, sku: str) -> str:
    """The parts of a kit in a few words, for whoever has to enter them instead of it; empty if it is none.

    At most ten are named: ``WINE × 1, TRUFFLE × 0.25``.
    """
    parts = recipe_of(view, sku).parts
    named = [f"{each.sku} × {each.quantity.normalize():f}" for each in parts[:_NAMED_MAX]]
    return ", ".join([*named, "…"] if len(parts) > _NAMED_MAX else named)


_NAMED_MAX = 10


def all_kits(view: sa.Connection) -> frozenset[str]:
    """The products that are kits."""
    return frozenset(view.scalars(sa.select(_part.c.kit_sku).distinct()))


def parts_in_use(view: sa.Connection) -> frozenset[str]:
    """The products that are parts of kits."""
    return frozenset(view.scalars(sa.select(_part.c.part_sku).distinct()))


def has_stock(view: sa.Connection, sku: str) -> bool:
    """Whether a location has, or lacks, any of a product."""
    return view.scalar(sa.select(sa.exists().where(_level.c.sku == sku, _level.c.on_hand != 0))) is True
