"""``kassa backup`` and ``kassa anchor``: copy the whole shop into one file, or note how its journals end."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.output import Json, answer, bar, remark, write_facts


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to write it.", show_default="a new file in the folder for backups", metavar="FILE"),
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Copy the whole shop into one file.

    The shop goes on selling meanwhile. The copy is verified before it gets its name.
    """
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.anchoring import add_anchors
    from operations.installation.backup_place import backup_folder
    from operations.installation.configuration import load_settings

    settings, at = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings) as store, bar() as progress:
        with store.view() as view:
            file = file or backup_folder(settings, view) / upkeep.backup_name(upkeep.BY_HAND, at)
        copy = upkeep.make_backup(store, office_actor(store), file.absolute(), progress)
    anchors = add_anchors(settings, copy.verdict, at)
    facts = {
        "file": str(copy.file),
        "bytes": copy.size,
        "journal_rows_verified": copy.verdict.rows,
        "anchors": [str(each) for each in anchors],
    }
    if settings.anchors is not None and not any(each.parent == settings.anchors for each in anchors):
        remark(f"No anchor was written to {settings.anchors}: the folder is not there or is full.")
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def anchor(*, as_json: Json = False) -> None:
    """Note how the journals end now, where whoever changes the database cannot reach it.

    It takes no longer than a sale, so it can run each hour between two backups.
    """
    from operations.installation import upkeep
    from operations.installation.anchoring import anchor_now
    from operations.installation.configuration import load_settings
    from store.upkeep import diagnosis

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        chains = diagnosis.chain_ends(view)
    files = anchor_now(settings, chains, datetime.now(UTC))
    facts: dict[str, object] = {"anchors": [str(each) for each in files], "devices": len(chains)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))
