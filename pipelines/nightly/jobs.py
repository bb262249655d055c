"""What the shop does by itself: plain functions with an hour of the day, and a small file on how each last ran."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from models.errors import KassaError, Refused
from models.money import Money
from operations.access.actors import schedule_actor
from operations.installation import upkeep
from operations.installation.anchoring import add_anchors
from operations.installation.backup_place import backup_folder
from operations.installation.configuration import Settings
from operations.progress import Progress
from pipelines.whole_file import write_whole

#: What a job gives: names and numbers, ready for JSON.
Figures = dict[str, object]


class UnknownJob(Refused):
    """There is no job of that name."""

    code = "unknown_job"
    text = "There is no job {name!r}. Nothing was run; choose one of {choices}."

    def __init__(self, name: str) -> None:
        self.name, self.choices = name, ", ".join(JOBS)
        super().__init__()


@dataclass(frozen=True, slots=True)
class Job:
    """Something that runs each day at ``daily`` in the shop's zone, or only on one ``weekday`` (Monday is 0)."""

    name: str
    does: str
    daily: time
    work: Callable[[Settings, datetime, Progress], Figures]
    weekday: int | None = None

    @property
    def cron(self) -> str:
        """The hour as a cron line."""
        day = "*" if self.weekday is None else (self.weekday + 1) % 7  # cron's Sunday is 0
        return f"{self.daily.minute} {self.daily.hour} * * {day}"

    def last_due(self, now: datetime, zone: ZoneInfo) -> datetime:
        """When it was due last, at the instant ``now``."""
        local = now.astimezone(zone)
        back = 0 if self.weekday is None else (local.weekday() - self.weekday) % 7
        due = datetime.combine(local.date() - timedelta(days=back), self.daily, zone)
        if due <= local:
            return due
        earlier = back + (1 if self.weekday is None else 7)
        return datetime.combine(local.date() - timedelta(days=earlier), self.daily, zone)


