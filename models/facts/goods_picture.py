"""The facts that a product is shown by other pictures from now on, and that a file of pictures was imported."""

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


@dataclass(frozen=True, slots=True)
class PictureImported(Fact):
    """An import gave a product one more picture: the number of the import, and what it was read from."""

    kind: ClassVar[JournalKind] = JournalKind.PICTURE_IMPORTED

    picture_import: int
    file: str
    sku: str
    digest: str


@dataclass(frozen=True, slots=True)
class PictureImportUndone(Fact):
    """An import of pictures was taken back; what others changed since stays."""

    kind: ClassVar[JournalKind] = JournalKind.PICTURE_IMPORT_UNDONE

    picture_import: int
