"""Points pay in the web shop: held with the order, used by its sale, free again when the order ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from hardware.terminal.simulated_page_bank import PagePress
from models.members.member import Member, MemberDetails
from models.members.point_entry import PointsWithoutMember, TooFewPoints
from models.online.online_order import GoodsNotLeft, OnlineOrder, OnlineOrderState, PrepaymentPending, WrongOrderStep
from models.online.pickup_times import PickupTimeGone
from models.pricing.discount_part import DiscountKind
from models.selling.gift_card import GiftCardEmpty
from models.selling.sale import Sale
from models.selling.till_event import UsePoints
from operations.members.member_changes import merge_members
from operations.members.member_rights import erase_member
from operations.online.end_orders import cancel_order, cancel_own_order, end_unfetched, pick_order
from operations.online.place_order import place_order
from operations.online.visitor_points import OfferedPoints, offered_points
from operations.points.adjust_points import adjust_points
from operations.points.point_rules import set_point_rule
from store import shop as shop_rows
from store.database.engine import Store
from store.invariants import check_all
from store.members import point_rows
from store.members.member_rows import UnknownMember
from store.selling import sales
from tests.builders import AT, OFFICE_ACTOR
from tests.operations.members.earning import BOTH, RULE
from tests.operations.members.joined import join
from tests.operations.online.test_cards_on_the_web import LATER, CardShop, CardWalk, paid
from tests.operations.online.web_customers import WEB_ACTOR, Customer, check_shop, count_units, promised, stored_order
from tests.operations.online.web_payers import Payer, owed

BO = MemberDetails("Bo Ek", "070-174 06 07", "bo.ek@example.com")
#: In the tests of single steps a purchase gives no points, so that what is left is easily counted.
USES = structs.replace(RULE, per_major_milli=0, terms=())


class PointsShop(CardShop):
    """A shop with points, a member who has some, and a gift card."""

    def __init__(self, store: Store, folder: Path, points: int, *, rule: object = USES) -> None:
        super().__init__(store, folder, 100_000)
        set_point_rule(store, OFFICE_ACTOR, rule, at=AT)  # type: ignore[arg-type]
        self.member = join(store)
        self.worth = RULE.value_minor
        adjust_points(store, BOTH, self.member.id, points, "a gift", at=AT)

    def points(self, member: Member | None = None) -> tuple[int, int]:
        """What the member has, and how much of it is held."""
        with self.store.view() as view:
            account = point_rows.find_account(view, (member or self.member).id)
            lots = point_rows.lots_of_member(view, (member or self.member).id)
        assert account is not None
        assert lots.balance == account.balance, "the balance is the sum of the entries"
        return account.balance, account.in_use

    def offered(self, order: OnlineOrder) -> OfferedPoints | None:
        with self.store.view() as view:
            company = shop_rows.get_shop(view)
            return offered_points(view, company, self.member.id, order.goods, AT)

    def buy(self, customer: Customer, pieces: int, points: int, *, card: bool = False) -> OnlineOrder:
        customer.put("MILK", pieces)
        if card:
            self.choose(customer)
        wish = replace(customer.wish(LATER), member=self.member.id, points=points)
        return place_order(self.store, WEB_ACTOR, wish, at=self.now())


def off_by_points(sale: Sale) -> int:
    parts = [part for line in sale.lines for part in line.discounts if part.kind is DiscountKind.POINTS]
    return sum(each.amount_minor for each in parts)


def times_chosen(store: Store) -> int:
    """How often the journal says whose a basket is."""
    with store.view() as view:
        return int(view.exec_driver_sql("SELECT count(*) FROM journal WHERE kind = 'member_chosen'").scalar_one())


def test_points_are_held_with_the_order_and_taken_with_the_sale(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Customer(store), 2, 100)
    assert (order.state, shop.points()) == (OnlineOrderState.PLACED, (100, 100))
    shop.check()
    sale = shop.fetch(order)
    assert (off_by_points(sale), sale.origin.customer) == (1000, shop.member.id)
    assert paid(sale) == {"cash": 3000}, "39.80 less 10.00, rounded to the krona in cash"
    assert shop.points() == (0, 0)
    shop.check()


def test_points_that_pay_all_of_it_leave_nothing_to_pay(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 500)
    order = shop.buy(Payer(store), 1, 199)
    assert (order.state, order.is_prepaid) == (OnlineOrderState.PLACED, False)
    sale = shop.fetch(order)
    assert (off_by_points(sale), sum(paid(sale).values())) == (1990, 0)
    assert shop.points() == (500 - 199, 0)
    shop.check()


def test_points_card_and_web_share_one_order(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Payer(store), 2, 50, card=True)
    assert order.card is not None
    assert order.card.amount_minor == 3980 - 500
    shop.check()
    assert paid(shop.fetch(order)) == {"gift_card": 3480}
    assert (shop.points(), shop.money) == ((50, 0), (100_000 - 3480, 0))
    shop.check()


def test_the_web_is_asked_for_what_points_leave(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Payer(store), 3, 100)
    for _ in range(2):
        shop.bank.settle(order, at=shop.now())
        shop.bank.press(order, PagePress.SWISH, at=shop.now())
    shop.bank.settle(order, at=shop.now())
    assert shop.bank.net(order) == 5970 - 1000
    pick_order(store, shop.till.actor, order.id, {1: 2}, at=shop.now())
    for _ in range(2):
        shop.bank.settle(order, at=shop.now())
    assert shop.bank.net(order) == 3980 - 1000
    sale = shop.fetch(stored_order(store, order))
    assert paid(sale) == {"web": 2980}
    assert shop.points() == (0, 0)
    assert owed(store) == 0
    shop.check()


def test_a_part_pick_uses_no_more_points_than_its_goods_cost(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 300)
    order = shop.buy(Customer(store), 2, 300)
    pick_order(store, shop.till.actor, order.id, {1: 1}, at=shop.now())
    assert off_by_points(shop.fetch(stored_order(store, order))) == 1990
    assert shop.points() == (300 - 199, 0)
    shop.check()


@pytest.mark.parametrize("how", ["customer", "shop", "clock", "never_paid"])
def test_an_order_that_ends_lets_go_of_the_points(store: Store, tmp_path: Path, how: str) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Payer(store) if how == "never_paid" else Customer(store), 2, 80)
    assert shop.points() == (100, 80)
    if how == "customer":
        cancel_own_order(store, WEB_ACTOR, order.secret, at=shop.now())
    elif how == "shop":
        cancel_order(store, OFFICE_ACTOR, order.id, at=shop.now())
    else:
        end_unfetched(store, WEB_ACTOR, at=AT + timedelta(days=60))
    assert shop.points() == (100, 0)
    shop.check()


def test_points_of_an_order_pay_no_other_one(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    shop.buy(Customer(store, "a@example.com"), 1, 80)
    with pytest.raises(TooFewPoints):
        shop.buy(Customer(store, "b@example.com"), 1, 21)
    shop.buy(Customer(store, "c@example.com"), 1, 20)
    assert shop.points() == (100, 100)
    shop.check()


@pytest.mark.parametrize(("points", "is_refused"), [(9, True), (10, False), (100, False), (101, True)])
def test_the_rule_of_points_holds_on_the_web(
    sqlite_store: Store, tmp_path: Path, points: int, *, is_refused: bool
) -> None:
    shop = PointsShop(sqlite_store, tmp_path, 100)
    if not is_refused:
        assert shop.buy(Customer(sqlite_store), 1, points).member is not None
        return
    with pytest.raises(TooFewPoints):
        shop.buy(Customer(sqlite_store), 1, points)
    assert shop.points() == (100, 0)


def test_points_without_a_rule_or_of_nobody_are_refused(sqlite_store: Store, tmp_path: Path) -> None:
    shop = CardShop(sqlite_store, tmp_path, 1000)
    member, customer = join(sqlite_store), Customer(sqlite_store)
    customer.put("MILK", 1)
    with pytest.raises(PointsWithoutMember):
        place_order(sqlite_store, WEB_ACTOR, replace(customer.wish(LATER), member=member.id, points=10), at=AT)
    with pytest.raises(UnknownMember):
        place_order(sqlite_store, WEB_ACTOR, replace(customer.wish(LATER), member="M0", points=10), at=AT)
    shop.check()


def test_the_page_offers_what_the_goods_take_and_no_more(sqlite_store: Store, tmp_path: Path) -> None:
    shop = PointsShop(sqlite_store, tmp_path, 500)
    order = shop.buy(Customer(sqlite_store), 1, 0)
    assert shop.offered(order) == OfferedPoints(199, 1990)
    held = shop.buy(Customer(sqlite_store, "b@example.com"), 3, 450)
    assert shop.offered(order) == OfferedPoints(50, 500), "what another order holds is not offered"
    cancel_order(sqlite_store, OFFICE_ACTOR, held.id, at=shop.now())
    adjust_points(sqlite_store, BOTH, shop.member.id, -491, "too many", at=shop.now())
    assert shop.offered(order) is None, "fewer than are used at once"
    adjust_points(sqlite_store, BOTH, shop.member.id, 1, "one more", at=shop.now())
    assert shop.offered(order) == OfferedPoints(10, 100)


def test_ended_points_pay_nothing(sqlite_store: Store, tmp_path: Path) -> None:
    shop = PointsShop(sqlite_store, tmp_path, 100)
    with sqlite_store.view() as view:
        company = shop_rows.get_shop(view)
        order = shop.buy(Customer(sqlite_store), 1, 0)
        assert offered_points(view, company, shop.member.id, order.goods, AT + timedelta(days=800)) is None
    customer, later = Customer(sqlite_store, "b@example.com"), timedelta(weeks=114)
    customer.put("MILK", 1)
    wish = replace(customer.wish(LATER + later), member=shop.member.id, points=100)
    with pytest.raises(TooFewPoints):
        place_order(sqlite_store, WEB_ACTOR, wish, at=AT + later)


def test_a_basket_that_is_cancelled_at_the_till_gives_the_points_back_to_the_order(
    store: Store, tmp_path: Path
) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Customer(store), 2, 100)
    for takes_off in (False, True):
        shop.till.fetch(stored_order(store, order), at=shop.now())
        if takes_off:
            assert not shop.till.do(UsePoints, points=0, at=shop.now()).problems
            assert shop.points() == (100, 0)
        shop.till.cancel(at=shop.now())
        assert shop.points() == (100, 100)
        shop.check()
    assert off_by_points(shop.fetch(stored_order(store, order))) == 1000
    shop.check()


def test_points_that_were_used_elsewhere_meanwhile_leave_the_order_without(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Customer(store, "a@example.com"), 2, 100)
    shop.till.fetch(order, at=shop.now())
    shop.till.do(UsePoints, points=0, at=shop.now())
    shop.buy(Customer(store, "b@example.com"), 1, 50)
    before = times_chosen(store)
    shop.till.cancel(at=shop.now())
    assert times_chosen(store) == before + 1, "it is the member's order all the same"
    now = stored_order(store, order)
    assert now.member is not None
    assert (now.member.points, shop.points()) == (0, (100, 50))
    shop.check()


def test_the_points_of_a_double_stay_held_after_the_merge(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    bo = join(store, BO)
    order = shop.buy(Customer(store), 2, 100)
    merge_members(store, OFFICE_ACTOR, shop.member.id, bo.id, at=shop.now())
    assert shop.points(bo) == (100, 100)
    shop.check()
    sale = shop.fetch(order)
    assert (off_by_points(sale), sale.origin.customer, shop.points(bo)) == (1000, bo.id, (0, 0))
    shop.check()


@pytest.mark.parametrize("how", ["cancelled", "back_from_the_till"])
def test_an_order_of_a_double_lets_go_of_the_points_of_who_is_left(store: Store, tmp_path: Path, how: str) -> None:
    shop = PointsShop(store, tmp_path, 100)
    bo = join(store, BO)
    order = shop.buy(Customer(store), 2, 100)
    merge_members(store, OFFICE_ACTOR, shop.member.id, bo.id, at=shop.now())
    if how == "back_from_the_till":
        shop.till.fetch(order, at=shop.now())
        shop.till.cancel(at=shop.now())
        assert shop.points(bo) == (100, 100)
    cancel_order(store, OFFICE_ACTOR, order.id, at=shop.now())
    assert shop.points(bo) == (100, 0)
    shop.check()


def test_points_pay_nothing_that_their_rule_excludes(sqlite_store: Store, tmp_path: Path) -> None:
    """Also where the page was passed by: the points come back with the sale."""
    with_milk = structs.replace(USES, excluded=("dairy",))
    shop = PointsShop(sqlite_store, tmp_path, 100, rule=with_milk)
    order = shop.buy(Customer(sqlite_store), 2, 100)
    assert shop.offered(order) is None
    assert off_by_points(shop.fetch(order)) == 0
    assert shop.points() == (100, 0)
    shop.check()


def test_the_order_of_somebody_who_is_erased_is_nobodys_and_costs_its_goods(store: Store, tmp_path: Path) -> None:
    shop = PointsShop(store, tmp_path, 100)
    order = shop.buy(Customer(store), 2, 100)
    erase_member(store, OFFICE_ACTOR, shop.member.id, at=shop.now())
    assert stored_order(store, order).member is None
    shop.check()
    sale = shop.fetch(stored_order(store, order))
    assert (off_by_points(sale), sale.origin.customer) == (0, None)
    shop.check()


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE online_order_member SET points = points - 1",
        "UPDATE online_order_member SET value_minor = value_minor + 1",
        "UPDATE online_order_member SET member = 'M000000000001'",
        "DELETE FROM online_order_member",
        "UPDATE point_account SET held = 0",
    ],
)
def test_held_points_changed_behind_the_journal_are_found(sqlite_store: Store, tmp_path: Path, damage: str) -> None:
    shop = PointsShop(sqlite_store, tmp_path, 100)
    shop.buy(Customer(sqlite_store), 2, 100)
    shop.check()
    with sqlite_store.transaction() as tx:
        tx.exec_driver_sql(damage)
    with sqlite_store.view() as view:
        assert check_all(view) != []


class PointsWalk(CardWalk):
    """Random events over orders that points, one gift card, the web and cash pay."""

    shop: PointsShop

    def __init__(self, shop: PointsShop, seed: int) -> None:
        super().__init__(shop, seed)
        self.sales, self.shared = list[int](), 0

    def order(self) -> None:
        """Place an order, or find out why not; what is gone is counted in again."""
        rng, store = self.rng, self.shop.store
        customer = rng.choice([Payer, Customer])(store, f"c{len(self.orders)}-{rng.random()}@example.com")
        try:
            pieces, points = rng.randint(1, 4), rng.choice([0, 10, 60, 150, 400])
            self.orders.append(self.shop.buy(customer, pieces, points, card=rng.random() < 0.5))
        except (GiftCardEmpty, PickupTimeGone, TooFewPoints):
            return
        except GoodsNotLeft:
            count_units(store, "MILK", int(promised(store, "MILK")) + 9, at=self.shop.now())

    def hand_over(self) -> None:
        placed = self.some()
        order = None if placed is None else stored_order(self.shop.store, placed)
        if order is None or not order.is_open:
            return
        try:
            self.shop.bank.settle(order, at=self.shop.now())
            if self.rng.random() < 0.2:
                self.shop.till.fetch(order, at=self.shop.now())
                self.shop.till.cancel(at=self.shop.now())
                return
            sale = self.shop.fetch(order)
        except (WrongOrderStep, PrepaymentPending):
            return
        tenders = paid(sale)
        assert sum(tenders.values()) == sale.settlement.due.minor
        assert tenders.get("web", 0) == self.shop.bank.net(order)
        self.sales.append(sale.id)
        self.shared += bool(off_by_points(sale)) and len(tenders) > 1

    def used(self) -> int:
        with self.shop.store.view() as view:
            whole = [sales.get_sale(view, each) for each in self.sales]
        return sum(off_by_points(each) for each in whole) // self.shop.worth


@pytest.mark.parametrize("seed", range(2))
def test_points_card_web_and_books_agree_after_any_order_of_events(
    sqlite_store: Store, tmp_path: Path, seed: int
) -> None:
    shop = PointsShop(sqlite_store, tmp_path, 3000)
    walk = PointsWalk(shop, seed)
    acts = [walk.order, walk.order, walk.press, walk.pick, walk.hand_over, walk.hand_over, walk.cancel]
    for number in range(110):
        walk.rng.choice(acts)()
        balance, held = shop.points()
        assert 0 <= held <= balance
        if number % 50 == 0:
            shop.check()
            assert balance == 3000 - walk.used(), "what is off the receipts is off the points"
    walk.end()
    assert shop.points() == (3000 - walk.used(), 0)
    assert walk.used() > 0, "the walk uses points"
    check_shop(sqlite_store)
