from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from models.demand.baseline import SeasonalSmoothing
from models.demand.campaigns import campaign_depth, campaign_lift
from models.demand.panel import Floats
from tests.doc_tables import table
from tests.models.demand.panels import panel_of

FIRST = date(2026, 3, 1)
KEYS = pl.DataFrame({"location_id": [1, 1, 2], "sku": ["MILK", "TEA", "MILK"]})
TYPES = {"sku": pl.String, "valid_from": pl.Date, "valid_until": pl.Date, "price_minor": pl.Int64}


def depth(*rows: tuple[str, date, date | None, int]) -> Floats | None:
    return campaign_depth(KEYS, pl.DataFrame(list(rows), schema=TYPES, orient="row"), first=FIRST, day_count=10)


def march(day: int) -> date:
    return date(2026, 3, day)


def test_a_campaign_lowers_the_price_until_its_end_which_is_excluded() -> None:
    found = depth(("MILK", date(2026, 1, 1), None, 2000), ("MILK", march(3), march(6), 1500))

    assert found is not None
    assert found[0].tolist() == [0, 0, 0.25, 0.25, 0.25, 0, 0, 0, 0, 0]


def test_a_campaign_holds_at_every_location_and_for_its_product_only() -> None:
    found = depth(("MILK", date(2026, 1, 1), None, 2000), ("MILK", march(3), march(6), 1500))

    assert found is not None
    assert np.array_equal(found[0], found[2])
    assert not found[1].any()


def test_the_order_of_the_rows_does_not_matter_and_a_campaign_may_reach_beyond_the_days() -> None:
    rows = [("TEA", date(2025, 1, 1), None, 1000), ("TEA", date(2026, 2, 20), date(2026, 4, 1), 600)]

    one, other = depth(*rows), depth(*reversed(rows))

    assert one is not None
    assert other is not None
    assert one[1].tolist() == pytest.approx([0.4] * 10)
    assert np.array_equal(one, other)


def test_an_ordinary_price_that_begins_within_a_campaign_ends_it() -> None:
    found = depth(
        ("MILK", date(2026, 1, 1), None, 2000), ("MILK", march(2), march(9), 1500), ("MILK", march(5), None, 1800)
    )

    assert found is not None
    assert found[0].tolist() == [0, 0.25, 0.25, 0.25, 0, 0, 0, 0, 0, 0]


def test_a_dearer_price_with_an_end_is_not_a_campaign() -> None:
    found = depth(("MILK", date(2026, 1, 1), None, 2000), ("MILK", march(2), march(9), 2500))

    assert found is not None
    assert not found.any()


def test_while_a_location_has_a_price_of_its_own_the_campaign_of_the_shop_does_not_count_there() -> None:
    shops = pl.DataFrame(
        [("MILK", date(2026, 1, 1), None, 2000), ("MILK", march(2), march(9), 1500)], schema=TYPES, orient="row"
    )
    own = pl.DataFrame(
        [(2, "MILK", march(4), None, 2200), (2, "MILK", march(6), march(8), 1100), (2, "TEA", march(1), march(2), 5)],
        schema={"location_id": pl.Int32, **TYPES},
        orient="row",
    )

    found = campaign_depth(KEYS, shops, own=own, first=FIRST, day_count=10)

    assert found is not None
    assert found[0].tolist() == [0, *[0.25] * 7, 0, 0]
    assert found[2].tolist() == [0, 0.25, 0.25, 0, 0, 0.5, 0.5, 0, 0, 0]


def test_without_campaigns_there_is_nothing_to_know() -> None:
    assert depth(("MILK", date(2026, 1, 1), None, 2000)) is None
    assert depth(("COFFEE", date(2026, 1, 1), date(2026, 4, 1), 2000)) is None


@pytest.mark.parametrize(
    ("ordinary", "units", "campaign", "more", "mean", "lift"), table("forecasting.md", "Lift of a campaign")
)
def test_a_campaign_lifts_as_the_page_says(
    *, ordinary: str, units: str, campaign: str, more: str, mean: str, lift: str
) -> None:
    days = [float(units)] * int(ordinary) + [float(more)] * int(campaign)
    panel = replace(panel_of(days), depth=np.array([[0.0] * int(ordinary) + [0.3] * int(campaign)], np.float32))

    assert np.mean(days) == pytest.approx(float(mean))
    assert float(campaign_lift(panel)[0]) == pytest.approx(float(lift.rpartition("=")[2]), abs=5e-5)


def test_the_smoothing_does_not_take_a_campaign_for_the_rule_and_expects_the_next_one() -> None:
    units = ([2.0] * 21 + [8.0] * 7) * 8
    depth = np.array([([0.0] * 21 + [0.3] * 7) * 8 + [0.0] * 7 + [0.3] * 7], np.float32)
    panel = replace(panel_of(units), depth=depth)

    found = SeasonalSmoothing().predict(panel, 14)[0]

    assert found[:7].mean() == pytest.approx(2, rel=0.15)
    assert found[7:].mean() == pytest.approx(8, rel=0.15)
    assert SeasonalSmoothing().predict(replace(panel, depth=None), 14)[0, :7].mean() > 3
