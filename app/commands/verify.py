"""``kassa verify``: check every row that was ever written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from app.commands.output import ExitCode, Json, answer, bar

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.upkeep import Verdict


def verify(*, as_json: Json = False) -> None:
    """Check every row that was ever written.

    Checks the file, the chains of the journal, and that sales, stock and books agree. Names the first bad row.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        verdict = upkeep.verify(store, progress)
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
        "journal_rows": verdict.rows,
        "chains": chains,
    }


def _write_verdict(console: Console, verdict: Verdict) -> None:
    for each in verdict.chains:
        rows = f"{each.name}: {each.last_journal} journal rows, last receipt {each.last_receipt}"
        console.print(f"{rows}, head {each.journal_hash[:16] or '-'}", markup=False)
    for problem in verdict.problems:
        console.print(f"bad  {problem}", style="bold red", markup=False)
    console.print("Not sound." if verdict.problems else "Sound: every row is as it was written.")
