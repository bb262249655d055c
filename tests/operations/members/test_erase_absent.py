"""Members who stay away are erased and nobody else is, on both databases; by the clock only if the shop wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.members.consent import ConsentPurpose
from models.members.member import Member, MemberDetails
from models.months import months_later
from models.selling.till_event import ChooseMember
from models.shop_settings import ABSENT_MONTHS
from operations.installation import upkeep
from operations.installation.change_settings import change_setting
from operations.installation.configuration import Settings
from operations.members import erase_absent
from operations.members.erase_absent import TooFewMonths, count_absent_members, erase_absent_members
from operations.members.member_changes import change_member, merge_members, set_consent
from operations.progress import no_progress
from pipelines.nightly.end_old_points import end_old_points
from pipelines.nightly.jobs import run_job
from store import invariants
from store.database.engine import Store
from store.members.member_search import first_members
from tests.builders import AT, OFFICE_ACTOR, Operator, small_shop
from tests.operations.members.earning import PointShop
from tests.operations.members.joined import ASA, join

MONTHS = 36
#: A minute before members of the first day count as absent, and a minute after.
BEFORE, AFTER = (
    datetime.combine(months_later(AT.date(), MONTHS), AT.timetz()) + timedelta(minutes=each) for each in (-1, 1)
)


def joined(store: Store, name: str, number: int) -> Member:
    return join(store, MemberDetails(name, f"070-174 06 {number:02}"))


def buy(store: Store, member: Member, at: datetime, sku: str = "PAPER") -> None:
    anna = Operator(store)
    anna.do(ChooseMember, code=member.card, at=at)
    anna.scan(sku, at=at)
    anna.pay_cash(at=at)


def names(store: Store) -> set[str]:
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []
        return {each.details.name for each in first_members(view, 99)}


def test_only_those_of_whom_nothing_was_heard_are_erased(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erase_absent, "PORTION", 2)
    points = PointShop(store)
    away = [joined(store, f"Away {each}", each) for each in range(5)]
    buy(store, away[0], AT, "MILK")  # which gives points; newspapers give none
    recent, double, owner = joined(store, "Bought", 10), joined(store, "Double", 11), joined(store, "Doubled", 12)
    agreed, works, waits = joined(store, "Agreed", 13), joined(store, "Works here", 14), joined(store, "Waits", 15)
    late = BEFORE - timedelta(days=1)
    buy(store, double, late)
    merge_members(store, OFFICE_ACTOR, double.id, owner.id, at=AT)  # only the purchase of the double is late
    buy(store, recent, late)
    set_consent(store, OFFICE_ACTOR, agreed.id, ConsentPurpose.OFFERS, is_given=True, at=late)
    change_member(store, OFFICE_ACTOR, works.id, replace(works.details, operator="anna"), at=AT)
    points.give(10, at=late)
    Operator(store).do(ChooseMember, code=waits.card, at=AT)
    here = {"Bought", "Doubled", "Agreed", "Works here", "Waits", points.member.details.name}
    with store.view() as view:
        assert count_absent_members(view, MONTHS, at=AFTER) == 4, "one still has the points of a purchase"
    end_old_points(store, at=BEFORE)
    with store.view() as view:
        assert [count_absent_members(view, MONTHS, at=each) for each in (BEFORE, AFTER)] == [0, 5]
    assert erase_absent_members(store, OFFICE_ACTOR, MONTHS, at=BEFORE) == 0
    assert names(store) == here | {each.details.name for each in away}
    assert erase_absent_members(store, OFFICE_ACTOR, MONTHS, at=AFTER) == 5
    assert names(store) == here
    with pytest.raises(TooFewMonths):
        erase_absent_members(store, OFFICE_ACTOR, 11, at=AFTER)


def test_the_clock_erases_nobody_before_the_shop_has_chosen(tmp_path: Path, sqlite_url: str) -> None:
    settings, now = Settings(home=tmp_path, store_url=sqlite_url), datetime.now(UTC)
    with upkeep.shop_in_use(settings, make=True) as store:
        join(small_shop(store), at=now)
        join(store, MemberDetails("Away", "070-174 06 10"), at=now - timedelta(days=400))
        assert run_job(settings, "members", no_progress).figures == {"months": 0, "erased": 0}
        change_setting(store, OFFICE_ACTOR, ABSENT_MONTHS, "12", at=now)
        assert run_job(settings, "members", no_progress).figures == {"months": 12, "erased": 1}
        assert names(store) == {ASA.name}
