"""From labels of the queue to a PDF, for the page and the command line alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from integrations.label_sheets.sheets import SheetOrder, label_sheets
from models.labels.label_queue import NothingToPrint, ShelfLabel
from models.shop import Location
from store import labels, shop
from store.database.engine import Connection, Store


def location_of(view: Connection, number: int | None) -> int:
    """The location whose shelves are labelled: the one asked for, else the first that has a till."""
    shelves = labels.locations_with_shelves(view)
    return number if number is not None else next(iter(shelves), shop.all_locations(view)[0].id)


def places_with_shelves(view: Connection) -> list[Location]:
    """The locations that need labels, by number."""
    shelves = labels.locations_with_shelves(view)
    return [each for each in shop.all_locations(view) if each.id in shelves]


def set_sheets(queue: Sequence[ShelfLabel], order: SheetOrder, day: date) -> bytes:
    """The PDF of some labels; raises :class:`NothingToPrint` or :class:`models.labels.label_paper.WrongStart`."""
    if not queue:
        raise NothingToPrint
    return label_sheets([each.text for each in queue], order, day)


@contextmanager
def write_sheets(
    store: Store,
    out: Path,
    queue: Sequence[ShelfLabel],
    order: SheetOrder,
    *,
    at: datetime,
    on: date | None = None,
) -> Iterator[None]:
    """Write the PDF of some labels, and remove it again if what is done with it fails."""
    with store.view() as view:
        day = on or shop.get_shop(view).business_day(at)
    out.write_bytes(set_sheets(queue, order, day))
    try:
        yield
    except BaseException:
        out.unlink()
        raise
