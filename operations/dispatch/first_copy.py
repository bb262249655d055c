"""The one copy that the law allows of a receipt, on paper or by e-mail."""

from __future__ import annotations

from models.selling.receipt import compose_receipt, copy_of
from models.selling.sale import Sale
from operations.unit_of_work import UnitOfWork
from store import delivery
from store.database.engine import Store
from store.selling import sales


def copies_so_far(store: Store, device_id: int, sale_id: int) -> tuple[int, int]:
    """The last row of a till's journal about a copy, and how many copies of the sale it knows of."""
    with store.view() as view:
        return delivery.copies_of(view, device_id, sale_id)


def check_first_copy(work: UnitOfWork, sale_id: int, earlier: tuple[int, int]) -> Sale:
    """The sale, if its till may copy it now; ``earlier`` is what :func:`copies_so_far` returned.

    Raises :class:`sales.UnknownSale`, :class:`models.selling.receipt.ReceiptCopiedBefore`.
    """
    last_row, copies = earlier
    sale, station = sales.get_sale(work.tx, sale_id), work.station
    if sale.origin.device_id != work.actor.device_id:
        raise sales.UnknownSale(sale_id)
    copies += delivery.copies_of(work.tx, work.actor.device_id, sale_id, after=last_row)[1]
    copy_of(compose_receipt(sale, station.shop, station.location, station.device), copies_before=copies)
    return sale
