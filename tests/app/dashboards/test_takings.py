"""A number on the page is the number of the sales themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from app.dashboards.board_cache import clear_board_views
from app.dashboards.formats import round_half_up
from models.quantity import Unit
from models.selling.sale import Sale
from operations.analytics import connect
from store.database.engine import Store
from tests.app.dashboards.pages import open_page, read_number
from tests.builders import AT, DAY, Operator, small_shop
from tests.trade import FIRST, trading_shop

pytestmark = pytest.mark.usefixtures("fresh_page")

WEEK = timedelta(days=7)
CARDS = ("Nettoförsäljning", "Kvitton", "Snittköp", "Varor per kvitto", "Bruttovinst")


def cards_of(page: AppTest) -> dict[str, Decimal]:
    return {metric.label: read_number(metric.value) for metric in page.metric}


def expected_cards(made: Iterable[Sale]) -> dict[str, Decimal]:
    """The five cards by plain arithmetic, rounded as the page writes them."""
    sales = list(made)
    lines = [line for sale in sales for line in sale.lines]
    net = Decimal(sum(line.net.minor for line in lines)) / 100
    pieces = sum((line.quantity if line.unit is Unit.PIECE else Decimal(1) for line in lines), start=Decimal(0))
    margin = Decimal(sum(line.net.minor - line.cost.minor for line in lines if line.cost is not None)) / 100
    values = (net, Decimal(len(sales)), net / len(sales), pieces / len(sales), margin)
    return {name: _as_written(value, name) for name, value in zip(CARDS, values, strict=True)}


def _as_written(value: Decimal, name: str) -> Decimal:
    if name == "Varor per kvitto":
        return round_half_up(value * 10) / 10
    if name == "Kvitton" or abs(value) >= 1000:
        return round_half_up(value)
    return round_half_up(value * 100) / 100


def _of_day(made: Iterable[Sale], day: date, before: datetime | None = None) -> list[Sale]:
    return [s for s in made if s.origin.business_day == day and (before is None or s.origin.at < before)]


@pytest.mark.parametrize("day", [DAY, DAY - timedelta(days=1), DAY - timedelta(days=20)])
def test_the_cards_say_what_the_sales_sum_to(store: Store, day: date) -> None:
    made = trading_shop(store)
    page = open_page(day=day.isoformat())
    assert cards_of(page) == expected_cards(_of_day(made, day))


def test_the_cards_of_one_location(store: Store) -> None:
    made = trading_shop(store)
    day = DAY - timedelta(days=1)
    page = open_page(day=day.isoformat(), location="2")
    assert cards_of(page) == expected_cards(s for s in _of_day(made, day) if s.origin.location_id == 2)


def test_net_sales_equal_the_same_sum_in_sql_and_in_the_analysts_frame(store: Store, store_url: str) -> None:
    trading_shop(store)
    day = DAY - timedelta(days=3)
    query = sa.text("SELECT SUM(net_minor) FROM sale_line WHERE business_day = :day")
    with store.view() as view:
        by_sql = int(view.execute(query, {"day": day.isoformat() if store.is_sqlite else day}).scalar_one())
    with connect(store_url) as shop:
        by_frame = shop.sale_lines(day, day + timedelta(days=1))["net_minor"].sum()
    page = open_page(day=day.isoformat())
    assert by_sql == by_frame
    assert cards_of(page)["Nettoförsäljning"] == round_half_up(Decimal(by_sql) / 100)


def test_a_running_day_is_compared_up_to_the_same_time(store: Store) -> None:
    made = trading_shop(store)
    page = open_page()
    before = _of_day(made, DAY - WEEK, before=AT - WEEK)
    assert 0 < len(before) < len(_of_day(made, DAY - WEEK))
    now, earlier = (sum(s.net.minor for s in sales) for sales in (_of_day(made, DAY), before))
    (net, *_) = page.metric
    assert read_number(net.delta) == round(Decimal(now - earlier) / earlier * 100, 1)
    assert "mån 16 nov till kl. 11:30" in page.caption[0].value


def test_a_day_that_is_over_is_compared_with_a_whole_day(store: Store) -> None:
    made = trading_shop(store)
    day = DAY - timedelta(days=2)
    page = open_page(day=day.isoformat())
    now, earlier = (sum(s.net.minor for s in _of_day(made, each)) for each in (day, day - WEEK))
    assert read_number(page.metric[0].delta) == round(Decimal(now - earlier) / earlier * 100, 1)
    assert "hela lör 14 nov" in page.caption[0].value


def test_the_margin_says_how_much_of_the_sales_it_speaks_of(store: Store) -> None:
    made = trading_shop(store)
    day = DAY - timedelta(days=1)
    lines = [line for sale in _of_day(made, day) for line in sale.lines]
    known = sum(line.net.minor for line in lines if line.cost is not None)
    share = Decimal(known) / sum(line.net.minor for line in lines) * 100
    page = open_page(day=day.isoformat())
    told = next(caption.value for caption in page.caption if "varukostnaden är känd" in caption.value)
    assert read_number(told) == round(share, 1)


def test_a_sale_is_on_the_page_when_it_is_drawn_again(store: Store) -> None:
    small_shop(store)
    operator = Operator(store)
    operator.scan("MILK", 2, at=AT)
    operator.pay_cash(at=AT)
    assert cards_of(open_page())["Kvitton"] == 1
    operator.scan("NAPKINS", 1, at=AT)
    operator.pay_cash(at=AT)
    clear_board_views()  # ten seconds later
    cards = cards_of(open_page())
    assert cards["Kvitton"] == 2
    # 2 × 19.90 at 6 % and 24.95 at 25 %: see docs/algorithms/pricing.md.
    assert cards["Nettoförsäljning"] == Decimal("37.55") + Decimal("19.96")


def test_the_page_says_since_when_its_figures_hold(store: Store) -> None:
    trading_shop(store)
    assert "Uppdaterad 11:30:00" in open_page().caption[0].value


def test_the_way_to_the_receipts_is_there_for_one_location_too(store: Store) -> None:
    trading_shop(store)
    assert {page.button(key="receipts").label for page in (open_page(), open_page(location="1"))} == {"Se kvittona"}


def test_a_shop_without_sales_is_welcomed(store: Store) -> None:
    small_shop(store)
    page = open_page()
    assert not page.metric
    assert "försäljning" in page.header[0].value


def test_a_day_without_sales_shows_nothing_rather_than_a_guess(store: Store) -> None:
    trading_shop(store)
    page = open_page(AT + timedelta(days=2))
    net, receipts, basket, *_ = page.metric
    assert read_number(net.value) == 0
    assert receipts.value == "0"
    assert basket.value == "–"
    assert {metric.delta for metric in page.metric} == {"–"}


def test_a_shop_that_has_stopped_selling_points_to_its_last_day(store: Store) -> None:
    made = trading_shop(store)
    page = open_page(AT + timedelta(days=60), stock="all")
    assert "23 november 2026" in page.info[0].value
    page.button(key="lull").click().run()
    assert cards_of(page) == expected_cards(_of_day(made, DAY))
    assert not page.info
    stock = page.dataframe[1].value
    assert len(stock) == 12  # six products in two locations, by what sold before the shop stopped


def test_a_store_without_a_shop_is_explained(store: Store) -> None:  # noqa: ARG001
    page = open_page()
    assert "kassa demo" in page.warning[0].value


def test_the_page_speaks_english(store: Store) -> None:
    trading_shop(store)
    page = open_page(lang="en")
    assert [metric.label for metric in page.metric][:2] == ["Net sales", "Receipts"]
    assert page.title[0].value == "Monday 23 November 2026"


def test_an_address_with_nonsense_shows_today(store: Store) -> None:
    trading_shop(store)
    page = open_page(day="yesterday", location="Mars", period="-3", by="luck")
    assert page.title[0].value == "Måndag 23 november 2026"
    assert page.metric


def test_the_shop_opens_with_what_is_there(store: Store) -> None:
    # The first day has nothing before it to compare with.
    trading_shop(store)
    page = open_page(day=FIRST.isoformat())
    assert {metric.delta for metric in page.metric} == {"–"}


def test_arrows_go_a_day_back_and_forth_and_yesterday_has_a_button(store: Store) -> None:
    trading_shop(store)
    yesterday = DAY - timedelta(days=1)
    page = open_page()
    assert page.button(key="day_after").disabled
    page.button(key="day_last").click().run()
    assert page.session_state["day"] == yesterday
    assert "22 november" in page.title[0].value
    page.button(key="day_before").click().run()
    assert page.session_state["day"] == yesterday - timedelta(days=1)
    page.button(key="day_after").click().run()
    page.button(key="day_after").click().run()
    assert page.session_state["day"] is None  # today, also tomorrow
    first = open_page(day=FIRST.isoformat())
    assert first.button(key="day_before").disabled
    first.button(key="day_now").click().run()
    assert first.session_state["day"] is None


#: A length of period, a day in it, and its first and last day.
PERIODS = {
    "week": (DAY - WEEK, date(2026, 11, 16), date(2026, 11, 22)),
    "month": (DAY, date(2026, 11, 1), date(2026, 11, 30)),
    "year": (DAY, date(2026, 1, 1), date(2026, 12, 31)),
}


@pytest.mark.parametrize("grain", PERIODS)
def test_the_cards_and_the_best_sellers_of_a_longer_period(store: Store, grain: str) -> None:
    made, (day, first, last) = trading_shop(store), PERIODS[grain]
    page = open_page(day=day.isoformat(), grain=grain)
    sold = [sale for sale in made if first <= sale.origin.business_day <= last]
    assert cards_of(page) == expected_cards(sold)
    net = {line.name: 0 for sale in sold for line in sale.lines}
    for sale in sold:
        for line in sale.lines:
            net[line.name] += line.net.minor
    shown = page.dataframe[0].value
    assert list(shown.iloc[:, 0]) == sorted(net, key=lambda name: -net[name])[: len(shown)]


def test_a_running_week_is_compared_up_to_the_same_day_and_time_and_arrows_go_a_week_back(store: Store) -> None:
    made = trading_shop(store)
    page = open_page(grain="week")
    monday = DAY - timedelta(days=DAY.weekday())
    earlier = [s for s in made if monday - WEEK <= s.origin.business_day < monday and s.origin.at < AT - WEEK]
    now = [s for s in made if s.origin.business_day >= monday]
    before, after = (sum(sale.net.minor for sale in sales) for sales in (earlier, now))
    assert read_number(page.metric[0].delta) == round(Decimal(after - before) / before * 100, 1)
    assert page.title[0].value == "Vecka 48, 2026"
    assert "vecka 47, 2026, till mån 16 nov kl. 11:30" in page.caption[0].value
    page.button(key="day_last").click().run()
    assert page.title[0].value == "Vecka 47, 2026"
    page.button(key="day_before").click().run()
    assert page.session_state["day"] == date(2026, 11, 15)
    page.selectbox(key="grain").set_value("month").run()
    assert page.title[0].value == "November 2026"
    assert page.button(key="day_after").disabled
