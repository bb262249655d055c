"""Welcome and birthday offers: by consent alone, once for each occasion, and never after withdrawal or erasure."""

from __future__ import annotations

import shutil
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.dispatch.sending_rules import DispatchKind, DispatchState
from models.errors import Refused
from models.members.consent import ConsentPurpose
from models.members.member import JoinChannel, Member, MemberDetails
from models.members.member_offer import MemberOffer, OfferOccasion, OfferRule, WrongOfferRule
from models.promotions.promotion import ONE_TIME, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from models.selling.till_event import ShowCode
from models.selling.till_state import TillState
from models.shop_settings import MAIL_HOST
from operations.access.permissions import NotPermitted
from operations.catalogue.promotion_changes import create_promotion
from operations.installation.change_settings import change_setting
from operations.installation.opening import open_store
from operations.members.joining import JoinWish, join_member
from operations.members.member_changes import merge_members, set_consent
from operations.members.member_rights import erase_member, export_member
from operations.points.offers_by_consent import give_birthday_offers, offers_to_show, set_offer_rule
from pipelines.nightly.give_offers import OffersOfDay, give_offers
from store import invariants
from store.database.engine import Store
from store.dispatch import dispatches_of_kind
from store.members import member_offer_rows, member_rows, point_rows
from tests.builders import AT, COMPANY, OFFICE_ACTOR, anna_at, small_shop
from tests.operations.members.earning import PointShop
from tests.operations.members.joined import ASA

OFFERS = frozenset({ConsentPurpose.OFFERS})
NOBODY = MemberDetails("Bo Ek", "070-174 06 07", "bo.ek@example.com", birthday="06-24")
#: The birthday of Åsa after :data:`AT`, at nine in the morning.
MIDSUMMER = datetime(2027, 6, 24, 7, tzinfo=UTC)


