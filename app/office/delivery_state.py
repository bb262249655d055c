"""A delivery while somebody receives it: which goods are listed, and what was counted of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

import streamlit as st

from app.office.filled_fields import entered, fill, quantity_in_field
from models.catalogue.product import Product
from models.purchasing.order_progress import LineProgress
from models.purchasing.purchase_order import PurchaseOrder
from models.quantity import Unit
from models.stock.lots import NamedLot, named_lot
from store.catalogue.goods_of_code import GoodsOfCode

#: Where the delivery that is being received is, in the session's state.
_BEGUN = "delivery_begun"
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ListedGoods:
    """A line of the list: goods of a line of the order at ``position``, or goods that nobody ordered.

    ``name`` is the key of its fields; ``still_open`` is what was open of the line when the list was made. Goods of one
    more lot of a line of the order are ``beside`` it, by its position.
    """

    name: str
    product: Product
    position: int | None = None
    ordered: Decimal = NOTHING
    still_open: Decimal = NOTHING
    delivered_before: Decimal = NOTHING
    beside: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether the goods are counted in pieces."""
        return self.product.unit is Unit.PIECE

    @property
    def good_key(self) -> str:
        """The key of the field for what came and is good; :meth:`field_key` has those of the others."""
        return self.field_key("good")

    def field_key(self, what: str) -> str:
        """The key of one of its fields in the session's state."""
        return f"delivery_{what}_{self.name}"

    def field_value(self, quantity: Decimal) -> int | float:
        """A quantity as its field has it."""
        return quantity_in_field(quantity, self.product.unit)

    def read(self, what: str) -> Decimal:
        """What a field has, to the thousandth; nothing while it is not drawn."""
        return Decimal(f"{entered(self.field_key(what)) or 0:.3f}").normalize()

    def lot(self) -> NamedLot | None:
        """The lot that was entered; raises :class:`models.stock.lots.WrongLot`."""
        code = str(entered(self.field_key("lot")) or "")
        return named_lot(self.product.sku, code, entered(self.field_key("last_day")))


class DeliverySheet:
    """What is received now. ``key`` is that of the delivery: pressed twice, it is received once."""

    def __init__(
        self, supplier_code: str, location_id: int, order: PurchaseOrder | None, goods: list[ListedGoods]
    ) -> None:
        self.supplier_code, self.location_id, self.order, self.goods = supplier_code, location_id, order, goods
        self.key = uuid4().hex
        self.opened: set[str] = set()
        self.is_counted = False

    def set_all(self, *, to_open: bool) -> None:
        """Set all to what is open, or to nothing for counting; only in a callback, before the fields are drawn."""
        self.is_counted = not to_open
        for each in self.goods:
            amount = each.still_open if to_open else NOTHING
            fill(each.good_key, each.field_value(amount))

    def count(self, goods: GoodsOfCode) -> None:
        """Count goods that were scanned: on their line, or on one of their own. The first scan begins at nothing.

        Goods of another lot than that of their line get a line beside it, for the same line of the order.
        """
        if not self.is_counted:
            self.set_all(to_open=False)
        product = goods.product
        lot = named_lot(product.sku, goods.lot, goods.last_day) if product.has_lots else None
        lines = [each for each in self.goods if each.product.sku == product.sku]
        line = next((each for each in lines if lot is None or each.lot() in {None, lot}), None)
        if line is None:
            line = self.add_line(product, beside=lines[0] if lines else None)
        fill(line.good_key, line.field_value(line.read("good") + goods.units))
        if lot is not None:
            fill(line.field_key("lot"), goods.lot or "")
            fill(line.field_key("last_day"), goods.last_day)

    def add_lot(self, goods: ListedGoods) -> None:
        """Let goods of one more lot of a line be entered."""
        self.add_line(goods.product, goods)

    def add_line(self, product: Product, beside: ListedGoods | None = None) -> ListedGoods:
        """One more line: of goods that nobody ordered, or of one more lot ``beside`` a line."""
        line = ListedGoods(f"x{len(self.goods)}", product)
        if beside is None:
            self.opened.add(line.name)
        else:
            line = replace(line, beside=beside.position)
        self.goods.append(line)
        fill(line.good_key, line.field_value(NOTHING))
        return line


def sheet_of_order(
    order: PurchaseOrder, progress: dict[int, LineProgress], products: dict[str, Product]
) -> DeliverySheet:
    """A list of what is open of an order, all of it as if it came."""
    goods = [
        ListedGoods(
            str(position), products[line.sku], position, line.quantity, progress[position].still_open,
            progress[position].delivered,
        )
        for position, line in enumerate(order.lines, start=1)
        if progress[position].still_open
    ]  # fmt: skip
    return DeliverySheet(order.supplier_code, order.location_id, order, goods)


def begin(sheet: DeliverySheet) -> None:
    """Receive this delivery from now on."""
    leave()
    st.session_state[_BEGUN] = sheet
    sheet.set_all(to_open=True)


def begun() -> DeliverySheet | None:
    """The delivery that is being received, if there is one."""
    sheet: DeliverySheet | None = st.session_state.get(_BEGUN)
    return sheet


def leave() -> None:
    """Forget the delivery and what was entered of it."""
    for key in [each for each in st.session_state if str(each).startswith("delivery_")]:
        del st.session_state[key]
