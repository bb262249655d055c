"""Closed days that a bookkeeping program on the network has not got: they are sent to it as well."""

from __future__ import annotations

from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.errors import Refused
from models.shop_settings import BOOKS_SINCE, BOOKS_SYSTEM
from operations.access.permissions import check
from operations.dispatch.day_documents import BOOK_SYSTEMS, ERP_SYSTEMS, queue_document
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.cash import z_reports
from store.cash.office_closings import closings_between
from store.database.engine import Connection, Store
from store.setting_rows import get_value


class NoBookSystem(Refused):
    """The settings name no bookkeeping program on the network."""

    code = "no_book_system"
    text = (
        "The shop has no bookkeeping program on the network. Nothing was sent; connect one on the page Bookkeeping "
        "program."
    )


class NoErp(Refused):
    """The program of the settings has no goods and no orders."""

    code = "no_erp"
    text = (
        "The shop is connected to no program that has goods and orders. Nothing was exchanged; connect Tryton on the "
        "page Bookkeeping program."
    )


def book_system(view: Connection) -> str:
    """The name of the bookkeeping program of the settings; empty if there is none."""
    system = get_value(view, BOOKS_SYSTEM)
    return system if system in BOOK_SYSTEMS else ""


def reports_not_queued(view: Connection, system: str, first: date) -> list[int]:
    """The ids of the Z reports and closings from a business day on of which no document for the program exists."""
    queued = {each.subject_id for each in dispatch.dispatches_of_kind(view, BOOK_SYSTEMS[system])}
    ids = [each.id for each in z_reports.reports_between(view, first, date.max)]
    ids += [each.closing for each in closings_between(view, first, date.max)]
    return [each for each in ids if each not in queued]


def queue_closed_days(store: Store, actor: Actor, first: date | None = None, *, at: datetime) -> list[Dispatch]:
    """Send each closed day from ``first`` on that the program has not got; without ``first`` from that of the settings.

    Raises :class:`NoBookSystem`.
    """
    check(actor, Permission.SEND_DOCUMENTS)
    with unit_of_work(store, actor, at=at) as work:
        if not book_system(work.tx):
            raise NoBookSystem
        return _queue(work, first)


def queue_missed_days(store: Store, actor: Actor, *, at: datetime) -> list[Dispatch]:
    """As :func:`queue_closed_days`, by the clock; nothing where the settings name no program."""
    check(actor, Permission.CLOSE_OFFICE_BOOKS)
    with unit_of_work(store, actor, at=at) as work:
        return _queue(work, None) if book_system(work.tx) else []


def queue_exchange(store: Store, actor: Actor, *, at: datetime) -> Dispatch | None:
    """Exchange goods, orders and deliveries with the ERP after the work; ``None`` where an exchange waits already.

    Raises :class:`NoErp` where the program of the settings is none.
    """
    check(actor, Permission.SEND_DOCUMENTS)
    with unit_of_work(store, actor, at=at) as work:
        if book_system(work.tx) not in ERP_SYSTEMS:
            raise NoErp
        return _exchange(work)


def queue_nightly_exchange(store: Store, actor: Actor, *, at: datetime) -> Dispatch | None:
    """As :func:`queue_exchange`, by the clock; nothing where the program of the settings is no ERP."""
    check(actor, Permission.CLOSE_OFFICE_BOOKS)
    with unit_of_work(store, actor, at=at) as work:
        return _exchange(work) if book_system(work.tx) in ERP_SYSTEMS else None


def _exchange(work: UnitOfWork) -> Dispatch | None:
    """One exchange has all that is new, so a second one that waits would find nothing to do."""
    if dispatch.has_waiting(work.tx, {DispatchKind.ERP_EXCHANGE}, 0):
        return None
    return queue_document(work, DispatchKind.ERP_EXCHANGE, 0, book_system(work.tx))


def _queue(work: UnitOfWork, first: date | None) -> list[Dispatch]:
    system, since = book_system(work.tx), get_value(work.tx, BOOKS_SINCE)
    begin = first or (date.fromisoformat(since) if since else None)
    missing = [] if begin is None else reports_not_queued(work.tx, system, begin)
    return [queue_document(work, BOOK_SYSTEMS[system], each, system) for each in missing]
