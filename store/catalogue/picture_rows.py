"""Pictures of goods as they are stored: of which product, in which order, and the bytes of each size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from models.catalogue.picture_sizes import Picture, PictureSize, ShownPicture
from store import schema

#: SKUs that are looked up in one statement, and pictures that are held at once.
SKUS_AT_ONCE, FILES_AT_ONCE = 1_000, 20
_picture, _place = schema.picture, schema.product_picture
_FILES = {size: _picture.c[f"{size}_file"] for size in PictureSize}
_PLACES = sa.select(*_place.c["sku", "digest", "text_sv", "text_en"], *_picture.c["width", "height"]).join(_picture)


def pictures_of(view: sa.Connection, skus: Sequence[str]) -> dict[str, tuple[ShownPicture, ...]]:
    """The pictures of those products that have any, the first before all, by SKU."""
    pictures: dict[str, tuple[ShownPicture, ...]] = {}
    for begin in range(0, len(skus), SKUS_AT_ONCE):
        some = _place.c.sku.in_(skus[begin : begin + SKUS_AT_ONCE])
        for row in view.execute(_PLACES.where(some).order_by(_place.c.sku, _place.c.place)):
            pictures[row.sku] = (*pictures.get(row.sku, ()), _picture_of(row))
    return pictures


def first_pictures(view: sa.Connection, skus: Sequence[str]) -> dict[str, ShownPicture]:
    """The picture that each product is known by, of those that have any, by SKU."""
    first: dict[str, ShownPicture] = {}
    for begin in range(0, len(skus), SKUS_AT_ONCE):
        some = _place.c.sku.in_(skus[begin : begin + SKUS_AT_ONCE]), _place.c.place == 1
        first |= {row.sku: _picture_of(row) for row in view.execute(_PLACES.where(*some))}
    return first


def _picture_of(row: sa.Row[tuple[object, ...]]) -> ShownPicture:
    return ShownPicture(row.digest, row.width, row.height, {"sv": row.text_sv, "en": row.text_en})


def picture_file(view: sa.Connection, digest: str, size: PictureSize) -> bytes | None:
    """The file of a picture in one of its sizes; ``None`` for a picture that no product has."""
    return view.scalar(sa.select(_FILES[size]).where(_picture.c.digest == digest))


def goods_of_picture(view: sa.Connection, digest: str) -> list[str]:
    """The products that are shown by a picture, as SKUs."""
    return list(
        view.scalars(sa.select(_place.c.sku).where(_place.c.digest == digest).order_by(_place.c.sku).distinct())
    )


def page_files(view: sa.Connection) -> Iterator[tuple[str, bytes]]:
    """Every picture in its largest size, by digest; few are held at once."""
    query = sa.select(_picture.c.digest, _FILES[PictureSize.PAGE]).order_by(_picture.c.digest)
    with view.execute(query, execution_options={"yield_per": FILES_AT_ONCE}) as rows:
        yield from rows.tuples()


def whole_pictures(view: sa.Connection) -> Iterator[tuple[str, Picture | None]]:
    """Every picture with all its files, by digest; ``None`` for one that cannot be one. Few are held at once."""
    query = sa.select(_picture).order_by(_picture.c.digest)
    with view.execute(query, execution_options={"yield_per": FILES_AT_ONCE}) as rows:
        for row in rows.mappings():
            try:
                files = {size: bytes(row[column.name]) for size, column in _FILES.items()}
                yield row["digest"], Picture(row["width"], row["height"], files)
            except (TypeError, ValueError):  # text where bytes should be, or measures that no picture has
                yield row["digest"], None


def add_picture_file(tx: sa.Connection, picture: Picture) -> None:
    """Store a picture with all its files, unless it is there."""
    digest = picture.digest
    if has_picture(tx, digest):
        return
    files = {column.name: picture.files[size] for size, column in _FILES.items()}
    tx.execute(_picture.insert(), {"digest": digest, "width": picture.width, "height": picture.height, **files})


def has_picture(view: sa.Connection, digest: str) -> bool:
    """Whether a picture is stored."""
    return view.scalar(sa.select(sa.exists().where(_picture.c.digest == digest))) is True


def replace_pictures(tx: sa.Connection, sku: str, pictures: Sequence[ShownPicture]) -> None:
    """Show a product by these pictures, in place of those before. Files that no product needs any more are gone."""
    before = set(tx.scalars(sa.select(_place.c.digest).where(_place.c.sku == sku)))
    tx.execute(_place.delete().where(_place.c.sku == sku))
    rows = [
        {"sku": sku, "place": place, "digest": each.digest, "text_sv": each.texts["sv"], "text_en": each.texts["en"]}
        for place, each in enumerate(pictures, 1)
    ]
    if rows:
        tx.execute(_place.insert(), rows)
    _remove_unused(tx, before - {each.digest for each in pictures})


def _remove_unused(tx: sa.Connection, digests: Iterable[str]) -> None:
    unused = _picture.c.digest.in_(sorted(digests)), ~sa.exists().where(_place.c.digest == _picture.c.digest)
    tx.execute(_picture.delete().where(*unused))
