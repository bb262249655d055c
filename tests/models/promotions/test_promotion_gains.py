from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from models.promotions.promoted_goods import PromotedGoods
from models.promotions.promotion import Promotion, PromotionKind, Slot, Stacking
from tests.models.promotions.every_way import least_total
from tests.models.promotions.promotion_examples import gains, gross, group, lines, piece, promotion, rule, rules

pytestmark = pytest.mark.proof


def check_sound(goods: list[PromotedGoods], promotions: list[Promotion]) -> int:
    """Check what always holds, and return what the basket costs."""
    found = gains(goods, promotions)
    of_line = {line.position: 0 for line in goods}
    for gain in found.gains:
        assert gain.amount_minor > 0
        of_line[gain.position] += gain.amount_minor
    for line in goods:
        assert of_line[line.position] <= line.gross_minor
    assert found.saved_minor == sum(of_line.values())
    return gross(goods) - found.saved_minor


@given(lines(), rules())
def test_a_small_basket_costs_as_little_as_every_way_tried(goods: list[PromotedGoods], rules_: list[Promotion]) -> None:
    assert gains(goods, rules_).is_proven
    assert check_sound(goods, rules_) == least_total(goods, rules_)


@given(lines(most_pieces=14), rules(8), st.randoms(use_true_random=False))
def test_the_order_of_scanning_is_irrelevant(goods: list[PromotedGoods], rules_: list[Promotion], rng: Random) -> None:
    shuffled = list(goods)
    rng.shuffle(shuffled)
    moved = [structs.replace(line, position=n) for n, line in enumerate(shuffled, start=1)]
    assert gains_by_goods(goods, rules_) == gains_by_goods(moved, rules_)


def gains_by_goods(goods: list[PromotedGoods], promotions: list[Promotion]) -> list[tuple[object, ...]]:
    """What each promotion gives, by the line without its position."""
    by_position = {line.position: structs.astuple(line)[1:] for line in goods}
    found = gains(goods, promotions).gains
    return sorted((by_position[gain.position], gain.promotion_id, gain.amount_minor) for gain in found)


@given(lines(), rules(), rule(9))
def test_one_more_promotion_never_makes_a_basket_dearer(
    goods: list[PromotedGoods], rules_: list[Promotion], more: Promotion
) -> None:
    assert check_sound(goods, [*rules_, more]) <= check_sound(goods, rules_)


@given(lines(most_pieces=14), rules(8))
def test_no_search_costs_at_least_as_much_as_one(goods: list[PromotedGoods], rules_: list[Promotion]) -> None:
    """Where no step is left for a search, the good way stands, and is never better than the proven one."""
    without, searched = gains(goods, rules_, steps_max=0), gains(goods, rules_)
    assert without.saved_minor <= searched.saved_minor


@given(lines(), rule(1))
def test_each_kind_gives_what_its_definition_says(goods: list[PromotedGoods], only: Promotion) -> None:
    saved = gross(goods) - check_sound(goods, [only])
    in_group = [line for line in goods if only.slots[0].goods.holds(line.sku, line.category) and line.sku != "E"]
    prices = sorted(
        (line.unit_price_minor for line in in_group if line.is_by_piece for _ in range(int(line.quantity))),
        reverse=True,
    )
    size = only.slots[0].pieces
    groups = [prices[i : i + size] for i in range(0, len(prices) - size + 1, size)]
    match only.kind:
        case PromotionKind.FOR_PRICE:
            assert saved == sum(max(0, sum(each) - only.amount_minor) for each in groups)
        case PromotionKind.CHEAPEST_FREE:
            assert saved == sum(each[-1] for each in groups)
        case PromotionKind.THRESHOLD:
            assert saved <= max(only.amount_minor, gross(goods))


