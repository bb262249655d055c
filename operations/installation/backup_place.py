"""Where backups of a shop go: the folder that the shop chose, or that of the installation."""

from __future__ import annotations

from pathlib import Path

from models.shop_settings import BACKUP_FOLDER
from operations.installation.configuration import Settings
from store.database.engine import Connection
from store.setting_rows import find_value


def backup_folder(settings: Settings, view: Connection) -> Path:
    """The folder for backups; that of the installation also while the chosen one, such as a stick, is not there."""
    chosen = chosen_folder(view)
    return chosen if chosen is not None and chosen.is_dir() else settings.backups


def chosen_folder(view: Connection) -> Path | None:
    """The folder that the shop chose for its backups, whether it is there or not."""
    value = find_value(view, BACKUP_FOLDER)
    return Path(value) if value else None
