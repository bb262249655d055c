"""``kassa doctor``: report whether this shop is fit to sell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import typer

from app.commands.output import ExitCode, Json, answer, paper
from models.errors import KassaError

if TYPE_CHECKING:
    from rich.console import Console

    from operations.installation.configuration import Settings
    from operations.installation.doctor import Finding

_STYLES = {"ok": "green", "warn": "yellow", "bad": "bold red"}


def doctor(*, as_json: Json = False) -> None:
    """Look whether this shop is fit to sell.

    Looks at the engine, the disk, the clock, the database, its chains, its backups and the payment terminals of the
    tills, and prints what to do where something is not as it should be. Changes nothing.
    """
    from operations.installation.configuration import load_settings
    from operations.installation.doctor import Grade, examine

    console, findings, settings = paper(), [], load_settings()
    for finding in chain(
        examine(settings, at=datetime.now(UTC)), _terminals(settings), _books(settings), _crm(settings)
    ):
        findings.append(finding)
        if not as_json:
            _write_finding(console, finding)
    fit = all(each.grade is not Grade.BAD for each in findings)
    facts = {"fit": fit, "findings": [asdict(each) for each in findings]}
    verdict = "Fit to sell." if fit else "Not fit to sell: mend what is bad first."
    answer(facts, as_json=as_json, write=lambda _: console.print(verdict))
    raise typer.Exit(ExitCode.OK if fit else ExitCode.REFUSED)


def _terminals(settings: Settings) -> Iterator[Finding]:
    """What the tills' payment terminals answer. A store that cannot be read has a finding of its own already."""
    from app.counter.terminal_links import check_terminals, check_waiting
    from operations.installation.doctor import SERVER_PATIENCE_S
    from store.database.engine import Store
    from store.upkeep.diagnosis import quick_look

    file = Store(settings.store_url).file
    if file is not None and not file.exists():
        return
    with suppress(KassaError), quick_look(settings.store_url, patience_s=SERVER_PATIENCE_S) as view:
        yield from check_terminals(view, settings.home)
        yield from check_waiting(view, datetime.now(UTC))


def _books(settings: Settings) -> Iterator[Finding]:
    """What the bookkeeping program on the network answers, if the shop has one."""
    from app.counter.book_connection import connected_company
    from operations.dispatch.book_queue import NoBookSystem
    from operations.installation.doctor import Finding, Grade
    from store.database.engine import Store

    store = Store(settings.store_url)
    if store.file is not None and not store.file.exists():
        return
    try:
        company = connected_company(store)
    except NoBookSystem:
        return
    except KassaError as error:
        todo = "Look at the page Bookkeeping program; what waits is sent when it answers."
        yield Finding("bookkeeping", Grade.WARN, error.code, todo)
    else:
        yield Finding("bookkeeping", Grade.OK, f"the program answers: {company}")
    finally:
        store.close()


def _crm(settings: Settings) -> Iterator[Finding]:
    """Whether the CRM on the network answers, if the shop has one."""
    from app.counter.crm_connection import try_crm
    from operations.dispatch.crm_queue import NoCrm
    from operations.installation.doctor import Finding, Grade
    from store.database.engine import Store

    store = Store(settings.store_url)
    if store.file is not None and not store.file.exists():
        return
    try:
        try_crm(store)
    except NoCrm:
        return
    except KassaError as error:
        todo = "Look at the page CRM; what waits is sent when it answers."
        yield Finding("crm", Grade.WARN, error.code, todo)
    else:
        yield Finding("crm", Grade.OK, "the CRM answers")
    finally:
        store.close()


def _write_finding(console: Console, finding: Finding) -> None:
    console.print(f"{finding.grade.value:<4}", style=_STYLES[finding.grade.value], end=" ")
    console.print(f"{finding.subject:<14} {finding.state}", markup=False)
    if finding.todo:
        console.print(f"{'':19} -> {finding.todo}", markup=False)
