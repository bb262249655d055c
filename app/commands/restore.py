"""``kassa restore``: restore the shop from a backup file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.output import Json, answer, bar, write_facts
from app.commands.verify import verdict_facts
from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR
from models.shop import FIRST_OFFICE


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", metavar="FILE")],
    *,
    older: Annotated[bool, typer.Option("--older", help="Go back even if the shop has sold since.")] = False,
    unproven: Annotated[
        bool, typer.Option("--unproven", help="Accept a backup that no key of this installation signed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Restore the shop from a backup file.

    The backup is verified first, and the replaced shop is saved beside it. Kassa must not run meanwhile.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.provenance import accept_backup

    with bar() as progress:
        # The shop that is replaced may be damaged or missing, so it is not asked for the number of its office.
        actor = Actor(OFFICE_OPERATOR, FIRST_OFFICE)
        at = datetime.now(UTC)
        settings = load_settings()
        if unproven:
            accept_backup(settings, actor, file)
        restored = upkeep.restore_backup(settings, actor, file.absolute(), progress, at=at, older=older)
    facts = {"restored": str(restored.file), "replaced_is_kept_as": restored.aside, **verdict_facts(restored.verdict)}
    words = {name: facts[name] for name in ("restored", "replaced_is_kept_as", "journal_rows")}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, words))