class OfferShop(PointShop):
    """A shop with points, a mail server, and a promotion for who has a coupon."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        change_setting(store, OFFICE_ACTOR, MAIL_HOST, "mail.example.com", at=AT)
        off = Promotion(
            *(0, "Five off", PromotionKind.AMOUNT, (Slot(),), PromotionTime(AT.date())),
            amount_minor=500,
            coupon=ONE_TIME,
        )
        self.promotion = create_promotion(store, OFFICE_ACTOR, off, at=AT).id

    def promise(self, occasion: OfferOccasion, *, points: int = 0, days: int = 30, coupon: bool = False) -> None:
        rule = OfferRule(occasion, points, self.promotion if coupon else None, days)
        set_offer_rule(self.store, OFFICE_ACTOR, rule, at=AT)

    def join(self, details: MemberDetails = NOBODY, *, agrees: bool = True, at: datetime = AT) -> Member:
        wish = JoinWish(details, JoinChannel.TILL, OFFERS if agrees else frozenset())
        return join_member(self.store, anna_at(1), wish, at=at)

    def agree(self, member: Member, *, is_given: bool = True, at: datetime = AT) -> None:
        set_consent(self.store, OFFICE_ACTOR, member.id, ConsentPurpose.OFFERS, is_given=is_given, at=at)

    def offers(self, member: Member) -> list[MemberOffer]:
        with self.store.view() as view:
            return member_offer_rows.offers_of(view, member_rows.ids_of_member(view, member.id))

    def shown(self, member: Member, at: datetime = AT) -> list[MemberOffer]:
        with self.store.view() as view:
            return offers_to_show(view, member, at=at, company=COMPANY)

    def points_of(self, member: Member) -> int:
        with self.store.view() as view:
            account = point_rows.find_account(view, member.id)
        return 0 if account is None else account.balance

    def waiting(self) -> list[str]:
        with self.store.view() as view:
            mails = dispatches_of_kind(view, DispatchKind.OFFER_MAIL)
        return [each.place for each in mails if each.state is DispatchState.WAITING]

    def check(self) -> None:
        with self.store.view() as view:
            assert not [each for rule in invariants.INVARIANTS for each in rule.check(view)]


def gross(state: TillState) -> int:
    assert state.basket is not None
    return state.basket.gross_minor


@pytest.fixture
def offer_shop(store: Store) -> OfferShop:
    return OfferShop(store)


@pytest.fixture
def one_shop(sqlite_store: Store) -> OfferShop:
    return OfferShop(sqlite_store)


def test_who_joins_and_agrees_is_welcome_once(offer_shop: OfferShop) -> None:
    offer_shop.promise(OfferOccasion.WELCOME, points=50)
    bo = offer_shop.join()
    assert (offer_shop.points_of(bo), offer_shop.waiting()) == (50, ["bo.ek@example.com"])
    assert [(each.occasion, each.points) for each in offer_shop.shown(bo)] == [("welcome", 50)]
    assert give_offers(offer_shop.store, at=AT) == OffersOfDay(0, 0), "they had it"
    other = offer_shop.join(replace(NOBODY, phone="070-174 06 08", email=""), agrees=False)
    assert (give_offers(offer_shop.store, at=AT), offer_shop.points_of(other)) == (OffersOfDay(0, 0), 0)
    offer_shop.agree(other)
    assert (give_offers(offer_shop.store, at=AT), offer_shop.points_of(other)) == (OffersOfDay(1, 0), 50)
    assert offer_shop.waiting() == ["bo.ek@example.com"], "the other one has no address"
    offer_shop.check()


def test_who_joined_before_the_rule_or_came_by_a_file_is_not_welcome(one_shop: OfferShop) -> None:
    early = one_shop.join(replace(NOBODY, phone="070-174 06 08", email="a@example.com"))
    set_offer_rule(one_shop.store, OFFICE_ACTOR, OfferRule(OfferOccasion.WELCOME, 50), at=AT + timedelta(hours=1))
    later = AT + timedelta(hours=2)
    moved = join_member(one_shop.store, OFFICE_ACTOR, JoinWish(NOBODY, JoinChannel.IMPORT, OFFERS), at=later)
    assert give_offers(one_shop.store, at=later) == OffersOfDay(0, 0)
    assert (one_shop.points_of(early), one_shop.points_of(moved)) == (0, 0)


def test_a_birthday_brings_a_coupon_once_a_year(offer_shop: OfferShop) -> None:
    offer_shop.promise(OfferOccasion.BIRTHDAY, coupon=True, days=7)
    bo, day = offer_shop.join(), timedelta(days=1)
    assert give_offers(offer_shop.store, at=MIDSUMMER - day) == OffersOfDay(0, 0)
    assert give_offers(offer_shop.store, at=MIDSUMMER) == OffersOfDay(0, 1)
    assert give_offers(offer_shop.store, at=MIDSUMMER + 2 * day) == OffersOfDay(0, 0)
    (offer,) = offer_shop.shown(bo, MIDSUMMER + 6 * day)
    assert (offer.year, offer.last_day, offer.points) == (2027, date(2027, 6, 30), 0)
    assert offer_shop.shown(bo, MIDSUMMER + 7 * day) == [], "it is over"
    next_year = MIDSUMMER.replace(year=2028) + 6 * day  # the server was off for days
    assert give_offers(offer_shop.store, at=next_year + day) == OffersOfDay(0, 0), "too late"
    assert give_offers(offer_shop.store, at=next_year) == OffersOfDay(0, 1)
    assert [each.year for each in offer_shop.offers(bo)] == [2027, 2028]
    offer_shop.check()


def test_a_birthday_before_the_rule_brings_nothing(one_shop: OfferShop) -> None:
    day = COMPANY.business_day(AT)
    yesterday = f"{day - timedelta(days=1):%m-%d}"
    one_shop.join(replace(NOBODY, birthday=yesterday))
    one_shop.promise(OfferOccasion.BIRTHDAY, points=10)
    assert give_offers(one_shop.store, at=AT) == OffersOfDay(0, 0)
    one_shop.join(replace(NOBODY, phone="070-174 06 08", email="", birthday=f"{day:%m-%d}"))
    assert give_offers(one_shop.store, at=AT) == OffersOfDay(0, 1)


def test_the_coupon_is_shown_with_the_member_and_used_at_the_till(one_shop: OfferShop) -> None:
    one_shop.promise(OfferOccasion.WELCOME, coupon=True)
    bo, till = one_shop.join(), one_shop.anna
    till.choose_member(bo)
    shown = till.state().member
    assert shown is not None
    (offer,) = shown.offers
    assert (offer.promotion, offer.coupon[:3], offer.occasion) == ("Five off", "KXC", "welcome")
    before = gross(till.scan("LUNCH"))
    after = till.do(ShowCode, code=offer.coupon)
    assert (after.problems, gross(after)) == ((), before - 500)
    till.pay_cash()
    assert one_shop.shown(bo) == [], "it is used"
    till.scan("LUNCH")
    assert [each.code for each in till.do(ShowCode, code=offer.coupon).problems] == ["coupon_used"]
    one_shop.check()


def test_a_coupon_ends_with_its_last_day(one_shop: OfferShop) -> None:
    one_shop.promise(OfferOccasion.WELCOME, coupon=True, days=1)
    bo, till, night = one_shop.join(), one_shop.anna, timedelta(days=1)
    (offer,) = one_shop.offers(bo)
    till.scan("LUNCH", at=AT + night)
    problems = till.do(ShowCode, code=offer.coupon, at=AT + night).problems
    assert [each.code for each in problems] == ["coupon_ended"]
    assert not till.do(ShowCode, code=offer.coupon, at=AT).problems, "on the day itself it was good"


def test_withdrawal_stops_what_waits_what_is_shown_and_what_comes(one_shop: OfferShop) -> None:
    for occasion in OfferOccasion:
        one_shop.promise(occasion, points=20, days=366)
    bo = one_shop.join()
    assert one_shop.waiting() == ["bo.ek@example.com"]
    one_shop.agree(bo, is_given=False)
    assert (one_shop.waiting(), one_shop.shown(bo)) == ([], [])
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 0)
    assert one_shop.points_of(bo) == 20, "what was given stays the member's"
    one_shop.agree(bo, at=MIDSUMMER)
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 1)
    one_shop.check()


def test_an_erased_member_gets_nothing_and_no_address_waits(one_shop: OfferShop) -> None:
    for occasion in OfferOccasion:
        one_shop.promise(occasion, points=20)
    bo = one_shop.join()
    handed_out = export_member(one_shop.store, OFFICE_ACTOR, bo.id, at=AT)["offers"]
    assert isinstance(handed_out, list)
    assert [each["points"] for each in handed_out] == [20]
    erase_member(one_shop.store, OFFICE_ACTOR, bo.id, at=AT)
    assert one_shop.waiting() == []
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 0)
    one_shop.check()


def test_two_who_are_one_get_one_offer_and_only_if_both_agreed(one_shop: OfferShop) -> None:
    one_shop.promise(OfferOccasion.BIRTHDAY, points=20)
    bo, double = one_shop.join(), one_shop.join(replace(ASA, phone="070-174 06 08", email="b@example.com"))
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 2)
    merge_members(one_shop.store, OFFICE_ACTOR, double.id, bo.id, at=MIDSUMMER)
    assert give_offers(one_shop.store, at=MIDSUMMER.replace(year=2028)) == OffersOfDay(0, 1)
    third = one_shop.join(replace(NOBODY, phone="070-174 06 09", email="c@example.com"), agrees=False)
    merge_members(one_shop.store, OFFICE_ACTOR, third.id, bo.id, at=MIDSUMMER.replace(year=2028))
    assert one_shop.waiting() == [], "a consent that one of the two had not given holds no more"
    one_shop.check()


def test_what_the_double_had_is_not_given_again(one_shop: OfferShop) -> None:
    one_shop.promise(OfferOccasion.BIRTHDAY, points=20)
    bo = one_shop.join(replace(NOBODY, birthday=""))
    double = one_shop.join(replace(NOBODY, phone="070-174 06 08", email="b@example.com"))
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 1)
    merge_members(one_shop.store, OFFICE_ACTOR, double.id, bo.id, at=MIDSUMMER)
    assert give_offers(one_shop.store, at=MIDSUMMER) == OffersOfDay(0, 0), "it is their birthday now, and had its offer"


def test_rules_that_nobody_can_mean_are_refused(one_shop: OfferShop) -> None:
    welcome = OfferOccasion.WELCOME
    for wrong in (
        OfferRule(welcome, points=-1),
        OfferRule(welcome, points=100_001),
        OfferRule(welcome, points=5, promotion=one_shop.promotion),
        OfferRule(welcome, promotion=999),
        OfferRule(welcome, points=5, days=0),
        OfferRule(welcome, points=5, days=367),
    ):
        with pytest.raises(WrongOfferRule):
            set_offer_rule(one_shop.store, OFFICE_ACTOR, wrong, at=AT)
    with pytest.raises(NotPermitted, match="change point rules"):
        set_offer_rule(one_shop.store, anna_at(1), OfferRule(welcome, points=5), at=AT)
    with pytest.raises(NotPermitted):
        give_birthday_offers(one_shop.store, anna_at(1), at=AT)


STEPS = st.sampled_from(["agree", "withdraw", "night", "merge"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.integers(1, 200)), max_size=12))
def test_no_member_gets_two_of_a_year_or_one_without_consent(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Whatever members agree to, withdraw and merge, on whatever days the job runs."""
    file = tmp_path_factory.mktemp("offers") / "shop.db"
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), file)
    with closing(open_store(f"sqlite:///{file}")) as store:
        walk(OfferShop(store), steps)


