"""Members of a former system: consents with their day, points as a debt that was there before, nobody twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.facts.point_booking import PointsBooked
from models.members.consent import FORMER_TEXT_VERSION, ConsentPurpose, purposes_agreed
from models.members.member import JoinChannel, MemberDetails
from models.members.point_entry import PointChange
from operations.members.moved_members import MovedMember, move_members
from operations.points.point_books import NoPointRule
from operations.points.point_rules import set_point_rule
from store import invariants, journal
from store.database.engine import Store
from store.members import consent_rows, member_search, point_rows
from store.members.absent_members import count_absent
from tests.builders import AT, OFFICE, OFFICE_ACTOR, small_shop
from tests.columns import balances
from tests.contents import contents
from tests.operations.members.earning import RULE

DEBT, OPENING, GIVEN = "2979", "2099", "3790"
ANNA = MemberDetails("Anna Ek", "+46313900671", "anna.ek@example.com")
BO = MemberDetails("Bo Ask", "", "bo.ask@example.com")
LONG_AGO = datetime(2019, 5, 6, 12, tzinfo=UTC)


@pytest.fixture
def shop(store: Store) -> Store:
    set_point_rule(small_shop(store), OFFICE_ACTOR, RULE, at=AT)
    return store


def check(store: Store) -> None:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_members_come_over_with_consents_and_points_once(shop: Store) -> None:
    moved = [
        MovedMember(ANNA, LONG_AGO, LONG_AGO + timedelta(days=30), 120, date(2027, 6, 1)),
        MovedMember(BO, points=7),
    ]
    assert move_members(shop, OFFICE_ACTOR, moved, at=AT) == 2
    check(shop)
    assert move_members(shop, OFFICE_ACTOR, moved, at=AT + timedelta(days=1)) == 0
    with shop.view() as view:
        (anna,) = member_search.members_with(view, ANNA.phone, "")
        (bo,) = member_search.members_with(view, "", BO.email)
        assert (anna.channel, anna.joined_at) == (JoinChannel.IMPORT, AT)
        consents = consent_rows.consents_of(view, [anna.id])
        assert [(each.purpose, each.at, each.text_version) for each in consents] == [
            (ConsentPurpose.MEMBERSHIP, LONG_AGO, FORMER_TEXT_VERSION),
            (ConsentPurpose.OFFERS, LONG_AGO + timedelta(days=30), FORMER_TEXT_VERSION),
        ]
        assert purposes_agreed(consent_rows.consents_of(view, [bo.id])) == {ConsentPurpose.MEMBERSHIP}
        entries = point_rows.entries_of_member(view, [anna.id])
        assert [(each.change, each.points, each.expires_on) for each in entries] == [
            (PointChange.OPENING, 120, date(2027, 6, 1))
        ]
        booked = balances(view)
        worth = 127 * RULE.value_minor
        assert (booked[DEBT], booked[OPENING], booked.get(GIVEN, 0)) == (-worth, worth, 0)
        assert len(list(journal.read(view, OFFICE, kinds=[PointsBooked.kind]))) == 2
        assert count_absent(view, AT) == 0


def test_points_that_are_over_do_not_come(shop: Store) -> None:
    day = AT.date()
    assert move_members(shop, OFFICE_ACTOR, [MovedMember(ANNA, points=50, points_until=day)], at=AT) == 1
    with shop.view() as view:
        assert point_rows.all_points(view)[1] == 0
    check(shop)


def test_points_without_a_rule_change_nothing(store: Store) -> None:
    before = contents(small_shop(store))
    with pytest.raises(NoPointRule):
        move_members(store, OFFICE_ACTOR, [MovedMember(BO), MovedMember(ANNA, points=1)], at=AT)
    assert contents(store) == before
