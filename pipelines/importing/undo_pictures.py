"""Taking imported pictures back, in short transactions between which tills sell."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.catalogue.picture_sizes import NoSuchPicture
from operations.access.permissions import check
from operations.catalogue.picture_changes import end_undo_of_pictures, remove_picture
from operations.progress import Progress, no_progress
from pipelines.importing.undo_import import UnknownImport
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.importing.picture_imports import picture_imports, pictures_of_import


def undo_picture_import(
    store: Store, actor: Actor, number: int, *, at: datetime, progress: Progress = no_progress
) -> int:
    """Remove the pictures that an import added; how many were. Doing it twice is doing it once.

    Pictures that somebody removed or replaced since are left out; those that were moved or described go.
    Raises :class:`pipelines.importing.undo_import.UnknownImport`.
    """
    check(actor, Permission.CHANGE_GOODS)
    with store.view() as view:
        picture_import = picture_imports(view).get(number)
        if picture_import is None:
            raise UnknownImport(number)
        pictures = [] if picture_import.is_undone else pictures_of_import(view, number)
    removed = 0
    for done, (sku, digest) in enumerate(reversed(pictures), start=1):
        with suppress(NoSuchPicture):
            remove_picture(store, actor, sku, digest, at=at)
            removed += 1
        progress("undo", done, len(pictures))
        let_others_write(store)
    if pictures:
        end_undo_of_pictures(store, actor, number, at=at)
    return removed
