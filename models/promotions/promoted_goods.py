"""The lines of a basket as promotions see them, and what the promotions give on them."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from models.pricing.price import line_gross


class PromotedGoods(Struct, frozen=True):
    """One line: a product of a category at the price of one unit.

    ``is_by_piece``: its quantity is a whole number of pieces; else it is weighed or measured. ``is_only_by_name``:
    goods with an age limit or an open price, which are cheaper only where a promotion names them themselves, and never
    together with others. ``mark`` differs between lines of one product that are not alike, such as what is eaten in.
    """

    position: int
    sku: str
    category: str
    unit_price_minor: int
    quantity: Decimal
    is_by_piece: bool = True
    is_only_by_name: bool = False
    mark: str = ""

    @property
    def gross_minor(self) -> int:
        """What the line costs without promotions."""
        return line_gross(self.unit_price_minor, self.quantity)


class PromotionGain(Struct, frozen=True):
    """What a promotion takes off a line."""

    position: int
    promotion_id: int
    name: str
    amount_minor: int


class PromotedBasket(Struct, frozen=True):
    """What promotions give on a basket: gains by line and promotion.

    ``is_proven``: no other way of using the promotions gives more. A large basket with many promotions that compete for
    the same goods may be without that proof; it then costs no more than by taking the best promotion again and again.
    """

    gains: tuple[PromotionGain, ...] = ()
    is_proven: bool = True

    @property
    def saved_minor(self) -> int:
        """What the customer saves."""
        return sum(gain.amount_minor for gain in self.gains)
