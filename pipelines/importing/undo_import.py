"""Taking an imported product list back, in short transactions between which tills sell."""

from __future__ import annotations

from datetime import datetime

from models.access.actor import Actor
from models.errors import Refused
from operations.bulk.import_undo import ImportedPortion, ImportSoldSince, undo_goods_portion
from operations.progress import Progress, no_progress
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.importing import goods_imports


class UnknownImport(Refused):
    """No import of products has that number."""

    code = "unknown_import"
    text = "There is no import {goods_import}. Nothing was changed; choose one from the list."

    goods_import: int


def undo_import(
    store: Store, actor: Actor, goods_import: int, *, at: datetime, progress: Progress = no_progress
) -> int:
    """Take an import of products back; returns how many portions were. Doing it twice is doing it once.

    Raises :class:`UnknownImport`, or :class:`operations.bulk.import_undo.ImportSoldSince` before anything is changed.
    """
    with store.view() as view:
        portions = goods_imports.portions_of(view, goods_import)
        if not portions:
            raise UnknownImport(goods_import)
        undone = goods_imports.undone_portions(view, goods_import)
        count = sum(len(goods_imports.sold_since(view, fact, made_at)) for made_at, fact in portions)
    left = [ImportedPortion(made_at, fact) for made_at, fact in portions if fact.portion not in undone]
    if left and count:
        raise ImportSoldSince(count)
    # The last portion first: a pack may be of what an earlier one created.
    for done, portion in enumerate(reversed(left), start=1):
        undo_goods_portion(store, actor, portion, is_last=done == len(left), at=at)
        progress("undo", done, len(left))
        let_others_write(store)
    return len(left)
