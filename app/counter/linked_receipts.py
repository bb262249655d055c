"""The documents that belong to a receipt: what it takes back, what took it back, what was bought in exchange."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.selling.sale import Sale
from models.selling.settlement import TenderKind
from store.database.engine import Connection
from store.selling import sales


class ReceiptLink(StrEnum):
    """How another document belongs to a receipt."""

    TAKES_BACK = "takes_back"
    TAKEN_BACK_BY = "taken_back_by"
    IN_EXCHANGE = "in_exchange"
    PAID_ANEW = "paid_anew"
    """The pair of a corrected means of payment: the return receipt, and the new receipt of the same goods."""


@dataclass(frozen=True, slots=True)
class LinkedReceipt:
    """Another document, and how it belongs to the receipt."""

    link: ReceiptLink
    sale: Sale


def linked_receipts(view: Connection, sale: Sale) -> list[LinkedReceipt]:
    """Every document that belongs to a receipt, each once."""
    linked = [LinkedReceipt(ReceiptLink.TAKEN_BACK_BY, each) for each in sales.refunds_of(view, sale.id)]
    bought = None if sale.refers_to is None else sales.find_sale(view, sale.refers_to)
    if bought is not None:
        linked.insert(0, LinkedReceipt(ReceiptLink.TAKES_BACK, bought))
    settled = sales.find_settled_with(view, sale.id)
    other = settled if sale.settled_with is None else sales.find_sale(view, sale.settled_with)
    if other is not None:
        is_exchange = any(tender.kind is TenderKind.SET_OFF for tender in other.settlement.tenders)
        linked.append(LinkedReceipt(ReceiptLink.IN_EXCHANGE if is_exchange else ReceiptLink.PAID_ANEW, other))
    return linked
