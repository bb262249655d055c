"""A job saves its result; what a night without power missed is known the next morning."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models.money import Money
from operations.installation import upkeep
from operations.installation.configuration import Settings
from operations.progress import no_progress
from pipelines.nightly import jobs
from pipelines.nightly.jobs import JOBS, Run, RunState, UnknownJob, as_json, last_run, missed, run_job
from store.shop import NoShop
from tests.builders import Operator, small_shop

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, store_url=sqlite_url)
    with upkeep.shop_in_use(made, make=True) as store:
        operator = Operator(small_shop(store))
        operator.scan("MILK")
        operator.pay_cash()
    return made


def test_the_nightly_backup_is_a_job_like_any_other(settings: Settings) -> None:
    run = run_job(settings, "backup", no_progress)
    assert run.state is RunState.DONE
    assert run.figures is not None
    assert Path(str(run.figures["file"])).is_file()
    assert run.figures["rows_verified"] == 11  # two of the till, seven of the office, and the key of each
    assert last_run(settings, "backup") == run


def test_a_job_that_fails_says_why_and_forgets_no_earlier_success(settings: Settings, tmp_path: Path) -> None:
    done = run_job(settings, "backup", no_progress)
    (tmp_path / "shop.db").unlink()
    with pytest.raises(NoShop):
        run_job(settings, "backup", no_progress)
    failed = last_run(settings, "backup")
    assert failed is not None
    assert (failed.state, failed.done_at) == (RunState.FAILED, done.done_at)
    assert "There is no shop" in failed.error


@pytest.mark.parametrize(
    ("process", "state"), [(os.getpid(), RunState.RUNNING), (0, RunState.INTERRUPTED)], ids=["this one", "gone"]
)
def test_a_run_whose_process_is_gone_was_interrupted(settings: Settings, process: int, state: RunState) -> None:
    """Killed in the middle it can write nothing more; the status must not say for ever that it runs."""
    run = Run("backup", RunState.RUNNING, datetime(2026, 11, 23, 2, 30, tzinfo=UTC), process=process)
    save(settings, run)
    found = last_run(settings, "backup")
    assert found is not None
    assert found.state is state


def test_a_run_that_was_killed_was_interrupted(settings: Settings) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        run = Run("backup", RunState.RUNNING, datetime(2026, 11, 23, 2, 30, tzinfo=UTC), process=process.pid)
        save(settings, run)
        assert last_run(settings, "backup") == run
        process.kill()
    found = last_run(settings, "backup")
    assert found is not None
    assert found.state is RunState.INTERRUPTED


def test_a_job_that_never_ran_has_no_run(settings: Settings) -> None:
    assert last_run(settings, "reorder") is None


def test_an_unknown_job_is_refused(settings: Settings) -> None:
    with pytest.raises(UnknownJob):
        run_job(settings, "tidy", no_progress)


def save_run(settings: Settings, done_at: datetime) -> None:
    save(settings, Run("backup", RunState.DONE, done_at, done_at, done_at, {}, ""))


def save(settings: Settings, run: Run) -> None:
    (settings.home / "pipelines").mkdir(exist_ok=True)
    (settings.home / "pipelines" / "backup.json").write_text(json.dumps(as_json(run)))


@pytest.mark.parametrize(
    ("done_at", "now", "is_missed"),
    [
        # The backup is due at 03:30 in Stockholm, 02:30 UTC in winter.
        ("2026-11-23T02:31", "2026-11-23T09:00", False),
        ("2026-11-22T02:31", "2026-11-23T02:29", False),
        ("2026-11-22T02:31", "2026-11-23T02:30", True),
        ("2026-11-22T02:31", "2026-11-23T09:00", True),
        ("2026-11-01T02:31", "2026-11-23T01:00", True),
        # In summer it is due at 01:30 UTC; on 2026-10-25 the clock goes back in the night.
        ("2026-10-24T01:31", "2026-10-25T02:29", False),
        ("2026-10-24T01:31", "2026-10-25T02:31", True),
        # On 2026-03-29 the clock goes forward.
        ("2026-03-28T02:31", "2026-03-29T01:29", False),
        ("2026-03-28T02:31", "2026-03-29T01:31", True),
    ],
)
def test_a_job_is_missed_once_its_hour_has_passed_without_it(
    done_at: str, now: str, is_missed: object, settings: Settings
) -> None:
    save_run(settings, datetime.fromisoformat(done_at).replace(tzinfo=UTC))
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert missed(settings, ["backup"], STOCKHOLM, at) == (["backup"] if is_missed else [])


def test_a_weekly_job_is_missed_once_its_day_has_passed_without_it() -> None:
    monday, sunday = JOBS["replay"], replace(JOBS["replay"], weekday=6)
    assert (monday.cron, sunday.cron) == ("0 5 * * 1", "0 5 * * 0")
    for now, due in (("2026-11-23T03:59", 16), ("2026-11-23T04:00", 23), ("2026-11-29T22:00", 23)):
        at = datetime.fromisoformat(now).replace(tzinfo=UTC)
        assert monday.last_due(at, STOCKHOLM) == datetime(2026, 11, due, 4, 0, tzinfo=UTC)


def test_what_never_ran_is_missed_in_the_order_of_the_night(settings: Settings) -> None:
    assert missed(settings, JOBS, STOCKHOLM, datetime.now(UTC)) == [
        "forecast",
        "backup",
        "pickups",
        "points",
        "members",
        "payments",
        "books",
        "customers",
        "replay",
        "reorder",
        "shadow",
        "orders",
        "offers",
    ]
    assert [job.cron for job in JOBS.values()] == [
        *("30 2 * * *", "30 3 * * *", "10 4 * * *", "15 4 * * *", "20 4 * * *", "30 4 * * *", "40 4 * * *"),
        *("45 4 * * 1", "0 5 * * 1", "30 5 * * *", "40 5 * * *", "50 5 * * *", "15 7 * * *"),
    ]


def test_figures_become_plain_json() -> None:
    @dataclass(frozen=True, slots=True)
    class Figures:
        day: date
        units: Decimal
        names: tuple[str, ...]
        every: dict[int, Path]
        cost: Money

    written = as_json(Figures(date(2026, 11, 23), Decimal("1.500"), ("a", "b"), {1: Path("/x")}, Money(1990, "SEK")))
    plain = {"day": "2026-11-23", "units": "1.500", "names": ["a", "b"], "every": {"1": "/x"}}
    assert written == {**plain, "cost_minor": 1990, "currency": "SEK"}
    assert as_json(timedelta(seconds=90)) == 90.0


def test_every_job_is_a_flow_of_the_schedule() -> None:
    """Read as text: Prefect takes seconds to load."""
    source = (Path(jobs.__file__).parents[1] / "scheduler" / "flows.py").read_text(encoding="utf-8")
    assert re.findall(r"^@flow\(name=\"(\w+)\"", source, re.MULTILINE) == list(JOBS)
    flows = source.partition("for each in (")[2].partition(")")[0]
    assert re.findall(r"\w+", flows) == list(JOBS)
