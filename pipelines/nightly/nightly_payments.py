"""Each night: the payments of the last days against the provider's list, its payouts into the books, and disputes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from operations.access.actors import schedule_actor
from operations.selling.note_disputes import note_disputes
from pipelines.nightly.import_payouts import ask_providers, book_payouts
from pipelines.nightly.provider_lists import ProviderLists
from pipelines.nightly.reconcile_payments import reconcile_day, store_reconciliation
from store import shop
from store.database.engine import Store

#: Days before today that are compared: an answer may come late, and a night without power is made up for.
DAYS_BACK = 3
#: Payouts that were made so long ago are asked for: a holiday delays them.
PAYOUT_TIME = timedelta(days=30)
#: Disputes that began so long ago are asked for: a bank may take months to decide.
DISPUTE_TIME = timedelta(days=270)


@dataclass(frozen=True, slots=True)
class PaymentsNight:
    """What a night found.

    Days compared, payments that agree and differ, payouts booked, disputes new or changed, and what went wrong.
    """

    days: tuple[date, ...]
    agree: int
    differ: int
    payouts_booked: int
    disputes_changed: int
    problems: tuple[str, ...]
    unreachable: tuple[str, ...]


def look_after_payments(store: Store, provider: Callable[[str], ProviderLists], *, at: datetime) -> PaymentsNight:
    """Compare the last days, store their reports, and book what the providers paid out."""
    actor = schedule_actor(store)
    with store.view() as view:
        today = at.astimezone(ZoneInfo(shop.get_shop(view).zone)).date()
    days = tuple(today - timedelta(days=number) for number in range(DAYS_BACK, 0, -1))
    compared = [reconcile_day(store, lambda link, *times: provider(link).payments(*times), day, at=at) for day in days]
    for each in compared:
        store_reconciliation(store, actor, each, at=at)
    payouts, silent = ask_providers(store, lambda link, *times: provider(link).payouts(*times), at - PAYOUT_TIME, at)
    booked = book_payouts(store, actor, payouts, at=at)
    disputes, quiet = ask_providers(store, lambda link, *times: provider(link).disputes(*times), at - DISPUTE_TIME, at)
    return PaymentsNight(
        days=days,
        agree=sum(each.agree for each in compared),
        differ=sum(len(each.differences) for each in compared),
        payouts_booked=len(booked.booked),
        disputes_changed=len(note_disputes(store, actor, disputes, at=at)),
        problems=tuple(booked.problems.values()),
        unreachable=tuple(sorted({*silent, *quiet, *(link for each in compared for link in each.unreachable)})),
    )
