"""The tables of the page, counted again from the sales themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from app.dashboards.boards import stock_cover
from app.dashboards.formats import round_half_up
from models.selling.sale import Sale, SaleLine
from store.database.engine import Store
from tests.app.dashboards.pages import open_page, read_number
from tests.builders import DAY, LOCATIONS
from tests.trade import OPENING, trading_shop

pytestmark = pytest.mark.usefixtures("fresh_page")

NAMES = {place.id: place.name for place in LOCATIONS}


def lines_of(made: Iterable[Sale], first: date, until: date) -> list[SaleLine]:
    return [line for sale in made if first <= sale.origin.business_day < until for line in sale.lines]


def sold_units(made: Iterable[Sale], first: date, until: date) -> Counter[tuple[str, str]]:
    units: Counter[tuple[str, str]] = Counter()
    for sale in made:
        if first <= sale.origin.business_day < until:
            for line in sale.lines:
                units[NAMES[sale.origin.location_id], line.name] += line.quantity  # type: ignore[assignment]
    return units


@pytest.mark.parametrize("days", [1, 7, 28])
def test_best_sellers_say_what_the_lines_sum_to(store: Store, days: int) -> None:
    made = trading_shop(store)
    day = DAY - timedelta(days=1)
    net: Counter[str] = Counter()
    for line in lines_of(made, day - timedelta(days=days - 1), day + timedelta(days=1)):
        net[line.name] += line.net.minor
    page = open_page(day=day.isoformat(), period=str(days))
    table = page.dataframe[0].value
    assert dict(zip(table["name"], table["net"], strict=True)) == {
        name: round_half_up(Decimal(minor) / 100) for name, minor in net.items()
    }
    assert table["net"].is_monotonic_decreasing


def test_best_sellers_by_units_and_by_margin(store: Store) -> None:
    trading_shop(store)
    by_units = open_page(by="units").dataframe[0].value
    by_margin = open_page(by="margin").dataframe[0].value
    assert by_units["name"][0] == "Mellanmjölk 1,5 l"
    assert "Dagens lunch" not in set(by_margin["name"])
    assert by_margin["margin"].is_monotonic_decreasing


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_address_opens_the_same_view_in_every_language(store: Store, language: str) -> None:
    trading_shop(store)
    page = open_page(lang=language, location="2", period="28", by="margin")
    assert (page.selectbox(key="location").value, page.selectbox(key="period").value) == ("2", "28")
    assert "location" not in page.dataframe[1].value  # one location was asked for: no column for it
    page.selectbox(key="by").set_value("units").run()
    page.selectbox(key="period").set_value("7").run()
    assert page.query_params["by"] == "units"
    assert "period" not in page.query_params  # the default needs no word


def test_stock_cover_is_what_is_left_over_what_is_sold_a_day(store: Store) -> None:
    made = trading_shop(store)
    ever = sold_units(made, date.min, date.max)
    window = sold_units(made, DAY - timedelta(days=28), DAY)
    sku = {line.name: line.sku for sale in made for line in sale.lines}
    table = open_page(stock="all").dataframe[1].value
    lasting = table[table["name"] != "Servetter 50-p"]
    assert len(lasting) == 10
    for row in lasting.to_dict("records"):
        key = row["location"], row["name"]
        left, mean = OPENING[sku[row["name"]]] - ever[key], Decimal(window[key]) / 28
        assert read_number(row["on_hand"]) == left, key
        assert row["cover_days"] == pytest.approx(float(left / mean), abs=0.06), key


def test_the_list_opens_with_what_runs_out_next_and_what_it_sells_a_day(store: Store) -> None:
    made = trading_shop(store)
    window = sold_units(made, DAY - timedelta(days=28), DAY)
    table = open_page().dataframe[1].value
    assert "Servetter 50-p" not in set(table["name"])
    assert table["cover_days"].is_monotonic_increasing
    for row in table.to_dict("records"):
        mean = Decimal(window[row["location"], row["name"]]) / 28
        assert abs(read_number(row["a_day"]) - mean) <= Decimal("0.05"), row
    assert "on_order" in table.columns  # also where nothing is coming: that is what one wants to know


@pytest.mark.parametrize("wanted", ["out", "all"])
def test_what_ran_out_comes_first_and_is_counted_in_words(store: Store, wanted: str) -> None:
    trading_shop(store)
    page = open_page(stock=wanted)
    table = page.dataframe[1].value
    assert set(table["name"][:2]) == {"Servetter 50-p"}
    assert set(table["cover_days"][:2]) == {0.0}
    assert any("2 varor slut" in element.value for element in page.markdown)


def test_a_long_list_is_turned_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_cover, "ROWS", 4)
    trading_shop(store)
    page = open_page(stock="all")
    everything: list[tuple[str, str]] = []
    for number in (1, 2, 3):
        page.session_state[stock_cover.PAGE_KEY] = number
        page.run()
        table = page.dataframe[1].value
        everything += list(zip(table["location"], table["name"], strict=True))
    assert len(everything) == len(set(everything)) == 12
