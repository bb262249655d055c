"""Deposits, packs, open prices, weights, ages and notes: what they do to money, stock, books and receipt."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.card_data import CardDataRefused
from models.catalogue.offering import Offering
from models.catalogue.product import Pack, TaxCategory
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.sweden import SWEDEN
from models.ledger.chart import Chart, chart_on, first_choices
from models.ledger.posting.of_sale import entry_of_sale
from models.pricing.tax import rates_on, tax_within
from models.quantity import Unit
from models.selling.basket import (
    Basket,
    BasketLine,
    BasketNote,
    BasketState,
    DepositCharge,
    add_line,
    price_basket,
    remove_line,
    set_quantity,
)
from models.selling.decide.write_note import NOTES_MAX, WrongNote, decide_note
from models.selling.goods_kinds import (
    OPEN_PRICE_MAX_MINOR,
    PriceMissing,
    WeightMissing,
    WrongOpenPrice,
    asked_price,
    check_measured,
    deposit_of,
)
from models.selling.receipt import compose_receipt
from models.selling.sale import LineKind, Origin, Sale, make_sale, movements_of
from models.selling.settlement import Offer, TenderKind, cash_due, settle
from models.selling.till_event import AddNote, Scan, WrongEvent
from models.stock.movement import on_hand
from tests.receipts import AT, DAY, LOCATION, RATES, SHOP, TILL, kr

CHART = chart_on(first_choices(SWEDEN.accounts), DAY)
EMPTY = Basket(7, TILL.id, BasketState.OPEN, "", AT, 0)


def line(
    sku: str, minor: int, quantity: int = 1, *, deposit: int = 0, discount: int = 0, pack: Pack | None = None
) -> BasketLine:
    charge = DepositCharge("small", kr(deposit)) if deposit else None
    food = TaxCategory.FOOD
    return BasketLine(
        0, sku, None, sku, Unit.PIECE, Decimal(quantity), kr(minor), kr(discount), food, deposit=charge, pack=pack
    )


def basket_of(*lines: BasketLine) -> Basket:
    basket = EMPTY
    for each in lines:
        basket = add_line(basket, each)
    return basket


def sell(basket: Basket) -> Sale:
    priced = price_basket(basket, RATES, DAY, "SEK")
    paid = settle(priced.gross, [Offer(TenderKind.CASH, cash_due(priced.gross))])
    return make_sale(priced, paid, Origin(TILL.id, 1, LOCATION.id, AT, DAY, "anna"))


lines = st.lists(
    st.builds(
        line,
        st.sampled_from("ABCD"),
        st.integers(0, 50_000),
        st.integers(1, 99),
        deposit=st.sampled_from([0, 0, 100, 200, 300, 4800]),
        pack=st.none() | st.builds(Pack, st.sampled_from(["X", "Y"]), st.integers(2, 24)),
    ),
    min_size=1,
    max_size=12,
)


@given(lines)
def test_a_deposit_comes_on_top_of_its_goods_and_nothing_of_a_sale_is_lost(sold: list[BasketLine]) -> None:
    basket = basket_of(*sold)
    sale = sell(basket)
    goods = [each for each in sale.lines if each.kind is LineKind.GOODS]
    deposits = {each.belongs_to: each for each in sale.lines if each.kind is LineKind.DEPOSIT}
    for each in basket.lines:
        own = deposits.pop(each.position, None)
        assert (own is None) == (each.deposit is None)
        if own is not None and each.deposit is not None:
            assert (own.quantity, own.unit_price, own.discount) == (each.quantity, each.deposit.amount, kr(0))
            assert own.gross.minor == each.deposit.amount.minor * each.quantity
    assert deposits == {}
    assert [each.gross.minor for each in goods] == [each.unit_price.minor * each.quantity for each in basket.lines]
    assert sum(each.gross.minor for each in sale.lines) == sale.settlement.gross.minor
    assert (
        sum(each.tax.minor for each in sale.lines) == sale.tax.minor == tax_within(sale.settlement.gross.minor, 60_000)
    )
    assert len({each.position for each in sale.lines}) == len(sale.lines)
    assert sum(each.amount_minor for each in entry_of_sale(sale, CHART).postings) == 0


@given(lines, st.lists(st.integers(1, 24), max_size=6), st.integers(0, 99))
def test_a_deposit_follows_its_line(sold: list[BasketLine], places: list[int], quantity: int) -> None:
    basket = basket_of(*sold)
    taken = {position for each in basket.lines for position in (each.position, each.position + bool(each.deposit))}
    assert max(taken) == basket.last_position
    assert len(taken) == len(basket.lines) + sum(each.deposit is not None for each in basket.lines)
    for place in places:
        if any(each.position == place for each in basket.lines):
            basket = set_quantity(basket, place, Decimal(quantity))
    priced = price_basket(basket, RATES, DAY, "SEK")
    amounts = (each.deposit.amount.minor * each.quantity for each in basket.lines if each.deposit)
    assert sum(each.deposit.gross_minor for each in priced.lines if each.deposit) == sum(amounts)


def test_no_discount_takes_anything_off_a_deposit() -> None:
    basket = basket_of(line("A", 1000, 2, deposit=200))
    less = structs.replace(basket.lines[0], discount=kr(2000))  # the goods for nothing
    sale = sell(Basket(7, TILL.id, BasketState.OPEN, "", AT, 2, (less,)))
    assert [(each.kind, each.gross.minor, each.discount.minor) for each in sale.lines] == [
        (LineKind.GOODS, 0, 2000),
        (LineKind.DEPOSIT, 400, 0),
    ]


@pytest.mark.parametrize(
    ("day", "tax", "rate"),
    [
        (date(2026, 3, 31), TaxCategory.FOOD, 120_000),
        (date(2026, 4, 1), TaxCategory.FOOD, 60_000),
        (date(2026, 4, 1), TaxCategory.STANDARD, 250_000),  # beer
    ],
)
def test_a_deposit_is_taxed_as_what_is_in_the_pack(day: date, tax: TaxCategory, rate: int) -> None:
    basket = basket_of(structs.replace(line("A", 1000, deposit=200), tax_category=tax))
    priced = price_basket(basket, rates_on(SWEDEN.tax_rates, day), day, "SEK")
    paid = settle(priced.gross, [Offer(TenderKind.CASH, cash_due(priced.gross))])
    sale = make_sale(priced, paid, Origin(TILL.id, 1, LOCATION.id, AT, day, "anna"))
    assert [each.tax_rate_ppm for each in sale.lines] == [rate, rate]
    assert sale.tax.minor == tax_within(1200, rate)


def test_a_deposit_has_an_account_of_its_own_where_the_chart_has_one() -> None:
    sale = sell(basket_of(line("A", 1000, deposit=200)))
    booked = {each.account: -each.amount_minor for each in entry_of_sale(sale, CHART).postings}
    goods, deposit = sale.lines
    assert booked[CHART.number(AccountRole.DEPOSIT, 60_000)] == deposit.net.minor
    assert booked[CHART.number(AccountRole.SALES, 60_000)] == goods.net.minor
    older = Chart({key: number for key, number in CHART.numbers.items() if key[0] is not AccountRole.DEPOSIT})
    booked = {each.account: -each.amount_minor for each in entry_of_sale(sale, older).postings}
    assert booked[CHART.number(AccountRole.SALES, 60_000)] == goods.net.minor + deposit.net.minor


@given(lines)
def test_packs_take_what_is_in_them_and_deposits_take_nothing(sold: list[BasketLine]) -> None:
    basket = basket_of(*sold)
    wanted: dict[str, Decimal] = {}
    for each in basket.lines:
        sku, pieces = (each.pack.sku, each.pack.quantity) if each.pack else (each.sku, 1)
        wanted[sku] = wanted.get(sku, Decimal(0)) - each.quantity * pieces
    levels = on_hand(movements_of(sell(basket)))
    assert {sku: level for (_, sku), level in levels.items()} == wanted


def test_a_box_and_its_pieces_come_out_the_same_in_stock() -> None:
    can, box = line("CAN", 1000, 6), line("BOX", 5500, pack=Pack("CAN", 6))
    assert on_hand(movements_of(sell(basket_of(can)))) == on_hand(movements_of(sell(basket_of(box))))


@pytest.mark.parametrize("text", ["", "  ", "a" * 101, "Kaffe\x1bp", "Hej\u202edå", "rad\nrad", "a\x00b", "a\tb"])
def test_a_note_that_cannot_be_printed_is_refused(text: str) -> None:
    with pytest.raises(WrongNote, match="Nothing was added"):
        decide_note(basket_of(line("A", 1000)), AddNote(1, text))


def test_a_note_holds_no_card() -> None:
    with pytest.raises(CardDataRefused):
        decide_note(basket_of(line("A", 1000)), AddNote(1, "4111 1111 1111 1111"))


def test_a_note_needs_goods() -> None:
    for basket in (None, EMPTY):
        with pytest.raises(WrongEvent):
            decide_note(basket, AddNote(1, "Present"))


def test_a_receipt_has_as_many_notes_as_it_may_and_no_more() -> None:
    basket = basket_of(line("A", 1000))
    for number in range(1, NOTES_MAX + 1):
        after = decide_note(basket, AddNote(number, "Present")).basket
        assert after is not None
        basket = after
    assert len(basket.notes) == NOTES_MAX
    with pytest.raises(WrongEvent):
        decide_note(basket, AddNote(NOTES_MAX + 1, "Present"))


@given(st.text(max_size=100))
def test_whatever_is_noted_leaves_the_names_and_the_sum_alone(text: str) -> None:
    basket = basket_of(line("A", 1000), line("B", 500))
    try:
        after = decide_note(basket, AddNote(1, text)).basket
    except (WrongNote, CardDataRefused):
        return
    assert after is not None
    sale = sell(after)
    receipt = compose_receipt(sale, SHOP, LOCATION, TILL)
    assert [(item.name, item.amount.minor) for item in receipt.items] == [("A", 1000), ("B", 500)]
    assert [len(item.notes) for item in receipt.items] == [0, 1]
    assert sale.settlement.gross.minor == 1500


def test_a_note_stays_below_its_goods_and_moves_up_when_they_leave() -> None:
    basket = basket_of(line("A", 1000))
    noted = decide_note(basket, AddNote(1, "Present till Ada")).basket
    assert noted is not None
    assert noted.notes == (BasketNote(2, "Present till Ada"),)
    both = add_line(noted, line("B", 500))
    shown = [compose_receipt(sell(each), SHOP, LOCATION, TILL).items for each in (both, remove_line(both, 1))]
    assert [[item.notes for item in items] for items in shown] == [[("Present till Ada",), ()], [("Present till Ada",)]]


OPEN = Offering("WORK", None, "Lagning", Unit.PIECE, "work", TaxCategory.STANDARD, 0, None, open_price=True)
LOOSE = Offering("LOOSE", None, "Godis", Unit.KILOGRAM, "sweets", TaxCategory.FOOD, 8900, None)


def test_an_open_price_is_the_one_that_was_entered() -> None:
    assert asked_price(OPEN, Scan(1, "WORK", price_minor=12_500), "SEK").price_minor == 12_500
    assert asked_price(LOOSE, Scan(1, "LOOSE"), "SEK") is LOOSE


@pytest.mark.parametrize(
    ("offering", "price", "refused"),
    [
        (OPEN, None, PriceMissing),
        (OPEN, 0, WrongOpenPrice),
        (OPEN, -1, WrongOpenPrice),
        (OPEN, OPEN_PRICE_MAX_MINOR + 1, WrongOpenPrice),
        (LOOSE, 100, WrongEvent),
    ],
)
def test_no_other_price_is_taken(offering: Offering, price: int | None, refused: type[Exception]) -> None:
    with pytest.raises(refused, match="Nothing was"):
        asked_price(offering, Scan(1, offering.sku, price_minor=price), "SEK")


def test_goods_by_weight_need_one() -> None:
    with pytest.raises(WeightMissing, match="weigh it"):
        check_measured(LOOSE, Scan(1, "LOOSE"), has_label=False)
    check_measured(LOOSE, Scan(1, "LOOSE", measured=True), has_label=False)  # a kilogram on the scale
    check_measured(LOOSE, Scan(1, "LOOSE", Decimal("0.45")), has_label=False)
    check_measured(LOOSE, Scan(1, "LOOSE"), has_label=True)
    check_measured(OPEN, Scan(1, "WORK"), has_label=False)


def test_the_deposit_of_a_pack_is_that_of_all_in_it() -> None:
    can = drink("small", None)
    case = drink("small", Pack("CAN", 24))
    assert deposit_of(can, SWEDEN.deposits, DAY, "SEK") == DepositCharge("small", kr(200))
    assert deposit_of(case, SWEDEN.deposits, DAY, "SEK") == DepositCharge("small", kr(4800))
    assert deposit_of(can, SWEDEN.deposits, date(2000, 1, 1), "SEK") is None
    assert deposit_of(drink(None, None), SWEDEN.deposits, DAY, "SEK") is None


def drink(deposit: str | None, pack: Pack | None) -> Offering:
    food = TaxCategory.FOOD
    return Offering("CAN", None, "Läsk", Unit.PIECE, "drinks", food, 1500, None, deposit=deposit, pack=pack)
