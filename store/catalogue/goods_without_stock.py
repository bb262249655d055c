"""Why goods have no stock of their own that could be counted or moved: packs and kits."""

from __future__ import annotations

import sqlalchemy as sa

from models.catalogue.product import Product
from models.errors import Reason
from store.catalogue.kit_rows import parts_text


def why_no_stock(view: sa.Connection, product: Product) -> Reason | None:
    """Why a product cannot be received, moved or written off, with what to enter instead; ``None`` if it can."""
    if product.pack is not None:
        return Reason("is_pack", "is a pack: enter the goods that are in it")
    parts = parts_text(view, product.sku)
    return Reason("is_kit", "is a kit: enter its parts ({parts})", parts=parts) if parts else None


def why_not_counted(view: sa.Connection, product: Product) -> Reason | None:
    """The same for a product that somebody counted."""
    if product.pack is not None:
        return Reason("count_pack", "is of a pack: count the goods that are in it")
    parts = parts_text(view, product.sku)
    return Reason("count_kit", "is of a kit: count its parts ({parts})", parts=parts) if parts else None
