"""Points: got for goods, used once, taken back and given back with what comes back, and always what the books owe."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec import structs

from models.access.actor import Approval
from models.access.permission import Permission
from models.errors import Refused
from models.members.member import MemberDetails
from models.members.point_entry import PointChange
from models.members.point_rule import PointRule
from models.payments.attempt import PaymentMethod
from models.selling.sale import Sale
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, ChooseMember, Park, RemoveLine, UsePoints
from operations.members.member_changes import change_member, merge_members
from operations.members.member_rights import erase_member
from operations.points.adjust_points import SecondPersonForPoints, WrongAdjustment, adjust_points
from operations.points.point_books import NoPointRule
from operations.points.point_rules import PointWorthFixed, RuleBeginsTooEarly, set_point_rule
from operations.selling.complete_sale import Payment, complete_sale
from operations.selling.gift_card_office import make_blanks
from operations.selling.payment_correction import CorrectionWish, correct_payment
from operations.selling.till_events import apply_events
from pipelines.nightly.end_old_points import end_old_points
from store import invariants
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.members import point_rows
from tests.builders import AT, OFFICE_ACTOR, anna_at, kr
from tests.columns import balances
from tests.operations.members.earning import BOTH, RULE, PointShop, PointUser
from tests.operations.members.joined import join
from tests.operations.selling.test_gift_cards import CardSeller
from tests.operations.selling.test_returns import line

DEBT = "2979"


class Points(PointShop):
    """The shop, with its checks."""

    def buy(self, till: PointUser, *, use: int = 0, **quantities: str) -> Sale:
        till.choose_member(self.member)
        for sku, quantity in quantities.items():
            till.scan(sku, Decimal(quantity))
        if use:
            assert till.use(use) == ""
        return self.pay(till)

    def pay(self, till: PointUser) -> Sale:
        due = kr(till.due())
        offers = (Offer(TenderKind.CASH, kr(due.minor + 50 if due.minor else 0)),)
        return complete_sale(self.store, till.actor, Payment(till.basket_id(), due, offers), at=AT)

    def give_back(self, till: PointUser, sale: Sale, position: int, quantity: str, key: int = 1) -> None:
        till.choose(sale, line(position, quantity))
        till.give(key=key)

    def earned(self, sale: Sale) -> dict[int | None, int]:
        with self.store.view() as view:
            entries = point_rows.entries_on_sales(view, [sale.id])
        return {each.position: each.points for each in entries if each.change == PointChange.EARN}

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []
            assert -int(balances(view).get(DEBT, 0)) == point_rows.all_points(view)[1] * RULE.value_minor


@pytest.fixture
def both_shops(store: Store) -> Points:
    """On both databases, where locks and statements differ."""
    return Points(store)


@pytest.fixture
def points(sqlite_store: Store) -> Points:
    return Points(sqlite_store)


def test_points_are_for_money_category_and_unit(points: Points) -> None:
    sale = points.buy(points.anna, MILK="1", BANANAS="2.5", PAPER="1")
    # 19.90 twice; 62.38 and half a point for each of 2.5 kg: 39.8 + 63.625 = 103.425; the newspaper is excluded
    assert points.earned(sale) == {1: 39, 2: 64}
    assert points.balance() == 103
    points.check()


def test_nobody_known_gets_no_points(points: Points) -> None:
    sale = points.anna.sell(MILK="1")
    assert points.earned(sale) == {}


def test_points_take_off_the_price_and_give_no_points_themselves(points: Points) -> None:
    points.give(500)
    sale = points.buy(points.anna, use=200, LUNCH="1", PAPER="1")
    assert (sale.lines[0].discount.minor, sale.lines[1].discount.minor) == (2000, 0), "none off the excluded newspaper"
    assert sale.tax.minor == round(10900 * 12 / 112) + round(3500 * 6 / 106), "tax is due on what is paid"
    assert points.earned(sale) == {1: 109}
    assert points.balance() == 500 - 200 + 109
    points.check()


def test_a_basket_uses_no_more_points_than_its_goods_cost(points: Points) -> None:
    points.give(5000)
    sale = points.buy(points.anna, use=5000, MILK="1")
    assert sale.settlement.gross.minor == 0
    assert points.balance() == 5000 - 199, "the others stay"
    points.check()


def test_points_for_what_a_gift_card_paid_are_none(points: Points, tmp_path: Path) -> None:
    secret = InstallationSecret(tmp_path / "keys")
    code, other = make_blanks(points.store, OFFICE_ACTOR, secret, 2, at=AT)
    seller = CardSeller(points.store, secret)
    seller.do(ChooseMember, code=points.member.id)
    sale = seller.sell_card(code, 10000)
    assert points.earned(sale) == {}, "none for the card itself"
    seller.do(ChooseMember, code=points.member.id)
    seller.scan("LUNCH")
    seller.take(code, 6450)
    assert points.earned(seller.pay_due()) == {1: 64}, "half of 129 kronor"
    seller.do(ChooseMember, code=points.member.id)
    seller.scan("LUNCH")
    seller.put(other, 10000)
    seller.take(code, 3550)
    assert points.earned(seller.pay_due()) == {1: 93}, "129 kronor less 35.50; what goes on a card counts for nothing"
    points.check()


@pytest.mark.parametrize(("wish", "why"), [(9, "too_few_points"), (501, "too_few_points"), (500, ""), (10, "")])
def test_at_least_so_many_points_are_used_and_never_more_than_there_are(points: Points, wish: int, why: str) -> None:
    points.give(500)
    points.anna.choose_member(points.member)
    points.anna.scan("LUNCH")
    assert points.anna.use(wish) == why


def test_points_take_a_member_and_no_goods_that_come_back(points: Points) -> None:
    points.give(500)
    sale = points.buy(points.anna, LUNCH="1")
    points.anna.scan("MILK")
    assert points.anna.use(100) == "points_without_member"
    points.anna.choose_member(points.member)
    assert points.anna.use(100) == ""
    with pytest.raises(Refused, match="returned goods"):
        points.anna.choose(sale, line(1))
    points.anna.do(ChooseMember, code="")
    with points.store.view() as view:
        account = point_rows.find_account(view, points.member.id)
    assert account is not None
    assert account.in_use == 0, "they leave with their member"
    points.anna.choose(sale, line(1))
    points.anna.choose_member(points.member)
    assert points.anna.use(100) == "points_with_return"
    points.check()


def test_what_a_basket_uses_is_nobody_elses(both_shops: Points) -> None:
    points = both_shops
    points.give(500)
    for till in (points.anna, points.berit):
        till.choose_member(points.member)
        till.scan("LUNCH")
    assert points.anna.use(400) == ""
    points.anna.do(Park)
    assert points.berit.use(200) == "too_few_points"
    assert points.berit.use(100) == ""
    points.berit.do(RemoveLine, position=1)
    points.berit.do(Cancel, reason="left")
    points.check()


def test_points_that_are_used_and_cancelled_in_one_request_are_free(points: Points) -> None:
    anna = points.anna
    points.give(500)
    anna.choose_member(points.member)
    anna.scan("LUNCH")
    events = [anna.event(UsePoints, points=400), anna.event(UsePoints, points=300), anna.event(Cancel, reason="left")]
    assert not apply_events(points.store, anna.actor, anna.client, events, at=AT).problems
    points.check()


def test_a_return_in_parts_takes_back_what_came_and_gives_back_what_was_used(points: Points) -> None:
    points.give(100)
    sale = points.buy(points.anna, use=100, MILK="3")
    assert points.earned(sale) == {1: 99}  # 59.70 less 10.00, twice
    for number, rest in enumerate((33, 66, 100)):
        points.give_back((points.anna, points.berit)[number % 2], sale, 1, "1", key=number + 1)
        assert points.balance() == 99 - 99 * (number + 1) // 3 + 100 * (number + 1) // 3, rest
    assert points.balance() == 100
    points.check()


def test_who_used_points_that_a_return_takes_back_owes_them(points: Points) -> None:
    sale = points.buy(points.anna, LUNCH="1")
    points.buy(points.anna, use=129, NAPKINS="6")
    assert points.balance() == 149 - 13
    points.buy(points.berit, use=136, NAPKINS="6")
    points.give_back(points.anna, sale, 1, "1")
    assert points.balance() == 136 - 129
    points.buy(points.anna, use=0, STAMPS="1")
    points.check()


def test_a_corrected_payment_keeps_the_points(points: Points) -> None:
    points.give(100)
    sale = points.buy(points.anna, use=100, LUNCH="1")
    before = points.balance()
    key = "11111111-0000-4000-8000-000000000000"
    wish = CorrectionWish(key, sale.id, PaymentMethod.OWN_TERMINAL)
    corrected = correct_payment(points.store, points.anna.actor, wish, at=AT)
    assert points.balance() == before
    points.give_back(points.anna, corrected, 1, "1", key=2)
    assert points.balance() == 100
    points.check()


def test_points_end_the_first_ones_first(both_shops: Points) -> None:
    points = both_shops
    points.give(100)
    points.give(50, at=AT + timedelta(days=100))
    points.buy(points.anna, use=30, LUNCH="1")
    after_a_year = AT + timedelta(days=365)
    assert end_old_points(points.store, at=after_a_year - timedelta(days=1)).points == 0
    points.anna.choose_member(points.member)
    ended = end_old_points(points.store, at=after_a_year)
    assert ended.points == 100 - 30 + 126, "those of the sale end on the same day"
    assert end_old_points(points.store, at=after_a_year).points == 0
    assert points.balance() == 50
    assert end_old_points(points.store, at=AT + timedelta(days=500)).points == 50
    points.check()


def test_points_that_have_ended_are_not_used_although_the_night_was_not_there_yet(points: Points) -> None:
    later = AT + timedelta(days=366)
    points.give(100)
    points.anna.do(ChooseMember, code=points.member.id, at=later)
    points.anna.scan("LUNCH", at=later)
    assert points.anna.do(UsePoints, points=50, at=later).problems[0].code == "too_few_points"


def test_a_rule_begins_on_a_day_to_come_and_leaves_the_worth_of_points(points: Points) -> None:
    tomorrow = AT.date() + timedelta(days=1)
    with pytest.raises(RuleBeginsTooEarly):
        set_point_rule(points.store, OFFICE_ACTOR, RULE, at=AT)
    later = replace_rule(first_day=tomorrow, per_major_milli=5000)
    set_point_rule(points.store, OFFICE_ACTOR, later, at=AT)
    assert points.earned(points.buy(points.anna, LUNCH="1")) == {1: 129}
    with pytest.raises(PointWorthFixed):
        set_point_rule(points.store, OFFICE_ACTOR, replace_rule(first_day=tomorrow, value_minor=5), at=AT)
    points.check()


def replace_rule(**changes: object) -> PointRule:
    return structs.replace(RULE, **changes)


def test_points_by_hand_take_a_reason_and_never_more_than_there_are(points: Points) -> None:
    member = points.member.id
    for wrong, reason in ((0, "a gift"), (10**7, "a gift"), (10, " "), (-1, "a mistake")):
        with pytest.raises(WrongAdjustment):
            adjust_points(points.store, OFFICE_ACTOR, member, wrong, reason, at=AT)
    points.give(20)
    assert adjust_points(points.store, OFFICE_ACTOR, member, -15, "a mistake", at=AT).balance == 5
    points.check()


def test_a_shop_without_a_rule_has_no_points(sqlite_store: Store) -> None:
    points = Points(sqlite_store, replace_rule(first_day=AT.date() + timedelta(days=9)))
    with pytest.raises(NoPointRule):
        points.give(5)
    assert points.earned(points.buy(points.anna, LUNCH="1")) == {}
    points.anna.choose_member(points.member)
    state = points.anna.state()
    assert state.member is not None
    assert state.member.points is None


def test_points_of_a_double_are_the_members_and_end_when_one_is_erased(both_shops: Points) -> None:
    points = both_shops
    double = join(points.store, MemberDetails("Asa Ohrn", "070-174 06 07"))
    points.give(50)
    adjust_points(points.store, OFFICE_ACTOR, double.id, 70, "a gift", at=AT)
    points.anna.choose_member(double)
    points.anna.scan("LUNCH")
    assert points.anna.use(60) == ""
    merge_members(points.store, OFFICE_ACTOR, double.id, points.member.id, at=AT)
    assert points.balance() == 120
    points.check()
    sale = points.pay(points.anna)
    assert points.balance() == 120 - 60 + 123
    points.berit.choose_member(points.member)
    points.berit.scan("LUNCH")
    assert points.berit.use(40) == ""
    erase_member(points.store, OFFICE_ACTOR, points.member.id, at=AT)
    assert points.balance() == 0
    points.check()
    points.berit.do(Cancel, reason="left")
    points.give_back(points.anna, sale, 1, "1")
    assert points.balance() == 0, "nobody's points come back"
    points.check()


def test_the_own_card_takes_another_persons_approval(points: Points) -> None:
    details = replace(points.member.details, operator="anna")
    change_member(points.store, OFFICE_ACTOR, points.member.id, details, at=AT)
    anna = points.anna
    refused = anna.do(ChooseMember, code=points.member.card).problems
    assert [each.code for each in refused] == ["not_permitted"]
    approval = Approval("maria", Permission.APPROVE_DISCOUNTS, "own purchase")
    approved = replace(anna_at(1), approval=approval)
    events = [anna.event(ChooseMember, code=points.member.card)]
    state = apply_events(points.store, approved, anna.client, events, at=AT)
    assert state.member is not None


@pytest.mark.parametrize("by_hand", [1001, -1001])
def test_many_points_by_hand_take_a_second_person(points: Points, by_hand: int) -> None:
    member, sign = points.member.id, 1 if by_hand > 0 else -1
    points.give(3000)
    other = Approval("maria", Permission.APPROVE_RETURNS, "other")
    for actor in (OFFICE_ACTOR, replace(OFFICE_ACTOR, approval=other)):
        with pytest.raises(SecondPersonForPoints, match="1000"):
            adjust_points(points.store, actor, member, by_hand, "a gift", at=AT)
    assert points.balance() == 3000
    alone = adjust_points(points.store, OFFICE_ACTOR, member, by_hand - sign, "a gift", at=AT)
    both = adjust_points(points.store, BOTH, member, by_hand, "a gift", at=AT)
    assert (alone.balance, both.balance) == (3000 + sign * 1000, 3000 + sign * 2001)
    points.check()
