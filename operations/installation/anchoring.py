"""Writing anchors: the last rows of all journals, added to files that whoever changes the database cannot reach."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from models.anchor import Anchor, encode_anchor
from models.errors import Unavailable
from operations.installation.configuration import Settings
from operations.installation.verification import Verdict, anchor_heads
from store.upkeep.diagnosis import ChainEnd

#: The name of the file in each folder; lines are only added to it.
FILE_NAME = "kassa-anchors.jsonl"


class NoAnchorWritten(Unavailable):
    """The folder for anchors is not there, or cannot be written."""

    code = "no_anchor_written"
    text = (
        "No anchor was written to {folder}: the folder is not there, is full or may not be written. The shop is as it "
        "was. Bring the stick or share back, or name another folder in KASSA_ANCHORS, and try again."
    )

    folder: Path


def add_anchors(settings: Settings, verdict: Verdict, at: datetime) -> list[Path]:
    """Note the heads of a backup beside the backups, and in the folder that the owner named; returns where it was done.

    A folder that is not there, such as a stick that somebody took out, is left out: a backup does not fail for it.
    """
    return _add_to_folders(settings, verdict.chains, at)


def anchor_now(settings: Settings, chains: Sequence[ChainEnd], at: datetime) -> list[Path]:
    """Note how journals end now, between two backups; the same places. Raises :class:`NoAnchorWritten`."""
    files = _add_to_folders(settings, chains, at)
    place = settings.anchors or settings.backups
    if place / FILE_NAME not in files:
        raise NoAnchorWritten(place)
    return files


def _add_to_folders(settings: Settings, chains: Sequence[ChainEnd], at: datetime) -> list[Path]:
    line = encode_anchor(anchor_of(chains, at)) + "\n"
    folders = [settings.backups] + ([settings.anchors] if settings.anchors else [])
    return [folder / FILE_NAME for folder in folders if _add_line(folder, line)]


def anchor_of(chains: Sequence[ChainEnd], at: datetime) -> Anchor:
    """The anchor of journals that end like this."""
    return Anchor(at.isoformat(timespec="seconds"), anchor_heads(chains))


def _add_line(folder: Path, line: str) -> bool:
    try:
        with (folder / FILE_NAME).open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
