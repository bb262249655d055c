"""Tips by card: beside the sale, owed to the staff, never paid out twice. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from hardware.terminal.simulated_terminal import SimulatedMode
from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.card_data import CardDataRefused
from models.cash.drawer_session import CashKind, NoDrawerSession, NotEnoughCash, WrongCash
from models.payments.attempt import PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.tip_account import (
    TIP_MAX_MINOR,
    NobodyPaid,
    NoTipToCorrect,
    OwnTipCorrected,
    TipEntry,
    TipPaidOut,
    TipsNotOwed,
    WrongTip,
)
from operations.access.permissions import NotPermitted
from operations.cash.sessions import CashWish, move_cash
from operations.cash.tip_corrections import TipCorrection, correct_tip
from operations.cash.tip_payouts import TipPayout, pay_tips_from_bank, pay_tips_from_drawer
from operations.selling.payment_changes import return_part
from store import invariants
from store.cash.trade_figures import ReceiptRange, own_terminal_total
from store.database.engine import Store
from store.selling import sales, tip_rows
from tests.builders import AT, OFFICE, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at, kr, small_shop
from tests.cards import NUMBERS
from tests.columns import balances
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

    def correct(self, attempt_id: int, right: int, *, reason: str = "mistyped") -> TipEntry:
        return correct_tip(self.store, OFFICE_ACTOR, TipCorrection(attempt_id, kr(right), reason), at=AT)

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


def test_a_mistyped_tip_is_corrected_as_often_as_it_takes(shop: TipShop) -> None:
    slip = shop.anna.serve(500_00)
    first = shop.correct(slip.id, 50_00, reason="the slip has 50")
    assert (first.amount_minor, first.balance_minor, first.paid_to) == (-450_00, 50_00, "the slip has 50")
    shop.correct(slip.id, 55_00)
    assert shop.owed() == 55_00
    shop.correct(slip.id, 0, reason="given back on the terminal")
    assert shop.owed() == 0
    assert shop.books()["2890"] == 0
    assert shop.books()["1686"] == MILK, "the terminal took the price alone"
    untyped = shop.anna.serve(0)
    shop.correct(untyped.id, 10_00)
    assert shop.owed() == 10_00
    with shop.store.view() as view:
        (sale,) = sales.latest_sales(view, TILL, 1)
        till = ReceiptRange(TILL, 0, sale.origin.receipt_number)
        assert own_terminal_total(view, till) == 2 * MILK + 10_00
    shop.check()


def test_a_correction_takes_a_reason_a_slip_and_somebody_else(shop: TipShop, tmp_path: Path) -> None:
    slip = shop.anna.serve(10_00)
    payer = Payer(shop.store, Operator(shop.store, SECOND_TILL), tmp_path)
    payer.operator.scan("MILK")
    card = payer.follow(payer.begin(MILK))
    for attempt_id, right, reason in (
        (slip.id, 10_00, "same"),
        (slip.id, 5_00, "  "),
        (card.id, 5_00, "no slip"),
        (1, 1, "no"),
    ):
        with pytest.raises(NoTipToCorrect):
            shop.correct(attempt_id, right, reason=reason)
    for wrong in (-1, TIP_MAX_MINOR + 1):
        with pytest.raises(WrongTip):
            shop.correct(slip.id, wrong)
    with pytest.raises(CardDataRefused):
        shop.correct(slip.id, 1, reason=NUMBERS[0])
    wish = TipCorrection(slip.id, kr(1_00), "mine")
    with pytest.raises(NotPermitted):
        correct_tip(shop.store, Actor("bo", OFFICE, PERMISSIONS[BuiltInRole.SENIOR_ASSISTANT]), wish, at=AT)
    with pytest.raises(OwnTipCorrected):
        correct_tip(shop.store, Actor("anna", OFFICE, PERMISSIONS[BuiltInRole.MANAGER]), wish, at=AT)
    shop.from_bank(8_00)
    with pytest.raises(TipPaidOut) as told:
        shop.correct(slip.id, 7_99)
    assert told.value.owed == kr(2_00)
    assert shop.owed() == 2_00
    assert shop.correct(slip.id, 8_00).balance_minor == 0, "the control: what is left goes"
    shop.check()


def test_two_who_correct_at_once_correct_once(shop: TipShop) -> None:
    for _ in range(3):
        slip = shop.anna.serve(10_00)

        def corrects(device: int, wish: TipCorrection) -> bool:
            try:
                correct_tip(shop.store, Actor("maria", device, PERMISSIONS[BuiltInRole.MANAGER]), wish, at=AT)
            except NoTipToCorrect:
                return False
            return True

        before, wish = shop.owed(), TipCorrection(slip.id, kr(3_00), "mistyped")
        assert sorted(both(partial(corrects, OFFICE, wish), partial(corrects, SECOND_TILL, wish))) == [False, True]
        assert shop.owed() == before - 7_00
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

    def correct(self) -> None:
        with self.shop.store.view() as view:
            entries = tip_rows.all_tip_entries(view)
        tips = [each for each in entries if each.attempt_id is not None]
        if not tips:
            return
        chosen, right = self.chance.choice(tips), self.chance.choice([0, 3, 700, 2000])
        assert chosen.attempt_id is not None
        change = right - sum(each.amount_minor for each in tips if each.attempt_id == chosen.attempt_id)
        is_possible = change != 0 and self.sums[chosen.owner] + change >= 0
        with nullcontext() if is_possible else pytest.raises((NoTipToCorrect, TipPaidOut)):
            self.shop.correct(chosen.attempt_id, right)
        if not is_possible:
            return
        self.sums[chosen.owner] += change
        assert self.sums[chosen.owner] >= 0

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
        walk.chance.choice([*[walk.serve] * 3, walk.take, walk.pay, walk.correct, walk.change_rule])()
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
