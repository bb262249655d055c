"""The page of suppliers and its command: how each has delivered, the poorest first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from models.access.permission import BuiltInRole
from models.purchasing.arrival import CountedGoods
from operations.catalogue.supplier_changes import add_supplier
from operations.purchasing.past_orders import draft_past_orders
from store.database.engine import Store
from tests.app.command_line import kassa
from tests.app.office.office_pages import open_office_page
from tests.builders import OFFICE_ACTOR, kr
from tests.operations.purchasing.test_supplier_record import TWELVE, past

HOSTILE = "<script>x</script> [a](http://b) $c$ **d**"
PAGE = "suppliers_page.py"


def deliver(store: Store) -> str:
    """Six orders of the wholesaler, two of them late and one dearer, and one in time of a supplier with a wild name."""
    # At noon: the days of a delivery are the shop's, and near midnight they are others than those of the world's clock.
    now = (datetime.now(UTC) - timedelta(days=1)).replace(hour=12)
    other = add_supplier(store, OFFICE_ACTOR, HOSTILE, lead_time_days=2, review_period_days=7, at=now)
    dearer = [CountedGoods("MILK", TWELVE, order_line=1, unit_cost=kr(1095))]
    orders = [past(30 - 3 * number, late, now=now) for number, late in enumerate((0, 0, 3, 0, 0, 1))]
    orders += [past(10, 0, dearer, now=now)]
    prompt = past(9, 0, now=now)
    orders += [replace(prompt, order=replace(prompt.order, supplier_code=other.code))]
    draft_past_orders(store, OFFICE_ACTOR, [past(0, 0, now=now).order], at=now, before=orders)
    return other.code


def test_each_supplier_has_its_figures_the_poorest_first(shop: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code = deliver(shop)
    page = open_office_page(shop, PAGE)
    shown = [each.value for each in page.markdown if each.value]
    assert "5 of 7 on time" in shown[0]
    assert "2 orders late" in shown[1]
    assert "7 of 7 lines in full" in shown[1]
    assert "1 product came at another cost than agreed" in shown[1]
    assert "1 of 1 on time" in shown[2]
    assert not any("<script>" in each or "](http" in each for each in shown)
    captions = "\n".join(each.value for each in page.caption).replace("\\", "")
    assert "3 as a rule, 5 at most for 9 of 10 goods (learnt from 7 orders). Agreed: 2." in captions
    assert "2 as agreed (orders to learn from: 1 of 5)." in captions

    first, second = kassa(capsys, "orders", "scorecard", "--json").json
    assert (first["supplier"], first["lead_basis"], first["lead_days"], first["on_time"]) == ("GROSS", "learnt", 3, 5)
    assert sum(each["parts_per_million"] for each in first["lead_shares"]) == 1_000_000
    assert (second["supplier"], second["lead_basis"], second["lead_days"]) == (code, "agreed", 2)
    assert "learnt" in kassa(capsys, "orders", "scorecard", "GROSS").out


def test_who_may_not_order_sees_nothing_and_a_new_supplier_has_no_figures(shop: Store) -> None:
    page = open_office_page(shop, PAGE, role=BuiltInRole.SENIOR_ASSISTANT)
    assert page.warning
    page = open_office_page(shop, PAGE)
    assert any(
        "No order was due yet from 1 supplier" in each.value and "Grossisten AB" in each.value for each in page.caption
    )
