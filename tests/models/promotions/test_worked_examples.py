from __future__ import annotations

import doctest
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from models.promotions.promotion import (
    Buyer,
    GoodsGroup,
    Promotion,
    PromotionKind,
    Slot,
    Stacking,
    WrongPromotion,
)
from models.promotions.promotion_index import PromotionIndex
from models.promotions.promotion_terms import promotion_of, terms_of
from models.promotions.promotion_time import PromotionTime, WrongPromotionTime
from tests.models.promotions.promotion_examples import ALWAYS, NOON, group, promotion

PAGE = Path(__file__).parents[3] / "docs" / "algorithms" / "promotions.md"
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def test_the_examples_of_the_page_are_right() -> None:
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert (found.failed, found.attempted > 20) == (0, True)


def test_a_promotion_holds_on_its_days_and_hours_by_the_clock_on_the_wall() -> None:
    friday_night = PromotionTime(
        date(2026, 10, 1), date(2026, 10, 31), weekdays=frozenset({4}), from_minute=22 * 60, until_minute=2 * 60
    )
    cases = [
        ("2026-10-30T21:59", False),
        ("2026-10-30T22:00", True),
        ("2026-10-31T01:59", True),  # the night of the last day
        ("2026-10-31T02:00", False),
        ("2026-10-31T22:00", False),
        ("2026-10-23T23:00", True),
        ("2026-10-24T23:00", False),
        ("2026-09-25T23:00", False),
    ]
    for text, holds in cases:
        wall = datetime.fromisoformat(text).replace(tzinfo=STOCKHOLM)
        assert friday_night.holds(wall, STOCKHOLM) is holds, text


def test_an_hour_that_comes_twice_counts_twice_and_one_that_is_left_out_never_comes() -> None:
    hour = PromotionTime(date(2026, 1, 1), from_minute=2 * 60, until_minute=3 * 60)

    def held(*instants: str) -> list[bool]:
        return [hour.holds(datetime.fromisoformat(each), STOCKHOLM) for each in instants]

    assert held("2026-10-24T23:59+00:00", "2026-10-25T00:30+00:00", "2026-10-25T01:30+00:00") == [False, True, True]
    assert held("2026-10-25T02:00+00:00") == [False]
    assert held("2026-03-29T00:59+00:00", "2026-03-29T01:00+00:00", "2026-03-29T01:30+00:00") == [False, False, False]


def test_a_code_and_a_group_of_customers_are_asked_for() -> None:
    promotions = [
        promotion(PromotionKind.AMOUNT, amount_minor=1, number=1, coupon="AUTUMN"),
        promotion(PromotionKind.AMOUNT, amount_minor=1, number=2, customer_group="members"),
        promotion(PromotionKind.AMOUNT, amount_minor=1, number=3),
    ]
    index = PromotionIndex.of(promotions)
    for buyer, held in (
        (Buyer(), {3}),
        (Buyer(coupons=frozenset({"AUTUMN"})), {1, 3}),
        (Buyer("members", frozenset({"SPRING"})), {2, 3}),
    ):
        assert {index.promotions[place].id for place in index.holding(NOON, buyer)} == held


KIND = PromotionKind
WRONG = [
    (KIND.PERCENT, (Slot(),), {"percent_ppm": 0}),
    (KIND.PERCENT, (Slot(),), {"percent_ppm": 1_000_001}),
    (KIND.PERCENT, (Slot(), Slot()), {"percent_ppm": 1}),
    (KIND.AMOUNT, (Slot(),), {"amount_minor": 0}),
    (KIND.AMOUNT, (Slot(),), {"amount_minor": 100_000_001}),
    (KIND.FOR_PRICE, (Slot(),), {"amount_minor": 100}),
    (KIND.FOR_PRICE, (Slot(pieces=25),), {"amount_minor": 100}),
    (KIND.FOR_PRICE, (Slot(pieces=2),), {"amount_minor": 100, "stacking": Stacking.COMBINES}),
    (KIND.MIX, (Slot(pieces=2),), {"amount_minor": 100}),
    (KIND.BUY_GET, (Slot(),), {"percent_ppm": 1}),
    (KIND.CHEAPEST_FREE, (Slot(),), {}),
    (KIND.THRESHOLD, (Slot(),), {"threshold_minor": 100}),
    (KIND.THRESHOLD, (Slot(),), {"threshold_minor": 0, "amount_minor": 1}),
    (KIND.THRESHOLD, (Slot(),), {"threshold_minor": 1, "amount_minor": 1, "percent_ppm": 1}),
    (KIND.AMOUNT, (Slot(),), {"amount_minor": 1, "priority": 100}),
    (KIND.AMOUNT, (Slot(),), {"amount_minor": 1, "coupon": ""}),
]


@pytest.mark.parametrize(("kind", "slots", "values"), WRONG)
def test_a_promotion_that_means_nothing_is_refused(
    kind: PromotionKind, slots: tuple[Slot, ...], values: dict[str, object]
) -> None:
    with pytest.raises(WrongPromotion):
        promotion(kind, *slots, **values)  # type: ignore[arg-type]


def test_names_and_times_that_cannot_be_are_refused() -> None:
    for name in ("", "x" * 41, "a\nb"):
        with pytest.raises(WrongPromotion):
            Promotion(1, name, KIND.CHEAPEST_FREE, (Slot(pieces=2),), ALWAYS)
    day = date(2026, 1, 2)
    for values in (
        {"until": date(2026, 1, 1)},
        {"weekdays": frozenset({7})},
        {"from_minute": 60, "until_minute": 60},
        {"until_minute": 1441},
        {"from_minute": -1},
    ):
        with pytest.raises(WrongPromotionTime):
            PromotionTime(day, **values)


def test_terms_are_the_same_promotion_again() -> None:
    whole = promotion(
        KIND.BUY_GET,
        Slot(GoodsGroup(frozenset({"B", "A"}), frozenset({"coffee"})), 2),
        Slot(group("D")),
        percent_ppm=500_000,
        coupon="X",
        customer_group="members",
        priority=7,
    )
    assert promotion_of(whole.id, terms_of(whole)) == whole
