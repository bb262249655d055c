"""Packs as they are stored: what they hold, and which products are in one."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.catalogue import packs as rules
from models.catalogue.product import Pack, Product
from models.quantity import Unit
from store import schema
from store.catalogue.kit_rows import all_kits, parts_in_use

product = schema.product
#: SKUs that are looked up in one statement.
SKUS_AT_ONCE = 1_000


def check_packs(tx: sa.Connection, changed: Sequence[Product]) -> None:
    """Raise :class:`models.catalogue.packs.WrongPack` if the products would make a pack that cannot be.

    Only products that are a pack, or are not sold by the piece, can: of others nothing is asked.
    """
    contents = sorted({each.pack.sku for each in changed if each.pack is not None})
    doubtful = sorted({each.sku for each in changed if each.pack is not None or each.unit is not Unit.PIECE})
    if doubtful:
        kits = rules.KitsAndParts(all_kits(tx), parts_in_use(tx)) if contents else rules.NO_KITS
        rules.check_packs(changed, _stored(tx, contents), _packed(tx, doubtful), kits)


def stored_pack(sku: str | None, quantity: int | None) -> Pack | None:
    """The pack of two stored columns; raises :class:`ValueError` if only one of them is there."""
    if (sku is None) != (quantity is None):
        raise ValueError(f"a pack of {sku!r} with the quantity {quantity}")
    return None if sku is None or quantity is None else Pack(sku, quantity)


def has_pack_of(view: sa.Connection, sku: str) -> bool:
    """Whether a pack holds a product."""
    return bool(_packed(view, [sku]))


def _stored(view: sa.Connection, skus: Sequence[str]) -> dict[str, rules.StoredContent]:
    found: dict[str, rules.StoredContent] = {}
    for some in _portions(skus):
        query = sa.select(*product.c["sku", "unit", "pack_of"]).where(product.c.sku.in_(some))
        found.update((sku, rules.StoredContent(Unit(unit), pack_of)) for sku, unit, pack_of in view.execute(query))
    return found


def _packed(view: sa.Connection, skus: Sequence[str]) -> list[str]:
    """Those of the products of which a stored pack holds some."""
    found: list[str] = []
    for some in _portions(skus):
        found.extend(view.scalars(sa.select(product.c.pack_of).where(product.c.pack_of.in_(some)).distinct()))
    return found


def _portions(skus: Sequence[str]) -> list[Sequence[str]]:
    return [skus[begin : begin + SKUS_AT_ONCE] for begin in range(0, len(skus), SKUS_AT_ONCE)]
