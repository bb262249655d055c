"""The gift receipt: which goods were bought, where and when, without a price, and the code to bring them back with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from models.errors import Refused
from models.jurisdiction.receipt_rules import ReceiptKind
from models.selling.receipt import Receipt, ReceiptItem
from models.selling.sale import LineKind, Sale, SaleKind


class NothingToGive(Refused):
    """A gift receipt was asked for without goods of the sale, or for goods that came back."""

    code = "nothing_to_give"
    text = "No goods of receipt {number} were chosen for the gift receipt. Nothing was printed; choose at least one."

    number: int


@dataclass(frozen=True, slots=True)
class GiftReceipt:
    """A gift receipt; ``receipt`` is that of the sale, of which no amount is printed, ``items`` the goods given."""

    receipt: Receipt
    items: tuple[ReceiptItem, ...]

    @property
    def number(self) -> int:
        """The number of the sale's receipt."""
        return self.receipt.number

    @property
    def till(self) -> str:
        """The till that made the sale."""
        return self.receipt.till

    @property
    def mark(self) -> str:
        """What it must be marked with, because it is no receipt: in a demo shop that mark comes first."""
        rules = self.receipt.rules
        marks = (rules.demo_mark if self.receipt.is_demo else "", rules.marks[ReceiptKind.PRO_FORMA])
        return " ".join(filter(None, marks))


def goods_positions(sale: Sale) -> tuple[int, ...]:
    """The places of the goods of a sale, of which a gift receipt may have any; a return has none."""
    if sale.kind is not SaleKind.SALE:
        return ()
    return tuple(line.position for line in sale.lines if line.kind is LineKind.GOODS)


def check_gift(sale: Sale, positions: Collection[int]) -> tuple[int, ...]:
    """The chosen places in order, each once; raises :class:`NothingToGive` for none, or for one that is no goods."""
    goods, chosen = goods_positions(sale), tuple(sorted(set(positions)))
    if not chosen or not set(chosen) <= set(goods):
        raise NothingToGive(sale.origin.receipt_number)
    return chosen


def compose_gift(sale: Sale, receipt: Receipt, positions: Collection[int]) -> GiftReceipt:
    """The gift receipt of the goods in ``positions``; ``receipt`` is that of the sale."""
    lines = zip(receipt.items, sale.lines, strict=True)
    return GiftReceipt(receipt, tuple(item for item, line in lines if line.position in set(positions)))
