"""``kassa backup``: copy the whole shop into one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.output import Json, answer, bar, write_facts


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it.", show_default="a new file in KASSA_HOME/backups")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Copy the whole shop into one file.

    The shop goes on selling meanwhile. The copy is verified before it gets its name.
    """
    from operations.access import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings = load_settings()
    file = file or settings.backups / upkeep.backup_name(upkeep.BY_HAND, datetime.now(UTC))
    with upkeep.shop_in_use(settings) as store, bar() as progress:
        copy = upkeep.make_backup(store, office_actor(store), file.absolute(), progress)
    facts = {"file": str(copy.file), "bytes": copy.size, "journal_rows_verified": copy.verdict.rows}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))
