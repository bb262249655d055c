"""The facts of a product list that was imported: what it replaced, so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.facts.envelope import Fact
from models.facts.goods import MovedGoods
from models.facts.price import BulkPrice, without_location
from models.facts.product import ProductValues
from models.facts.terms import AgreedTerm
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class GoodsImportBegun(Fact):
    """A product list is being imported: the name of its file, and how many products it creates or changes."""

    kind: ClassVar[JournalKind] = JournalKind.GOODS_IMPORT_BEGUN

    goods_import: int
    file: str
    products: int


@dataclass(frozen=True, slots=True)
class ReplacedProduct:
    """A product before and after an import."""

    before: ProductValues
    after: ProductValues


@dataclass(frozen=True, slots=True)
class ReplacedTerm:
    """What a supplier asked for a product before an import (``None``: nothing), and after it."""

    before: AgreedTerm | None
    after: AgreedTerm


@dataclass(frozen=True, slots=True)
class GoodsImported(Fact):
    """One portion of an import, and what it replaced.

    Its ``prices`` hold from ``day`` on. ``created`` are the SKUs that did not exist before; ``terms`` are those of
    products that did. ``stock`` is the opening stock that it gave ``location``. In version 1 prices had no locations.
    """

    kind: ClassVar[JournalKind] = JournalKind.GOODS_IMPORTED
    version: ClassVar[int] = 2
    upgrades = (without_location,)

    goods_import: int
    portion: int
    day: date
    location: int
    created: tuple[str, ...]
    replaced: tuple[ReplacedProduct, ...]
    prices: tuple[BulkPrice, ...]
    terms: tuple[ReplacedTerm, ...]
    stock: tuple[MovedGoods, ...]


@dataclass(frozen=True, slots=True)
class GoodsImportUndone(Fact):
    """One portion of an import was taken back, ``is_last`` the last one; what others changed since stays."""

    kind: ClassVar[JournalKind] = JournalKind.GOODS_IMPORT_UNDONE

    goods_import: int
    portion: int
    is_last: bool
