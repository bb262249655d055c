"""Replaying the facts of products, categories, suppliers, terms, prices and orders gives the tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue.catalogue_facts import categories_fact, products_fact
from models.catalogue.product import Category, Product, TaxCategory
from models.facts.category import CategoriesChanged, CategoryValues
from models.facts.order import OrderDrafted, OrderMoved
from models.facts.price import NewPrice, PriceChanged
from models.facts.product import BarcodeDeposit, ProductsChanged, ProductValues
from models.facts.registry import read_fact
from models.facts.shop import ShopRegistered
from models.facts.supplier import SuppliersChanged, SupplierValues
from models.facts.terms import AgreedTerm, TermsChanged
from models.pricing.price_list import Price
from models.purchasing.order_fact import drafted_fact
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder, WrongOrderState
from models.purchasing.supplier import Supplier, SupplierTerm
from models.purchasing.supplier_fact import suppliers_fact
from models.purchasing.terms_fact import agreed
from models.quantity import Unit
from operations.installation import row_facts
from operations.installation.opening import Range, register_range
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.unit_of_work import unit_of_work
from store import catalogue, invariants, journal, purchasing, schema
from store.database.engine import Connection, Store
from tests.builders import AT, COMPANY, DAY, OFFICE, OFFICE_ACTOR, PRODUCTS, gtin, kr, small_shop

skus = st.sampled_from([product.sku for product in PRODUCTS])
days = st.dates(date(2024, 1, 1), date(2024, 1, 9))
names = st.sampled_from(["Mjölk", "Ost", "Övrigt & annat"])
categories = st.builds(
    Category,
    st.sampled_from(["dairy", "new"]),
    st.dictionaries(st.sampled_from(["sv", "en", "fi"]), names),
    st.integers(0, 9),
)
products = st.builds(
    Product,
    st.sampled_from(["MILK", "PAPER", "CHEESE"]),
    names,
    st.sampled_from(Unit),
    st.sampled_from(["dairy", "press"]),
    st.sampled_from(TaxCategory),
    st.sets(st.integers(1, 9).map(gtin), max_size=2).map(lambda codes: tuple(sorted(codes))),
    st.booleans(),
    age_limit=st.none() | st.just(18),
    shelf_life_days=st.none() | st.integers(1, 365),
    open_price=st.booleans(),
    deposit=st.none() | st.sampled_from(["small", "large"]),
).flatmap(
    lambda each: st.builds(
        replace,
        st.just(each),
        gtin_deposits=st.sets(st.sampled_from(each.gtins)).map(
            lambda some: tuple((code, "none") for code in sorted(some))
        )
        if each.gtins
        else st.just(()),
    )
)
prices = st.builds(
    lambda sku, amount, first, length: Price(sku, amount, first, first + timedelta(length) if length else None),
    skus,
    st.integers(0, 10**6).map(kr),
    days,
    st.none() | st.integers(1, 9),
)
suppliers = st.builds(Supplier, st.sampled_from(["GROSS", "NEW"]), names, st.integers(0, 9), st.integers(1, 9))
terms = st.builds(
    SupplierTerm,
    skus,
    st.just("GROSS"),
    st.integers(0, 10**6).map(kr),
    st.integers(1, 999).map(Decimal),
    st.decimals(0, 999, places=3),
    st.booleans(),
    st.none() | st.just("8-15"),
    st.none() | st.integers(0, 30),
)
ranges = st.builds(
    lambda *parts: Range(*(tuple(part) for part in parts)),
    st.lists(categories, max_size=2),
    st.lists(products, max_size=3),
    st.lists(prices, max_size=6),
    st.lists(suppliers, max_size=2),
    st.lists(terms, max_size=3),
)
moves = st.lists(st.sampled_from([send_order, receive_order, cancel_order]), max_size=3)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(ranges, min_size=1, max_size=4), orders=st.lists(moves, max_size=2))
def test_replaying_the_facts_gives_the_tables(sqlite_store: Store, steps: list[Range], orders: list[list]) -> None:  # type: ignore[type-arg]
    small_shop(sqlite_store)

    for step in steps:
        register_range(sqlite_store, OFFICE_ACTOR, step, at=AT)
    for each in orders:
        order_id = draft(sqlite_store)
        for move in each:
            with suppress(WrongOrderState):
                move(sqlite_store, OFFICE_ACTOR, order_id, at=AT)

    with sqlite_store.view() as view:
        replayed = Replayed(view)
        assert replayed.categories == by_code(categories_fact(catalogue.all_categories(view)).categories)
        assert replayed.products == by_sku(products_fact(catalogue.all_products(view)).products)
        assert replayed.suppliers == by_code(suppliers_fact(purchasing.all_suppliers(view).values()).suppliers)
        assert replayed.prices == {(row[0], row[1]): NewPrice(*row) for row in view.execute(sa.select(*PRICE))}
        assert replayed.terms == {(t.sku, t.supplier_code): agreed(t) for t in purchasing.all_terms(view, "SEK")}
        stored = purchasing.orders_in(view, OrderState)
        assert replayed.orders == {each.id: (drafted_fact(each), each.state) for each in stored}
        assert invariants.check_all(view) == []


PRICE = schema.price.c["sku", "valid_from", "valid_until", "price_minor"]


class Replayed:
    """The tables as the journal of the office gives them, row by row from the first."""

    def __init__(self, view: Connection) -> None:
        self.categories: dict[str, CategoryValues] = {}
        self.products: dict[str, ProductValues] = {}
        self.suppliers: dict[str, SupplierValues] = {}
        self.prices: dict[tuple[str, date], NewPrice] = {}
        self.terms: dict[tuple[str, str], AgreedTerm] = {}
        self.orders: dict[int, tuple[OrderDrafted, str]] = {}
        self._owners: dict[str, str] = {}
        self._deposits: dict[str, str] = {}
        for row in journal.read(view, OFFICE):
            self._take(read_fact(row.kind, row.payload).fact)
        for sku, each in self.products.items():
            codes = sorted(code for code, owner in self._owners.items() if owner == sku)
            deposits = tuple(BarcodeDeposit(code, self._deposits[code]) for code in codes if self._deposits[code])
            self.products[sku] = replace(each, gtins=tuple(codes), gtin_deposits=deposits)

    def _take(self, fact: object) -> None:
        match fact:
            case CategoriesChanged():
                self.categories |= by_code(fact.categories)
            case ProductsChanged():
                self.products |= by_sku(fact.products)
                self._owners.update((code, each.sku) for each in fact.products for code in each.gtins)
                self._deposits |= dict(deposit for each in fact.products for deposit in deposits_of(each).items())
            case SuppliersChanged():
                self.suppliers |= by_code(fact.suppliers)
            case PriceChanged():
                self.prices |= {(each.sku, each.valid_from): each for each in fact.prices}
            case TermsChanged():
                self.terms |= {(each.sku, each.supplier): each for each in fact.terms}
            case OrderDrafted():
                self.orders[fact.order] = fact, OrderState.DRAFT
            case OrderMoved():
                drafted = self.orders[fact.order][0]
                day = fact.expected_on or drafted.expected_on
                self.orders[fact.order] = replace(drafted, expected_on=day), fact.state
            case _:
                pass


def deposits_of(product: ProductValues) -> dict[str, str]:
    """The deposit of each barcode of a product, empty where that of the product holds."""
    return dict.fromkeys(product.gtins, "") | {of.gtin: of.deposit for of in product.gtin_deposits}


def draft(store: Store) -> int:
    """An order of milk, as nobody proposed it."""
    with unit_of_work(store, OFFICE_ACTOR, at=AT) as work:
        (order_id,) = work.take_ids()
        order = PurchaseOrder(
            id=order_id,
            supplier_code="GROSS",
            location_id=1,
            state=OrderState.DRAFT,
            made_at=AT,
            business_day=DAY,
            expected_on=DAY + timedelta(days=2),
            currency="SEK",
            lines=(OrderLine("MILK", Decimal(6), kr(5970)),),
        )
        purchasing.record_order(work.tx, order)
        work.record(drafted_fact(order))
    return order_id


def by_code(values: Sequence) -> dict:  # type: ignore[type-arg]
    return {each.code: each for each in values}


def by_sku(values: Sequence[ProductValues]) -> dict[str, ProductValues]:
    return {each.sku: each for each in values}


def test_a_fact_holds_at_most_so_many_prices_and_names_who_did_it(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    many = row_facts.FACT_SIZE + 1
    days = [date.fromordinal(date(2021, 1, 1).toordinal() + n) for n in range(many)]
    register_range(sqlite_store, OFFICE_ACTOR, Range(prices=tuple(Price("MILK", kr(1), day) for day in days)), at=AT)

    with sqlite_store.view() as view:
        read = [read_fact(row.kind, row.payload) for row in journal.read(view, OFFICE)]
    sizes = [len(each.fact.prices) for each in read if isinstance(each.fact, PriceChanged)]
    assert sizes[-2:] == [row_facts.FACT_SIZE, 1]
    assert {each.actor for each in read} == {OFFICE_ACTOR}
    (began,) = (each.fact for each in read if isinstance(each.fact, ShopRegistered))
    assert began.company.org_number == COMPANY.org_number
