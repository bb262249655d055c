"""The output tax on orders that are paid before they are fetched: in the period in which the money came.

The reference knows nothing of payments and books: it has the days on which money came and went, and the tax within the
prices of the goods.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.terminal.simulated_page_bank import PagePress
from models.catalogue.product import Product, TaxCategory
from models.jurisdiction.accounts import AccountRole
from models.ledger.month_control import BookMonth, parse_month
from models.online.online_order import OnlineOrder
from models.online.pickup_times import pickup_slots
from models.payments.attempt_state import AttemptState
from models.pricing.price_list import Price
from models.quantity import Unit
from models.selling.advance_tax import change_of_advance, split_advance
from models.shop_settings import STOREFRONT_DAYS_AHEAD, STOREFRONT_HOURS, STOREFRONT_SLOT_ORDERS
from operations.installation.change_settings import change_setting
from operations.installation.opening import Range, register_range
from operations.online.end_orders import cancel_order, pick_order
from operations.online.web_shop_rules import read_rules
from operations.selling.prepaid_hand_over import sell_prepaid
from operations.selling.web_orders_at_till import hand_over_order
from store import invariants
from store.cash.month_sums import balance_at, ledger_sums
from store.cash.tax_due import tax_due
from store.cash.trade_figures import tax_of_days
from store.database.engine import Store
from store.selling.advance_rows import advances_of_days, all_advances
from tests.builders import AT, OFFICE_ACTOR, PRICES, anna_at, kr, small_shop
from tests.operations.online.web_customers import check_shop, count_units
from tests.operations.online.web_payers import Bank, Payer, open_paying_shop

RATES = {"MILK": 60_000, "NAPKINS": 250_000, "PAPER": 60_000}
TAX_ACCOUNTS = {"2611": 250_000, "2631": 60_000}
NOVEMBER, DECEMBER = parse_month("2026-11"), parse_month("2026-12")
LAST_OF_MONTH = datetime(2026, 11, 30, 12, tzinfo=UTC)
NEXT_MONTH = datetime(2026, 12, 2, 12, tzinfo=UTC)
SEED = 26
Goods = dict[str, int]


@pytest.fixture
def shop(store: Store) -> Store:
    return open_far(store)


def open_far(store: Store) -> Store:
    """A web shop that is open at all hours, and whose orders may be fetched late."""
    open_paying_shop(small_shop(store))
    for name, text in (
        (STOREFRONT_SLOT_ORDERS, "9"),
        (STOREFRONT_HOURS, "mon-sun 00:00-23:30"),
        (STOREFRONT_DAYS_AHEAD, "7"),
    ):
        change_setting(store, OFFICE_ACTOR, name, text, at=AT)
    for sku in RATES:
        count_units(store, sku, 9000)
    return store


def tax_by_rate(goods: Goods) -> Counter[int]:
    """The tax within the prices of the goods of each rate, rounded half up once."""
    sums: Counter[int] = Counter()
    for sku, pieces in goods.items():
        sums[RATES[sku]] += PRICES[sku] * pieces
    exact = {rate: Fraction(gross * rate, 1_000_000 + rate) for rate, gross in sums.items()}
    return Counter({rate: int(tax + Fraction(1, 2)) for rate, tax in exact.items()})


def cost(goods: Goods) -> int:
    return sum(PRICES[sku] * pieces for sku, pieces in goods.items())


@dataclass
class TaxWalk:
    """Customers who pay on one day, and fetch, cancel or wait on another, over the ends of months."""

    store: Store
    bank: Bank
    expected: dict[str, Counter[int]] = field(default_factory=dict)
    open_net: int = 0
    customers: int = 0

    def due(self, at: datetime, taxes: Counter[int], sign: int = 1) -> None:
        of_month = self.expected.setdefault(f"{at.astimezone(UTC):%Y-%m}", Counter())
        for rate, minor in taxes.items():
            of_month[rate] += sign * minor

    def pay(self, goods: Goods, press: PagePress, at: datetime) -> OnlineOrder:
        """An order whose money is there: reserved on a card, or taken with Swish."""
        self.customers += 1
        with self.store.view() as view:
            slots = pickup_slots(read_rules(view, at).pickup, at)
        slot = slots[-1 - self.customers % 40].begins  # so late that nobody misses it
        order = Payer(self.store, f"t{self.customers}@example.com").order(*goods.items(), at=at, pickup=slot)
        self.settle(order, at)
        self.bank.press(order, press, at=at)
        self.settle(order, at)
        if press is PagePress.SWISH:
            self.due(at, tax_by_rate(goods))
            self.open_net += cost(goods) - tax_by_rate(goods).total()
        return order

    def pick(self, order: OnlineOrder, picked: Goods, at: datetime) -> None:
        """What is there is taken of a card; what is missing goes back by Swish."""
        goods = {each.sku: each.quantity for each in order.goods}
        charge = self.bank.money(order, at=at).charge
        assert charge is not None
        before: Goods = goods if charge.state is AttemptState.APPROVED else {}
        pick_order(self.store, anna_at(1), order.id, {e.position: picked[e.sku] for e in order.goods}, at=at)
        self.settle(order, at)
        self.due(at, tax_by_rate(before), -1)
        self.due(at, tax_by_rate(picked))
        self.open_net += cost(picked) - tax_by_rate(picked).total() - cost(before) + tax_by_rate(before).total()

    def fetch(self, order: OnlineOrder, picked: Goods, at: datetime) -> None:
        sale = sell_prepaid(self.store, anna_at(1), hand_over_order(self.store, anna_at(1), order.code, at=at), at=at)
        assert sale is not None
        assert sale.settlement.gross.minor == cost(picked)
        self.open_net -= cost(picked) - tax_by_rate(picked).total()

    def cancel(self, order: OnlineOrder, has: Goods, at: datetime) -> None:
        cancel_order(self.store, OFFICE_ACTOR, order.id, at=at)
        self.settle(order, at)
        self.due(at, tax_by_rate(has), -1)
        self.open_net -= cost(has) - tax_by_rate(has).total()

    def settle(self, order: OnlineOrder, at: datetime) -> None:
        for _ in range(3):
            self.bank.settle(order, at=at)

    def compare(self) -> None:
        """Of each month: by the reference, as the tax return has it, and in the ledger; and what is owed at the end."""
        with self.store.view() as view:
            for text, taxes in self.expected.items():
                month = parse_month(text)
                returned = {each.rate_ppm: each.tax for each in tax_due(view, month.first, month.last) if each.tax}
                assert returned == {rate: minor for rate, minor in taxes.items() if minor}, text
                booked = ledger_sums(view, month.first, month.last)
                ledger = {rate: -booked.get(number, 0) for number, rate in TAX_ACCOUNTS.items()}
                assert {rate: minor for rate, minor in ledger.items() if minor} == returned, text
            assert -balance_at(view, AccountRole.PREPAID, date.max) == self.open_net
        check_shop(self.store)


def taxes_of(store: Store, month: BookMonth) -> dict[int, int]:
    with store.view() as view:
        return {each.rate_ppm: each.tax for each in tax_due(view, month.first, month.last)}


def test_tax_is_due_when_swish_comes_and_not_when_the_goods_are_fetched(shop: Store, tmp_path: Path) -> None:
    walk = TaxWalk(shop, Bank(shop, tmp_path))
    goods = {"MILK": 3, "NAPKINS": 2}
    order = walk.pay(goods, PagePress.SWISH, LAST_OF_MONTH)
    assert taxes_of(shop, NOVEMBER) == {250_000: 9_98, 60_000: 3_38}
    with shop.view() as view:
        assert -balance_at(view, AccountRole.PREPAID, NOVEMBER.last) == cost(goods) - 9_98 - 3_38
    walk.pick(order, goods, NEXT_MONTH)
    walk.fetch(order, goods, NEXT_MONTH)
    assert taxes_of(shop, DECEMBER) == {250_000: 0, 60_000: 0}, "the sale bears the tax, and the advance no longer"
    with shop.view() as view:
        sales = {each.rate_ppm: each.tax for each in tax_of_days(view, DECEMBER.first, DECEMBER.last)}
        gone = {each.rate_ppm: each.tax for each in advances_of_days(view, DECEMBER.first, DECEMBER.last)}
    assert sales == {rate: -tax for rate, tax in gone.items()} == {250_000: 9_98, 60_000: 3_38}
    walk.compare()


def test_money_that_goes_back_takes_its_tax_back(shop: Store, tmp_path: Path) -> None:
    walk = TaxWalk(shop, Bank(shop, tmp_path))
    short, gone = ({"MILK": 3, "NAPKINS": 2} for _ in range(2))
    order, other = (walk.pay(goods, PagePress.SWISH, LAST_OF_MONTH) for goods in (short, gone))
    walk.pick(order, {"MILK": 3, "NAPKINS": 0}, NEXT_MONTH)
    walk.cancel(other, gone, NEXT_MONTH)
    assert taxes_of(shop, NOVEMBER) == {250_000: 2 * 9_98, 60_000: 2 * 3_38}
    assert taxes_of(shop, DECEMBER) == {250_000: -2 * 9_98, 60_000: -3_38}
    walk.compare()


def test_a_reserved_card_is_no_advance_and_what_is_taken_of_it_is(shop: Store, tmp_path: Path) -> None:
    walk = TaxWalk(shop, Bank(shop, tmp_path))
    goods = {"PAPER": 2}
    order = walk.pay(goods, PagePress.CARD, LAST_OF_MONTH - timedelta(days=3))
    assert taxes_of(shop, NOVEMBER) == {}
    walk.pick(order, {"PAPER": 1}, LAST_OF_MONTH)
    assert taxes_of(shop, NOVEMBER) == {60_000: 1_98}
    walk.fetch(order, {"PAPER": 1}, NEXT_MONTH)
    assert taxes_of(shop, DECEMBER) == {60_000: 0}
    walk.compare()


def test_money_for_an_order_that_has_ended_is_no_advance(shop: Store, tmp_path: Path) -> None:
    walk = TaxWalk(shop, Bank(shop, tmp_path))
    order = Payer(shop).order(("MILK", 1), at=LAST_OF_MONTH, pickup=NEXT_MONTH)
    walk.settle(order, LAST_OF_MONTH)
    walk.bank.press(order, PagePress.SWISH, at=LAST_OF_MONTH)
    cancel_order(shop, OFFICE_ACTOR, order.id, at=LAST_OF_MONTH)
    walk.settle(order, NEXT_MONTH)
    assert walk.bank.net(order) == 0
    assert taxes_of(shop, NOVEMBER) == taxes_of(shop, DECEMBER) == {}
    with shop.view() as view:
        assert list(all_advances(view)) == [], "not even for a moment"
    walk.compare()


def test_the_deposit_on_goods_is_a_part_of_the_advance(shop: Store, tmp_path: Path) -> None:
    walk = TaxWalk(shop, Bank(shop, tmp_path))
    cola = Product("COLA", "Cola", Unit.PIECE, "dairy", TaxCategory.FOOD, deposit="small")
    register_range(shop, OFFICE_ACTOR, Range(products=(cola,), prices=(Price("COLA", kr(12_00), AT.date()),)), at=AT)
    count_units(shop, "COLA", 9)
    order = Payer(shop).order(("COLA", 5), ("NAPKINS", 1), at=LAST_OF_MONTH, pickup=NEXT_MONTH)
    assert order.total_minor == 70_00 + 24_95
    walk.settle(order, LAST_OF_MONTH)
    walk.bank.press(order, PagePress.SWISH, at=LAST_OF_MONTH)
    walk.settle(order, LAST_OF_MONTH)
    with shop.view() as view:
        (booked,) = all_advances(view)
    parts = [(each.rate_ppm, each.gross_minor, each.tax_minor) for each in booked.parts]
    assert parts == [(250_000, 24_95, 4_99), (60_000, 70_00, 3_96)]
    check_shop(shop)


@pytest.mark.proof
def test_the_tax_of_each_month_is_that_of_the_money_that_came_and_went(
    sqlite_store: Store, tmp_path: Path, rounds: Callable[[int, int], int]
) -> None:
    store, rng = open_far(sqlite_store), Random(SEED)
    walk = TaxWalk(store, Bank(store, tmp_path))
    begin = datetime(2026, 11, 24, 9, tzinfo=UTC)
    plans: list[tuple[datetime, int, str]] = []
    for number in range(rounds(25, 400)):
        paid = begin + timedelta(days=rng.randrange(75), minutes=rng.randrange(600))
        packed = paid + timedelta(days=rng.randrange(4), minutes=1 + rng.randrange(99))
        end = packed + timedelta(days=rng.randrange(4), minutes=1 + rng.randrange(99))
        plans += [(paid, number, "pay"), (packed, number, "pick"), (end, number, "end")]
    orders: dict[int, OnlineOrder] = {}
    picked_of: dict[int, Goods] = {}
    for at, number, what in sorted(plans):
        if what == "pay":
            skus = rng.sample(sorted(RATES), rng.randint(1, 3))
            goods = {sku: rng.randint(1, 4) for sku in skus}
            orders[number] = walk.pay(goods, rng.choice([PagePress.CARD, PagePress.SWISH]), at)
            continue
        order = orders[number]
        if what == "pick" and rng.random() < 0.8:
            picked = {each.sku: rng.randint(0, each.quantity) for each in order.goods}
            picked[order.goods[0].sku] = max(1, picked[order.goods[0].sku])
            walk.pick(order, picked, at)
            picked_of[number] = picked
        elif what == "end" and number in picked_of:
            rng.choice([walk.fetch, walk.fetch, walk.cancel, lambda *_: None])(order, picked_of[number], at)
    walk.compare()
    assert len(walk.expected) >= 3, "the walk crosses ends of months"


def test_the_walk_notices_tax_that_comes_with_the_sale(sqlite_store: Store, tmp_path: Path) -> None:
    """The control: the rule that tax is due with the sale gives other months."""
    store = open_far(sqlite_store)
    walk = TaxWalk(store, Bank(store, tmp_path))
    order = walk.pay({"MILK": 2}, PagePress.SWISH, LAST_OF_MONTH)
    walk.pick(order, {"MILK": 2}, NEXT_MONTH)
    walk.fetch(order, {"MILK": 2}, NEXT_MONTH)
    walk.expected = {"2026-11": Counter(), "2026-12": tax_by_rate({"MILK": 2})}
    with pytest.raises(AssertionError, match="2026-11"):
        walk.compare()


def test_a_shop_is_told_of_advances_whose_tax_was_changed(sqlite_store: Store, tmp_path: Path) -> None:
    """Each invariant bites: a row that is gone, another amount in the books, an advance of money that is not there."""
    store = open_far(sqlite_store)
    walk = TaxWalk(store, Bank(store, tmp_path))
    walk.pay({"MILK": 2}, PagePress.SWISH, LAST_OF_MONTH)
    changes = {
        "DELETE FROM advance_tax": {"C8", "C6"},
        "UPDATE advance_tax SET tax_minor = tax_minor + 1, net_minor = net_minor - 1": {"C8", "C6"},
        "UPDATE advance_tax SET net_minor = net_minor + 1": {"C8", "C10"},
    }
    for sql, codes in changes.items():
        assert codes <= codes_after(store, sql), sql
    check_shop(store)


def codes_after(store: Store, sql: str) -> set[str]:
    """The codes of what is wrong about advances and payments after a change by hand, which is taken back."""
    with store.transaction() as tx:
        tx.exec_driver_sql("DROP TRIGGER advance_tax_no_update")
        tx.exec_driver_sql("DROP TRIGGER advance_tax_no_delete")
        tx.exec_driver_sql(sql)
        codes = {each.rule for each in invariants.check_all(tx) if each.subject.startswith(("the advance", "payment"))}
        tx.rollback()
    return codes


SUMS = st.dictionaries(
    st.sampled_from([250_000, 120_000, 60_000, 0]),
    st.integers(1, 10**7).flatmap(lambda gross: st.tuples(st.just(gross), st.integers(0, gross // 5))),
    min_size=1,
)


@given(SUMS, st.integers(0, 10**8))
def test_the_parts_of_an_advance_are_all_of_it(goods: dict[int, tuple[int, int]], left: int) -> None:
    parts = split_advance(goods, left)
    assert sum(each.gross_minor for each in parts) == left
    for each in parts:
        share = Fraction(left * goods[each.rate_ppm][0], sum(gross for gross, _ in goods.values()))
        assert abs(each.gross_minor - share) < 1, "each rate has its share"
        if left != sum(gross for gross, _ in goods.values()):
            exact = Fraction(each.gross_minor * each.rate_ppm, 1_000_000 + each.rate_ppm)
            assert abs(each.tax_minor - exact) <= Fraction(1, 2)
    whole = split_advance(goods, sum(gross for gross, _ in goods.values()))
    assert {each.rate_ppm: (each.gross_minor, each.tax_minor) for each in whole} == goods
    assert change_of_advance(whole, parts + change_of_advance(parts, whole)) == ()
