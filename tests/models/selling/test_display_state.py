"""A customer display shows what the till has: no other amount, and nothing that is not for customers."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.jurisdiction.sweden import SWEDEN
from models.money import Money, total
from models.pricing.tax import rates_on
from models.selling.basket import DepositCharge, PricedBasket
from models.selling.checkout import number_sale, price_at, settle_basket
from models.selling.display_state import (
    PAYING,
    THANKS_TIME,
    DisplayLine,
    DisplayMessage,
    DisplayPayment,
    PaidPart,
    display_state,
    is_shown,
)
from models.selling.refund_sale import GoneBack, return_line
from models.selling.return_line import GoodsReturned, GoodsTo, ReturnReason
from models.selling.return_state import ReturnState
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, Scan
from tests.builders import AT, COMPANY, kr
from tests.pure_till import STATION, PureTill, random_events

RATES = rates_on(SWEDEN.tax_rates, COMPANY.tax_day(AT))


def priced(till: PureTill) -> PricedBasket | None:
    return None if till.basket is None else price_at(till.basket, COMPANY, RATES, AT)


def sale_of(basket: PricedBasket, handed: Money) -> Sale:
    settled = settle_basket(basket, [Offer(TenderKind.CASH, handed)])
    return number_sale(settled, STATION, 1, at=AT, operator="anna", customer=None)


@given(st.integers(0, 2**32), st.integers(1, 40))
def test_after_any_events_the_display_shows_the_basket_of_the_till(seed: int, count: int) -> None:
    till = PureTill()
    for event in random_events(Random(seed), 1, 0, count):
        till.apply(event)
        basket = priced(till)
        shown = display_state("SEK", basket, None)
        if basket is None or not basket.lines:
            assert (shown.message, shown.lines, shown.total) == (DisplayMessage.GREETING, (), kr(0))
            continue
        assert shown.message is DisplayMessage.BASKET
        assert [(each.position, each.name, each.quantity) for each in shown.lines] == [
            (each.line.position, each.line.name, each.line.quantity) for each in basket.lines
        ]
        assert shown.total == shown.due == basket.gross
        assert total((each.gross + each.deposit for each in shown.lines), "SEK") == basket.gross


def a_basket() -> PricedBasket:
    till = PureTill()
    till.apply(Scan(1, "MILK"))
    basket = priced(till)
    assert basket is not None
    return basket


def test_a_deposit_stands_beside_its_goods_and_is_in_the_total() -> None:
    till = PureTill()
    till.apply(Scan(1, "MILK", Decimal(3)))
    assert till.basket is not None
    (milk,) = till.basket.lines
    till.basket = replace(till.basket, lines=(structs.replace(milk, deposit=DepositCharge("can", kr(100))),))
    shown = display_state("SEK", priced(till), None)
    assert [(each.gross, each.deposit) for each in shown.lines] == [(kr(5_970), kr(300))]
    assert shown.total == kr(6_270)


def test_what_comes_back_is_a_line_below_zero_and_off_what_is_due() -> None:
    basket = a_basket()
    sold = sale_of(basket, kr(2_000))
    back = return_line(sold, sold.lines[0], Decimal(1), GoneBack(), GoodsReturned(ReturnReason.FAULTY, GoodsTo.WASTE))
    returned = ReturnState(1, ((back, sold.lines[0]),), None)
    alone = replace(basket, lines=(), gross_minor=0, basket=replace(basket.basket, lines=(), returned_minor=1_990))
    shown = display_state("SEK", alone, None, returned=returned)
    assert (shown.message, shown.due) == (DisplayMessage.BASKET, kr(-1_990))
    assert [(each.position, each.name, each.gross) for each in shown.lines] == [(-1, sold.lines[0].name, kr(-1_990))]
    mixed = replace(basket, basket=replace(basket.basket, returned_minor=1_990))
    assert [each.position for each in display_state("SEK", mixed, None, returned=returned).lines] == [1, -1]


def test_a_line_has_nothing_that_is_not_for_customers() -> None:
    names = {each.name for each in fields(DisplayLine)}
    assert names == {"position", "name", "unit", "quantity", "unit_price", "discount", "gross", "deposit"}


def test_the_change_and_the_thanks_follow_a_sale_and_the_next_basket_takes_their_place() -> None:
    basket = a_basket()
    sale = sale_of(basket, kr(10_000))
    shown = display_state("SEK", None, sale)
    assert (shown.message, shown.due, shown.change, shown.lines) == (DisplayMessage.THANKS, kr(2_000), kr(8_000), ())
    assert shown.parts == (PaidPart("cash", kr(10_000)),)
    assert display_state("SEK", basket, sale).message is DisplayMessage.BASKET


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(0), True),
        (THANKS_TIME - timedelta(seconds=1), True),
        (THANKS_TIME, False),
        (timedelta(hours=-1), False),  # the clock was set back: nobody is thanked for an hour
    ],
)
def test_the_thanks_end(age: timedelta, *, shown: bool) -> None:
    assert is_shown(sale_of(a_basket(), kr(10_000)), AT + age) is shown


def test_a_payment_under_way_tells_what_is_paid_and_due() -> None:
    parts = (PaidPart("cash", kr(1_000)),)
    payment = DisplayPayment(DisplayMessage.FOLLOW_TERMINAL, kr(990), parts)
    shown = display_state("SEK", a_basket(), None, payment)
    assert (shown.message, shown.total, shown.due, shown.parts) == (payment.message, kr(1_990), kr(990), parts)
    assert len(shown.lines) == 1
    code = DisplayPayment(DisplayMessage.SCAN_CODE, kr(990), qr_payload="C123;9.90")
    assert display_state("SEK", a_basket(), None, code).qr_payload == "C123;9.90"


@pytest.mark.parametrize("message", DisplayMessage)
def test_a_code_is_shown_exactly_while_the_customer_scans_one(message: DisplayMessage) -> None:
    for payload in ("", "C123"):
        if message in PAYING and bool(payload) == (message is DisplayMessage.SCAN_CODE):
            assert DisplayPayment(message, kr(1), qr_payload=payload).qr_payload == payload
        else:
            with pytest.raises(ValueError, match="is not shown"):
                DisplayPayment(message, kr(1), qr_payload=payload)


def test_a_cancelled_basket_leaves_the_greeting() -> None:
    till = PureTill()
    till.apply(Scan(1, "MILK"))
    till.apply(Cancel(2))
    assert display_state("SEK", priced(till), None).message is DisplayMessage.GREETING
