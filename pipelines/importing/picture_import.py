"""Pictures of many goods at once, from files that are named by barcode or article number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePath

from integrations.picture_files.picture_folders import pictures_in
from models.access.actor import Actor
from models.access.permission import Permission
from models.barcode import is_code, is_gtin, parse_gtin
from models.catalogue.picture_sizes import PICTURES_MAX, Picture, PictureSize, TooManyPictures, WrongPicture
from models.catalogue.product import Product
from models.errors import KassaError, Reason
from operations.access.permissions import check
from operations.catalogue.picture_changes import PictureImport, import_picture
from store import catalogue
from store.catalogue.one_product import owner_of
from store.catalogue.picture_rows import pictures_of
from store.database.engine import Connection, Store
from store.database.pauses import let_others_write

#: One of several pictures of a product: ``7310865004703_2``, ``TEA-3``, ``TEA (2)``.
_NUMBERED = re.compile(r"[ _-]?\(?([0-9]{1,2})\)?$")
_NOTHING = Reason("picture_of_nothing", "no product has this barcode or number")


class PictureOutcome(StrEnum):
    """What an import does, or would do, with a file."""

    ADDED = "added"
    PRESENT = "present"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedPicture:
    """A file of an import: whose picture it is, and why not where it is refused.

    ``thumbnail`` is the picture in its smallest size, as WebP; ``picture_import`` is the number of the import that
    added it, which is ``None`` in a trial.
    """

    file: str
    outcome: PictureOutcome
    sku: str = ""
    name: str = ""
    problem: KassaError | None = None
    thumbnail: bytes = b""
    picture_import: int | None = None


def import_pictures(
    store: Store, actor: Actor, place: Path, *, at: datetime, is_trial: bool = False, name: str = ""
) -> Iterator[ImportedPicture]:
    """Show goods by the pictures of a folder or ZIP; each file is a transaction of its own, a bad one stops no other.

    In a trial nothing is changed. Doing it again adds nothing twice. What an import added can be removed again
    (:func:`pipelines.importing.undo_pictures.undo_picture_import`); ``name`` is what it is listed by. Raises
    :class:`integrations.picture_files.picture_folders.NoPictures` or
    :class:`operations.access.permissions.NotPermitted`.
    """
    check(actor, Permission.CHANGE_GOODS)
    added: dict[str, set[str]] = {}
    picture_import = PictureImport(name or place.name)
    for file, picture in pictures_in(place):
        with store.view() as view:
            product = _product_of(view, PurePath(file).stem)
            digests = set() if product is None else _digests(view, product.sku) | added.get(product.sku, set())
        if isinstance(picture, WrongPicture) or product is None:
            problem = picture if isinstance(picture, WrongPicture) else WrongPicture(_NOTHING)
            sku, name = ("", "") if product is None else (product.sku, product.name)
            yield ImportedPicture(file, PictureOutcome.REFUSED, sku, name, problem)
            continue
        outcome, refusal = _add(digests, product.sku, picture)
        if outcome is PictureOutcome.ADDED:
            added.setdefault(product.sku, set()).add(picture.digest)
            if not is_trial:
                picture_import = import_picture(store, actor, product.sku, picture, picture_import, at=at)
                let_others_write(store)
        number = picture_import.number if outcome is PictureOutcome.ADDED else None
        thumbnail = picture.files[PictureSize.LIST]
        yield ImportedPicture(file, outcome, product.sku, product.name, refusal, thumbnail, number)


def _add(digests: set[str], sku: str, picture: Picture) -> tuple[PictureOutcome, KassaError | None]:
    if picture.digest in digests:
        return PictureOutcome.PRESENT, None
    if len(digests) >= PICTURES_MAX:
        return PictureOutcome.REFUSED, TooManyPictures(sku, PICTURES_MAX)
    return PictureOutcome.ADDED, None


def _digests(view: Connection, sku: str) -> set[str]:
    return {each.digest for each in pictures_of(view, [sku]).get(sku, ())}


def _product_of(view: Connection, stem: str) -> Product | None:
    """The product of a file's name: its whole name first, else without the number at its end."""
    for name in dict.fromkeys((stem.strip(), _NUMBERED.sub("", stem.strip()))):
        product = catalogue.find_products(view, [name]).get(name)
        if product is None and is_gtin(name):
            product = owner_of(view, parse_gtin(name))
        if product is None and is_code(name):
            product = owner_of(view, name)
        if product is not None:
            return product
    return None
