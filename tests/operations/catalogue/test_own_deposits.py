"""Deposits of the shop's own: made, changed by the day, taken and paid back; receipts stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.card_data import CardDataRefused
from models.facts.own_deposit import AmountOfDeposit, OwnDepositChanged, OwnDepositValues
from models.facts.registry import read_fact
from models.journal import JournalKind
from models.jurisdiction.accounts import AccountRole
from models.jurisdiction.deposits import DepositAmount, DepositClass, UnknownDeposit
from models.jurisdiction.own_deposits import (
    AMOUNTS_MAX,
    CLASSES_MAX,
    DEPOSIT_MAX_MINOR,
    DEPOSIT_NAME_MAX,
    DepositOfLaw,
    WrongDeposit,
    with_amount,
    without_amount,
)
from models.jurisdiction.sweden import SWEDEN
from models.selling.sale import LineKind, Sale
from operations.access.permissions import NotPermitted
from operations.catalogue.deposit_changes import DepositChangedMeanwhile, save_deposit
from operations.catalogue.product_changes import change_product
from operations.installation.opening import open_store
from store import catalogue, invariants, journal
from store.catalogue.deposit_rows import own_deposits
from store.database.engine import Store
from store.selling import sales
from tests.builders import AT, DAY, OFFICE, OFFICE_ACTOR, Operator, anna_at, small_shop
from tests.columns import balances
from tests.faults.tampering import Undone
from tests.operations.catalogue.own_crates import CRATE, NAMES, make_crates
from tests.operations.selling.test_returns import Returner, line

ONE_DAY = timedelta(days=1)
TOMORROW = DAY + ONE_DAY


@pytest.fixture
def shop(store: Store) -> Store:
    return small_shop(store)


def save(store: Store, deposit: DepositClass, before: DepositClass | None = None, *, at: datetime = AT) -> DepositClass:
    return save_deposit(store, OFFICE_ACTOR, deposit, before=before, at=at)


def with_crates(store: Store) -> Store:
    return make_crates(small_shop(store))


def stored(store: Store) -> tuple[DepositClass, ...]:
    with store.view() as view:
        return own_deposits(view)


def check_whole(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def deposits(sale: Sale) -> list[int]:
    return [each.gross.minor for each in sale.lines if each.kind is LineKind.DEPOSIT]


def test_a_class_is_made_changed_and_ended_and_the_journal_has_before_and_after(shop: Store) -> None:
    untidy = replace(CRATE, code=" crate ", names={"sv": " Läsk\x1b back", "en": "Crate "})
    assert save(shop, untidy) == replace(CRATE, names={"sv": "Läsk back", "en": "Crate"})
    (before,) = stored(shop)
    renamed = save(shop, replace(before, names=NAMES), before)
    assert save(shop, renamed, renamed) == renamed, "the same again changes nothing"
    dearer = save(shop, with_amount(renamed, TOMORROW, 4000), renamed)
    ended = save(shop, with_amount(dearer, TOMORROW + ONE_DAY, 0), dearer)
    back = save(shop, without_amount(ended, TOMORROW + ONE_DAY), ended)
    assert stored(shop) == (back,)
    assert [(each.valid_from, each.amount_minor) for each in back.amounts] == [(DAY, 2500), (TOMORROW, 4000)]
    with shop.view() as view:
        rows = journal.read(view, OFFICE, kinds=[JournalKind.OWN_DEPOSIT_CHANGED])
        facts = [read_fact(row.kind, row.payload).fact for row in rows]
    first = AmountOfDeposit(DAY, 2500)
    made, named, raised, *_ = facts
    assert made == OwnDepositChanged("crate", None, OwnDepositValues("Läsk back", "Crate", (first,)))
    assert isinstance(named, OwnDepositChanged)
    assert named.before == made.after
    after = OwnDepositValues("Läskback", "Crate", (first, AmountOfDeposit(TOMORROW, 4000)))
    assert raised == OwnDepositChanged("crate", named.after, after)
    assert len(facts) == 5
    check_whole(shop)
    for change in (
        "UPDATE own_deposit SET name_sv = 'X'",
        "UPDATE own_deposit_amount SET amount_minor = 1",
        "UPDATE own_deposit_amount SET valid_from = '2026-11-22' WHERE amount_minor = 2500",
        "DELETE FROM own_deposit_amount",
        "DELETE FROM own_deposit_amount WHERE amount_minor = 4000",
        "INSERT INTO own_deposit (code, name_sv, name_en) VALUES ('x', 'x', 'x')",
    ):
        with suppress(Undone), shop.transaction() as tx:
            tx.execute(sa.text(change))
            assert {each.rule for each in invariants.check_all(tx)} == {"C8"}, change
            raise Undone


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code": "none"}, "deposit_code"),
        ({"code": "Crate"}, "deposit_code"),
        ({"code": "1l"}, "deposit_code"),
        ({"code": "a" * 25}, "deposit_code"),
        ({"code": ""}, "deposit_code"),
        ({"code": "back\n"}, None),
        ({"code": "a" * 24}, None),
        ({"names": {"sv": "\x1b "}}, "deposit_without_name"),
        ({"names": {"sv": "x" * (DEPOSIT_NAME_MAX + 1)}}, "deposit_name_long"),
        ({"names": {"sv": "x" * DEPOSIT_NAME_MAX}}, None),
        ({"amounts": ()}, "deposit_without_amount"),
        ({"amounts": (DepositAmount(DAY, -1, ""),)}, "deposit_amount"),
        ({"amounts": (DepositAmount(DAY, DEPOSIT_MAX_MINOR + 1, ""),)}, "deposit_amount"),
        ({"amounts": (DepositAmount(DAY, DEPOSIT_MAX_MINOR, ""),)}, None),
        ({"amounts": (DepositAmount(DAY, 1, ""), DepositAmount(DAY, 2, ""))}, "deposit_twice"),
        ({"amounts": (DepositAmount(DAY - ONE_DAY, 100, ""),)}, "deposit_past"),
        (
            {"amounts": [DepositAmount(DAY + ONE_DAY * n, n, "") for n in range(AMOUNTS_MAX + 1)]},
            "deposit_many_amounts",
        ),
        ({"amounts": [DepositAmount(DAY + ONE_DAY * n, n, "") for n in range(AMOUNTS_MAX)]}, None),
    ],
)
def test_what_no_class_can_be_is_refused_with_its_reason(
    sqlite_store: Store, changed: dict[str, object], reason: str | None
) -> None:
    small_shop(sqlite_store)
    wanted = replace(CRATE, **changed)  # type: ignore[arg-type]
    if reason is None:
        saved = save(sqlite_store, wanted)
        assert stored(sqlite_store) == (saved,)
        return
    with pytest.raises(WrongDeposit) as refused:
        save(sqlite_store, wanted)
    assert getattr(refused.value.reason, "key", "") == reason
    assert stored(sqlite_store) == ()


def test_the_past_the_law_and_the_work_of_others_are_left_alone(shop: Store) -> None:
    save(shop, CRATE)
    later = AT + ONE_DAY
    for wrong in (
        with_amount(CRATE, DAY, 9900),
        with_amount(CRATE, DAY, 0),
        with_amount(without_amount(CRATE, DAY), TOMORROW, 1),
    ):
        with pytest.raises(WrongDeposit, match="cannot be changed"):
            save(shop, wrong, CRATE, at=later)
    with pytest.raises(WrongDeposit, match="no amount begins"):
        without_amount(CRATE, TOMORROW)
    today = save(shop, with_amount(CRATE, TOMORROW, 3000), CRATE, at=later)
    assert [each.amount_minor for each in today.amounts] == [2500, 3000]
    for each in SWEDEN.deposits:
        with pytest.raises(DepositOfLaw):
            save(shop, replace(each, amounts=CRATE.amounts))
    for before in (None, CRATE):
        with pytest.raises(DepositChangedMeanwhile):
            save(shop, replace(today, names={"sv": "Annat"}), before, at=later)
    with pytest.raises(CardDataRefused):
        save(shop, replace(today, names={"sv": "4111 1111 1111 1111"}), today, at=later)
    with pytest.raises(NotPermitted):
        save_deposit(shop, anna_at(1), replace(CRATE, code="keg"), before=None, at=AT)
    assert stored(shop) == (today,)


def test_a_shop_has_so_many_classes_and_no_more(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.transaction() as tx:
        codes = [{"code": f"c{number}"} for number in range(CLASSES_MAX - 1)]
        tx.execute(sa.text("INSERT INTO own_deposit (code) VALUES (:code)"), codes)
        amounts = "INSERT INTO own_deposit_amount (code, valid_from, amount_minor) VALUES (:code, '2026-11-23', 100)"
        tx.execute(sa.text(amounts), codes)
    save(sqlite_store, CRATE)
    with pytest.raises(WrongDeposit, match=str(CLASSES_MAX)):
        save(sqlite_store, replace(CRATE, code="keg"))


def test_a_return_pays_back_the_deposit_of_its_receipt_whatever_it_is_now(store: Store) -> None:
    anna = Returner(with_crates(store))
    sold = anna.sell(BEER="2", SODA="1", TWO="1")
    assert deposits(sold) == [5000, 2500, 5000]
    dearer = save(store, with_amount(CRATE, DAY, 4000), CRATE)
    again = anna.sell(BEER="1")
    assert deposits(again) == [4000]
    save(store, with_amount(dearer, DAY, 0), dearer)
    assert deposits(anna.sell(BEER="1")) == []
    anna.choose(sold, line(1))
    back = anna.refund()
    assert sum(each.gross.minor for each in back.lines) == -(10_000 + 2500)
    assert deposits(back) == [-2500]
    with store.view() as view:
        assert sales.get_sale(view, sold.id) == sold
    check_whole(store)


def test_a_change_leaves_what_is_in_a_basket_and_counts_for_the_next_scan(store: Store) -> None:
    anna = Operator(with_crates(store))
    anna.scan("BEER")
    save(store, with_amount(CRATE, DAY, 4000), CRATE)
    anna.scan("BEER")
    assert deposits(anna.pay_cash()) == [2500, 4000]
    check_whole(store)


def test_a_product_takes_a_class_of_the_shop_and_none_that_nobody_made(shop: Store) -> None:
    with shop.view() as view:
        milk = catalogue.get_product(view, "MILK")
    with pytest.raises(UnknownDeposit):
        change_product(shop, OFFICE_ACTOR, milk, replace(milk, deposit="crate"), at=AT)
    save(shop, CRATE)
    assert change_product(shop, OFFICE_ACTOR, milk, replace(milk, deposit="crate"), at=AT).deposit == "crate"
    anna = Operator(shop)
    anna.scan("MILK", 3)
    assert deposits(anna.pay_cash()) == [7500]
    check_whole(shop)


# --- the sum of all deposits on receipts is what the books have of them, at every instant -------------------------

ZONE, CLOSES = ZoneInfo("Europe/Stockholm"), time(4)
#: Evenings before an ordinary midnight, a change of the year, and the nights that have an hour less or more.
EVENINGS = (
    datetime(2026, 11, 24, 20, 0, tzinfo=ZONE),
    datetime(2026, 12, 31, 22, 0, tzinfo=ZONE),
    datetime(2027, 3, 27, 23, 0, tzinfo=ZONE),
    datetime(2027, 10, 30, 23, 0, tzinfo=ZONE),
)
Step = tuple[str, object, int]
AMOUNTS = st.sampled_from((0, 1, 2500, 3333, 4000))
STEPS = st.one_of(
    st.tuples(st.just("sell"), st.sampled_from(("BEER", "SODA", "TWO")), st.integers(1, 5)),
    st.tuples(st.just("return"), st.integers(0, 9), st.integers(1, 3)),
    st.tuples(st.just("now"), AMOUNTS, st.just(0)),
    st.tuples(st.just("tomorrow"), AMOUNTS, st.just(0)),
)
WAIT = st.sampled_from((1, 20, 61, 150, 239))


def business_day(at: datetime) -> date:
    local = at.astimezone(ZONE)
    return local.date() if local.time() >= CLOSES else local.date() - ONE_DAY


class _Trade:
    """A shop in which deposits change, and what each sale must have taken, by a rule of its own."""

    def __init__(self, store: Store, evening: datetime) -> None:
        self.store, self.at = with_crates(store), evening
        self.anna = Returner(store)
        self.table: dict[date, int] = {DAY: 2500}
        self.sold: list[tuple[Sale, list[int]]] = []
        self.gross = 0

    def wanted(self) -> int:
        today = business_day(self.at)
        return self.table[max(day for day in self.table if day <= today)]

    def step(self, kind: str, first: object, count: int) -> None:
        what: dict[str, Callable[[object, int], None]] = {
            "sell": self.sell,
            "return": self.give_back,
            "now": lambda amount, _: self.set(amount, business_day(self.at)),
            "tomorrow": lambda amount, _: self.set(amount, business_day(self.at) + ONE_DAY),
        }
        what[kind](first, count)
        self.check()

    def sell(self, sku: object, count: int) -> None:
        self.anna.scan(str(sku), count, at=self.at)
        sale = self.anna.pay_cash(at=self.at)
        crates = count * (2 if sku == "TWO" else 1)
        assert sum(deposits(sale)) == self.wanted() * crates
        self.gross += sum(deposits(sale))
        self.sold.append((sale, [count]))

    def give_back(self, which: object, count: int) -> None:
        assert isinstance(which, int)
        if not self.sold:
            return
        sale, left = self.sold[which % len(self.sold)]
        count = min(count, left[0])
        if not count:
            return
        left[0] -= count
        self.anna.choose(sale, line(1, str(count)), at=self.at)
        back = self.anna.give(key=len(self.sold) * 100 + left[0] + 1, at=self.at)
        assert isinstance(back, Sale)
        assert sum(deposits(back)) * int(sale.lines[0].quantity) == -sum(deposits(sale)) * count
        self.gross += sum(deposits(back))

    def set(self, amount: object, begins: date) -> None:
        assert isinstance(amount, int)
        (before,) = stored(self.store)
        save(self.store, with_amount(before, begins, amount), before, at=self.at)
        self.table[begins] = amount

    def check(self) -> None:
        """Books and receipts agree at this instant, in net and tax, by rate."""
        lines = sa.text("SELECT COALESCE(SUM(net_minor), 0), COALESCE(SUM(gross_minor), 0) FROM sale_line"
                        " WHERE kind = 'deposit'")  # fmt: skip
        accounts = {each.number for each in SWEDEN.accounts if each.role is AccountRole.DEPOSIT}
        with self.store.view() as view:
            net, gross = view.execute(lines).one()
            booked = sum(minor for account, minor in balances(view).items() if account in accounts)
        assert (int(gross), -booked) == (self.gross, int(net))


SPRING: list[tuple[int, Step]] = [
    (1, ("tomorrow", 4000, 0)), (239, ("sell", "BEER", 3)), (150, ("sell", "TWO", 1)), (1, ("return", 0, 2)),
]  # fmt: skip
AUTUMN: list[tuple[int, Step]] = [
    (1, ("tomorrow", 0, 0)), (239, ("sell", "SODA", 3)), (150, ("sell", "SODA", 1)), (1, ("return", 0, 3)),
]  # fmt: skip


def trade(store: Store, evening: datetime, steps: list[tuple[int, Step]]) -> None:
    trading = _Trade(store, evening)
    for minutes, step in steps:
        trading.at = (trading.at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZONE)
        trading.step(*step)
    check_whole(store)


@pytest.mark.parametrize(("evening", "steps"), [(EVENINGS[2], SPRING), (EVENINGS[3], AUTUMN)])
def test_deposits_switch_with_the_business_day_when_the_clocks_change(
    store: Store, evening: datetime, steps: list[tuple[int, Step]]
) -> None:
    trade(store, evening, steps)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(EVENINGS), st.lists(st.tuples(WAIT, STEPS), min_size=3, max_size=9))
def test_deposits_on_receipts_are_those_in_the_books_whenever_amounts_change(
    sqlite_url: str, evening: datetime, steps: list[tuple[int, Step]]
) -> None:
    template = Path(sqlite_url.removeprefix("sqlite:///"))
    copy = template.with_name(f"{len(list(template.parent.iterdir()))}.db")
    copy.write_bytes(template.read_bytes())
    store = open_store(f"sqlite:///{copy}")
    try:
        trade(store, evening, steps)
    finally:
        store.close()
