"""The pictures of goods are those that the journal recorded last, to the last byte (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.goods_picture import ProductPicturesChanged
from store import schema
from store.catalogue.picture_rows import whole_pictures
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation

_PICTURE, _SHOWN = schema.picture.c, schema.product_picture.c


def pictures_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Products that are shown by other pictures than their facts record."""
    recorded, unreadable = replay(view, ProductPicturesChanged, _values)
    yield from unreadable
    columns = _SHOWN.sku, _SHOWN.place, _SHOWN.digest, _PICTURE.width, _PICTURE.height, _SHOWN.text_sv, _SHOWN.text_en
    query = sa.select(*columns).join_from(schema.product_picture, schema.picture, isouter=True)
    stored: dict[str, object] = {}
    for sku, *values in view.execute(query.order_by(_SHOWN.sku, _SHOWN.place)):
        earlier = stored.get(_subject(sku), ())
        assert isinstance(earlier, tuple)
        stored[_subject(sku)] = (*earlier, tuple(values))
    # Whoever has no pictures any more has no rows.
    yield from compare({subject: of for subject, of in recorded.items() if of}, stored)


def _values(recorded: RecordedFact[ProductPicturesChanged]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield (
        _subject(fact.sku),
        tuple(
            (place, each.digest, each.width, each.height, each.text_sv, each.text_en)
            for place, each in enumerate(fact.pictures, 1)
        ),
    )


def _subject(sku: str) -> str:
    return f"the pictures of {sku!r}"


def files_of_pictures(view: sa.Connection) -> Iterator[Violation]:
    """Pictures whose measures or files are not those by which they are named, and pictures of nothing."""
    for digest, picture in whole_pictures(view):
        if picture is None or picture.digest != digest:
            yield Violation("C8", f"the picture {digest}", "is another picture than the one that was uploaded")
    of_product = sa.exists().where(_SHOWN.digest == _PICTURE.digest)
    for digest in view.scalars(sa.select(_PICTURE.digest).where(~of_product)):
        yield Violation("C8", f"the picture {digest}", "is stored but of no product")


INVARIANTS = (
    Invariant(("C8",), "Products are shown by the pictures that were recorded last.", pictures_and_journal),
    Invariant(("C8",), "Each picture is, to the last byte, the one that was uploaded.", files_of_pictures),
)
