"""The page of ways to order: what service costs, the frontier, and the rules side by side."""

from __future__ import annotations

from dataclasses import replace

from models.access.permission import BuiltInRole
from models.replenishment.frontier import FrontierPoint
from models.replenishment.learnt_levels import LearntLevels
from models.replenishment.replay_record import ReplayRecord
from models.replenishment.rule_replay import LEARNT, RuleReplay
from models.replenishment.shelf_run import SupplyRhythm
from models.replenishment.spoiling_replay import SPOILING, SpoilingReplay
from operations.replenishment.save_replay import save_replay
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, DAY, OFFICE_ACTOR

NINETY = FrontierPoint(0.9, 0.9, 1_000_00, 7.0, 500_00, 400_00, 600_00, 0.0, 52.0)
FULL = replace(NINETY, strength=1.0, fill_rate=1.0, stock=3_000_00, cover_days=21.0, lost_a_week=0.0)


def record() -> ReplayRecord:
    """Ours needs 2 000 kr for 95 of 100, the fixed rule never gets there."""
    ours, fixed = RuleReplay(LEARNT, 0.95, (NINETY, FULL)), RuleReplay("fixed", 1.0, (NINETY,))
    fresh = RuleReplay(SPOILING, 1.0, tuple(replace(each, waste_share=0.062) for each in (NINETY, FULL)))
    spoiling = SpoilingReplay(7, SupplyRhythm(1, 1), (fresh,))
    return ReplayRecord(0, AT, DAY, DAY, 40, SupplyRhythm(7, 3), (fixed, ours), LearntLevels({}), spoiling)


def test_service_is_told_in_customers_and_money(shop: Store) -> None:
    page = open_office_page(shop, "order_rules_page.py")
    assert "Nothing has been compared yet" in page.info[0].value
    save_replay(
        shop,
        OFFICE_ACTOR,
        record(),
    )
    page.run()
    assert not page.exception
    # This replay has taught no levels: the page names the rule that orders are made by.
    assert page.info[0].value.endswith("with one level for all goods:** nothing has been learnt yet.")
    (service,) = [each.value for each in page.markdown if "customers find it" in each.value]
    # Between 90 (1 000 kr) and 100 (3 000 kr) a customer of a hundred costs 200 kr of stock.
    assert (
        "**95 of 100 customers find it:** 1\u00a0000\u00a0kr more stock than for 90 of 100 (stock 2\u00a0000\u00a0kr)"
        in service
    )
    rows = page.dataframe[0].value.to_dict("records")
    assert [row["Way"] for row in rows] == ["Fixed minimum and maximum", "Forecast with learnt levels"]
    assert rows[0]["Stock"] == "–"
    assert (rows[1]["Stock"], rows[1]["Days of stock"]) == ("2\u00a0000\u00a0kr", "14")
    assert any("100 of 100 customers find theirs and 6 of 100 are thrown away" in each.value for each in page.markdown)
    assert page.dataframe[1].value.to_dict("records")[0]["Thrown away (%)"] == "6,2"


def test_who_may_not_see_costs_sees_no_stock_value(shop: Store) -> None:
    save_replay(shop, OFFICE_ACTOR, record())
    page = open_office_page(shop, "order_rules_page.py", role=BuiltInRole.SENIOR_ASSISTANT)
    assert not page.dataframe
    assert page.warning
