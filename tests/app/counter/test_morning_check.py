"""The check in the morning: what yesterday left behind is found, and a till that is ready has nothing to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.counter.morning_check import morning_check
from operations.installation.configuration import load_settings
from operations.installation.doctor import Grade
from store.database.engine import Store
from store.shop import UnknownDevice
from tests.builders import TILL, Operator, small_shop
from tests.operations.cash.shop_days import ShopDays


@pytest.fixture
def days(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ShopDays:
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    return ShopDays(small_shop(sqlite_store, is_demo=True), Operator(sqlite_store))


def findings(days: ShopDays, at: datetime, till_id: int = TILL) -> dict[str, tuple[Grade, str]]:
    with days.store.view() as view:
        items = [each.finding for each in morning_check(view, load_settings(), till_id, at=at)]
    return {each.subject: (each.grade, each.state) for each in items}


def test_yesterday_without_a_close_is_found_and_mended(days: ShopDays) -> None:
    days.open(500_00)
    days.sell()
    assert [findings(days, days.at)[each][0] for each in ("day", "float")] == [Grade.OK, Grade.OK]
    morning = days.at + timedelta(days=1)
    found = findings(days, morning)
    assert found["day"] == (Grade.WARN, "receipts from 2026-11-23 on are in no Z report: 1")
    assert found["float"] == (Grade.WARN, "that of 2026-11-23: the drawer was not counted since")
    days.count()
    days.close()
    found = findings(days, morning)
    assert (found["day"][0], found["float"]) == (Grade.OK, (Grade.WARN, "none is registered"))
    days.later(days=1)
    days.open(500_00)
    assert findings(days, days.at)["float"] == (Grade.OK, "registered today")


def test_the_rest_is_what_doctor_knows(days: ShopDays) -> None:
    found = findings(days, days.at)
    assert list(found) == ["day", "float", "devices", "terminal", "clock", "backup"]
    assert found["terminal"] == (Grade.OK, "the till has none")
    assert found["backup"][0] is Grade.WARN
    with pytest.raises(UnknownDevice):
        findings(days, days.at, 77)
