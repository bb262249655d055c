"""The page of web orders: what waits is listed, one is shown and cancelled, and then it has ended."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.access.permission import BuiltInRole
from models.online.online_order import OnlineOrderState
from models.shop_settings import STOREFRONT_HOURS
from operations.installation.change_settings import change_setting
from operations.online.web_shop_rules import free_slots, read_rules
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import OFFICE_ACTOR
from tests.operations.online.web_customers import Customer, open_web_shop, stored_order

PAGE = "web_orders_page.py"
HOSTILE = '<script>alert(1)</script> **Åsa** :material/bug_report: "å"'


def test_an_order_is_shown_and_cancelled_with_a_reason(shop: Store) -> None:
    assert "Settings" in open_office_page(shop, PAGE).info[0].value
    open_web_shop(shop)
    assert "No order" in open_office_page(shop, PAGE).info[0].value
    change_setting(shop, OFFICE_ACTOR, STOREFRONT_HOURS, "mon-sun 0:00-23:59", at=datetime.now(UTC))
    at = datetime.now(UTC)
    with shop.view() as view:
        pickup = free_slots(view, read_rules(view, at), at)[0].begins
    order = Customer(shop).order(("MILK", 2), at=at, pickup=pickup)
    page = open_office_page(shop, PAGE)
    assert list(page.dataframe[0].value["State"]) == ["to pick"]
    page.selectbox(key="web_order_chosen").set_value(order.code).run()
    assert list(page.dataframe[1].value["Ordered"]) == [2]
    page.text_input(key="web_order_reason").set_value(HOSTILE)
    next(each for each in page.button if each.label == "Cancel the order").click().run()
    assert not page.exception
    assert list(page.dataframe[0].value["State"]) == ["cancelled"]
    after = stored_order(shop, order)
    assert (after.state, after.reason) == (OnlineOrderState.CANCELLED, HOSTILE)


@pytest.mark.parametrize(("role", "sees"), [(BuiltInRole.BOOKKEEPER, False), (BuiltInRole.MANAGER, True)])
def test_only_whoever_handles_orders_sees_the_page(shop: Store, role: BuiltInRole, *, sees: bool) -> None:
    assert bool(open_office_page(shop, PAGE, role).info) is sees
