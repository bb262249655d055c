"""Showing goods by pictures: adding, replacing, describing, ordering and removing them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data, hide_card_data
from models.catalogue.picture_sizes import (
    PICTURE_TEXT_MAX,
    PICTURES_MAX,
    Picture,
    ShownPicture,
    TooManyPictures,
    pick_picture,
)
from models.catalogue.product import clean_text
from models.facts.goods_picture import PictureImported, PictureImportUndone, PictureOfProduct, ProductPicturesChanged
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import catalogue
from store.catalogue import picture_rows
from store.database.engine import Store

_Pictures = tuple[ShownPicture, ...]
NO_TEXTS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class PictureImport:
    """What a picture is imported from: the name of a file or folder, and the number of the import once it has one."""

    file: str
    number: int | None = None


def add_picture(
    store: Store, actor: Actor, sku: str, picture: Picture, *, texts: Mapping[str, str] = NO_TEXTS, at: datetime
) -> _Pictures:
    """Show a product by one more picture, after those that it has; the pictures that it has then.

    A picture that it has already changes nothing. ``texts`` describe it, by language. Raises
    :class:`models.catalogue.picture_sizes.TooManyPictures` or :class:`store.catalogue.one_product.UnknownProduct`.
    """
    check(actor, Permission.CHANGE_GOODS)
    new = _new_picture(picture, texts)

    def add(work: UnitOfWork, stored: _Pictures) -> _Pictures:
        return _with_picture(work, sku, stored, new, picture)

    return _change(store, actor, sku, add, at=at)


def import_picture(
    store: Store, actor: Actor, sku: str, picture: Picture, picture_import: PictureImport, *, at: datetime
) -> PictureImport:
    """As :func:`add_picture`, and record of which import it was; the import with its number.

    The first picture of an import has no number yet and gets one. One that the product has already is not part of it.
    """
    check(actor, Permission.CHANGE_GOODS)
    new = _new_picture(picture, NO_TEXTS)
    numbers = [] if picture_import.number is None else [picture_import.number]

    def add(work: UnitOfWork, stored: _Pictures) -> _Pictures:
        pictures = _with_picture(work, sku, stored, new, picture)
        if pictures != stored:
            numbers.extend(work.take_ids() if not numbers else ())
            work.record(PictureImported(numbers[0], hide_card_data(picture_import.file), sku, new.digest))
        return pictures

    _change(store, actor, sku, add, at=at)
    return replace(picture_import, number=numbers[0] if numbers else None)


def end_undo_of_pictures(store: Store, actor: Actor, number: int, *, at: datetime) -> None:
    """Record that an import of pictures was taken back, after the last of its pictures was removed."""
    check(actor, Permission.CHANGE_GOODS)
    with unit_of_work(store, actor, at=at) as work:
        work.record(PictureImportUndone(number))


def replace_picture(store: Store, actor: Actor, sku: str, old: str, picture: Picture, *, at: datetime) -> _Pictures:
    """Show another picture in place of the one with the digest ``old``, in its place and with its words.

    Raises :class:`models.catalogue.picture_sizes.NoSuchPicture`.
    """
    check(actor, Permission.CHANGE_GOODS)

    def put(work: UnitOfWork, stored: _Pictures) -> _Pictures:
        before = pick_picture(stored, sku, old)
        new = _new_picture(picture, before.texts)
        if any(each.digest == new.digest for each in stored):
            return stored
        picture_rows.add_picture_file(work.tx, picture)
        return tuple(new if each == before else each for each in stored)

    return _change(store, actor, sku, put, at=at)


def remove_picture(store: Store, actor: Actor, sku: str, digest: str, *, at: datetime) -> _Pictures:
    """Show a product without one of its pictures; its file is gone once no other product has it.

    Raises :class:`models.catalogue.picture_sizes.NoSuchPicture`.
    """
    check(actor, Permission.CHANGE_GOODS)

    def remove(_work: UnitOfWork, stored: _Pictures) -> _Pictures:
        old_picture = pick_picture(stored, sku, digest)
        return tuple(each for each in stored if each != old_picture)

    return _change(store, actor, sku, remove, at=at)


def move_picture(store: Store, actor: Actor, sku: str, digest: str, *, place: int, at: datetime) -> _Pictures:
    """Show a picture of a product in another place, from 1 on; beyond the last one it becomes the last.

    Raises :class:`models.catalogue.picture_sizes.NoSuchPicture`.
    """
    check(actor, Permission.CHANGE_GOODS)

    def move(_work: UnitOfWork, stored: _Pictures) -> _Pictures:
        picture = pick_picture(stored, sku, digest)
        others = [each for each in stored if each != picture]
        others.insert(max(place - 1, 0), picture)
        return tuple(others)

    return _change(store, actor, sku, move, at=at)


def describe_picture(
    store: Store, actor: Actor, sku: str, digest: str, *, texts: Mapping[str, str], at: datetime
) -> _Pictures:
    """Describe a picture in words for whoever does not see it, by language; one that is not named stays.

    Raises :class:`models.catalogue.picture_sizes.NoSuchPicture`.
    """
    check(actor, Permission.CHANGE_GOODS)
    words = _clean(texts)

    def describe(_work: UnitOfWork, stored: _Pictures) -> _Pictures:
        picture = pick_picture(stored, sku, digest)
        return tuple(replace(each, texts={**each.texts, **words}) if each == picture else each for each in stored)

    return _change(store, actor, sku, describe, at=at)


def _with_picture(work: UnitOfWork, sku: str, stored: _Pictures, new: ShownPicture, picture: Picture) -> _Pictures:
    if any(each.digest == new.digest for each in stored):
        return stored
    if len(stored) >= PICTURES_MAX:
        raise TooManyPictures(sku, PICTURES_MAX)
    picture_rows.add_picture_file(work.tx, picture)
    return (*stored, new)


def _change(
    store: Store, actor: Actor, sku: str, decide: Callable[[UnitOfWork, _Pictures], _Pictures], *, at: datetime
) -> _Pictures:
    with unit_of_work(store, actor, at=at) as work:
        catalogue.lock_range(work.tx)
        catalogue.get_product(work.tx, sku)
        stored = picture_rows.pictures_of(work.tx, [sku]).get(sku, ())
        pictures = decide(work, stored)
        if pictures != stored:
            picture_rows.replace_pictures(work.tx, sku, pictures)
            work.record(ProductPicturesChanged(sku, tuple(_fact_of(each) for each in pictures)))
    return pictures


def _new_picture(picture: Picture, texts: Mapping[str, str]) -> ShownPicture:
    words = {"sv": "", "en": ""} | _clean(texts)
    return ShownPicture(picture.digest, picture.width, picture.height, words)


def _clean(texts: Mapping[str, str]) -> dict[str, str]:
    words = {language: clean_text(text)[:PICTURE_TEXT_MAX] for language, text in texts.items()}
    check_no_card_data(*words.values())
    return words


def _fact_of(each: ShownPicture) -> PictureOfProduct:
    return PictureOfProduct(each.digest, each.width, each.height, each.texts["sv"], each.texts["en"])
