"""What people do with the queue of shelf labels: print, print again, remove, and take that back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.facts.label import LabelsPrinted, LabelsRemoved, LabelsReturned, PrintedLabel
from models.labels.label_queue import LabelState, NothingToPrint, ShelfLabel, UnknownLabels, due
from operations.access.permissions import check
from operations.unit_of_work import UnitOfWork, unit_of_work
from store import labels, shop
from store.database.engine import Connection, Store


@dataclass(frozen=True, slots=True)
class LabelPrinting:
    """Labels that were printed together; ``batch`` is their common number, by which they can be printed again."""

    batch: int
    labels: tuple[ShelfLabel, ...]


def waiting_labels(view: Connection, location_id: int, day: date) -> list[ShelfLabel]:
    """The labels to print at a location so that its shelves are right on ``day``, by category and name."""
    return due(labels.begun_labels(view, location_id, day, shop.get_shop(view).currency), day)


def print_labels(store: Store, actor: Actor, ids: Sequence[int], *, at: datetime) -> LabelPrinting:
    """Record that labels which wait were printed.

    Raises :class:`NothingToPrint`, or :class:`UnknownLabels` if one was printed, removed or withdrawn meanwhile.
    """
    check(actor, Permission.PRINT_LABELS)
    with unit_of_work(store, actor, at=at) as work:
        batch_labels = _labels(work, ids, {LabelState.WAITING})
        (batch,) = work.take_ids()
        labels.settle_labels(work.tx, batch_labels, LabelState.PRINTED, batch)
        work.record(_printed(batch_labels, batch, again=False))
    return LabelPrinting(batch, tuple(batch_labels))


def print_again(store: Store, actor: Actor, batch: int, *, at: datetime) -> LabelPrinting:
    """Record that a batch is printed once more, as after a paper jam; the queue stays as it is.

    Raises :class:`NothingToPrint` if there is no such batch.
    """
    check(actor, Permission.PRINT_LABELS)
    with unit_of_work(store, actor, at=at) as work:
        batch_labels = labels.labels_of_batch(work.tx, batch, work.station.shop.currency)
        if not batch_labels:
            raise NothingToPrint
        work.record(_printed(batch_labels, batch, again=True))
    return LabelPrinting(batch, tuple(batch_labels))


def remove_labels(store: Store, actor: Actor, ids: Sequence[int], *, at: datetime) -> list[ShelfLabel]:
    """Take labels that nobody needs out of the queue. Raises as :func:`print_labels`."""
    check(actor, Permission.PRINT_LABELS)
    with unit_of_work(store, actor, at=at) as work:
        batch_labels = _labels(work, ids, {LabelState.WAITING})
        labels.settle_labels(work.tx, batch_labels, LabelState.REMOVED, None)
        work.record(LabelsRemoved(batch_labels[0].location_id, tuple(each.id for each in batch_labels)))
    return batch_labels


def return_labels(store: Store, actor: Actor, ids: Sequence[int], *, at: datetime) -> list[ShelfLabel]:
    """Let labels that were printed or removed wait again, but those for which another waits by now.

    Raises as :func:`print_labels`.
    """
    check(actor, Permission.PRINT_LABELS)
    with unit_of_work(store, actor, at=at) as work:
        batch_labels = _not_replaced(work, _labels(work, ids, {LabelState.PRINTED, LabelState.REMOVED}))
        labels.settle_labels(work.tx, batch_labels, LabelState.WAITING, None)
        work.record(LabelsReturned(batch_labels[0].location_id, tuple(each.id for each in batch_labels)))
    return batch_labels


def _labels(work: UnitOfWork, ids: Sequence[int], states: set[LabelState]) -> list[ShelfLabel]:
    distinct = list(dict.fromkeys(ids))
    if not distinct:
        raise NothingToPrint
    batch_labels = [
        each for each in labels.find_labels(work.tx, distinct, work.station.shop.currency) if each.state in states
    ]
    if len(batch_labels) < len(distinct):
        raise UnknownLabels(len(distinct) - len(batch_labels))
    return batch_labels


def _not_replaced(work: UnitOfWork, batch_labels: Sequence[ShelfLabel]) -> list[ShelfLabel]:
    """The labels for which no other of their product waits for the same day."""
    of_products = labels.labels_of(
        work.tx, batch_labels[0].location_id, [each.sku for each in batch_labels], work.station.shop.currency
    )
    waiting = {
        (each.sku, each.holds_from)
        for of_one in of_products.values()
        for each in of_one
        if each.state is LabelState.WAITING
    }
    free = [each for each in batch_labels if (each.sku, each.holds_from) not in waiting]
    if not free:
        raise UnknownLabels(len(batch_labels))
    return free


def _printed(batch_labels: Sequence[ShelfLabel], batch: int, *, again: bool) -> LabelsPrinted:
    printed = tuple(PrintedLabel(each.id, each.sku, each.holds_from, each.text.price.minor) for each in batch_labels)
    return LabelsPrinted(batch_labels[0].location_id, batch, again, printed)
