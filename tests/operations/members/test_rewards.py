"""Rewards: for points a member gets a coupon, once for what it costs, and nothing is lost whatever becomes of it."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.members.member import Member
from models.members.member_offer import OfferOccasion
from models.members.point_entry import PointChange
from models.members.point_reward import REWARD, REWARD_DAYS_MAX, REWARD_POINTS_MAX, PointReward
from models.members.point_rule import WrongPointRule
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from models.selling.settlement import Offer, TenderKind, cash_due
from models.selling.till_event import Cancel, ChooseMember, RemoveCode, Scan, ShowCode, TakeReward, TillEvent, UsePoints
from models.selling.till_state import ShownReward, TillState
from operations.catalogue.promotion_changes import create_promotion, end_promotion
from operations.installation.opening import open_store
from operations.members.member_changes import merge_members
from operations.members.member_rights import erase_member, export_member
from operations.points.adjust_points import adjust_points
from operations.points.point_rules import set_point_rule
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.till_events import apply_events, till_state
from operations.selling.training import begin_training, practise
from store.database.engine import Store
from store.members import point_rows
from tests.builders import AT, CLIENT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at
from tests.operations.cash.shop_days import manager_at
from tests.operations.members.earning import BOTH, RULE
from tests.operations.members.test_member_offers import NOBODY, OfferShop
from tests.operations.selling.test_return_races import Rounds, both

#: The first day of the rule with rewards.
LATER = AT + timedelta(days=1)
COST, OFF = 40, 500


class RewardShop(OfferShop):
    """A shop whose members get five kronor off for :data:`COST` points; purchases give none."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.reward = PointReward(self.promotion, COST, days=7)
        self.rule = structs.replace(
            RULE, first_day=LATER.date(), per_major_milli=0, terms=(), rewards=(self.reward,), least=1
        )
        set_point_rule(store, OFFICE_ACTOR, self.rule, at=AT)

    def begin(self, points: int, till: int = TILL) -> Member:
        """A new member with so many points is in the basket of a till, with goods."""
        bo = self.join(agrees=False, at=LATER)
        if points:
            adjust_points(self.store, BOTH, bo.id, points, "a gift", at=LATER)
        self.buy(bo, till)
        return bo

    def buy(self, member: Member, till: int = TILL, *, at: datetime = LATER) -> None:
        self.at_till(till).do(ChooseMember, code=member.id, at=at)
        self.at_till(till).scan("LUNCH", at=at)

    def at_till(self, till: int) -> Operator:
        return self.anna if till == TILL else self.berit

    def take(self, till: int = TILL, *, code: str = "", at: datetime = LATER) -> str:
        """Why the reward was refused; empty: it was not."""
        problems = self.at_till(till).do(TakeReward, code=code or str(self.promotion), at=at).problems
        return problems[-1].code if problems else ""

    def state(self, till: int = TILL, *, at: datetime = LATER) -> TillState:
        return till_state(self.store, till, self.at_till(till).client, at=at)

    def rewards(self, *, at: datetime = LATER) -> list[tuple[int, int]]:
        """What the till shows: points, and how many are missing."""
        member = self.state(at=at).member
        assert member is not None
        assert all(each == ShownReward(self.promotion, "Five off", *_figures(each)) for each in member.rewards)
        return [_figures(each) for each in member.rewards]

    def coupons(self, *, at: datetime = LATER) -> list[str]:
        """Coupons that the till shows as the member's."""
        member = self.state(at=at).member
        return [] if member is None else [each.coupon for each in member.offers if each.occasion == REWARD]

    def due(self, till: int = TILL) -> int:
        basket = self.state(till).basket
        assert basket is not None
        return basket.due.minor

    def pay(self, till: int = TILL, *, at: datetime = LATER) -> None:
        basket = self.state(till, at=at).basket
        assert basket is not None
        offer = Offer(TenderKind.CASH, cash_due(basket.due))
        complete_sale(self.store, anna_at(till), Payment(basket.basket.id, basket.due, (offer,)), at=at)


def _figures(reward: ShownReward) -> tuple[int, int]:
    return reward.points, reward.missing


@pytest.fixture
def rewards(store: Store) -> RewardShop:
    return RewardShop(store)


@pytest.fixture
def one(sqlite_store: Store) -> RewardShop:
    return RewardShop(sqlite_store)


def test_a_reward_takes_its_points_and_its_coupon_is_in_the_basket(rewards: RewardShop) -> None:
    bo = rewards.begin(100)
    before = rewards.due()
    assert rewards.rewards() == [(COST, 0)]
    assert rewards.take() == ""
    assert (rewards.points_of(bo), rewards.due()) == (60, before - OFF)
    assert rewards.rewards() == [], "one coupon of a promotion for a purchase"
    with rewards.store.view() as view:
        entry = point_rows.entries_of_member(view, [bo.id])[0]
    assert (entry.change, entry.points, entry.sale_id) == (PointChange.REWARD, -COST, None)
    rewards.check()
    rewards.pay()
    assert (rewards.points_of(bo), rewards.coupons()) == (60, [])
    rewards.buy(bo)
    assert (rewards.rewards(), rewards.coupons()) == ([(COST, 0)], []), "what was used is not shown again"
    rewards.check()


