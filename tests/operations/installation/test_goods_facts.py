"""Replaying what the journal tells of prices and terms gives the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.facts.price import NewPrice, PriceChanged
from models.facts.registry import read_fact
from models.facts.shop import ShopRegistered
from models.facts.terms import AgreedTerm, TermsChanged
from models.pricing.price_list import Price
from models.purchasing.supplier import SupplierTerm
from models.purchasing.terms_fact import agreed
from operations.installation import opening
from operations.installation.opening import Range, register_range
from store import invariants, journal, purchasing, schema
from store.database.engine import Store
from tests.builders import AT, COMPANY, OFFICE, OFFICE_ACTOR, PRODUCTS, kr, small_shop

skus = st.sampled_from([product.sku for product in PRODUCTS])
prices = st.builds(Price, skus, st.integers(0, 10**6).map(kr), st.dates(date(2024, 1, 1), date(2024, 1, 9)), st.none())
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
steps = st.lists(
    st.builds(
        lambda some, other: Range(prices=tuple(some), terms=tuple(other)),
        st.lists(prices, max_size=6, unique_by=lambda each: (each.sku, each.valid_from)),
        st.lists(terms, max_size=3, unique_by=lambda each: each.sku),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_replaying_the_facts_gives_the_tables(sqlite_store: Store, steps: list[Range]) -> None:
    small_shop(sqlite_store)

    for step in steps:
        register_range(sqlite_store, OFFICE_ACTOR, step, at=AT)

    told_prices: dict[tuple[str, date], NewPrice] = {}
    told_terms: dict[tuple[str, str], AgreedTerm] = {}
    with sqlite_store.view() as view:
        for row in journal.read(view, OFFICE):
            fact = read_fact(row.kind, row.payload).fact
            if isinstance(fact, PriceChanged):
                told_prices |= {(each.sku, each.valid_from): each for each in fact.prices}
            if isinstance(fact, TermsChanged):
                told_terms |= {(each.sku, each.supplier): each for each in fact.terms}
        stored = {(row.sku, row.valid_from): row.price_minor for row in view.execute(schema.price.select())}
        assert {key: each.price for key, each in told_prices.items()} == stored
        assert told_terms == {(t.sku, t.supplier_code): agreed(t) for t in purchasing.all_terms(view, "SEK")}
        assert invariants.check_all(view) == []


def test_a_fact_holds_at_most_so_many_prices_and_names_who_did_it(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    many = opening.FACT_SIZE + 1
    days = [date.fromordinal(date(2021, 1, 1).toordinal() + n) for n in range(many)]
    register_range(sqlite_store, OFFICE_ACTOR, Range(prices=tuple(Price("MILK", kr(1), day) for day in days)), at=AT)

    with sqlite_store.view() as view:
        read = [read_fact(row.kind, row.payload) for row in journal.read(view, OFFICE)]
    sizes = [len(each.fact.prices) for each in read if isinstance(each.fact, PriceChanged)]
    assert sizes[-2:] == [opening.FACT_SIZE, 1]
    assert {each.actor for each in read} == {OFFICE_ACTOR}
    (began,) = (each.fact for each in read if isinstance(each.fact, ShopRegistered))
    assert began.company.org_number == COMPANY.org_number
