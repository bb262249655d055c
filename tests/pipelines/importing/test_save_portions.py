"""A long list is stored in short transactions: each product whole in one of them, and none twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue.product import Product, TaxCategory
from models.pricing.price_list import Price
from models.purchasing.supplier import Supplier, SupplierTerm
from models.quantity import Unit
from operations.bulk.imports import BarcodeTaken, save_goods
from operations.installation.opening import Range
from operations.progress import no_progress
from pipelines.importing.goods import OTHER
from pipelines.importing.report import ImportOptions
from pipelines.importing.run_import import import_products
from pipelines.importing.save_portions import PRODUCTS_AT_ONCE, goods_portions, save_goods_in_portions
from store import schema, stock
from store.database.engine import Store
from store.importing.stored_range import read_range
from store.invariants import check_all
from tests.builders import AT, DAY, OFFICE_ACTOR, kr, small_shop
from tests.contents import contents, count
from tests.pipelines.hostile_files import HEAD

LIST_LENGTH = 3 * PRODUCTS_AT_ONCE + 1

skus = st.sampled_from([f"S{n}" for n in range(9)])


def product(sku: str, *gtins: str) -> Product:
    return Product(sku, f"Product {sku}", Unit.PIECE, "other", TaxCategory.FOOD, gtins)


def term(sku: str) -> SupplierTerm:
    return SupplierTerm(sku, "GROSS", kr(500), Decimal(1), Decimal(1))


ranges = st.builds(
    Range,
    categories=st.just((OTHER,)),
    products=st.lists(st.builds(product, skus), unique_by=lambda each: each.sku).map(tuple),
    prices=st.lists(st.builds(Price, skus, st.just(kr(100)), st.just(DAY)), unique_by=lambda each: each.sku).map(tuple),
    suppliers=st.just((Supplier("GROSS", "Grossisten", 1, 1),)),
    terms=st.lists(st.builds(term, skus), unique_by=lambda each: each.sku).map(tuple),
)
stocks = st.dictionaries(skus, st.integers(1, 9).map(Decimal))


@given(ranges, stocks, st.integers(1, 10))
def test_portions_hold_everything_once_and_each_product_whole(
    goods: Range, opening: dict[str, Decimal], size: int
) -> None:
    portions = list(goods_portions(goods, opening, size))
    first, *others = (portion for portion, _ in portions)

    assert (first.categories, first.suppliers) == (goods.categories, goods.suppliers)
    assert not any(portion.categories or portion.suppliers for portion in others)
    for rows in ("products", "prices", "terms"):
        stored = {each.sku: each for portion, _ in portions for each in getattr(portion, rows)}
        assert stored == {each.sku: each for each in getattr(goods, rows)}
        assert len(stored) == sum(len(getattr(portion, rows)) for portion, _ in portions)
    assert {sku: units for _, part in portions for sku, units in part.items()} == opening
    in_portions = [
        {*(each.sku for each in portion.products), *(each.sku for each in portion.prices)}
        | {*(each.sku for each in portion.terms), *part}
        for portion, part in portions
    ]
    assert all(len(each) <= size for each in in_portions)
    assert sum(map(len, in_portions)) == len(set().union(*in_portions))


def test_an_import_that_was_interrupted_is_completed_by_running_it_again(store: Store, tmp_path: Path) -> None:
    small_shop(store)
    file = tmp_path / "list.csv"
    rows = [f"X{n};;Product {n};{n}.50;food\n" for n in range(1, LIST_LENGTH + 1)]
    file.write_text(HEAD + "".join(rows[:PRODUCTS_AT_ONCE]))  # as far as the first portion came
    import_products(store, file, ImportOptions(), at=AT)
    file.write_text(HEAD + "".join(rows))

    report = import_products(store, file, ImportOptions(), at=AT)

    assert (report.saved, report.unchanged) == (LIST_LENGTH - PRODUCTS_AT_ONCE, PRODUCTS_AT_ONCE)
    with store.view() as view:
        prices = read_range(view, DAY, "SEK").prices
        assert check_all(view) == []
    assert {f"X{n}": n * 100 + 50 for n in range(1, LIST_LENGTH + 1)}.items() <= prices.items()
    before = contents(store)
    assert import_products(store, file, ImportOptions(), at=AT).saved == 0
    assert contents(store) == before


def test_a_barcode_that_was_taken_meanwhile_stops_at_its_portion(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    code = "07310865004703"
    taken = Range((OTHER,), (product("FIRST", code),))
    save_goods(sqlite_store, OFFICE_ACTOR, taken, {}, location_id=1, at=AT)
    before = count(sqlite_store, schema.product)
    fresh = tuple(product(f"X{n}") for n in range(PRODUCTS_AT_ONCE))
    goods = Range(products=(*fresh, product("LATE", code), product("LATER")))

    with pytest.raises(BarcodeTaken, match="FIRST"):
        save_goods_in_portions(sqlite_store, goods, {"LATER": Decimal(3)}, location_id=1, at=AT, progress=no_progress)

    assert count(sqlite_store, schema.product) == before + PRODUCTS_AT_ONCE
    with sqlite_store.view() as view:
        assert (1, "LATER") not in stock.levels(view)
        assert check_all(view) == []
