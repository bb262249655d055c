"""The page of points: a rule is tried on what was sold, and set from a day to come; points are changed by hand."""

from __future__ import annotations

from models.access.permission import BuiltInRole
from models.members.consent import LookPurpose
from models.members.point_rule import PointTerm
from models.members.tier import PointTier
from store.database.engine import Store
from store.members import point_rows
from tests.app.office.office_pages import open_office_page
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
    page.button(key="points_save").click().run()
    assert not page.exception
    with shop.view() as view:
        assert len(point_rows.all_rules(view)) == 2, "the second one begins tomorrow"
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


def test_who_may_not_set_a_rule_sees_none(shop: Store) -> None:
    page = open_office_page(shop, "points_page.py", BuiltInRole.SENIOR_ASSISTANT)
    assert page.warning
    assert not page.button
