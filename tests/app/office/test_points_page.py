"""The page of points: a rule is tried on what was sold, and set from a day to come; points are changed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from app.web.plain_markdown import plain
from models.access.permission import BuiltInRole
from models.members.consent import LookPurpose
from models.members.member_offer import OfferOccasion, OfferRule
from models.members.point_reward import PointReward
from models.members.point_rule import PointRule, PointTerm
from models.members.tier import PointTier
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from operations.catalogue.promotion_changes import create_promotion
from operations.points.point_rules import set_point_rule
from store.database.engine import Store
from store.members import point_rows
from store.members.member_offer_rows import offer_rules
from tests.app.office.office_pages import open_office_page
from tests.app.office.test_members_page import today
from tests.builders import OFFICE_ACTOR
from tests.operations.members.joined import ASA, join

HOSTILE = '<script>alert(1)</script> **Åsa** :material/bug_report: "å"'


def test_a_rule_is_tried_and_set_and_points_are_given(shop: Store) -> None:
    asa = join(shop)
    page = open_office_page(shop, "points_page.py")
    assert "no points today" in page.info[0].value
    page.multiselect(key="points_excluded").set_value(["press"])
    page.multiselect(key="points_categories").set_value(["dairy"]).run()
    page.number_input(key="points_factor_dairy").set_value(1.5)
    page.toggle(key="points_hours").set_value(True).run()
    page.number_input(key="points_tiers").set_value(2).run()
    page.text_input(key="points_tier_name_1").set_value(HOSTILE[:20]).run()
    page.button(key="points_save").click().run()
    assert not page.exception
    assert "saved" in page.success[0].value
    with shop.view() as view:
        (rule,) = point_rows.all_rules(view)
    quiet = PointTerm(factor_milli=2000, weekdays=(0, 1), from_minute=540, until_minute=660)
    assert rule.terms == (PointTerm("dairy", factor_milli=1500), quiet)
    assert rule.tiers == (PointTier(HOSTILE[:20], 1000, 1250), PointTier("Silver", 5000, 1500))
    assert any("alert" in each.value and "1,25 times" in each.value for each in page.markdown)
    assert (rule.excluded, rule.value_minor, rule.per_major_milli) == (("press",), 10, 1000)
    page.number_input(key="points_per_major").set_value(3.0)
    page.button(key="points_save").click().run()
    assert not page.exception
    with shop.view() as view:
        rules = point_rows.all_rules(view)
    assert len(rules) == 2, "the second one begins tomorrow"
    assert {each.per_major_milli for each in rules} == {1000, 3000}, "what was entered just before the press is saved"
    page = open_office_page(shop, "members_page.py")
    page.selectbox(key="members_purpose").set_value(LookPurpose.HELP).run()
    page.text_input(key="members_search").set_value(ASA.email).run()
    page.number_input(key=f"member_{asa.id}_points_number").set_value(250)
    page.text_input(key=f"member_{asa.id}_points_reason").set_value(HOSTILE)
    next(each for each in page.button if each.label == "Change the points").click().run()
    assert not page.exception
    assert "changed" in page.success[0].value
    assert any(
        "No tier yet: 0 points" in each.value and "1\u00a0000 more lead to" in each.value for each in page.markdown
    )
    with shop.view() as view:
        (entry,) = point_rows.entries_of_member(view, [asa.id])
    assert (entry.points, entry.reason) == (250, HOSTILE)


def test_offers_are_set_and_ended(shop: Store) -> None:
    set_point_rule(shop, OFFICE_ACTOR, PointRule(today(shop), 1000, 10), at=datetime.now(UTC))
    off = Promotion(0, HOSTILE[:40], PromotionKind.PERCENT, (Slot(),), PromotionTime(today(shop)), percent_ppm=100_000)
    promotion = create_promotion(shop, OFFICE_ACTOR, replace(off, coupon=ONE_TIME), at=datetime.now(UTC)).id
    page = open_office_page(shop, "points_page.py")
    choices = page.selectbox(key="offer_welcome_gives")
    assert HOSTILE[:40] in choices.options
    choices.set_value(-1).run()
    page.number_input(key="offer_welcome_points").set_value(75)
    page.number_input(key="offer_welcome_days").set_value(14)
    page.button(key="offer_welcome_save").click().run()
    page.selectbox(key="offer_birthday_gives").set_value(promotion).run()
    page.button(key="offer_birthday_save").click().run()
    assert not page.exception
    assert "holds from now on" in page.success[0].value
    welcome, birthday = OfferOccasion
    assert rules_of(shop) == {
        welcome: OfferRule(welcome, points=75, days=14),
        birthday: OfferRule(birthday, promotion=promotion),
    }
    page = open_office_page(shop, "points_page.py")
    assert page.selectbox(key="offer_birthday_gives").value == promotion
    page.selectbox(key="offer_birthday_gives").set_value(0).run()
    page.button(key="offer_birthday_save").click().run()
    assert not rules_of(shop)[birthday].gives_something


def test_rewards_are_chosen_among_promotions_with_a_coupon(shop: Store) -> None:
    now, name = datetime.now(UTC), "[Tea](https://example.com) **x** :tada:"
    off = Promotion(0, name, PromotionKind.PERCENT, (Slot(),), PromotionTime(today(shop)), percent_ppm=1_000_000)
    promotion = create_promotion(shop, OFFICE_ACTOR, replace(off, coupon=ONE_TIME), at=now).id
    create_promotion(shop, OFFICE_ACTOR, replace(off, name="For everybody"), at=now)
    page = open_office_page(shop, "points_page.py")
    chosen = page.multiselect(key="points_rewards")
    assert chosen.options == [name]
    chosen.set_value([promotion]).run()
    page.number_input(key=f"points_reward_points_{promotion}").set_value(25)
    page.number_input(key=f"points_reward_days_{promotion}").set_value(3)
    page.button(key="points_save").click().run()
    assert not page.exception
    with shop.view() as view:
        (rule,) = point_rows.all_rules(view)
    assert rule.rewards == (PointReward(promotion, 25, 3),)
    assert any(plain(name) in each.value for each in page.markdown)
    assert plain(name) in page.number_input(key=f"points_reward_days_{promotion}").label
    page = open_office_page(shop, "points_page.py")
    assert page.multiselect(key="points_rewards").value == [promotion], "the next rule begins with those of this one"


def rules_of(shop: Store) -> dict[OfferOccasion, OfferRule]:
    with shop.view() as view:
        return {occasion: rule for occasion, (rule, _) in offer_rules(view).items()}


def test_who_may_not_set_a_rule_sees_none(shop: Store) -> None:
    page = open_office_page(shop, "points_page.py", BuiltInRole.SENIOR_ASSISTANT)
    assert page.warning
    assert not page.button
