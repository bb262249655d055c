"""Days made at random: each receipt is in exactly one Z report, and reports, sales, journal and books agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from threading import Thread

import pytest

from app.counter.voucher_files import voucher_file, vouchers_of_day
from integrations.sie.sie_reading import read_sie
from models.cash.drawer_session import CashKind, DrawerSession
from models.cash.z_report import ZReport
from models.errors import Refused
from models.facts.envelope import decode_fact
from models.facts.sale import SaleCompleted
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.sale import Sale, SaleKind
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import ChooseSupply, OpenDrawer, Park, Recall, Scan, TillEvent
from operations.cash.sessions import DrawerEnd, hand_over
from operations.installation.change_settings import change_setting
from operations.selling.before_payment import print_pro_forma
from operations.selling.complete_sale import Payment
from operations.selling.training import Practice, complete_training, practise
from store import journal
from store.cash import sessions
from store.database.engine import Store
from tests.builders import CLIENT, OFFICE_ACTOR, PRICES, TILL, Operator, small_shop
from tests.columns import balances
from tests.operations.cash.shop_days import ShopDays

#: Instants at which clocks do something: midnight, both changes of the clock, the end of a year, leap day.
MOMENTS = (
    datetime(2026, 11, 27, 22, 58, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 58, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 58, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 58, tzinfo=UTC),
    datetime(2028, 2, 29, 2, 58, tzinfo=UTC),
)


class RandomDays(ShopDays):
    """Somebody at a till who does anything that a till allows, in any order."""

    def __init__(self, store: Store, operator: Operator) -> None:
        super().__init__(store, operator)
        self.practised: list[int] = []
        self.unpaid: list[int] = []

    def act(self, random: Random) -> None:
        """One step; what the till refuses changes nothing."""
        step = random.choice(STEPS)
        with suppress(Refused):
            step(self, random)

    def session(self) -> DrawerSession | None:
        with self.store.view() as view:
            return sessions.open_session(view, TILL, "")


def _sell(days: RandomDays, random: Random) -> None:
    if days.operator.state().basket is None:
        days.sell(random.choice(list(PRICES)), random.randrange(1, 4))


def _sell_food(days: RandomDays, random: Random) -> None:
    """Food of which some is eaten in: its tax is another, its price is not."""
    if days.operator.state().basket is None:
        for sku in random.sample(["LUNCH", "MILK", "NAPKINS"], k=2):
            days.operator.scan(sku, at=days.at)
        days.operator.do(ChooseSupply, supply=random.choice(list(SupplyMode)), position=random.randrange(3), at=days.at)
        days.made.append(days.operator.pay_cash(at=days.at))


def _refund(days: RandomDays, random: Random) -> None:
    taken_back = {each.refers_to for each in days.made}
    left = [each for each in days.made if each.kind is SaleKind.SALE and each.id not in taken_back]
    if left:
        days.refund(random.choice(left))


def _park_or_recall(days: RandomDays, random: Random) -> None:
    parked = days.operator.state().parked
    if parked and days.operator.state().basket is None:
        days.operator.do(Recall, basket_id=random.choice(parked).basket_id, at=days.at)
        days.made.append(days.operator.pay_cash(at=days.at))
    else:
        days.operator.scan("PAPER", at=days.at)
        days.operator.do(Park, at=days.at)


def _move_cash(days: RandomDays, random: Random) -> None:
    days.move(random.choice(list(CashKind)), random.randrange(1, 300_00), bag="B-1")


def _close(days: RandomDays, random: Random) -> None:
    if days.session() is not None:
        days.count(off_by=random.choice((0, 0, 1_00, -1_00)))
    days.close(reason="counted twice")


def _hand_over(days: RandomDays, random: Random) -> None:
    if days.session() is not None:
        days.count(off_by=random.choice((0, 5_00)))
    hand_over(days.store, days.actor, DrawerEnd("counted twice"), at=days.at)


def _pass_time(days: RandomDays, random: Random) -> None:
    if random.random() < 0.2:
        days.at = random.choice(MOMENTS)
    days.later(minutes=random.randrange(0, 180))


def _practise(days: RandomDays, random: Random) -> None:
    """A training receipt between the sales, or a basket on paper before it is paid."""
    state = days.operator.state()
    if state.basket is not None:
        print_pro_forma(days.store, days.actor, state.basket.basket.id, at=days.at)
        days.unpaid.append(state.basket.gross.minor)
        return
    scanned: list[TillEvent] = [Scan(1, random.choice(("MILK", "LUNCH", "PAPER")))]
    practice, shown = practise(days.store, days.actor, Practice(), CLIENT, scanned, at=days.at)
    assert shown.basket is not None
    payment = Payment(shown.basket.basket.id, shown.basket.due, (Offer(TenderKind.CARD, shown.basket.due),))
    complete_training(days.store, days.actor, practice, payment, at=days.at)
    days.practised.append(shown.basket.due.minor)


def _put_float(days: RandomDays, _random: Random) -> None:
    days.open(500_00)


def _open_drawer(days: RandomDays, _random: Random) -> None:
    days.operator.do(OpenDrawer, reason="change", at=days.at)


STEPS: list[Callable[[RandomDays, Random], None]] = [
    _sell, _sell, _sell_food, _refund, _park_or_recall, _move_cash, _close, _hand_over, _pass_time, _pass_time,
    _put_float, _open_drawer, _practise,
]  # fmt: skip


def _of_vouchers(store: Store, reports: list[ZReport]) -> Counter[str]:
    """What the files for the bookkeeper come to by account, each voucher of them read again and found to be even."""
    sums: Counter[str] = Counter()
    with store.view() as view:
        for day in {each.business_day for each in reports}:
            for voucher in read_sie(voucher_file(view, vouchers_of_day(view, day), is_sie=True)).vouchers:
                assert sum(amount for _, amount in voucher.postings) == 0
                sums.update({account: int(amount * 100) for account, amount in voucher.postings})
    return sums


def _sold_in(report: ZReport, made: list[Sale]) -> list[Sale]:
    return [each for each in made if report.receipts_after < each.origin.receipt_number <= report.receipts_up_to]


def _in_journal(store: Store) -> dict[int, int]:
    """What each sale in the till's journal came to."""
    with store.view() as view:
        rows = [row for row in journal.read(view, TILL) if row.kind == SaleCompleted.kind]
    facts = [decode_fact(SaleCompleted, row.payload).fact for row in rows]
    return {each.sale: each.gross for each in facts}


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(2))
def test_random_days(sqlite_store: Store, rounds: Callable[[int, int], int], seed: int) -> None:
    random = Random(seed)
    days = RandomDays(small_shop(sqlite_store), Operator(sqlite_store))
    change_setting(sqlite_store, OFFICE_ACTOR, "eat_in.offered", "yes", at=days.at)
    for _ in range(rounds(70, 2_000)):
        days.act(random)
    _sell(days, random)
    if days.session() is not None:
        days.count()
    days.close()
    reports = days.reports()
    covered = Counter(each.id for report in reports for each in _sold_in(report, days.made))
    assert set(covered) == {each.id for each in days.made}
    assert set(covered.values()) == {1}
    assert sum(each.figures.till.training.number for each in reports) == len(days.practised)
    assert sum(each.figures.till.training.amount for each in reports) == sum(days.practised)
    assert reports[-1].figures.training_up_to == len(days.practised), "their numbers have no gap"
    assert sum(each.figures.till.pro_forma.amount for each in reports) == sum(days.unpaid)
    assert _in_journal(sqlite_store) == {each.id: each.settlement.gross.minor for each in days.made}
    with sqlite_store.view() as view:
        books = {account: amount for account, amount in balances(view).items() if amount}
    assert {account: amount for account, amount in _of_vouchers(sqlite_store, reports).items() if amount} == books
    for report in reports:
        sold, trade = _sold_in(report, days.made), report.figures.trade
        sales = [each for each in sold if each.kind is SaleKind.SALE]
        assert trade.sales.amount == sum(each.settlement.gross.minor for each in sales)
        assert trade.sales.amount - trade.refunds.amount == sum(each.settlement.gross.minor for each in sold)
        assert sum(each.tax for each in trade.taxes) == sum(each.tax.minor for each in sold)
        cash = sum(each.amount for each in trade.tenders if each.tender == TenderKind.CASH)
        assert cash == sum(each.settlement.due.minor for each in sold)
    days.check()


def test_the_clock_would_put_receipts_into_two_reports_or_none(sqlite_store: Store) -> None:
    """The control: the naive rule collects what was sold since the instant of the last report."""
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    days.sell()
    first = days.close()
    days.later(hours=-3)
    days.sell()
    days.close()
    by_clock = [each for each in days.made if each.origin.at > first.at]
    by_number = _sold_in(days.reports()[1], days.made)
    assert (len(by_clock), len(by_number)) == (0, 1)


def test_sales_go_on_while_the_day_is_closed(sqlite_store: Store, rounds: Callable[[int, int], int]) -> None:
    days = ShopDays(small_shop(sqlite_store), Operator(sqlite_store))
    days.sell()
    count = rounds(12, 400)

    def sell() -> None:
        for _ in range(count):
            days.sell()

    seller = Thread(target=sell)
    seller.start()
    while seller.is_alive():
        try:
            days.close()
        except Refused:
            continue
    seller.join()
    days.sell()
    days.close()
    numbers = [n for each in days.reports() for n in range(each.receipts_after + 1, each.receipts_up_to + 1)]
    assert numbers == list(range(1, count + 3))
    assert sum(each.figures.trade.sales.number for each in days.reports()) == count + 2
    days.check()
