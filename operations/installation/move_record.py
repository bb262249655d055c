"""A move is recorded: what it began with, what came over, and that it was undone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.access.actor import Actor
from models.access.permission import Permission
from models.errors import Refused
from models.facts.moving_in import MovedFigure, MovedFile, MovedIn, MoveInBegun, MoveInUndone
from operations.access.permissions import check
from operations.installation import upkeep
from operations.installation.backup_place import backup_folder
from operations.installation.configuration import Settings
from operations.installation.opening import open_store
from operations.progress import Progress
from operations.unit_of_work import unit_of_work
from store.database.engine import Store
from store.importing.moves import StoredMove, last_move, rows_since

#: What the backup before a move is called, with its instant.
BEFORE_MOVE = "before-move-in"


class NoMove(Refused):
    """Nobody moved into this shop, or it was undone already."""

    code = "no_move"
    text = "There is no move to undo: nothing was moved in, or it was undone already. Nothing was changed."


class UsedSinceMove(Refused):
    """The shop did something since it moved in, which undoing would lose."""

    code = "used_since_move"
    text = (
        "The move cannot be undone: since then {device} recorded {rows} row(s) in its journal, the first of them "
        "{kind}. Nothing was changed; correct what came over on the pages of the office."
    )

    device: str
    rows: int
    kind: str


@dataclass(frozen=True, slots=True)
class UndoneMove:
    """A move that was undone: how many rows of the journal went with it, and where the shop was set aside."""

    move: int
    backup: Path
    rows: int
    aside: str


def open_move(store: Store, files: Sequence[MovedFile]) -> int | None:
    """The number of a move of the same files that was begun and not completed."""
    with store.view() as view:
        move = last_move(view)
    return move.number if move is not None and not move.is_done and move.files == tuple(files) else None


def begin_move(
    store: Store,
    actor: Actor,
    settings: Settings,
    files: Sequence[MovedFile],
    *,
    at: datetime,
    progress: Progress,
) -> int:
    """Make the backup that undoing puts back, and record that a move begins; returns its number."""
    check(actor, Permission.MOVE_IN)
    with store.view() as view:
        folder = backup_folder(settings, view)
    copy = upkeep.make_backup(store, actor, folder / upkeep.backup_name(BEFORE_MOVE, at), progress)
    with unit_of_work(store, actor, at=at) as work:
        (number,) = work.take_ids()
        work.record(MoveInBegun(number, copy.file.name, tuple(files)))
    return number


def end_move(store: Store, actor: Actor, move: int, figures: Iterable[MovedFigure], *, at: datetime) -> None:
    """Record that everything came over, with the balance sheet."""
    check(actor, Permission.MOVE_IN)
    with unit_of_work(store, actor, at=at) as work:
        work.record(MovedIn(move, tuple(figures)))


def undoable_move(store: Store) -> StoredMove:
    """The last move, if it can be undone. Raises :class:`NoMove` or :class:`UsedSinceMove`."""
    with store.view() as view:
        move = last_move(view)
        if move is None:
            raise NoMove
        used = rows_since(view, move)
    if used is not None:
        raise UsedSinceMove(used.device, used.rows, used.kind)
    return move


def undo_move(settings: Settings, actor: Actor, progress: Progress, *, at: datetime) -> UndoneMove:
    """Put the shop back as it was before it moved in, row for row, as long as nobody worked in it since.

    Only the journal of the office has one row more: that a move was undone. Raises :class:`NoMove`,
    :class:`UsedSinceMove`, or what :func:`operations.installation.upkeep.restore_backup` raises: nothing else may use
    the shop meanwhile.
    """
    check(actor, Permission.MOVE_IN)
    store = open_store(settings.store_url, keys=settings.key_ring)
    try:
        move = undoable_move(store)
        with store.view() as view:
            file = backup_folder(settings, view) / move.backup
    finally:
        store.close()
    restored = upkeep.restore_backup(settings, actor, file, progress, at=at, older=True)
    store = open_store(settings.store_url, keys=settings.key_ring)
    aside = restored.aside or ""
    try:
        with unit_of_work(store, actor, at=at) as work:
            work.record(MoveInUndone(move.number, move.backup, move.rows, Path(aside).name))
    finally:
        store.close()
    return UndoneMove(move.number, file, move.rows, aside)