class RunState(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Run:
    """How a job last ran. ``done_at`` is when it last came to a good end, in this run or an earlier one.

    ``process`` is the system's number of the process that runs it; 0 where it was not stored.
    """

    job: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None = None
    done_at: datetime | None = None
    figures: Mapping[str, object] | None = None
    error: str = ""
    process: int = 0


def run_job(settings: Settings, name: str, progress: Progress) -> Run:
    """Run a job now and save its result; its error is raised again."""
    job = JOBS.get(name)
    if job is None:
        raise UnknownJob(name)
    before = last_run(settings, name)
    run = Run(
        name, RunState.RUNNING, datetime.now(UTC), done_at=before.done_at if before else None, process=os.getpid()
    )
    _save(settings, run)
    try:
        figures = job.work(settings, run.started_at, progress)
    except KeyboardInterrupt:
        _save(settings, replace(run, state=RunState.INTERRUPTED, finished_at=datetime.now(UTC)))
        raise
    except BaseException as error:
        why = str(error) if isinstance(error, KassaError) else type(error).__name__
        _save(settings, replace(run, state=RunState.FAILED, finished_at=datetime.now(UTC), error=why))
        raise
    now = datetime.now(UTC)
    run = replace(run, state=RunState.DONE, finished_at=now, done_at=now, figures=figures)
    _save(settings, run)
    return run


def last_run(settings: Settings, name: str) -> Run | None:
    """How a job last ran, if it did."""
    try:
        stored = json.loads(_file(settings, name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    instants = {
        key: stored[key] and datetime.fromisoformat(stored[key]) for key in ("started_at", "finished_at", "done_at")
    }
    run = Run(**{**stored, **instants, "state": RunState(stored["state"])})
    # A process that is killed in the middle writes nothing more.
    is_cut_off = run.state is RunState.RUNNING and not _is_alive(run.process)
    return replace(run, state=RunState.INTERRUPTED) if is_cut_off else run


def _is_alive(process: int) -> bool:
    if process <= 0 or sys.platform == "win32":  # there, a signal of 0 would end it
        return process > 0
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another account
        return True
    return True


def missed(settings: Settings, names: Iterable[str], zone: ZoneInfo, now: datetime) -> list[str]:
    """The jobs that have not come to a good end since they were last due, such as after a night without power."""
    return [name for name in names if _is_missed(last_run(settings, name), JOBS[name].last_due(now, zone))]


def as_json(value: object) -> object:
    """Numbers, names and their collections as JSON has them; instants and days as ISO 8601, spans in seconds.

    An amount ``cost`` becomes ``cost_minor`` and ``currency``.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return _record_as_json({each.name: getattr(value, each.name) for each in fields(value)})
    if isinstance(value, Mapping):
        return {str(key): as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [as_json(each) for each in value]
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (Decimal, Path)):
        return str(value)
    return value.total_seconds() if isinstance(value, timedelta) else value


def _record_as_json(record: Mapping[str, object]) -> dict[str, object]:
    plain: dict[str, object] = {}
    for name, value in record.items():
        if isinstance(value, Money):
            plain |= {f"{name}_minor": value.minor, "currency": value.currency}
        else:
            plain[name] = as_json(value)
    return plain


def figures_of(record: object) -> Figures:
    """A record as plain names and numbers."""
    plain = as_json(record)
    return plain if isinstance(plain, dict) else {"result": plain}


def _is_missed(last: Run | None, due: datetime) -> bool:
    return last is None or last.done_at is None or last.done_at < due


def _forecast(settings: Settings, at: datetime, progress: Progress) -> Figures:
    from pipelines.nightly.forecast import forecast_demand

    with upkeep.shop_in_use(settings) as store:
        return figures_of(forecast_demand(store, at=at, progress=progress))


def _reorder(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.reorder import reorder

    with upkeep.shop_in_use(settings) as store:
        return figures_of(reorder(store, at=at))


def _orders(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.order_within_limits import order_automatically
    from store.shop import get_shop

    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            zone = ZoneInfo(get_shop(view).zone)
        failed = missed(settings, ("forecast", "reorder"), zone, at)
        return figures_of(order_automatically(store, failed_jobs=failed, at=at))


def _replay(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from models.replenishment.rule_replay import TooLittleHistory
    from pipelines.nightly.demand_history import NothingSold
    from pipelines.nightly.replay_history import replay_history

    with upkeep.shop_in_use(settings) as store:
        try:
            return figures_of(replay_history(store, schedule_actor(store), at=at))
        except (NothingSold, TooLittleHistory) as error:  # a young shop: it is no fault, and next week is early enough
            return {"replayed": False, "why": error.code}


def _shadow(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from models.demand.baseline import SeasonalSmoothing
    from pipelines.nightly.shadow_orders import decide_beside_owner
    from store.shop import get_shop

    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            learner = SeasonalSmoothing() if get_shop(view).is_demo else None  # past weeks, in seconds
        return figures_of(decide_beside_owner(store, schedule_actor(store), at=at, learner=learner))


def _customers(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.publish_customers import publish_customer_figures

    with upkeep.shop_in_use(settings) as store:
        return figures_of(publish_customer_figures(store, schedule_actor(store), at=at))


def _payments(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.nightly_payments import look_after_payments
    from pipelines.nightly.provider_lists import provider_of

    with upkeep.shop_in_use(settings) as store:
        return figures_of(look_after_payments(store, lambda link: provider_of(link, settings.home), at=at))


def _books(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from operations.dispatch.book_queue import queue_missed_days, queue_nightly_exchange
    from operations.dispatch.office_books import close_office_books

    with upkeep.shop_in_use(settings) as store:
        actor = schedule_actor(store)
        closed = close_office_books(store, actor, at=at)
        queued = queue_missed_days(store, actor, at=at)
        queue_nightly_exchange(store, actor, at=at)
    return {"closed": closed.number if closed else None, "sent_late": len(queued)}


def _points(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.end_old_points import end_old_points

    with upkeep.shop_in_use(settings) as store:
        return figures_of(end_old_points(store, at=at))


def _offers(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from pipelines.nightly.give_offers import give_offers

    with upkeep.shop_in_use(settings) as store:
        return figures_of(give_offers(store, at=at))


def _pickups(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from operations.online.end_orders import end_unfetched
    from operations.online.web_shop_rules import web_actor

    with upkeep.shop_in_use(settings) as store:
        return {"ended": end_unfetched(store, web_actor(store), at=at)}


def _members(settings: Settings, at: datetime, _progress: Progress) -> Figures:
    from operations.dispatch.crm_queue import queue_nightly_contacts
    from operations.members.erase_absent import erase_absent_members, months_of_absence

    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            months = months_of_absence(view)
        actor = schedule_actor(store)
        erased = erase_absent_members(store, actor, months, at=at) if months else 0
        queue_nightly_contacts(store, actor, at=at)
    return {"months": months, "erased": erased}


def _backup(settings: Settings, at: datetime, progress: Progress) -> Figures:
    with upkeep.shop_in_use(settings) as store:
        actor = schedule_actor(store)
        with store.view() as view:
            folder = backup_folder(settings, view)
        copy = upkeep.make_backup(store, actor, folder / upkeep.backup_name(upkeep.NIGHTLY, at), progress)
    cleared = upkeep.clear_nightly(folder, actor)
    return {
        "file": str(copy.file),
        "size": copy.size,
        "rows_verified": copy.verdict.rows,
        "anchors": [str(each) for each in add_anchors(settings, copy.verdict, at)],
        "cleared": len(cleared),
    }


def _file(settings: Settings, name: str) -> Path:
    return settings.home / "pipelines" / f"{name}.json"


def _save(settings: Settings, run: Run) -> None:
    write_whole(_file(settings, run.job), json.dumps(as_json(run), ensure_ascii=False, indent=1))


#: In the order in which they run when all are due.
JOBS = {
    job.name: job
    for job in (
        Job("forecast", "predict demand for the coming days", time(2, 30), _forecast),
        Job("backup", "copy the shop, verify the copy, clear old nightly copies", time(3, 30), _backup),
        Job("pickups", "end orders of the web shop that nobody fetched", time(4, 10), _pickups),
        Job("points", "end points of members that are no longer good", time(4, 15), _points),
        Job("members", "erase members of whom nothing was heard for long, if the shop wants it", time(4, 20), _members),
        Job("payments", "compare payments with the provider, book its payouts, note disputes", time(4, 30), _payments),
        Job("books", "close what the office booked, send it and missed days to the bookkeeper", time(4, 40), _books),
        Job("customers", "publish the figures of customers of every four weeks", time(4, 45), _customers, weekday=0),
        Job("replay", "try every way to order on the past weeks, and compare them", time(5, 0), _replay, weekday=0),
        Job("reorder", "propose purchase orders from the newest forecast", time(5, 30), _reorder),
        Job("shadow", "decide orders beside the owner, without sending them", time(5, 40), _shadow),
        Job("orders", "send proposed orders within their limits, hold the others", time(5, 50), _orders),
        Job("offers", "give members their welcome and birthday offers", time(7, 15), _offers),
    )
}
