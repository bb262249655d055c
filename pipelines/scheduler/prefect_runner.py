"""A child process of ``kassa schedule``: starts our flows when they are due, each in a process of its own."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from prefect import get_client
from prefect.client.schemas import StateType
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.runner import Runner
from prefect.schedules import Cron, Interval
from prefect.types.entrypoint import EntrypointType

from operations.installation.configuration import load_settings
from pipelines.child_processes import end_with_parent, wait_for_server
from pipelines.nightly.jobs import JOBS, missed
from pipelines.scheduler.flows import FLOWS

UNFINISHED = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


async def serve(names: Sequence[str], zone: str, every_s: int | None) -> None:
    """Run the jobs, each at its hour in ``zone``, or every so many seconds to try it out."""
    # One at a time: the shop's computer has selling to do. Schedules stay on when this process ends.
    runner = Runner(name="kassa", limit=1, pause_on_shutdown=False)
    served = {}
    for name in names:
        deployment = await FLOWS[name].ato_deployment(
            name,
            schedule=Interval(timedelta(seconds=every_s)) if every_s else Cron(JOBS[name].cron, timezone=zone),
            entrypoint_type=EntrypointType.MODULE_PATH,
        )
        served[name] = await runner.aadd_deployment(deployment)
    await _drop_unfinished(served)
    if not every_s:
        await _start_missed(served, missed(load_settings(), names, ZoneInfo(zone), datetime.now(UTC)))
    await runner.start()


async def _drop_unfinished(served: Mapping[str, UUID]) -> None:
    """Forget what an earlier runner left behind: nobody works on it, and a week of late runs would all start now."""
    wanted = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=list(served.values())),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=UNFINISHED)),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": datetime.now(UTC)}),
    )
    async with get_client() as client:
        while runs := await client.read_flow_runs(flow_run_filter=wanted):
            for run in runs:
                await client.delete_flow_run(run.id)


async def _start_missed(served: Mapping[str, UUID], names: Sequence[str]) -> None:
    async with get_client() as client:
        for name in names:
            await client.create_flow_run_from_deployment(served[name], name=f"missed-{name}")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--zone", required=True)
    parser.add_argument("--every", type=int)
    parser.add_argument("--job", action="append", dest="jobs", choices=list(JOBS), required=True)
    arguments = parser.parse_args()
    end_with_parent()
    wait_for_server(arguments.port)
    # Interrupted, Prefect's runner winds up in order; its own handling of SIGTERM leaves half of that undone.
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(arguments.jobs, arguments.zone, arguments.every))


if __name__ == "__main__":
    main()