def test_who_has_too_few_sees_what_is_missing(one: RewardShop) -> None:
    bo = one.begin(COST - 1)
    assert one.rewards() == [(COST, 1)]
    assert one.take() == "too_few_for_reward"
    assert (one.points_of(bo), one.coupons()) == (COST - 1, [])
    one.check()


def test_points_that_the_basket_uses_pay_for_no_reward(one: RewardShop) -> None:
    one.begin(COST + 9)
    assert one.anna.do(UsePoints, points=10, at=LATER).problems == ()
    assert one.rewards() == [(COST, 1)]
    (problem,) = one.anna.do(TakeReward, code=str(one.promotion), at=LATER).problems
    assert (problem.code, problem.values["available"]) == ("too_few_for_reward", COST - 1)
    assert one.anna.do(UsePoints, points=9, at=LATER).problems == ()
    assert (one.rewards(), one.take()) == ([(COST, 0)], "")
    one.pay()
    one.check()


def test_a_second_one_of_the_same_basket_costs_nothing_and_is_refused(one: RewardShop) -> None:
    bo = one.begin(3 * COST)
    assert (one.take(), one.take()) == ("", "second_coupon")
    assert (one.points_of(bo), len(one.offers(bo))) == (2 * COST, 1)
    one.check()


def test_what_is_taken_off_or_cancelled_is_the_members_still(one: RewardShop) -> None:
    bo = one.begin(2 * COST)
    full = one.due()
    one.take()
    (coupon,) = [each.coupon for each in one.offers(bo)]
    one.anna.do(RemoveCode, code=coupon, at=LATER)
    assert (one.due(), one.coupons()) == (full, [coupon]), "also of who wants no offers"
    assert one.anna.do(ShowCode, code=coupon, at=LATER).problems == ()
    one.anna.do(Cancel, reason="left", at=LATER)
    one.buy(bo)
    assert one.coupons() == [coupon]
    assert one.take() == "", "another one"
    assert [each.year for each in one.offers(bo)] == [1, 2]
    one.pay()
    one.check()
    late = LATER + timedelta(days=7)
    one.buy(bo, at=late)
    assert one.coupons(at=late) == [], "it was good for seven days"


def test_who_withdraws_keeps_the_reward_and_sees_no_offers(one: RewardShop) -> None:
    one.promise(OfferOccasion.WELCOME, coupon=True)
    bo = one.join(at=LATER)
    adjust_points(one.store, BOTH, bo.id, COST, "a gift", at=LATER)
    one.buy(bo)
    assert one.take() == ""
    shown = {OfferOccasion.WELCOME, REWARD}
    for agrees in (True, False):
        one.agree(bo, is_given=agrees, at=LATER)
        assert {each.occasion for each in one.shown(bo, LATER)} == (shown if agrees else {REWARD})


def test_no_reward_without_a_member_a_rule_or_a_promotion(one: RewardShop) -> None:
    one.anna.scan("LUNCH", at=LATER)
    assert one.take() == "points_without_member"
    one.begin(2 * COST)
    for code in ("0", "x", str(one.promotion + 1), f" {one.promotion}", f"0{one.promotion}"):
        assert one.take(code=code) == "unknown_reward"
    end_promotion(one.store, OFFICE_ACTOR, one.promotion, at=LATER)
    after = LATER + timedelta(seconds=1)
    assert (one.rewards(at=after), one.take(at=after)) == ([], "unknown_reward")
    one.check()


def test_a_repeated_request_takes_no_second_reward(one: RewardShop) -> None:
    bo = one.begin(2 * COST)
    event = one.anna.event(TakeReward, code=str(one.promotion))
    for _ in range(2):
        apply_events(one.store, one.anna.actor, one.anna.client, [event], at=LATER)
    assert (one.points_of(bo), len(one.offers(bo))) == (COST, 1)


def test_nobody_practises_with_points(one: RewardShop) -> None:
    practice = begin_training(one.store, manager_at(TILL), at=LATER)
    events: list[TillEvent] = [Scan(1, "LUNCH"), TakeReward(2, str(one.promotion))]
    problems = practise(one.store, manager_at(TILL), practice, CLIENT, events, at=LATER)[1].problems
    assert [each.code for each in problems] == ["not_practised"]


