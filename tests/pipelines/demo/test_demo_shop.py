"""The demo shop: the same plan gives the same rows, and everything in it holds together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.journal import JournalKind
from models.purchasing.automatic_ordering import OrderMode
from models.purchasing.purchase_order import OrderState
from models.quantity import Unit
from models.selling.sale import SaleKind
from models.selling.settlement import TenderKind
from models.stock.movement import MovementReason
from operations.installation.opening import open_store
from operations.labels.label_printing import waiting_labels
from operations.labels.label_reading import update_queue
from pipelines.demo import till_days
from pipelines.demo.demo_orders import AUTOMATIC
from pipelines.demo.demo_promotions import DAYS_BEFORE
from pipelines.demo.demo_shop import COMPANY, PEOPLE, DemoPlan, OtherShop, WrongPlan, build_demo
from pipelines.demo.paid_with_voucher import REASONS
from store import catalogue, purchasing, schema
from store.analysis.promotion_figures import promotion_results
from store.automatic_orders import limits_of
from store.cash import sessions, z_reports
from store.database.engine import Store
from store.invariants import check_all
from store.selling.discount_sums import discount_sums
from tests.builders import small_shop
from tests.contents import contents

PLAN = DemoPlan(until=date(2026, 4, 9), days=16, products=80, seed=7)


#: Tests that only read the shop of the plan share it.
ONE_BUILD = pytest.mark.xdist_group("demo shop")


#: Rows that report of a clock which was set.
JUMPS = sa.select(schema.journal.c.seq).where(schema.journal.c.kind == JournalKind.CLOCK_JUMPED.value)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The shop of the plan, which nobody changes."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'shop.db'}")
    build_demo(store, PLAN)
    yield store
    store.close()


def test_everything_that_must_hold_holds(store: Store) -> None:
    figures = build_demo(store, PLAN)
    with store.view() as view:
        assert check_all(view) == []
        assert view.scalars(JUMPS).all() == [], "no clock of a new shop was ever set back"
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.sale)) == figures.receipts
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.sale_line)) == figures.lines
    assert figures.lost_lines > 0
    assert 60 <= figures.receipts / PLAN.days / 2 <= 120


def test_the_same_seed_gives_the_same_rows_and_another_one_others(tmp_path: Path) -> None:
    hashes = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        build_demo(store, DemoPlan(PLAN.until, days=4, products=50, seed=seed))
        hashes.append(contents(store))
        store.close()
    assert hashes[0] == hashes[1] != hashes[2]


@ONE_BUILD
def test_stock_falls_below_zero_only_by_what_the_shop_window_took(demo: Store) -> None:
    m = schema.stock_movement.c
    with demo.view() as view:
        rows = view.execute(sa.select(m.location_id, m.sku, m.quantity, m.reason).order_by(m.at, m.source_id)).all()
    level: dict[tuple[int, str], Decimal] = {}
    for place, sku, quantity, reason in rows:
        level[place, sku] = level.get((place, sku), Decimal(0)) + quantity
        assert level[place, sku] >= 0 or reason == MovementReason.OWN_USE
    (below,) = (units for units in level.values() if units < 0)
    assert below == -2
    goods_gone_bad = {MovementReason.RETURN_WASTE, MovementReason.RETURN_SUPPLIER}
    assert {row.reason for row in rows} == set(MovementReason) - goods_gone_bad


@ONE_BUILD
def test_history_ends_the_day_before_until_and_carries_the_tax_of_its_day(demo: Store) -> None:
    sale, line = schema.sale.c, schema.sale_line.c
    with demo.view() as view:
        days = view.execute(sa.select(sa.func.min(sale.business_day), sa.func.max(sale.business_day))).one()
        rates = {
            (day < date(2026, 4, 1), rate)
            for day, rate in view.execute(
                sa.select(line.business_day, line.tax_rate_ppm).where(line.tax_category == "food").distinct()
            )
        }
        units = set(view.scalars(sa.select(line.unit).distinct()))
    assert tuple(days) == (PLAN.first, PLAN.until - timedelta(1))
    assert rates == {(True, 120_000), (False, 60_000)}
    assert units == {Unit.PIECE, Unit.KILOGRAM}


#: A Thursday before noon in Stockholm, and plans that trade until then.
NOON = datetime(2026, 4, 9, 9, 40, tzinfo=UTC)
UNTIL_NOON = DemoPlan(NOON.date(), days=8, products=80, seed=7, stops_at=NOON)


@pytest.mark.parametrize(
    ("stops_at", "least", "most"),
    [
        (NOON, 20, 90),
        (datetime(2026, 4, 9, 4, 30, tzinfo=UTC), 0, 0),  # delivered, not open yet
        (datetime(2026, 4, 9, 4, 15, 30, tzinfo=UTC), 0, 0),  # delivered this minute
        (datetime(2026, 4, 8, 23, 0, tzinfo=UTC), 0, 0),  # one o'clock at night
        (datetime(2026, 4, 9, 20, 0, tzinfo=UTC), 100, 250),  # closed for the night
    ],
)
def test_the_shop_has_traded_until_this_hour(sqlite_store: Store, stops_at: datetime, least: int, most: int) -> None:
    figures = build_demo(sqlite_store, replace(UNTIL_NOON, stops_at=stops_at, days=2))
    sale, move = schema.sale.c, schema.stock_movement.c
    with sqlite_store.view() as view:
        today = list(view.scalars(sa.select(sale.at).where(sale.business_day == UNTIL_NOON.until)))
        last_moved = view.scalar(sa.select(sa.func.max(move.at)))
        assert check_all(view) == []
        assert view.scalars(JUMPS).all() == []
    assert least <= len(today) <= most
    assert all(at < stops_at for at in today)
    assert last_moved is not None
    assert last_moved < stops_at
    assert figures.days == 2


def test_a_day_that_runs_is_the_beginning_of_the_whole_day(tmp_path: Path) -> None:
    """And the days before it are those of a shop that has just opened that morning."""
    sold = []
    for name, stops_at in (("noon", NOON), ("night", NOON + timedelta(hours=9))):
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        build_demo(store, replace(UNTIL_NOON, stops_at=stops_at, days=3))
        with store.view() as view:
            s, t = schema.sale.c, schema.tender.c
            by_voucher = sa.select(t.sale_id).where(t.kind == TenderKind.DEPOSIT_VOUCHER.value)
            of_kits = sa.select(schema.sale_line.c.sale_id).where(schema.sale_line.c.kit_version.is_not(None))
            # Goods come back, vouchers pay, and kits are sold, at the end of each.
            bought = sa.and_(s.at < NOON, s.kind == SaleKind.SALE.value, s.id.not_in(sa.union(by_voucher, of_kits)))
            query = sa.select(s.at, s.location_id, s.gross_minor).where(bought).order_by(s.location_id, s.at)
            sold.append([tuple(row) for row in view.execute(query) if row.location_id == 1])
        store.close()
    assert sold[0] == sold[1]
    assert len(sold[0]) > 200


def test_customers_pay_by_card_and_in_whole_kronor_of_cash(sqlite_store: Store) -> None:
    build_demo(sqlite_store, DemoPlan(PLAN.until, days=3, products=50))
    t, s = schema.tender.c, schema.sale.c
    with sqlite_store.view() as view:
        rows = view.execute(sa.select(t.kind, t.amount_minor, t.change_minor)).all()
        customers = set(view.scalars(sa.select(s.customer)))
        sellers = set(view.scalars(sa.select(s.operator)))
        discounts = discount_sums(view, PLAN.until - timedelta(days=3), PLAN.until)
    assert {each.reason: each.lines for each in discounts} == {REASONS["sv"]: 2}, "one thing at each till is cheaper"
    assert {row.kind for row in rows} == {TenderKind.CASH, TenderKind.CARD, TenderKind.DEPOSIT_VOUCHER}
    assert all(row.amount_minor % 100 == 0 for row in rows if row.kind == TenderKind.CASH)
    assert all(row.change_minor == 0 for row in rows if row.kind == TenderKind.CARD)
    assert any(row.change_minor > 0 for row in rows)
    assert sellers <= {each.code for each in PEOPLE}, "whoever sold is a person of the shop"
    assert None in customers
    assert len(customers) > 20


def test_an_interrupted_demo_goes_on_where_it_stopped(tmp_path: Path) -> None:
    whole, broken = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("whole", "broken"))
    steps: list[int] = []
    expected = build_demo(whole, PLAN, lambda _stage, done, _total: steps.append(done))

    def interrupt(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(broken, PLAN, interrupt)
    assert contents(broken) != contents(whole)
    assert build_demo(broken, PLAN) == expected
    assert contents(broken) == contents(whole)
    assert build_demo(broken, PLAN) == expected
    assert contents(broken) == contents(whole)
    assert len(steps) > 2
    assert steps[-1] == PLAN.days
    whole.close()
    broken.close()


def test_an_interrupted_demo_of_today_goes_on_until_the_hour_it_was_begun_for(tmp_path: Path) -> None:
    whole, broken = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("whole", "broken"))
    expected = build_demo(whole, UNTIL_NOON)

    def interrupt(_stage: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(broken, UNTIL_NOON, interrupt)
    assert build_demo(broken, UNTIL_NOON) == expected
    assert contents(broken) == contents(whole)
    whole.close()
    broken.close()


@pytest.mark.parametrize(
    "other",
    [
        DemoPlan(PLAN.until, days=3, products=50, seed=2),
        DemoPlan(PLAN.until, days=3, products=60),
        DemoPlan(PLAN.until + timedelta(1), days=3, products=50),
    ],
)
def test_another_plan_is_not_mixed_into_a_demo_shop(sqlite_store: Store, other: DemoPlan) -> None:
    build_demo(sqlite_store, DemoPlan(PLAN.until, days=3, products=50))
    before = contents(sqlite_store)
    with pytest.raises(OtherShop):
        build_demo(sqlite_store, other)
    assert contents(sqlite_store) == before


def test_a_real_shop_is_left_alone(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    with sqlite_store.transaction() as tx:
        tx.execute(sa.update(schema.shop).values(company="En annan butik AB"))
    before = contents(sqlite_store)
    with pytest.raises(OtherShop) as refused:
        build_demo(sqlite_store, PLAN)
    assert refused.value.code == "other_shop"
    assert contents(sqlite_store) == before


@pytest.mark.parametrize(("days", "products"), [(0, 400), (5000, 400), (400, 0), (400, 10**6)])
def test_a_plan_that_cannot_be_made_is_refused(days: int, products: int) -> None:
    with pytest.raises(WrongPlan) as refused:
        DemoPlan(PLAN.until, days=days, products=products)
    assert "Nothing was made" in str(refused.value)


def test_a_shop_that_opens_on_a_closed_day_has_its_goods(sqlite_store: Store) -> None:
    figures = build_demo(sqlite_store, DemoPlan(date(2025, 12, 26), days=1, products=50))
    with sqlite_store.view() as view:
        assert view.scalar(sa.select(sa.func.count()).select_from(schema.stock_level)) == 100
        assert check_all(view) == []
        sold = {each.sku for each, _ in catalogue.sellable_products(view, date(2025, 12, 26), 1_000)}
        keys = [catalogue.quick_key_pages(view, place) for place in (1, 2)]
    assert keys[0] == keys[1]
    assert [{*each.skus} <= sold for each in keys[0]] == [True] * 3
    assert figures.receipts == 0
    assert COMPANY.country == "SE"


def test_some_labels_wait_and_some_goods_have_a_comparison_price(sqlite_store: Store) -> None:
    build_demo(sqlite_store, DemoPlan(PLAN.until, days=10, products=50))
    at = datetime.combine(PLAN.until, time(9), tzinfo=UTC)
    update_queue(sqlite_store, Actor("office", 100), at=at)
    with sqlite_store.view() as view:
        waiting = waiting_labels(view, 1, PLAN.until)
        assert check_all(view) == []
    assert 0 < len(waiting) < 50
    assert any(each.text.comparison for each in waiting)


def test_the_last_days_are_closed_and_today_has_its_float(sqlite_store: Store) -> None:
    build_demo(sqlite_store, UNTIL_NOON)
    with sqlite_store.view() as view:
        reports = z_reports.all_reports(view)
        begun = {till: sessions.open_sessions(view, till) for till in (1, 2)}
        trade_days = set(
            view.scalars(sa.select(schema.sale.c.business_day).where(schema.sale.c.business_day < NOON.date()))
        )
        assert check_all(view) == []
    for till in (1, 2):
        numbers = [each.number for each in reports if each.till_id == till]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {each.business_day for each in reports if each.till_id == till} == trade_days
        assert [each.opening_float for each in begun[till]] == [till_days.FLOAT.minor]
    missing = [drawer for each in reports for drawer in each.figures.drawers if drawer.counted != drawer.expected]
    assert missing
    assert all(drawer.reason for drawer in missing)


def test_a_day_of_the_demo_is_closed_once(sqlite_store: Store) -> None:
    def interrupt(_stage: str, done: int, total: int) -> None:
        if done == total:  # all is closed, and nothing was brought back since
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_demo(sqlite_store, replace(UNTIL_NOON, stops_at=None, days=2), interrupt)
    with sqlite_store.view() as view:
        last = z_reports.last_report(view, 1)
    assert last is not None
    again = till_days.TillDay(1, last.receipts_up_to, [])
    till_days.close_till(sqlite_store, again, "sv")
    with sqlite_store.view() as view:
        assert z_reports.last_report(view, 1) == last


@ONE_BUILD
def test_each_promotion_gave_something_in_the_last_week_and_nothing_before(demo: Store) -> None:
    with demo.view() as view:
        gave = promotion_results(view)
        before = promotion_results(view, until=PLAN.until - DAYS_BEFORE)
    assert {each.promotion_id for each in gave} == {1, 2, 3}
    assert min(each.given_minor for each in gave) > 0
    assert before == []


@ONE_BUILD
def test_orders_are_in_each_state_but_the_one_that_takes_a_mail_server(demo: Store) -> None:
    with demo.view() as view:
        orders = purchasing.orders_in(view, OrderState)
        assert {each.state for each in orders} == set(OrderState) - {OrderState.SENDING}
        assert limits_of(view, AUTOMATIC).mode is OrderMode.SEND
        assert any(each.is_late(PLAN.until) for each in orders)
