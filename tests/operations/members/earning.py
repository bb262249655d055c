"""Members with points in the small shop: a rule, somebody who buys, and who uses points."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from msgspec import structs

from models.access.actor import Approval
from models.access.approval_reason import ApprovalReason
from models.access.permission import Permission
from models.members.consent import ConsentPurpose
from models.members.member import Member, MemberDetails
from models.members.member_offer import OfferOccasion, OfferRule
from models.members.point_rule import PointRule, PointTerm
from models.selling.till_event import ChooseMember, UsePoints
from operations.points.adjust_points import adjust_points
from operations.points.offers_by_consent import set_offer_rule
from operations.points.point_rules import set_point_rule
from store.database.engine import Store
from store.members import point_rows
from tests.builders import AT, COMPANY, OFFICE_ACTOR, TILL, small_shop
from tests.operations.members.joined import join
from tests.operations.selling.test_returns import Returner

#: A point for each krona and worth 10 öre; double for dairy; half a point more for each kilogram; none on the press.
RULE = PointRule(
    AT.date(),
    per_major_milli=1000,
    value_minor=10,
    months=12,
    least=10,
    excluded=("press",),
    terms=(PointTerm(category="dairy", factor_milli=2000), PointTerm(sku="BANANAS", per_unit_milli=500)),
)


class PointUser(Returner):
    """An operator whose customers are members."""

    def choose_member(self, member: Member) -> None:
        assert not self.do(ChooseMember, code=member.id).problems

    def use(self, points: int) -> str:
        """Why it was refused; empty: it was not."""
        problems = self.do(UsePoints, points=points).problems
        return problems[-1].code if problems else ""


#: The office, and a person who approves many points by hand.
BOTH = replace(OFFICE_ACTOR, approval=Approval("maria", Permission.ADJUST_POINTS, ApprovalReason.OTHER))


class PointShop:
    """A shop with a rule of points, a member and two tills; what is given by hand has a second person."""

    def __init__(self, store: Store, rule: PointRule = RULE) -> None:
        self.store = small_shop(store)
        set_point_rule(store, OFFICE_ACTOR, rule, at=AT)
        self.member = join(store)
        self.anna, self.berit = PointUser(store, TILL), PointUser(store, 2)

    def balance(self) -> int:
        with self.store.view() as view:
            account = point_rows.find_account(view, self.member.id)
        return 0 if account is None else account.balance

    def give(self, points: int, *, at: datetime = AT) -> None:
        adjust_points(self.store, BOTH, self.member.id, points, "a gift", at=at)


def give_some_points(store: Store, member: Member, *, at: datetime) -> None:
    """A rule, and a member to whom points were given, for tests of everything that knows each table."""
    set_point_rule(store, OFFICE_ACTOR, structs.replace(RULE, first_day=COMPANY.business_day(at)), at=at)
    adjust_points(store, OFFICE_ACTOR, member.id, 500, "a gift", at=at)
    set_offer_rule(store, OFFICE_ACTOR, OfferRule(OfferOccasion.WELCOME, points=50), at=at)
    bo = MemberDetails("Bo Offer", "070-174 06 98")
    join(store, bo, purposes=frozenset({ConsentPurpose.OFFERS}), at=at)
