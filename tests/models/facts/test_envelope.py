"""Every fact is read as it was written, in each version, and nothing else is read as a fact."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.access.actor import Actor
from models.facts.basket import BasketCancelled, CancelledLine, LineAdded, SentLineWithdrawn
from models.facts.envelope import ACTOR, VERSION, Fact, decode_fact, encode_fact
from models.facts.price import FIRST_WITH_END, NewPrice, PriceChanged
from models.facts.product import ProductsChanged
from models.facts.quick_reading import read_quickly
from models.facts.registry import FACTS, read_fact
from models.facts.sale import SaleCompleted, SoldLine, SoldTender
from models.journal import JournalKind
from tests.models.facts.version_1 import GOLDEN_ROWS, NEW_KINDS, known_to_version_1, payload_of_version_1

names = st.text(min_size=1, max_size=20).filter(lambda text: text == text.strip())
actors = st.builds(Actor, names, st.integers(1, 2**21 - 1), st.none() | names)
thousandths = st.decimals(-9999, 9999, places=3)
st.register_type_strategy(Decimal, thousandths)
st.register_type_strategy(date, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
FACT_TYPES: list[type[Fact]] = sorted(set(FACTS.values()), key=lambda each: each.kind)
facts: st.SearchStrategy[Fact] = st.sampled_from(FACT_TYPES).flatmap(st.from_type)
OLD_TYPES = [each for each in FACT_TYPES if each.kind in {*GOLDEN_ROWS, JournalKind.EVENT_REFUSED}]
old_facts: st.SearchStrategy[Fact] = st.sampled_from(OLD_TYPES).flatmap(st.from_type)


@given(facts, actors)
def test_a_fact_and_its_actor_are_read_as_written(fact: Fact, actor: Actor) -> None:
    payload = encode_fact(fact, actor)
    recorded = read_fact(fact.kind, payload)
    assert (recorded.fact, recorded.actor, recorded.version) == (fact, actor, fact.version)
    assert read_quickly(fact.kind, payload) == recorded
    assert payload == json.dumps(json.loads(payload), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@given(old_facts)
def test_a_fact_of_version_1_is_read_by_its_names(fact: Fact) -> None:
    kind, payload = payload_of_version_1(fact)
    recorded = read_fact(kind, payload)
    assert (recorded.fact, recorded.actor, recorded.version) == (known_to_version_1(fact), None, 1)
    assert read_quickly(kind, payload).fact == recorded.fact


@pytest.mark.parametrize("kind", GOLDEN_ROWS)
def test_rows_of_before_there_were_versions_are_read(kind: str) -> None:
    recorded = read_fact(kind, GOLDEN_ROWS[kind])
    assert (recorded.actor, recorded.version) == (None, 1)
    assert payload_of_version_1(recorded.fact) == (kind, GOLDEN_ROWS[kind])


def test_golden_rows_have_the_values_under_their_names() -> None:
    sale = read_fact("sale_completed", GOLDEN_ROWS["sale_completed"]).fact
    assert isinstance(sale, SaleCompleted)
    milk = SoldLine(
        position=1,
        sku="MILK",
        gtin="02900000000018",
        name="Mellanmjölk 1,5 l",
        quantity=Decimal(2),
        unit="piece",
        unit_price=1990,
        discount=0,
        gross=3980,
        net=3755,
        tax=225,
        tax_category="food",
        tax_rate_ppm=60_000,
        cost=1990,
        supply="take_away",
        seat=None,
        course=None,
    )
    assert (sale.lines, sale.tenders) == ((milk,), (SoldTender("cash", 5000, 1000, None, "approved"),))
    cancelled = read_fact("basket_cancelled", GOLDEN_ROWS["basket_cancelled"]).fact
    assert cancelled == BasketCancelled(4294967297, (CancelledLine("MILK", Decimal(3), 1990),), "changed his mind")


def test_a_withdrawal_of_version_1_is_read() -> None:
    row = (
        '{"actor":{"device":1,"operator":"anna"},"basket":7,"course":2,"name":"Dagens lunch","position":1,'
        '"quantity":"2","seat":null,"sku":"LUNCH","version":1}'
    )
    recorded = read_fact("sent_line_withdrawn", row)
    assert recorded.fact == SentLineWithdrawn(7, 1, "LUNCH", "Dagens lunch", Decimal(2), None, 2)
    assert encode_fact(recorded.fact, Actor("anna", 1)) == row
    with pytest.raises(ValueError, match="is no SentLineWithdrawn"):
        read_fact("sent_line_withdrawn", row.replace('"seat":null,', ""))


def test_a_price_of_version_2_has_no_recorded_end() -> None:
    row = '{"prices":[{"price":1,"sku":"A","valid_from":"2020-01-01"}],"version":2}'
    recorded = read_fact("price_changed", row)
    assert recorded.fact == PriceChanged((NewPrice("A", date(2020, 1, 1), None, 1),))
    assert recorded.version < FIRST_WITH_END <= PriceChanged.version


def test_a_product_of_version_2_has_no_content() -> None:
    row = (
        '{"products":[{"active":true,"category":"dairy","codes":["X-1"],"gtins":[],"name":"Mjölk","sku":"MILK",'
        '"tax_category":"food","unit":"piece"}],"version":2}'
    )
    fact = read_fact("products_changed", row).fact
    assert isinstance(fact, ProductsChanged)
    assert [(each.codes, each.content) for each in fact.products] == [(("X-1",), None)]


def test_golden_rows_are_of_every_kind_that_has_facts() -> None:
    assert set(GOLDEN_ROWS) | {JournalKind.EVENT_REFUSED} | NEW_KINDS == set(FACTS)


@pytest.mark.parametrize("fact_type", FACT_TYPES)
def test_a_kind_has_a_step_from_each_earlier_version_and_leaves_the_envelope_its_keys(fact_type: type[Fact]) -> None:
    assert len(fact_type.upgrades) == fact_type.version - 1
    assert not {VERSION, ACTOR} & {field.name for field in fields(fact_type)}


LINE = {"basket": 1, "position": 1, "sku": "MILK", "quantity": "2", "price": 1990}


@pytest.mark.parametrize(
    "values",
    [
        {**LINE, "version": 2},
        {**LINE, "version": 0},
        {**LINE, "version": True},
        {**LINE, "actor": {"device": 1}},
        {**LINE, "actor": ["anna", 1]},
        {**LINE, "more": 1},
        {name: value for name, value in LINE.items() if name != "sku"},
        {**LINE, "quantity": "NaN"},
        {**LINE, "quantity": "two"},
        {**LINE, "quantity": 2},
        {**LINE, "price": "1990"},
        {**LINE, "sku": None},
        [],
    ],
)
def test_a_damaged_row_is_no_fact(values: object) -> None:
    assert decode_fact(LineAdded, json.dumps(LINE)).fact == LineAdded(1, 1, "MILK", Decimal(2), 1990)
    with pytest.raises(ValueError, match=r"line_added|LineAdded|is no"):
        decode_fact(LineAdded, json.dumps(values))


@pytest.mark.parametrize("values", [{"version": 3}, {"version": 3, "sku": 7}, {"version": 3, "quantity": "two"}])
def test_a_damaged_row_of_today_is_not_read_quickly_either(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="is no line_added"):
        read_quickly("line_added", json.dumps(LINE | {"basket": None} | values))
    with pytest.raises(ValueError, match="no kind of fact"):
        read_quickly("baked", "{}")


def test_rows_of_unknown_kind_and_broken_text_are_no_facts() -> None:
    with pytest.raises(ValueError, match="no kind of fact"):
        read_fact("baked", "{}")
    with pytest.raises(ValueError, match="Expecting"):
        read_fact("line_added", "{")
