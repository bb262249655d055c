"""The documents of a closed day on their way to the bookkeeper: by themselves after each close, and when asked for."""

from __future__ import annotations

from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.dispatch.sending_rules import Dispatch, DispatchKind
from models.errors import Refused
from models.ledger.day_voucher import NothingClosed
from models.shop_settings import BOOKS_FOLDER, BOOKS_MAIL, BOOKS_SYSTEM
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import dispatch
from store.cash import z_reports
from store.cash.office_closings import closings_between
from store.database.engine import Store
from store.setting_rows import get_value

_PLACES = {DispatchKind.DAY_FOLDER: BOOKS_FOLDER, DispatchKind.DAY_MAIL: BOOKS_MAIL}
#: The bookkeeping programs on the network, by their names in the settings, and as people write them.
BOOK_SYSTEMS = {
    "fortnox": DispatchKind.DAY_FORTNOX,
    "xero": DispatchKind.DAY_XERO,
    "tryton": DispatchKind.DAY_TRYTON,
}
SYSTEM_NAMES = {"fortnox": "Fortnox", "xero": "Xero", "tryton": "Tryton", "hubspot": "HubSpot"}
#: The programs that have goods and orders too.
ERP_SYSTEMS = ("tryton",)


class NoPlaceForBooks(Refused):
    """The documents of a day should go out, and the settings name neither a folder nor an address for them."""

    code = "no_place_for_books"
    text = (
        "The settings name neither a folder nor an e-mail address for the bookkeeping. Nothing was sent; set "
        "books.folder or books.mail_to."
    )


def queue_documents(work: UnitOfWork, report_id: int) -> list[Dispatch]:
    """Send the documents of a Z report, or of a closing of the office, to the places of the settings after the work."""
    places = {kind: get_value(work.tx, name) for kind, name in _PLACES.items()}
    chosen = [(kind, place) for kind, place in places.items() if place]
    system = get_value(work.tx, BOOKS_SYSTEM)
    if system in BOOK_SYSTEMS:
        chosen.append((BOOK_SYSTEMS[system], system))
    return [queue_document(work, kind, report_id, place) for kind, place in chosen]


def queue_document(work: UnitOfWork, kind: DispatchKind, report_id: int, place: str) -> Dispatch:
    """Send one document of a Z report, or of a closing of the office, to one place after the work."""
    (dispatch_id,) = work.take_ids()
    label = mask_address(place) if kind is DispatchKind.DAY_MAIL else SYSTEM_NAMES.get(place, place)
    queued = Dispatch(dispatch_id, kind, report_id, place, label, work.at)
    dispatch.add_dispatch(work.tx, queued)
    return queued


def send_day(store: Store, actor: Actor, day: date, *, at: datetime) -> list[Dispatch]:
    """Send the documents of each Z report of a business day again, and of what the office closed on it.

    Raises :class:`NoPlaceForBooks` or :class:`models.ledger.day_voucher.NothingClosed`.
    """
    check(actor, Permission.SEND_DOCUMENTS)
    with unit_of_work(store, actor, at=at) as work:
        ids = [each.id for each in z_reports.reports_between(work.tx, day, day)]
        ids += [each.closing for each in closings_between(work.tx, day, day)]
        if not ids:
            raise NothingClosed(day.isoformat())
        queued = [each for report_id in ids for each in queue_documents(work, report_id)]
    if not queued:
        raise NoPlaceForBooks
    return queued
