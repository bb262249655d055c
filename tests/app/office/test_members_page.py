"""The page of members: a purpose first, each look recorded once; details changed, doubles merged, a person erased."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.members.consent import LookPurpose
from models.members.member import MemberDetails
from models.members.point_rule import PointRule
from operations.installation.configuration import load_settings
from operations.points.point_rules import set_point_rule
from store import shop as shop_rows
from store.database.engine import Store
from store.members import consent_rows, point_rows
from store.members.member_rows import count_members, get_member
from store.members.member_search import first_members
from tests.app.office.office_pages import open_office_page
from tests.app.signed_in import PIN, add_person
from tests.builders import OFFICE_ACTOR
from tests.operations.members.joined import ASA, join

HOSTILE = '<script>alert(1)</script> **Åsa** :material/bug_report: "å"'


def test_a_look_takes_a_purpose_and_is_recorded_once(shop: Store) -> None:
    asa = join(shop)
    page = open_office_page(shop, "members_page.py")
    assert page.metric[0].value == "1"
    assert not page.text_input, "nobody is shown before there is a purpose"
    page.selectbox(key="members_purpose").set_value(LookPurpose.CORRECTION).run()
    page.text_input(key="members_search").set_value("öhrn").run()
    assert not page.exception
    page.text_input(key=f"member_{asa.id}_name").set_value(HOSTILE)
    page.text_area(key=f"member_{asa.id}_notes").set_value(HOSTILE)
    page.text_input(key=f"member_{asa.id}_phone").set_value("12")
    page.button[0].click().run()
    assert "phone number" in page.warning[0].value
    page.text_input(key=f"member_{asa.id}_phone").set_value("070-174 06 09")
    page.button[0].click().run()
    assert "saved" in page.success[0].value
    page.text_input(key="members_search").set_value("").run()
    page.selectbox(key="members_chosen_").set_value(asa.id).run()
    assert not page.exception
    page.toggle(key=f"member_{asa.id}_offers_False").set_value(True).run()
    with shop.view() as view:
        assert get_member(view, asa.id).details.name == HOSTILE
        assert [each.purpose for each in consent_rows.looks_at(view, [asa.id])] == ["correction"]
        assert [each.purpose for each in consent_rows.consents_of(view, [asa.id])] == ["membership", "offers"]


def test_a_double_is_merged_and_then_the_person_erased(shop: Store) -> None:
    asa, double = join(shop), join(shop, MemberDetails("Asa Ohrn", "070-174 06 07"))
    namesake = join(shop, MemberDetails("Asa Ohrn", "070-174 06 08"))
    page = open_office_page(shop, "members_page.py")
    page.selectbox(key="members_purpose").set_value(LookPurpose.ACCESS_REQUEST).run()
    page.text_input(key="members_search").set_value(ASA.email).run()
    page.text_input(key="member_double").set_value("Asa Ohrn").run()
    page.selectbox(key="member_double_chosen").set_value(namesake.id).run()
    page.selectbox(key="member_double_chosen").set_value(double.id)  # and pressed before the page is drawn again
    page.button(key="member_merge").click().run()
    assert not page.exception
    with shop.view() as view:
        assert get_member(view, double.id).id == asa.id
        assert get_member(view, namesake.id).id == namesake.id
    page.button(key="member_export_now").click().run()
    assert not page.exception
    labels = [str(getattr(each, "label", "")) for each in page.get("download_button")]
    assert labels == ["Download as PDF", "Download"]
    page.button(key="member_erase").click().run()
    assert not page.exception
    with shop.view() as view:
        assert count_members(view) == 1, "the namesake"


def test_members_who_stay_away_are_counted_and_then_erased(shop: Store) -> None:
    now = datetime.now(UTC)
    join(shop, at=now)
    join(shop, MemberDetails("Away", "070-174 06 07"), at=now - timedelta(days=400))
    page = open_office_page(shop, "members_page.py")
    page.selectbox(key="members_purpose").set_value(LookPurpose.HELP).run()
    page.selectbox(key="members_absent_months").set_value(24).run()
    assert page.button(key="members_absent_erase").disabled
    page.selectbox(key="members_absent_months").set_value(12).run()
    assert page.button(key="members_absent_erase").label.endswith(": 1")
    page.selectbox(key="members_absent_months").set_value(24)  # and pressed before the page is drawn again
    page.button(key="members_absent_erase").click().run()
    with shop.view() as view:
        assert count_members(view) == 2, "the page had not shown yet whom that would erase"
    page.selectbox(key="members_absent_months").set_value(12).run()
    page.button(key="members_absent_erase").click().run()
    assert not page.exception
    with shop.view() as view:
        assert [each.details.name for each in first_members(view, 9)] == [ASA.name]


@pytest.mark.parametrize("role", [BuiltInRole.SALES_ASSISTANT, BuiltInRole.BOOKKEEPER])
def test_whoever_may_not_see_members_sees_none(shop: Store, role: BuiltInRole) -> None:
    join(shop)
    page = open_office_page(shop, "members_page.py", role)
    assert page.warning
    assert not page.metric


def test_many_points_by_hand_take_the_pin_of_another_person(shop: Store) -> None:
    asa, keys = join(shop), load_settings().keys
    set_point_rule(shop, OFFICE_ACTOR, PointRule(today(shop), 1000, 10), at=datetime.now(UTC))
    add_person(shop, keys, Operator("eva", "Eva", "manager"))
    page = open_office_page(shop, "members_page.py")
    page.selectbox(key="members_purpose").set_value(LookPurpose.HELP).run()
    page.text_input(key="members_search").set_value(ASA.email).run()

    def give(points: int, other: str = "", pin: str = "") -> None:
        page.number_input(key=f"member_{asa.id}_points_number").set_value(points)
        page.text_input(key=f"member_{asa.id}_points_reason").set_value(HOSTILE[:60])
        page.text_input(key=f"member_{asa.id}_points_other").set_value(other)
        page.text_input(key=f"member_{asa.id}_points_pin").set_value(pin)
        next(each for each in page.button if each.label == "Change the points").click().run()
        assert not page.exception

    give(1001)
    assert "second person" in page.warning[0].value
    give(1001, "maria", PIN)
    assert "different people" in page.warning[0].value, "it is the visitor"
    give(1001, "eva", "0000")
    assert page.warning
    give(1001, "eva", PIN)
    assert not page.warning
    with shop.view() as view:
        account = point_rows.find_account(view, asa.id)
    assert account is not None
    assert account.balance == 1001


def today(store: Store) -> date:
    with store.view() as view:
        return shop_rows.get_shop(view).business_day(datetime.now(UTC))