def test_each_kind_gives_its_amount() -> None:
    """Coffee A 40.00, coffee B 30.00, bread C 20.00, bread D 10.00; one of each unless it says otherwise."""
    goods = [piece(1, "A", 4000), piece(2, "B", 3000), piece(3, "C", 2000), piece(4, "D", 1000)]
    coffee, bread = group("coffee"), group("bread")
    kind = PromotionKind
    cases = [
        (promotion(kind.PERCENT, Slot(coffee), percent_ppm=100_000), {1: 400, 2: 300}),
        (promotion(kind.AMOUNT, Slot(bread), amount_minor=1500), {3: 1500, 4: 1000}),
        (promotion(kind.FOR_PRICE, Slot(coffee, 2), amount_minor=6000), {1: 571, 2: 429}),
        (promotion(kind.FOR_PRICE, Slot(coffee, 2), amount_minor=7000), {}),
        (promotion(kind.MIX, Slot(coffee), Slot(bread), amount_minor=4500), {1: 1000, 3: 500}),
        (promotion(kind.CHEAPEST_FREE, Slot(pieces=3)), {1: 889, 2: 667, 3: 444}),
        (promotion(kind.BUY_GET, Slot(coffee, 2), Slot(bread), percent_ppm=1_000_000), {1: 889, 2: 667, 3: 444}),
        (promotion(kind.BUY_GET, Slot(coffee), Slot(coffee), percent_ppm=500_000), {1: 1143, 2: 857}),
        (promotion(kind.THRESHOLD, threshold_minor=10_000, amount_minor=1000), {1: 400, 2: 300, 3: 200, 4: 100}),
        (promotion(kind.THRESHOLD, threshold_minor=10_001, amount_minor=1000), {}),
        (
            promotion(kind.THRESHOLD, Slot(bread), threshold_minor=3000, percent_ppm=100_000),
            {1: 400, 2: 300, 3: 200, 4: 100},
        ),
    ]
    for rule_, expected in cases:
        assert {gain.position: gain.amount_minor for gain in gains(goods, [rule_]).gains} == expected, rule_


def test_goods_by_weight_get_their_part_and_are_never_in_a_bundle() -> None:
    apples = PromotedGoods(1, "A", "coffee", 2495, Decimal("0.450"), is_by_piece=False)
    kind = PromotionKind
    cheaper = promotion(kind.AMOUNT, amount_minor=500)
    bundle = promotion(kind.FOR_PRICE, Slot(pieces=2), amount_minor=1, number=2)
    assert [gain.amount_minor for gain in gains([apples], [cheaper]).gains] == [225]
    assert gains([apples, piece(2, "B", 1000)], [bundle]).gains == ()


def test_what_combines_comes_on_top_of_what_is_left() -> None:
    kind = PromotionKind
    tenth = promotion(kind.PERCENT, percent_ppm=100_000, stacking=Stacking.COMBINES)
    cheaper = promotion(kind.AMOUNT, amount_minor=1000, number=2)
    threshold = promotion(kind.THRESHOLD, threshold_minor=4000, percent_ppm=500_000, number=3)
    found = gains([piece(1, "A", 4000)], [threshold, tenth, cheaper])
    assert [(gain.promotion_id, gain.amount_minor) for gain in found.gains] == [(1, 300), (2, 1000), (3, 1350)]


def test_of_equals_the_higher_priority_is_used() -> None:
    first, second = (promotion(PromotionKind.AMOUNT, amount_minor=100, number=n, priority=n) for n in (1, 2))
    assert [gain.promotion_id for gain in gains([piece(1, "A", 4000)], [first, second]).gains] == [2]


def test_a_large_basket_is_never_dearer_than_by_greed_and_always_the_same() -> None:
    goods = [piece(n, "ABCD"[n % 4], 900 + 37 * n % 1100, 1 + n % 5) for n in range(1, 40)]
    rules_ = [
        promotion(PromotionKind.FOR_PRICE, Slot(group("coffee", "D"), 3), amount_minor=3100, number=1),
        promotion(PromotionKind.CHEAPEST_FREE, Slot(group("bread", "A"), 4), number=2),
        promotion(PromotionKind.BUY_GET, Slot(group("A")), Slot(group("bread")), percent_ppm=500_000, number=3),
    ]
    found = gains(goods, rules_)
    assert not found.is_proven
    assert found == gains(list(reversed(goods)), rules_)
    assert check_sound(goods, rules_) < gross(goods)


def test_of_goods_at_one_price_the_same_are_used_whichever_was_scanned_first() -> None:
    pair = promotion(PromotionKind.FOR_PRICE, Slot(group("coffee"), 2), amount_minor=1500)
    one_way = [piece(1, "A", 1000), piece(2, "B", 1000, 2)]
    other_way = [piece(1, "B", 1000, 2), piece(2, "A", 1000)]
    assert gains_by_goods(one_way, [pair]) == gains_by_goods(other_way, [pair])
