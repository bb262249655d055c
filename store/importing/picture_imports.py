"""The files of pictures that were imported, as the journal has them, and whether they were taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from models.facts.goods_picture import PictureImported, PictureImportUndone
from models.journal import JournalKind
from store.importing.goods_imports import facts_of_kind


@dataclass(frozen=True, slots=True)
class ImportOfPictures:
    """One import: who began it and when, the name of its file or folder, how many pictures it added."""

    number: int
    at: datetime
    operator: str | None
    file: str
    pictures: int
    is_undone: bool


def picture_imports(view: sa.Connection) -> dict[int, ImportOfPictures]:
    """Every import of pictures by its number, the oldest first."""
    undone = {
        recorded.fact.picture_import
        for _, recorded in facts_of_kind(view, JournalKind.PICTURE_IMPORT_UNDONE)
        if isinstance(recorded.fact, PictureImportUndone)
    }
    imports: dict[int, ImportOfPictures] = {}
    for at, recorded in facts_of_kind(view, JournalKind.PICTURE_IMPORTED):
        fact, actor = recorded.fact, recorded.actor
        if isinstance(fact, PictureImported):
            number, operator = fact.picture_import, actor.operator_id if actor else None
            first = ImportOfPictures(number, at, operator, fact.file, 0, number in undone)
            so_far = imports.get(number, first)
            imports[number] = replace(so_far, pictures=so_far.pictures + 1)
    return imports


def pictures_of_import(view: sa.Connection, number: int) -> list[tuple[str, str]]:
    """What an import added: SKUs and digests of pictures, in order."""
    facts = (each.fact for _, each in facts_of_kind(view, JournalKind.PICTURE_IMPORTED, f'"picture_import":{number},'))
    mine = (fact for fact in facts if isinstance(fact, PictureImported) and fact.picture_import == number)
    return [(fact.sku, fact.digest) for fact in mine]
