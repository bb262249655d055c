"""The commands that look after the data: ``doctor``, ``verify``, ``backup``, ``restore``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import ExitCode, Json, answer, bar, paper, write_facts

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.doctor import Finding
    from operations.installation.upkeep import Verdict

_STYLES = {"ok": "green", "warn": "yellow", "bad": "bold red"}


def doctor(*, as_json: Json = False) -> None:
    """Look whether this shop is fit to sell.

    Looks at the engine, the disk, the clock, the database, its chains and its backups, and says what to do where
    something is not as it should be. Changes nothing.
    """
    from operations.installation.configuration import load_settings
    from operations.installation.doctor import Grade, examine

    console, findings = paper(), []
    for finding in examine(load_settings(), at=datetime.now(UTC)):
        findings.append(finding)
        if not as_json:
            _write_finding(console, finding)
    fit = all(each.grade is not Grade.BAD for each in findings)
    facts = {"fit": fit, "findings": [asdict(each) for each in findings]}
    verdict = "Fit to sell." if fit else "Not fit to sell: mend what is bad first."
    answer(facts, as_json=as_json, write=lambda _: console.print(verdict))
    raise typer.Exit(ExitCode.OK if fit else ExitCode.REFUSED)


def verify(*, as_json: Json = False) -> None:
    """Check every row that was ever written.

    Checks the file, the chains of the journal, and that sales, stock and books tell the same. Names the first bad row.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store, bar() as progress:
        verdict = upkeep.verify(store, progress)
    answer(_verdict_facts(verdict), as_json=as_json, write=lambda console: _write_verdict(console, verdict))
    raise typer.Exit(ExitCode.BROKEN if verdict.problems else ExitCode.OK)


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
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings = load_settings()
    file = file or settings.backups / upkeep.backup_name(upkeep.BY_HAND, datetime.now(UTC))
    with upkeep.shop_in_use(settings) as store, bar() as progress:
        copy = upkeep.make_backup(store, file.absolute(), progress)
    facts = {"file": str(copy.file), "bytes": copy.size, "journal_rows_verified": copy.verdict.rows}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    older: Annotated[bool, typer.Option("--older", help="Go back even if the shop has sold since.")] = False,
    as_json: Json = False,
) -> None:
    """Make the shop what it was at a backup.

    The backup is verified first, and the shop that it replaces is kept beside it. Kassa must not run meanwhile.
    """
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with bar() as progress:
        restored = upkeep.restore_backup(load_settings(), file.absolute(), progress, at=datetime.now(UTC), older=older)
    facts = {"restored": str(restored.file), "replaced_is_kept_as": restored.aside, **_verdict_facts(restored.verdict)}
    words = {name: facts[name] for name in ("restored", "replaced_is_kept_as", "journal_rows")}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, words))


def _verdict_facts(verdict: Verdict) -> dict[str, object]:
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


def _write_finding(console: Console, finding: Finding) -> None:
    console.print(f"{finding.grade.value:<4}", style=_STYLES[finding.grade.value], end=" ")
    console.print(f"{finding.subject:<14} {finding.told}", markup=False)
    if finding.todo:
        console.print(f"{'':19} -> {finding.todo}", markup=False)
