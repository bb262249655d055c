"""``kassa run``: do one of the nightly jobs now."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from app.commands.output import Json, answer, bar, write_facts


class JobName(StrEnum):
    """The jobs, by the names that :mod:`pipelines.nightly.jobs` gives them."""

    FORECAST = "forecast"
    BACKUP = "backup"
    PICKUPS = "pickups"
    POINTS = "points"
    MEMBERS = "members"
    PAYMENTS = "payments"
    BOOKS = "books"
    CUSTOMERS = "customers"
    REPLAY = "replay"
    REORDER = "reorder"
    SHADOW = "shadow"
    ORDERS = "orders"
    OFFERS = "offers"


def run(
    job: Annotated[JobName, typer.Argument(help="What to do.", metavar="JOB")],
    *,
    flow: Annotated[bool, typer.Option("--flow", help="As a Prefect flow, which Prefect remembers.")] = False,
    as_json: Json = False,
) -> None:
    """Do now what the schedule does by itself.

    Predicts demand, proposes orders from the newest forecast, sends those that are within their limits, looks
    after payments, tries every way to order on the past, or makes the nightly backup.
    """
    from operations.installation.configuration import load_settings
    from pipelines.nightly.jobs import run_job
    from pipelines.scheduler.schedule import run_as_flow

    settings = load_settings()
    if flow:
        figures = run_as_flow(settings, job.value)
    else:
        with bar() as progress:
            figures = dict(run_job(settings, job.value, progress).figures or {})
    answer(figures, as_json=as_json, write=lambda console: write_facts(console, figures))
