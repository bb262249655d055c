"""Tips by card: beside the sale, owed to the staff, never paid out twice. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa

from hardware.terminal.simulated_terminal import SimulatedMode
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.card_data import CardDataRefused
from models.cash.drawer_session import CashKind, NoDrawerSession, NotEnoughCash, WrongCash
from models.payments.attempt import PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.tip_account import TIP_MAX_MINOR, NobodyPaid, TipEntry, TipsNotOwed, WrongTip
from operations.access.permissions import NotPermitted
from operations.cash.sessions import CashWish, move_cash
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank, pay_tips_from_drawer
from operations.selling.payment_changes import return_part
from store import invariants, schema
from store.database.engine import Store
from store.invariants import recorded_tips
from store.selling import sales, tip_rows
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at, kr, small_shop
from tests.cards import NUMBERS
from tests.columns import balances
from tests.faults.tampering import Undone, unguarded
from tests.operations.selling.test_payment_changes import Payer
from tests.operations.selling.test_return_races import both
from tests.operations.selling.tip_trade import Waiter, offer_tips

MILK = 19_90


class TipShop:
    """A shop with two tills, where each keeps their own tips."""

    def __init__(self, store: Store, rule: str = "own") -> None:
        self.store = small_shop(store)
        offer_tips(store, rule)
        self.anna = Waiter(store, Operator(store, TILL))
        self.berit = Waiter(store, Operator(store, SECOND_TILL))

    def owed(self, owner: str = "anna") -> int:
        with self.store.view() as view:
            return tip_rows.tips_owed(view, owner)

    def from_bank(self, minor: int, owner: str = "anna", paid_to: str = "Anna") -> TipEntry:
        return pay_tips_from_bank(self.store, OFFICE_ACTOR, TipPayout(owner, kr(minor), paid_to), at=AT)

    def books(self) -> dict[str, int]:
        with self.store.view() as view:
            return dict(balances(view))

    def check(self) -> None:
        with self.store.view() as view:
            assert [str(each) for each in invariants.check_all(view)] == []


@pytest.fixture
def shop(store: Store) -> TipShop:
    return TipShop(store)


def test_a_tip_is_beside_the_sale_without_tax_and_owed_until_it_is_paid_out(shop: TipShop) -> None:
    attempt = shop.anna.serve(20_00)
    assert (attempt.amount_taken, attempt.answer.amount_taken, attempt.answer.tip) == (kr(MILK), kr(3990), kr(2000))
    with shop.store.view() as view:
        sale = sales.get_sale(view, attempt.order.basket_id)
    assert (sale.settlement.gross, [each.amount for each in sale.settlement.tenders]) == (kr(MILK), [kr(MILK)])
    assert (shop.owed(), shop.owed("")) == (2000, 0)
    assert (shop.books()["1686"], shop.books()["2890"]) == (3990, -2000)
    shop.from_bank(500)
    shop.anna.put_float(50_00)
    shop.anna.at += timedelta(minutes=1)
    shop.anna.take(1500)
    books = shop.books()
    assert (shop.owed(), books["2890"], books["1930"], books["1910"]) == (0, 0, -500, 3500)
    with shop.store.view() as view:
        assert [(e.change, e.amount_minor, e.balance_minor, e.paid_to) for e in tip_rows.all_tip_entries(view)] == [
            ("tip", 2000, 2000, ""),
            ("bank", -500, 1500, "Anna"),
            ("drawer", -1500, 0, "Anna"),
        ]
    shop.check()


def test_shared_tips_are_of_all_whoever_took_the_payment(store: Store) -> None:
    shop = TipShop(store, "shared")
    shop.anna.serve(1000)
    shop.berit.serve(300)
    assert (shop.owed(""), shop.owed()) == (1300, 0)
    shop.berit.put_float()
    shop.berit.take(1300, "Anna, Berit")
    assert shop.owed("") == 0
    shop.check()


def test_what_is_not_owed_is_not_paid_out(shop: TipShop) -> None:
    shop.anna.serve(1000)
    shop.anna.put_float(8_00)
    with pytest.raises(TipsNotOwed):
        shop.from_bank(1001)
    with pytest.raises(NotEnoughCash):
        shop.anna.take(1000)
    with pytest.raises(TipsNotOwed) as refused:
        shop.from_bank(1, owner="berit")
    assert refused.value.owed == kr(0)
    for names in ("", " "):
        with pytest.raises(NobodyPaid):
            shop.anna.take(100, names)
    with pytest.raises(CardDataRefused):
        shop.from_bank(100, paid_to=NUMBERS[1])
    for minor in (0, -100):
        with pytest.raises(WrongTip):
            shop.from_bank(minor)
    with pytest.raises(NoDrawerSession):
        shop.berit.take(100)
    with pytest.raises(WrongCash):
        shop.anna.take(0)
    assert shop.owed() == 1000
    shop.check()


def test_tips_leave_the_drawer_only_as_tips_and_once(shop: TipShop) -> None:
    shop.anna.serve(1000)
    shop.anna.put_float()
    wish = CashWish(shop.anna.key(), CashKind.TIPS, kr(400), "Anna")
    with pytest.raises(WrongCash):
        move_cash(shop.store, anna_at(TILL), wish, at=AT)
    with pytest.raises(ValueError, match="no kind of tips"):
        pay_tips_from_drawer(shop.store, anna_at(TILL), CashWish(wish.key, CashKind.PAID_OUT, kr(400), "Anna"), at=AT)
    assert shop.anna.take(400, key=wish.key) is not None
    assert shop.anna.take(400, key=wish.key) is None, "the same wish is the same cash"
    assert shop.owed() == 600
    shop.check()


def test_a_tip_is_read_on_a_slip_and_only_where_tips_are_taken(shop: TipShop) -> None:
    for tip, method in (
        (TIP_MAX_MINOR + 1, PaymentMethod.OWN_TERMINAL),
        (-1, PaymentMethod.OWN_TERMINAL),
        (100, PaymentMethod.SWISH),
    ):
        with pytest.raises(WrongTip):
            shop.anna.serve(tip, method)
    offer_tips(shop.store, "off")
    with pytest.raises(WrongTip):
        shop.anna.serve(100)
    assert shop.anna.serve(0).answer.tip is None
    assert shop.owed() == 0
    shop.check()


def test_only_whoever_may_pays_out(shop: TipShop) -> None:
    shop.anna.serve(1000)
    shop.anna.put_float()
    assistant = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    wish = CashWish(shop.anna.key(), CashKind.TIPS, kr(400), "Anna")
    with pytest.raises(NotPermitted):
        pay_tips_from_drawer(shop.store, assistant, wish, at=AT)
    with pytest.raises(NotPermitted):
        pay_tips_from_bank(shop.store, assistant, TipPayout("anna", kr(100), "Anna"), at=AT)
    assert pay_tips_from_drawer(shop.store, anna_at(TILL), wish, at=AT) is not None, "the control: somebody who may"


def test_a_terminal_asks_for_a_tip_only_where_tips_are_taken(shop: TipShop, tmp_path: Path) -> None:
    payer = Payer(shop.store, Operator(shop.store, client="00000000-0000-4000-8000-0000000000aa"), tmp_path)
    payer.mode = SimulatedMode.TIP
    payer.operator.scan("MILK")
    paid = payer.follow(payer.begin(MILK))
    assert (paid.state, paid.answer.tip, paid.amount_taken) == (AttemptState.APPROVED, kr(199), kr(MILK))
    assert not paid.order.may_offline, "a card with a tip is never approved without its bank"
    assert (shop.owed(), payer.bank()) == (199, MILK + 199)
    offer_tips(shop.store, "off")
    payer.operator.scan("MILK")
    paid = payer.follow(payer.begin(MILK))
    assert (paid.answer.tip, paid.order.may_offline) == (None, True)
    assert shop.owed() == 199
    shop.check()


def test_a_part_that_is_given_back_leaves_its_tip(shop: TipShop) -> None:
    """Who gave a tip for a basket that is cancelled gets the price back; the tip is a matter of its own."""
    shop.anna.operator.scan("MILK")
    basket = shop.anna.operator.state().basket
    assert basket is not None
    payer = Payer(shop.store, shop.anna.operator, Path())
    part = payer.begin(1000, PaymentMethod.OWN_TERMINAL, reference="slip")
    returned = return_part(shop.store, shop.anna.operator.actor, part.order.key, shop.anna.key(), at=AT)
    assert (returned.amount_taken, returned.answer.tip, shop.owed()) == (kr(1000), None, 0)
    shop.check()


class Walk:
    """Steps at two tills and in the office; the reference is a list of amounts for each owner."""

    def __init__(self, shop: TipShop, chance: Random) -> None:
        self.shop, self.chance = shop, chance
        self.rule = "own"
        self.sums = {"anna": 0, "": 0}
        shop.anna.put_float(200_00)

    @property
    def owner(self) -> str:
        return "anna" if self.rule == "own" else ""

    def serve(self) -> None:
        tip = self.chance.choice([0, 1, 500, 2000])
        self.chance.choice([self.shop.anna, self.shop.berit]).serve(tip if self.rule != "off" else 0)
        self.sums[self.owner] += tip if self.rule != "off" else 0

    def change_rule(self) -> None:
        self.rule = self.chance.choice(["own", "shared", "off"])
        offer_tips(self.shop.store, self.rule)

    def take(self) -> None:
        self._pay(self.owner, self.shop.anna.take)

    def pay(self) -> None:
        owner = self.chance.choice(["anna", ""])
        self._pay(owner, lambda minor: self.shop.from_bank(minor, owner))

    def _pay(self, owner: str, act: Callable[[int], object]) -> None:
        minor = self.chance.choice([1, 700, 2500])
        try:
            act(minor)
        except TipsNotOwed:
            assert minor > self.sums[owner]
            return
        self.sums[owner] -= minor
        assert self.sums[owner] >= 0


def test_any_order_of_tips_and_payouts_is_what_a_slow_sum_has(shop: TipShop) -> None:
    walk = Walk(shop, Random(11))
    for _ in range(40):
        walk.chance.choice([*[walk.serve] * 3, walk.take, walk.pay, walk.change_rule])()
        assert {owner: shop.owed(owner) for owner in walk.sums} == walk.sums
    assert shop.books()["2890"] == -sum(walk.sums.values())
    shop.check()


def test_two_who_pay_out_at_once_never_pay_more_than_is_owed(shop: TipShop) -> None:
    for _ in range(5):
        shop.anna.serve(1000)

        def pays() -> bool:
            try:
                shop.from_bank(1000)
            except TipsNotOwed:
                return False
            return True

        assert sorted(both(pays, pays)) == [False, True]
        assert shop.owed() == 0
    shop.check()


def test_control_who_reads_what_is_owed_before_writing_pays_twice(shop: TipShop) -> None:
    shop.anna.serve(1000)
    reads, paid = threading.Barrier(2), list[int]()

    def pays_naively() -> bool:
        owed = shop.owed()
        reads.wait()
        paid.append(owed)
        return owed > 0

    assert both(pays_naively, pays_naively) == [True, True]
    assert sum(paid) > 1000


_ACCOUNT, _ENTRY = schema.tip_account, schema.tip_entry
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete, str]] = {
    "less is owed": (_ACCOUNT.update().values(balance_minor=_ACCOUNT.c.balance_minor - 100), "entries sum to"),
    "so do the entries": (_ENTRY.update().values(amount_minor=_ENTRY.c.amount_minor - 100), "is stored as"),
    "a tip is forgotten": (_ENTRY.delete().where(_ENTRY.c.amount_minor > 0), "not stored"),
    "to somebody else": (_ENTRY.update().values(paid_to="Cecilia"), "is stored as"),
    "of another payment": (_ENTRY.update().values(source=_ENTRY.c.id + 1), "another source"),
    "no debt in the books": (
        schema.posting.update().where(schema.posting.c.account == "2890").values(account="3001"),
        "the books owe",
    ),
    "a payment without its tip": (schema.payment_attempt.update().values(tip_minor=None), "has a tip of 0"),
    "the cash was something else": (schema.cash_movement.update().values(kind="paid_out"), "no cash for them"),
    "a payout of the bank was none": (
        schema.entry.update().where(schema.entry.c.kind == "tip").values(source=1),
        "is in the books but not stored",
    ),
}


def test_a_forged_tip_is_found(shop: TipShop) -> None:
    shop.anna.serve(2000)
    shop.anna.put_float()
    shop.anna.take(300)
    shop.from_bank(400)
    shop.check()
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "tip_entry", "posting", "entry", "cash_movement"):
                assert tx.execute(statement).rowcount != 0, way
            named = [each for rule in recorded_tips.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in named), (way, named)
            raise Undone
    shop.check()


def test_a_payout_of_another_day_or_name_is_found(shop: TipShop) -> None:
    shop.anna.serve(2000)
    shop.from_bank(400)
    entry = schema.entry
    for values in ({"business_day": AT.date() - timedelta(days=2)}, {"reference": "1-1"}):
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "entry"):
                assert tx.execute(entry.update().where(entry.c.kind == "tip").values(**values)).rowcount
            assert any("is booked as" in each.found for each in invariants.check_all(tx)), values
            raise Undone