def walk(shop: OfferShop, steps: list[tuple[str, int]]) -> None:
    shop.promise(OfferOccasion.BIRTHDAY, points=7, days=30)
    shop.promise(OfferOccasion.WELCOME, points=3)
    bo, now, agrees = shop.join(agrees=False), AT, False
    for number, (step, days) in enumerate(steps):
        now += timedelta(days=days if step == "night" else 0, minutes=1)
        if step in {"agree", "withdraw"}:
            agrees = step == "agree"
            shop.agree(bo, is_given=agrees, at=now)
        elif step == "merge":
            details = replace(NOBODY, phone=f"070-174 06 {10 + number}", email="")
            merge_members(shop.store, OFFICE_ACTOR, shop.join(details, agrees=agrees, at=now).id, bo.id, at=now)
        before = len(shop.offers(bo))
        give_offers(shop.store, at=now)
        assert agrees or len(shop.offers(bo)) == before
    counts = Counter((each.member, each.occasion, each.year) for each in shop.offers(bo))
    assert set(counts.values()) <= {1}
    of_year = Counter(each.year for each in shop.offers(bo) if each.occasion == OfferOccasion.BIRTHDAY)
    assert set(of_year.values()) <= {1}
    assert shop.points_of(bo) == sum(each.points for each in shop.offers(bo))


def test_a_rule_needs_points_in_the_shop(sqlite_store: Store) -> None:
    with pytest.raises(Refused, match="no points"):
        set_offer_rule(small_shop(sqlite_store), OFFICE_ACTOR, OfferRule(OfferOccasion.WELCOME, points=5), at=AT)
