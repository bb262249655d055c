"""The books balance whatever is sold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.catalogue.product import TaxCategory
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.sweden import SWEDEN
from models.ledger.chart import NoAccount, chart_on, first_choices
from models.ledger.entry import Entry, EntryKind, Posting, Unbalanced
from models.ledger.posting.of_sale import entry_of_sale
from models.money import Money
from models.pricing.tax import rates_on
from models.quantity import Unit
from models.selling.basket import Basket, BasketLine, BasketState, price_basket
from models.selling.sale import Origin, Sale, make_sale, movements_of
from models.selling.settlement import Offer, TenderKind, cash_due, settle
from models.stock.movement import on_hand

AT = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = date(2026, 11, 23)
CHART = chart_on(first_choices(SWEDEN.accounts), DAY)
CASH, ROUNDING = CHART.number(AccountRole.CASH), CHART.number(AccountRole.ROUNDING)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


lines = st.lists(
    st.tuples(
        st.sampled_from("ABCD"), st.integers(0, 50_000), st.integers(1, 5_000), st.sampled_from(list(TaxCategory))
    ),
    min_size=1,
    max_size=15,
)


def sell(made: list[tuple[str, int, int, TaxCategory]]) -> Sale:
    basket = Basket(
        1 << 32 | 1,
        1,
        BasketState.OPEN,
        "",
        AT,
        len(made),
        tuple(
            BasketLine(i, sku, None, sku, Unit.KILOGRAM, Decimal(milli) / 1000, kr(price), kr(0), tax)
            for i, (sku, price, milli, tax) in enumerate(made, 1)
        ),
    )
    priced = price_basket(basket, rates_on(SWEDEN.tax_rates, DAY), DAY, "SEK")
    paid = settle(priced.gross, [Offer(TenderKind.CASH, cash_due(priced.gross) + kr(700))])
    return make_sale(priced, paid, Origin(1, 1, 1, AT, DAY, "anna"))


@given(lines)
def test_an_entry_balances_and_holds_what_was_paid(made: list[tuple[str, int, int, TaxCategory]]) -> None:
    sale = sell(made)
    legs = {posting.account: posting.amount_minor for posting in entry_of_sale(sale, CHART).postings}
    assert sum(legs.values()) == 0
    assert legs.get(CASH, 0) == sale.settlement.due.minor
    assert -legs.get(ROUNDING, 0) == sale.settlement.rounding.minor
    assert -sum(amount for account, amount in legs.items() if account.startswith("26")) == sale.tax.minor


@given(lines)
def test_what_is_sold_leaves_the_shelf(made: list[tuple[str, int, int, TaxCategory]]) -> None:
    sold = on_hand(movements_of(sell(made)))
    for (_, sku), quantity in sold.items():
        assert quantity == -sum(Decimal(milli) / 1000 for name, _, milli, _ in made if name == sku)


def test_an_entry_that_does_not_balance_cannot_be_made() -> None:
    with pytest.raises(Unbalanced, match="off by 1 minor"):
        Entry(1, EntryKind.SALE, 1, DAY, "x", (Posting("1910", 100), Posting("3001", -99)))


def test_a_sale_that_does_not_add_up_is_not_booked() -> None:
    sale = sell([("A", 1000, 1000, TaxCategory.FOOD)])
    forged = replace(sale, lines=(structs.replace(sale.lines[0], net=kr(1)),))
    with pytest.raises(Unbalanced):
        entry_of_sale(forged, CHART)


def test_a_rate_without_an_account_is_not_guessed() -> None:
    with pytest.raises(NoAccount):
        CHART.number(AccountRole.SALES, 70_000)
