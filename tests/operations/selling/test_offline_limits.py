"""Cards without their bank are limited for a sale, a till and a day, whatever is tried and in which order."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.terminal.simulated_terminal import SimulatedMode
from models.money import Money
from models.payments.attempt import PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.offline_limit import OfflineSums, may_approve_offline
from models.setting_kind import WrongSetting
from operations.installation.change_settings import change_setting
from operations.selling.payment_changes import PaymentWish, begin_payment
from store.database.engine import Store
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, kr, small_shop
from tests.operations.selling.test_payment_changes import Payer


def set_limits(store: Store, sale: int, till_day: int, day: int) -> None:
    for name, value in (("sale", sale), ("till_day", till_day), ("day", day)):
        change_setting(store, OFFICE_ACTOR, f"cards.offline_{name}", str(value), at=AT)


def payer_at(store: Store, folder: Path, till: int = TILL) -> Payer:
    return Payer(store, Operator(store, till), folder, mode=SimulatedMode.OFFLINE, random=Random(till))


def pay(payer: Payer) -> AttemptState:
    """A carton of milk, by card while no bank answers; one that is refused is paid in cash."""
    payer.operator.scan("MILK")
    ended = payer.follow(payer.begin(1990))
    if not ended.is_paid:
        assert ended.answer.reason == "offline_limit"
        payer.operator.pay_cash(kr(2000))
    return ended.state


def test_a_card_above_a_limit_is_refused_and_the_next_day_it_is_taken(store: Store, tmp_path: Path) -> None:
    set_limits(small_shop(store), 20, 40, 60)
    here, there = payer_at(store, tmp_path), payer_at(store, tmp_path, SECOND_TILL)
    taken, refused = AttemptState.APPROVED_OFFLINE, AttemptState.DECLINED
    assert [pay(here), pay(here), pay(here)] == [taken, taken, refused], "40 kr for a till"
    assert [pay(there), pay(there)] == [taken, refused], "60 kr for the shop"
    here.at += timedelta(days=1)
    assert pay(here) is taken
    here.operator.scan("MILK", 2)
    assert here.follow(here.begin(3980)).state is refused, "20 kr for a sale"
    assert here.follow(here.begin(1990)).state is taken
    assert here.follow(here.begin(1990)).state is refused, "in parts it is the same sale"
    here.mode = SimulatedMode.APPROVE
    assert here.follow(here.begin(1990)).state is AttemptState.APPROVED, "with its bank there is no limit"
    here.check()


def test_what_may_be_approved_right_now_counts(store: Store, tmp_path: Path) -> None:
    set_limits(small_shop(store), 20, 100, 20)
    here, there = payer_at(store, tmp_path), payer_at(store, tmp_path, SECOND_TILL)
    here.operator.scan("MILK")
    waiting = here.step(here.begin(1990))
    assert waiting.order.may_offline
    there.operator.scan("MILK")
    shown = there.operator.payment()
    link = "simulated:offline/2"
    wish = PaymentWish(there.key(), shown.basket_id, shown.shown, PaymentMethod.CARD, kr(1990), link)
    assert not begin_payment(store, there.operator.actor, wish, at=AT).order.may_offline
    assert here.follow(waiting).state is AttemptState.APPROVED_OFFLINE


def test_a_basket_of_the_day_before_counts_for_its_sale_and_not_for_the_day(
    sqlite_store: Store, tmp_path: Path
) -> None:
    set_limits(small_shop(sqlite_store), 50, 20, 20)
    here = payer_at(sqlite_store, tmp_path)
    here.operator.scan("MILK", 3)
    assert here.follow(here.begin(1990)).state is AttemptState.APPROVED_OFFLINE
    here.at += timedelta(days=1)
    assert here.follow(here.begin(1990)).state is AttemptState.APPROVED_OFFLINE, "another day"
    here.at += timedelta(days=1)
    assert here.follow(here.begin(1990)).state is AttemptState.DECLINED, "50 kr for a sale"


def test_a_shop_that_takes_no_card_without_its_bank(sqlite_store: Store, tmp_path: Path) -> None:
    store = small_shop(sqlite_store)
    set_limits(store, 0, 3000, 10000)
    assert pay(payer_at(store, tmp_path)) is AttemptState.DECLINED
    for wrong in ("-1", "12.50", "many", "1000001", ""):
        with pytest.raises(WrongSetting):
            change_setting(store, OFFICE_ACTOR, "cards.offline_sale", wrong, at=AT)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 900)), max_size=40),
    st.tuples(st.integers(0, 1500), st.integers(0, 3000), st.integers(0, 6000)),
)
def test_no_sum_is_ever_above_its_limit_and_none_is_refused_below(
    tries: list[tuple[int, int, int]], most: tuple[int, int, int]
) -> None:
    """Cards at three tills for three baskets each: what is approved without a bank is as much as the limits allow."""
    limits = OfflineSums(*(Money(minor, "SEK") for minor in most))
    approved: list[tuple[int, int, int]] = []
    for till, basket, minor in tries:
        sums = (
            sum(m for t, b, m in approved if (t, b) == (till, basket)),
            sum(m for t, _, m in approved if t == till),
            sum(m for _, _, m in approved),
        )
        may = may_approve_offline(kr(minor), OfflineSums(*map(kr, sums)), limits)
        assert may == all(total + minor <= limit for total, limit in zip(sums, most, strict=True))
        approved += [(till, basket, minor)] if may else []
    assert sum(m for _, _, m in approved) <= most[2]
    assert all(sum(m for t, _, m in approved if t == till) <= most[1] for till in (1, 2, 3))
