"""A price that begins on a day sells at the till from the first instant of that day, on the nights of the clock too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.web import request_parts
from models.pricing.price_list import Price
from models.shop_settings import DAY_CLOSES_AT
from operations.catalogue.price_changes import set_price
from operations.installation.change_settings import change_setting
from tests.app.signed_in import PIN
from tests.app.till.server.conftest import Caller
from tests.builders import AT, OFFICE_ACTOR, gtin, kr

MILK = gtin(1)[1:]
#: The night that is an hour shorter, and the one that is an hour longer.
NIGHTS = {date(2027, 3, 28): 2190, date(2027, 10, 31): 2390}
INSTANT = timedelta(microseconds=1)


def test_a_price_switches_at_the_shops_midnight(sqlite_caller: Caller) -> None:
    change_setting(sqlite_caller.store, OFFICE_ACTOR, DAY_CLOSES_AT, "00:00", at=AT)
    app: Any = sqlite_caller.http.app
    sold, listed = [], []
    for first, minor in NIGHTS.items():
        midnight = datetime.combine(first, time(), ZoneInfo("Europe/Stockholm")).astimezone(UTC)
        set_price(sqlite_caller.store, OFFICE_ACTOR, Price("MILK", kr(minor), first), at=midnight - timedelta(days=9))
        for at in (midnight - INSTANT, midnight):
            app.dependency_overrides[request_parts._now] = lambda at=at: at
            signed_in = sqlite_caller.http.post("/till/1/sign-in", json={"operator": "kim", "pin": PIN})
            assert signed_in.status_code == 200, signed_in.text
            sold.append(sqlite_caller.scan(MILK)["basket"]["lines"][-1]["unit_price_minor"])
            products = sqlite_caller.http.get("/till/1/catalogue").json()["products"]
            listed.append(next(each[2] for each in products if each[0] == "MILK"))
    assert sold == listed == [1990, 2190, 2190, 2390]
