"""What somebody looks at before a till sells in the morning, in the order in which they would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.counter.terminal_links import check_terminals
from operations.installation.configuration import Settings
from operations.installation.doctor import Finding, Grade, check_backups, check_clock, check_deliveries
from store import shop
from store.cash import sessions, z_reports
from store.database.engine import Connection
from store.selling import sales


@dataclass(frozen=True, slots=True)
class MorningItem:
    """One thing to look at: the finding for a command, and for a till which ``trouble`` it has with its ``values``.

    ``trouble`` is empty where all is well.
    """

    finding: Finding
    trouble: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)


def morning_check(view: Connection, settings: Settings, till_id: int, *, at: datetime) -> Iterator[MorningItem]:
    """One item for each thing, or several where more than one is wrong; nothing is changed or opened.

    Raises :class:`store.shop.UnknownDevice`.
    """
    station = shop.get_station(view, till_id)
    yield _last_day(view, till_id, at)
    yield _float(view, till_id, at)
    yield from _printer(view, station.device.name, at)
    yield from _terminal(view, settings, till_id)
    yield _item(check_clock(at), "clock")
    yield _item(check_backups(settings, at=at), "backup")


def _item(finding: Finding, trouble: str) -> MorningItem:
    return MorningItem(finding, "" if finding.grade is Grade.OK else trouble)


def _last_day(view: Connection, till_id: int, at: datetime) -> MorningItem:
    """Whether every receipt of earlier days is in a Z report."""
    count = z_reports.open_receipts(view).get(till_id, 0)
    last = z_reports.last_report(view, till_id)
    first = sales.find_receipt(view, till_id, last.receipts_up_to + 1 if last else 1) if count else None
    if first is None or first.origin.business_day >= shop.get_shop(view).business_day(at):
        return MorningItem(Finding("day", Grade.OK, "every receipt of earlier days is in a Z report"))
    state = f"receipts from {first.origin.business_day} on are in no Z report: {count}"
    todo = "Count the drawer and close the day before you sell: F11 at the till."
    values: dict[str, str | int] = {"day": first.origin.business_day.isoformat(), "count": count}
    return MorningItem(Finding("day", Grade.WARN, state, todo), "day", values)


def _float(view: Connection, till_id: int, at: datetime) -> MorningItem:
    """Whether the drawer has the float of today."""
    company, opened = shop.get_shop(view), sessions.open_sessions(view, till_id)
    if not opened:
        finding = Finding("float", Grade.WARN, "none is registered", "Register the float: F11 at the till.")
        return MorningItem(finding, "float")
    oldest = min(company.business_day(each.opened_at) for each in opened)
    if oldest < company.business_day(at):
        state = f"that of {oldest}: the drawer was not counted since"
        finding = Finding("float", Grade.WARN, state, "Count the drawer and close the day: F11 at the till.")
        return MorningItem(finding, "old_float", {"day": oldest.isoformat()})
    return MorningItem(Finding("float", Grade.OK, "registered today"))


def _printer(view: Connection, till_name: str, at: datetime) -> Iterator[MorningItem]:
    """What the devices of the till could not deliver."""
    of_till = [each for each in check_deliveries(view, at) if f" of {till_name}" in each.state]
    wrong = [_item(each, "devices") for each in of_till if each.grade is not Grade.OK]
    yield from wrong or [MorningItem(Finding("devices", Grade.OK, "nothing waits for the printer or the drawer"))]


def _terminal(view: Connection, settings: Settings, till_id: int) -> Iterator[MorningItem]:
    """What the payment terminal of the till answers."""
    findings = [each for each in check_terminals(view, settings.home) if each.subject == f"terminal {till_id}"]
    yield from [_item(each, "terminal") for each in findings] or [
        MorningItem(Finding("terminal", Grade.OK, "the till has none"))
    ]
