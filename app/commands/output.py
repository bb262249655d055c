"""How the command line answers: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated

import typer

from models.card_data import hide_card_data
from models.errors import Broken, KassaError, Refused, Unavailable
from operations.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console

#: The option of every command that prints a result.
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and nothing else on standard output.")]


class ExitCode(IntEnum):
    """How a command ended, for scripts."""

    OK = 0
    REFUSED = 1
    USAGE = 2
    UNAVAILABLE = 3
    BROKEN = 4
    INTERRUPTED = 130


_KINDS = ((Refused, ExitCode.REFUSED), (Unavailable, ExitCode.UNAVAILABLE), (Broken, ExitCode.BROKEN))


def exit_code_of(error: KassaError) -> ExitCode:
    """What an error means for a script."""
    return next((code for kind, code in _KINDS if isinstance(error, kind)), ExitCode.BROKEN)


def paper() -> Console:
    """Where results go; a line is as long as it needs to be."""
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True)


def margin() -> Console:
    """Where progress and remarks go."""
    from rich.console import Console

    return Console(stderr=True, highlight=False)


def answer(facts: object, *, as_json: bool, write: Callable[[Console], None]) -> None:
    """Print a result: as JSON, or as ``write`` words it."""
    if as_json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
    else:
        write(paper())


def remark(text: str) -> None:
    """Print a message beside the result, on standard error."""
    margin().print(text, soft_wrap=True, markup=False)


def tell_error(code: str, message: str, *, as_json: bool) -> None:
    """Print an error: on standard error, and with ``--json`` also as JSON."""
    message = hide_card_data(message)
    if as_json:
        answer({"error": {"code": code, "message": message}}, as_json=True, write=lambda _: None)
    margin().print(f"{message} ({code})", soft_wrap=True, markup=False, style="bold red")


@contextmanager
def bar() -> Iterator[Progress]:
    """A bar with the time left for each stage of long work, drawn on standard error if that is a terminal."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TaskID,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=margin(), transient=True) as drawn:
        tasks: dict[str, TaskID] = {}

        def report_progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = drawn.add_task(stage, total=total)
            drawn.update(tasks[stage], completed=done, total=total)

        yield report_progress


def write_facts(console: Console, facts: Mapping[str, object]) -> None:
    """One line for each fact that has a value; amounts in their currency."""
    from models.money import Money

    shown = {name: value for name, value in facts.items() if value not in (None, "", []) and name != "currency"}
    width = max(map(len, shown), default=0)
    for name, value in shown.items():
        if name.endswith("_minor") and isinstance(value, int):
            amount = Money(value, str(facts["currency"]))
            console.print(f"{name.removesuffix('_minor'):<{width}}  {amount} {amount.currency}", markup=False)
        else:
            console.print(f"{name.replace('_', ' '):<{width}}  {value}", markup=False)
