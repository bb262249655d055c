"""``kassa schedule``: run the nightly jobs by themselves."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import ExitCode, Json, answer, remark, write_facts
from app.commands.run import JobName

if TYPE_CHECKING:
    from rich.console import Console

    from pipelines.scheduler.schedule import Status


def schedule(
    *,
    port: Annotated[
        int, typer.Option(help="Port of Prefect's server; 0 takes any that is free.", metavar="NUMBER")
    ] = 0,
    every: Annotated[
        int | None, typer.Option(help="Run each job every so many seconds, to try it out.", min=1, metavar="SECONDS")
    ] = None,
    job: Annotated[
        list[JobName] | None,
        typer.Option(help="Only this job; may be repeated.", show_default="all", metavar="|".join(JobName)),
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="Print the status of the schedule, and end.")] = False,
    as_json: Json = False,
) -> None:
    """Run the jobs each night by themselves.

    Runs Prefect's server and the runner of our flows until Ctrl-C, and restarts either when it ends. Jobs that were
    missed while the machine was off run at the start. Selling does not depend on any of this.
    """
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import JOBS
    from pipelines.nightly.jobs import as_json as plain
    from pipelines.scheduler.schedule import Plan, read_status, run_schedule, sign_in_file

    settings = load_settings()
    if status:
        found = read_status(settings)
        answer(plain(found), as_json=as_json, write=lambda console: _write_status(console, found))
        return
    names = tuple(each.value for each in job) if job else tuple(JOBS)
    remark(f"The page asks for a sign-in: the line in {sign_in_file(settings)}. Ctrl-C ends the schedule.")
    if run_schedule(settings, Plan(names, port, every), _print_status) is signal.SIGINT:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _print_status(status: Status) -> None:
    children = ", ".join(
        f"{each.name} {'well' if each.healthy else 'starting'}"
        + (f" ({each.restarts} restarts)" if each.restarts else "")
        for each in status.children
    )
    jobs = ", ".join(f"{run.job} {run.state}" for run in status.jobs)
    remark(f"{status.address} · {children}" + (f" · {jobs}" if jobs else ""))


def _write_status(console: Console, status: Status) -> None:
    facts: dict[str, object] = {"schedule": f"runs, {status.address}" if status.runs else "does not run"}
    for child in status.children:
        facts[child.name] = f"{'well' if child.healthy else 'starting'}, process {child.pid}, {child.restarts} restarts"
    for run in status.jobs:
        ended = run.finished_at or run.started_at
        facts[run.job] = f"{run.state}, {ended.astimezone():%Y-%m-%d %H:%M} {run.error}".rstrip()
    write_facts(console, facts)