def test_rewards_of_a_double_are_the_members_and_who_is_erased_has_none(one: RewardShop) -> None:
    bo = one.begin(COST)
    one.take()
    one.anna.do(Cancel, reason="left", at=LATER)
    other = one.join(_OTHER, agrees=False, at=LATER)
    adjust_points(one.store, BOTH, other.id, COST, "a gift", at=LATER)
    one.buy(other)
    one.take()
    one.anna.do(Cancel, reason="left", at=LATER)
    merge_members(one.store, OFFICE_ACTOR, other.id, bo.id, at=LATER)
    one.buy(bo)
    assert len(one.coupons()) == 2
    handed_out = export_member(one.store, OFFICE_ACTOR, bo.id, at=LATER)["offers"]
    assert isinstance(handed_out, list)
    assert [each["points"] for each in handed_out] == [-COST, -COST]
    erase_member(one.store, OFFICE_ACTOR, bo.id, at=LATER)
    assert one.take() == "points_without_member"
    one.check()


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_two_tills_take_one_reward_for_its_points(store: Store, rounds: Rounds) -> None:
    rewards = RewardShop(store)
    bo = rewards.begin(COST)
    rewards.buy(bo, SECOND_TILL)
    for number in range(1, rounds(6, 500) + 1):
        taken = both(*(lambda till=till: rewards.take(till) == "" for till in (TILL, SECOND_TILL)))
        assert (sorted(taken), rewards.points_of(bo)) == ([False, True], 0)
        assert len(rewards.offers(bo)) == number
        for till in (TILL, SECOND_TILL):
            rewards.at_till(till).do(RemoveCode, code=rewards.offers(bo)[-1].coupon, at=LATER)
        adjust_points(store, BOTH, bo.id, COST, "a gift", at=LATER)
    rewards.check()


STEPS = st.sampled_from(["take", "use", "remove", "cancel", "buy", "pay", "give", "show"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=3, max_size=14))
def test_points_are_what_was_given_less_what_was_used_and_taken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    """Whatever a member does: no point is lost, each coupon was paid for, and each takes its amount off once."""
    file = tmp_path_factory.mktemp("rewards") / "shop.db"
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), file)
    with closing(open_store(f"sqlite:///{file}")) as store:
        walk(RewardShop(store), steps)


class Walk:
    """Steps of one member: the points that there should be, those that the basket uses, and the rewards so far."""

    def __init__(self, shop: RewardShop) -> None:
        self.shop, self.bo = shop, shop.begin(2 * COST)
        self.expected, self.used, self.taken, self.is_open = 2 * COST, 0, 0, True

    def give(self) -> None:
        adjust_points(self.shop.store, BOTH, self.bo.id, COST // 2, "a gift", at=LATER)
        self.expected += COST // 2

    def buy(self) -> None:
        self.shop.buy(self.bo)
        self.is_open = True

    def pay(self) -> None:
        self.shop.pay()
        self.expected, self.used, self.is_open = self.expected - self.used, 0, False

    def cancel(self) -> None:
        self.shop.anna.do(Cancel, reason="left", at=LATER)
        self.used, self.is_open = 0, False

    def use(self) -> None:
        if not self.shop.anna.do(UsePoints, points=7, at=LATER).problems:
            self.used = 7

    def take(self) -> None:
        if self.shop.take() == "":
            assert self.expected - self.used >= COST
            self.expected, self.taken = self.expected - COST, self.taken + 1

    def remove(self) -> None:
        for each in self.shop.offers(self.bo)[:1]:
            self.shop.anna.do(RemoveCode, code=each.coupon, at=LATER)

    def show(self) -> None:
        for each in self.shop.offers(self.bo)[:1]:
            self.shop.anna.do(ShowCode, code=each.coupon, at=LATER)


def walk(shop: RewardShop, steps: list[str]) -> None:
    one = Walk(shop)
    for step in steps:
        if one.is_open or step in {"give", "buy"}:
            getattr(one, step)()
        assert (shop.points_of(one.bo), len(shop.offers(one.bo))) == (one.expected, one.taken)
    shop.check()


@pytest.mark.parametrize(
    "wrong",
    [
        [PointReward(1, 0)], [PointReward(1, REWARD_POINTS_MAX + 1)], [PointReward(1, 5, 0)],
        [PointReward(1, 5, REWARD_DAYS_MAX + 1)], [PointReward(1, 5), PointReward(1, 6)], [PointReward(77, 5)],
        [PointReward(number, 5) for number in range(11)],
    ],
)  # fmt: skip
def test_a_reward_that_nobody_can_mean_is_refused(one: RewardShop, wrong: list[PointReward]) -> None:
    rule = structs.replace(one.rule, first_day=(LATER + timedelta(days=1)).date(), rewards=tuple(wrong))
    with pytest.raises(WrongPointRule, match="rewards"):
        set_point_rule(one.store, OFFICE_ACTOR, rule, at=LATER)


def test_a_reward_is_of_a_promotion_that_is_not_over(one: RewardShop) -> None:
    off = Promotion(
        0, "One day", PromotionKind.AMOUNT, (Slot(),), PromotionTime(AT.date(), LATER.date()), amount_minor=100
    )
    over = create_promotion(one.store, OFFICE_ACTOR, replace(off, coupon=ONE_TIME), at=AT).id
    rule = structs.replace(
        one.rule, first_day=(LATER + timedelta(days=1)).date(), rewards=(one.reward, PointReward(over, 5))
    )
    with pytest.raises(WrongPointRule, match="over"):
        set_point_rule(one.store, OFFICE_ACTOR, rule, at=LATER)
    earlier = structs.replace(rule, first_day=LATER.date())
    assert set_point_rule(one.store, OFFICE_ACTOR, earlier, at=AT).rule == earlier


_OTHER = replace(NOBODY, phone="070-174 06 08", email="cy@example.com")
