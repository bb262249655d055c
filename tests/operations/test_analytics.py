"""One line from a store to a frame, and nothing is changed by looking."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from models.errors import KassaError
from operations.analytics import NotADay, connect
from operations.installation.configuration import hide_password
from operations.replenishment.proposals import approve_proposal
from pipelines.nightly.save_forecast import save_forecast
from store.database.engine import Store
from store.database.versions import StoreTooOld
from store.demand import ForecastRun
from store.shop import NoShop
from tests.app.dashboards.proposals import propose
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, small_shop
from tests.trade import trading_shop


def test_one_line_to_a_frame_of_sales(store: Store, store_url: str) -> None:
    made = trading_shop(store)
    with connect(store_url) as shop:
        assert shop.sales()["net_minor"].sum() == sum(sale.net.minor for sale in made)
        since = (DAY - timedelta(days=6)).isoformat()
        week = [sale for sale in made if sale.origin.business_day >= DAY - timedelta(days=6)]
        assert shop.sales(since=since).height == len(week)
        assert shop.sale_lines(since=since)["gross_minor"].sum() == sum(s.settlement.gross.minor for s in week)
        assert shop.daily_sales(since=since)["net_minor"].sum() == sum(sale.net.minor for sale in week)
        assert shop.products().height == shop.stock()["sku"].n_unique() == 6
        assert shop.company.currency == "SEK"


def test_the_installation_names_the_store(
    sqlite_store: Store, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop(sqlite_store)
    monkeypatch.setenv("KASSA_STORE", sqlite_url)
    with connect() as shop:
        assert shop.sales().height == 0


def test_a_mistyped_file_is_refused_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "shpo.db"
    with pytest.raises(KassaError) as refused:
        connect(f"sqlite:///{file}")
    assert refused.value.code == "no_shop"
    assert not file.exists()


def test_a_store_without_a_shop_is_refused(store: Store, store_url: str) -> None:  # noqa: ARG001
    with pytest.raises(KassaError) as refused:
        connect(store_url)
    assert refused.value.code == "no_shop"


def test_looking_does_not_migrate(empty_postgres_url: str) -> None:
    with pytest.raises(StoreTooOld):
        connect(empty_postgres_url)


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "20", "", 20261123])
def test_what_is_no_day_is_refused_with_the_way_to_write_one(store: Store, store_url: str, day: str) -> None:
    small_shop(store)
    with connect(store_url) as shop, pytest.raises(NotADay, match="2026-01-31"):
        shop.sales(since=day)


def test_a_shop_says_which_it_is_and_where_it_lies(store: Store, store_url: str) -> None:
    small_shop(store)
    with connect(store_url) as shop:
        assert shop.company.company in repr(shop)
        assert shop.address in repr(shop)
    assert "secret" not in hide_password("postgresql://kassa:secret@localhost/shop")


def test_the_error_says_where_no_shop_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a notebook is started in another folder than the shop's."""
    monkeypatch.delenv("KASSA_STORE", raising=False)
    monkeypatch.setenv("KASSA_HOME", str(tmp_path / "var"))
    with pytest.raises(NoShop) as refused:
        connect()
    assert str(tmp_path / "var" / "shop.db") in "".join(refused.value.__notes__)


def test_frames_of_what_is_expected_and_ordered(store: Store, store_url: str) -> None:
    made = trading_shop(store)
    (proposal,) = propose(store)
    order = approve_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, AT, "test", "0", DAY, DAY, 28, {}), [forecast_rows()])
    with connect(store_url) as shop:
        assert shop.tenders()["amount_minor"].sum() == sum(t.amount.minor for s in made for t in s.settlement.tenders)
        assert shop.proposals().select("proposal_id", "state", "order_id", "location").unique().rows() == [
            (proposal.id, "approved", order.id, "Hörnet")
        ]
        assert shop.orders()["cost_minor"].sum() == order.cost.minor
        assert shop.forecast().select("run_id", "location", "sku", "p95").rows() == [(run.id, "Hörnet", "MILK", 40.0)]
        moved = shop.stock_movements().group_by("location_id", "sku").agg(pl.col("quantity").sum().round(3))
        levels = shop.stock().select("location_id", "sku", pl.col("on_hand").alias("quantity"))
        assert moved.sort("location_id", "sku").equals(levels.sort("location_id", "sku"))
        assert set(shop.sales()["location"]) == set(shop.locations()["location"]) == {"Hörnet", "Torget"}
        assert shop.suppliers().filter(pl.col("sku") == "MILK")["cost_minor"].to_list() == [995]
        assert set(shop.prices()["sku"]) <= set(shop.products()["sku"])


def forecast_rows() -> pl.DataFrame:
    """One day of milk."""
    return pl.DataFrame(
        {"location_id": [1], "sku": ["MILK"], "day": [DAY], "mean": [21.0], "dispersion": [1.5]}
        | {"p50": [20.0], "p80": [30.0], "p95": [40.0]}
    )
