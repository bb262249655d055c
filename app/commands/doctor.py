"""``kassa doctor``: report whether this shop is fit to sell."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from app.commands.output import ExitCode, Json, answer, paper

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.doctor import Finding

_STYLES = {"ok": "green", "warn": "yellow", "bad": "bold red"}


def doctor(*, as_json: Json = False) -> None:
    """Look whether this shop is fit to sell.

    Looks at the engine, the disk, the clock, the database, its chains and its backups, and prints what to do where
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


def _write_finding(console: Console, finding: Finding) -> None:
    console.print(f"{finding.grade.value:<4}", style=_STYLES[finding.grade.value], end=" ")
    console.print(f"{finding.subject:<14} {finding.state}", markup=False)
    if finding.todo:
        console.print(f"{'':19} -> {finding.todo}", markup=False)
