"""``kassa verify``: check every row that was ever written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import ExitCode, Json, answer, bar

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.configuration import Settings
    from operations.installation.verification import Verdict
    from store.database.engine import Store


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(help="A database file or a backup to check.", show_default="the shop itself", metavar="FILE"),
    ] = None,
    *,
    against: Annotated[
        list[str] | None,
        typer.Option(
            help="A file with anchors, or a receipt as KASSA01-123 3f9a12bc77de; may be repeated.",
            metavar="FILE|RECEIPT",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check every row that was ever written.

    Checks the file, the chains of the journal and their signatures, and that sales, stock and books agree. Names the
    first bad row, and what could not be excluded.
    """
    from operations.installation import verification
    from operations.installation.configuration import load_settings
    from store.upkeep.backup import is_backup

    settings, at = load_settings(), datetime.now(UTC)
    if file is not None and file.is_file() and is_backup(file):
        witness = verification.witness_of_backup(settings.key_ring, file, against or (), at=at)
    else:
        witness = verification.witness_of(settings.key_ring, against or (), at=at)
    with _opened(settings, file) as store, bar() as progress:
        verdict = verification.verify(store, progress, witness)
    answer(verdict_facts(verdict), as_json=as_json, write=lambda console: _write_verdict(console, verdict))
    raise typer.Exit(ExitCode.BROKEN if verdict.problems else ExitCode.OK)


def verdict_facts(verdict: Verdict) -> dict[str, object]:
    """A verdict as the values that ``--json`` prints."""
    chains = [
        {"device": each.device_id, "name": each.name, "rows": each.last_journal, "head": each.journal_hash}
        for each in verdict.chains
    ]
    return {
        "sound": not verdict.problems,
        "first_problem": next(iter(verdict.problems), None),
        "problems": list(verdict.problems),
        "not_excluded": list(verdict.doubts),
        "journal_rows": verdict.rows,
        "chains": chains,
    }


@contextmanager
def _opened(settings: Settings, file: Path | None) -> Iterator[Store]:
    """The store to check: a copy of ``file``, or the shop itself; a copy of that too where nothing can be written."""
    from operations.installation import upkeep, verification
    from store.database.engine import Store as AnyStore

    place = AnyStore(settings.store_url).file
    if file is None:
        verification.refuse_gone_shop(settings.store_url, settings.store_shown, settings.key_ring)
        if place is not None and place.exists() and not os.access(place.parent, os.W_OK):
            file = place
    if file is not None:
        with verification.copy_of_file(file.absolute()) as store:
            yield store
        return
    with upkeep.shop_in_use(settings) as store:
        yield store


def _write_verdict(console: Console, verdict: Verdict) -> None:
    for each in verdict.chains:
        rows = f"{each.name}: {each.last_journal} journal rows, last receipt {each.last_receipt}"
        console.print(f"{rows}, head {each.journal_hash[:16] or '-'}", markup=False)
    for problem in verdict.problems:
        console.print(f"bad  {problem}", style="bold red", markup=False)
    for doubt in verdict.doubts:
        console.print(f"not excluded  {doubt}", style="yellow", markup=False)
    console.print("Not sound." if verdict.problems else "Sound: every row is as it was written.")
