"""A supplier is added once, with a code of its name, and only as one can be."""

from __future__ import annotations

import pytest

from models.card_data import CardDataRefused
from models.errors import KassaError
from models.purchasing.supplier import Supplier
from operations.access.permissions import NotPermitted
from operations.catalogue.supplier_changes import WrongSupplier, add_supplier
from store import invariants, purchasing
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, anna_at, small_shop


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def suppliers(shop: Store) -> dict[str, Supplier]:
    with shop.view() as view:
        assert invariants.check_all(view) == []
        return purchasing.all_suppliers(view)


def test_a_supplier_is_added_once_by_its_name(shop: Store) -> None:
    for name in ("Årsta Frukt", "  årsta  frukt "):
        made = add_supplier(shop, OFFICE_ACTOR, name, lead_time_days=1, review_period_days=2, at=AT)
    assert made == Supplier("arsta-frukt", "Årsta Frukt", 1, 2)
    assert suppliers(shop).keys() == {"GROSS", "arsta-frukt"}


WRONG: list[tuple[str, int, int, type[KassaError]]] = [
    ("", 1, 1, WrongSupplier),
    ("x" * 81, 1, 1, WrongSupplier),
    ("A", -1, 1, WrongSupplier),
    ("A", 1, 0, WrongSupplier),
    ("A", 1000, 1, WrongSupplier),
    ("4111 1111 1111 1111", 1, 1, CardDataRefused),
]


@pytest.mark.parametrize(("name", "lead", "order", "error"), WRONG)
def test_one_that_cannot_be_is_refused_and_nothing_is_stored(
    shop: Store, name: str, lead: int, order: int, error: type[KassaError]
) -> None:
    with pytest.raises(error):
        add_supplier(shop, OFFICE_ACTOR, name, lead_time_days=lead, review_period_days=order, at=AT)
    with pytest.raises(NotPermitted):
        add_supplier(shop, anna_at(1), "B", lead_time_days=1, review_period_days=1, at=AT)
    assert suppliers(shop).keys() == {"GROSS"}
