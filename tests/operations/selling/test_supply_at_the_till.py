"""Eat in or take away: the price stays and the tax changes, for a line or the basket, in sale, facts and Z report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.catalogue.product import TaxCategory
from models.facts.basket import SupplyChosen
from models.jurisdiction.countries import HOME
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.basket import Basket, BasketState, DepositCharge, price_basket
from models.selling.receipt import tax_rows_of
from models.selling.till_event import ChooseSupply, SetQuantity
from operations.cash.day_close import DayEnd, close_day
from operations.installation.change_settings import change_setting
from store import invariants
from store.cash import z_reports
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, kr, small_shop
from tests.models.selling.test_basket import line
from tests.operations.selling.test_kinds_at_the_till import facts

EAT_IN, TAKE_AWAY = SupplyMode.EAT_IN, SupplyMode.TAKE_AWAY


@pytest.fixture
def shop(store: Store) -> Store:
    small_shop(store)
    change_setting(store, OFFICE_ACTOR, "eat_in.offered", "yes", at=AT)
    change_setting(store, OFFICE_ACTOR, "eat_in.tills", f"{SECOND_TILL}", at=AT)
    return store


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def rates(who: Operator) -> dict[str, int]:
    basket = who.state().basket
    assert basket is not None
    return {each.line.sku: each.tax_rate_ppm // 10_000 for each in basket.lines}


def test_the_basket_is_eaten_in_at_the_price_on_the_shelf(shop: Store) -> None:
    anna = Operator(shop)
    for sku in ("MILK", "LUNCH", "NAPKINS"):
        anna.scan(sku)
    before = anna.state().basket
    assert rates(anna) == {"MILK": 6, "LUNCH": 12, "NAPKINS": 25}
    anna.do(ChooseSupply, supply=EAT_IN)
    anna.scan("BANANAS", Decimal("0.5"))
    assert rates(anna) == {"MILK": 12, "LUNCH": 12, "NAPKINS": 25, "BANANAS": 12}, "what comes later follows the rest"
    anna.do(ChooseSupply, supply=TAKE_AWAY, position=2, code="LUNCH")
    assert rates(anna)["LUNCH"] == 6
    after = anna.state().basket
    assert before is not None
    assert after is not None
    assert [each.gross_minor for each in after.lines[:3]] == [each.gross_minor for each in before.lines]
    check(shop)
    sale = anna.pay_cash(kr(20_000))
    assert {row.rate_ppm // 10_000: row.gross for row in tax_rows_of(sale.lines)} == {
        25: kr(2_495),
        12: kr(1_990 + 1_248),
        6: kr(12_900),
    }
    chosen = [(each.sku, each.supply) for each in facts(shop) if isinstance(each, SupplyChosen)]
    assert chosen == [("MILK", "eat_in"), ("LUNCH", "eat_in"), ("BANANAS", "eat_in"), ("LUNCH", "take_away")]
    close_day(shop, anna.actor, DayEnd(), at=AT)
    with shop.view() as view:
        report = z_reports.last_report(view, TILL)
    assert report is not None
    assert {row.rate_ppm // 10_000: row.net + row.tax for row in report.figures.trade.taxes} == {
        25: 2_495,
        12: 3_238,
        6: 12_900,
    }
    check(shop)


def test_a_till_of_a_cafe_lets_food_be_eaten_in_by_itself(shop: Store) -> None:
    cafe = Operator(shop, SECOND_TILL)
    cafe.scan("MILK")
    cafe.scan("NAPKINS")
    assert rates(cafe) == {"MILK": 12, "NAPKINS": 25}
    cafe.do(ChooseSupply, supply=TAKE_AWAY)
    cafe.scan("MILK")
    assert rates(cafe) == {"MILK": 6, "NAPKINS": 25}
    basket = cafe.state().basket
    assert basket is not None
    assert [str(each.line.quantity) for each in basket.lines] == ["2", "1"]
    check(shop)


def test_what_has_no_choice_and_who_does_not_ask_change_nothing(shop: Store) -> None:
    anna = Operator(shop)
    anna.scan("NAPKINS")
    assert [each.code for each in anna.do(ChooseSupply, supply=EAT_IN).problems] == ["wrong_event"]
    anna.scan("MILK")
    refused = anna.do(ChooseSupply, supply=EAT_IN, position=2, code="X").problems
    assert [each.code for each in refused] == ["no_such_line"]
    change_setting(shop, OFFICE_ACTOR, "eat_in.offered", "no", at=AT)
    assert [each.code for each in anna.do(ChooseSupply, supply=EAT_IN).problems] == ["wrong_event"]
    anna.do(SetQuantity, position=2, quantity=Decimal(2))
    assert rates(anna) == {"NAPKINS": 25, "MILK": 6}
    check(shop)


LINES = st.lists(
    st.tuples(
        st.sampled_from([TaxCategory.FOOD, TaxCategory.RESTAURANT, TaxCategory.STANDARD]),
        st.integers(1, 50_000),
        st.integers(1, 9),
        st.sampled_from([None, EAT_IN, TAKE_AWAY]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
RATES = {TaxCategory.FOOD: 60_000, TaxCategory.RESTAURANT: 120_000, TaxCategory.STANDARD: 250_000}


@given(LINES)
def test_the_parts_sum_to_the_whole_whatever_is_chosen(
    drawn: list[tuple[TaxCategory, int, int, SupplyMode | None, bool]],
) -> None:
    lines = tuple(
        structs.replace(
            line("MILK", price, str(count)),
            position=2 * place + 1,
            tax_category=category,
            chosen_supply=supply,
            deposit=DepositCharge("can", kr(200)) if has_deposit else None,
        )
        for place, (category, price, count, supply, has_deposit) in enumerate(drawn)
    )
    basket = Basket(1, TILL, BasketState.OPEN, "", AT, 2 * len(lines), lines)
    priced = price_basket(basket, RATES, DAY, "SEK", supply_rules=HOME.supply_rules)
    usual = tuple(structs.replace(each, chosen_supply=None) for each in lines)
    unchosen = price_basket(replace(basket, lines=usual), RATES, DAY, "SEK", supply_rules=HOME.supply_rules)
    assert [each.gross_minor for each in priced.lines] == [each.gross_minor for each in unchosen.lines]
    parts = [part for each in priced.lines for part in (each, each.deposit) if part is not None]
    assert sum(each.gross_minor for each in parts) == priced.gross_minor == unchosen.gross_minor
    assert sum(each.net_minor for each in parts) == priced.net_minor
    assert sum(each.tax_minor for each in parts) == priced.tax_minor
