"""A label is never sold dearer than it says, and a weight is taken as it is."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.offering import Offering
from models.catalogue.product import TaxCategory
from models.pricing.price import line_gross
from models.quantity import Unit
from models.scanning import Reading
from models.selling.scale_label import measured

CHEESE = Offering("CHEESE", None, "Ost", Unit.KILOGRAM, "dairy", TaxCategory.FOOD, 14990, None)
SALAD = Offering("SALAD", None, "Sallad", Unit.PIECE, "cafe", TaxCategory.FOOD, 5000, None)
ONE = Decimal(1)


def test_without_a_label_nothing_changes() -> None:
    assert measured(CHEESE, Reading("CHEESE"), Decimal(2), "SEK") == (CHEESE, Decimal(2))


def test_the_weight_is_the_quantity_and_two_labels_are_twice_as_much() -> None:
    label = Reading("CHEESE", weight=Decimal("0.456"))
    assert measured(CHEESE, label, ONE, "SEK") == (CHEESE, Decimal("0.456"))
    assert measured(CHEESE, label, Decimal(2), "SEK") == (CHEESE, Decimal("0.912"))


def test_the_price_of_a_piece_is_the_labels_and_no_price_is_no_sale() -> None:
    offering, times = measured(SALAD, Reading("SALAD", price=Decimal("45.60")), ONE, "SEK")
    assert (offering.price_minor, times) == (4560, ONE)
    assert measured(SALAD, Reading("SALAD", price=Decimal("0.00")), ONE, "SEK")[1] == 0


@given(st.integers(1, 99_999), st.integers(1, 50_000))
def test_goods_by_weight_cost_at_most_what_their_label_says_and_hardly_less(price: int, per_kilogram: int) -> None:
    goods = Offering("G", None, "Gods", Unit.KILOGRAM, "x", TaxCategory.FOOD, per_kilogram, None)
    label = Reading("G", price=Decimal(price).scaleb(-2))
    _, quantity = measured(goods, label, ONE, "SEK")
    gross = line_gross(per_kilogram, quantity)
    assert price - per_kilogram / 1000 - 1 <= gross <= price
