"""The fact that a product is shown by other pictures from now on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class PictureOfProduct:
    """A picture by the digest of its measures and files; the texts describe it to whoever does not see it."""

    digest: str
    width: int
    height: int
    text_sv: str
    text_en: str


@dataclass(frozen=True, slots=True)
class ProductPicturesChanged(Fact):
    """A product is shown by these pictures, the first before all; without any it has none any more.

    The bytes are not here: whoever has the picture can prove by the digest that it is this one.
    """

    kind: ClassVar[JournalKind] = JournalKind.PRODUCT_PICTURES_CHANGED

    sku: str
    pictures: tuple[PictureOfProduct, ...]
