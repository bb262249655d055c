"""One line from a store to a frame, and nothing is changed by looking."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.errors import KassaError
from operations.analytics import connect
from store.database.engine import Store
from store.database.versions import StoreTooOld
from tests.builders import DAY, small_shop
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
