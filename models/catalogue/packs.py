"""Boxes and cases: products of their own whose stock is that of the product in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.catalogue.product import Product
from models.errors import Refused
from models.quantity import Unit


class WrongPack(Refused):
    """A box of something that cannot be in one."""

    code = "wrong_pack"
    text = "{sku} cannot be a pack of {content}: {reason}. Nothing was changed; choose a product sold by the piece."

    sku: str
    content: str
    reason: str


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What is known of a stored product that a pack may hold; ``pack_of`` is set if it is a pack itself."""

    unit: Unit
    pack_of: str | None


@dataclass(frozen=True, slots=True)
class KitsAndParts:
    """The stored products that are kits, and those that are in one."""

    kits: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


NO_KITS = KitsAndParts()


def check_packs(
    changed: Iterable[Product],
    stored: Mapping[str, StoredContent],
    packed: Iterable[str],
    kits: KitsAndParts = NO_KITS,
) -> None:
    """Raise :class:`WrongPack` if a pack among ``changed`` products holds nothing sold by the piece, or another pack.

    A pack is neither a kit nor in one, and holds none.

    ``stored`` are the products that these packs hold, as they were stored before; ``packed`` are those SKUs among the
    changed ones of which a stored pack holds some.
    """
    products = {each.sku: each for each in changed}
    for sku in packed:
        each = products[sku]
        if each.pack is not None:
            raise WrongPack(sku, each.pack.sku, "it is in a pack itself")
        if each.unit is not Unit.PIECE:
            raise WrongPack(sku, sku, "a pack holds it, and it would not be sold by the piece")
    for each in products.values():
        if each.pack is not None:
            _check_content(each.sku, each.pack.sku, products, stored)
            _check_no_kit(each.sku, each.pack.sku, kits)


def _check_no_kit(sku: str, content: str, kits: KitsAndParts) -> None:
    if sku in kits.kits:
        raise WrongPack(sku, content, "it is a kit")
    if sku in kits.parts:
        raise WrongPack(sku, content, "it is in a kit: the kit names the goods in a pack")
    if content in kits.kits:
        raise WrongPack(sku, content, "that is a kit")


def _check_content(
    sku: str, content: str, products: Mapping[str, Product], stored: Mapping[str, StoredContent]
) -> None:
    held = products.get(content)
    known = StoredContent(held.unit, held.pack.sku if held.pack else None) if held else stored.get(content)
    if known is None:
        raise WrongPack(sku, content, "there is no such product")
    if known.pack_of is not None:
        raise WrongPack(sku, content, "that is a pack itself")
    if known.unit is not Unit.PIECE:
        raise WrongPack(sku, content, "that is not sold by the piece")
