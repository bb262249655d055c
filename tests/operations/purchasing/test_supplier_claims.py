"""Goods sent back to suppliers and their claims: nothing is claimed twice, each ends once. On both databases."""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from threading import Barrier
from typing import Any

import pytest

from models.access.actor import Actor, is_permitted
from models.access.permission import PERMISSIONS, BuiltInRole, Permission
from models.errors import KassaError
from models.purchasing.arrival import CountedDelivery, CountedGoods
from models.purchasing.supplier_return import (
    ClaimAnswer,
    ClaimedBefore,
    ClaimEnd,
    ClaimHasEnded,
    ClaimOrigin,
    ClaimOutcome,
    ClaimSource,
    GoodsForSupplier,
    RefusalReason,
    ReturnToSupplier,
    SupplierReturn,
    UnclaimedGoods,
    WrongClaimAnswer,
    WrongSupplierReturn,
)
from models.selling.return_line import GoodsTo
from models.stock.repeated_entry import EntryDiffers
from operations.access.permissions import NotPermitted
from operations.purchasing.receiving import receive_goods
from operations.purchasing.supplier_claims import answer_claim, return_to_supplier
from store import invariants, stock, supplier_returns
from store.analysis.stock_value import average_costs_of, stock_value
from store.database.engine import Store
from tests.builders import AT, OFFICE, OFFICE_ACTOR, TILL, anna_at, kr, small_shop, stock_up
from tests.operations.selling.test_returns import Returner, line

LATER = AT + timedelta(days=2)
REFUSED = ClaimAnswer("no", ClaimOutcome.REFUSED, why=RefusalReason.TOO_LATE)


def from_shelf(sku: str = "MILK", units: str = "4") -> GoodsForSupplier:
    return GoodsForSupplier(sku, Decimal(units))


def send_back(store: Store, *goods: GoodsForSupplier, at: datetime = AT, **changes: Any) -> SupplierReturn:
    wish: dict[str, Any] = {"key": "k", "supplier_code": "GROSS", "location_id": 1, "goods": goods or (from_shelf(),)}
    return return_to_supplier(store, OFFICE_ACTOR, ReturnToSupplier(**(wish | changes)), at=at)


def credit(store: Store, made: SupplierReturn, amount: int = 3000, key: str = "yes") -> ClaimEnd:
    answer = ClaimAnswer(key, ClaimOutcome.CREDITED, amount, "K 77")
    return answer_claim(store, OFFICE_ACTOR, made.id, answer, at=LATER)


def damaged_delivery(store: Store, key: str = "d", *, at: datetime = AT) -> None:
    milk = CountedGoods("MILK", Decimal(10), Decimal(2), unit_cost=kr(1200))
    receive_goods(store, OFFICE_ACTOR, CountedDelivery(key, (milk,), supplier_code="GROSS", location_id=1), at=at)


def waiting(store: Store) -> list[UnclaimedGoods]:
    with store.view() as view:
        return supplier_returns.waiting_goods(view, AT - timedelta(days=9), "SEK")


def levels(store: Store) -> dict[tuple[int, str], Decimal]:
    with store.view() as view:
        assert invariants.check_all(view) == []
        return stock.levels(view)


def test_goods_leave_the_shelf_at_average_cost_and_the_claim_is_credited_once(store: Store) -> None:
    stock_up(small_shop(store))
    damaged_delivery(store)
    before, later = levels(store), AT + timedelta(hours=1)
    with store.view() as view:
        worth = {each.sku: each for each in stock_value(view, AT) if each.location_id == 1}

    goods = (from_shelf(), from_shelf("BANANAS", "1.5"))
    made, again = send_back(store, *goods, at=later), send_back(store, *goods, at=later)

    assert made == again
    assert levels(store) == before | {
        (1, "MILK"): before[1, "MILK"] - 4, (1, "BANANAS"): before[1, "BANANAS"] - Decimal("1.5"),
    }  # fmt: skip
    with store.view() as view:
        after = {each.sku: each for each in stock_value(view, later) if each.location_id == 1}
        assert supplier_returns.open_claims(view) == [made]
    assert after["MILK"].average == worth["MILK"].average
    assert worth["MILK"].average is not None
    assert made.lines[0].cost_minor == worth["MILK"].value_minor - after["MILK"].value_minor
    assert made.age_days((AT + timedelta(days=40)).date()) == 40

    end, repeated = credit(store, made), credit(store, made)
    assert end == repeated
    assert levels(store)[1, "MILK"] == before[1, "MILK"] - 4
    with store.view() as view:
        assert supplier_returns.open_claims(view) == []
        assert supplier_returns.latest_answers(view, 9) == [(made, end)]
    with pytest.raises(EntryDiffers):
        credit(store, made, amount=1)
    with pytest.raises(ClaimHasEnded):
        answer_claim(store, OFFICE_ACTOR, made.id, REFUSED, at=LATER)


def test_what_came_damaged_or_was_brought_back_waits_and_is_claimed_once(store: Store) -> None:
    stock_up(small_shop(store))
    damaged_delivery(store, at=AT - timedelta(hours=1))
    anna = Returner(store)
    anna.choose(anna.sell(MILK="2"), line(1, goods_to=GoodsTo.SUPPLIER))
    anna.refund()
    before = levels(store)
    damaged, brought = waiting(store)
    assert (damaged.supplier_code, int(damaged.goods.units), damaged.cost_minor) == ("GROSS", 2, 1200)
    assert (brought.supplier_code, int(brought.goods.units), brought.cost_minor) == ("GROSS", 1, None)
    with store.view() as view:
        average = average_costs_of(view, ["MILK"], LATER)["MILK"]
    with pytest.raises(ClaimedBefore):
        send_back(store, replace(damaged.goods, units=damaged.goods.units + 1), at=LATER)
    assert waiting(store) == [damaged, brought]

    made = send_back(store, damaged.goods, brought.goods, at=LATER)

    assert [each.cost_minor for each in made.lines] == [2400, round(average)]
    assert levels(store) == before
    assert waiting(store) == []
    for goods in (damaged.goods, brought.goods):
        with pytest.raises(ClaimedBefore):
            send_back(store, goods, key="again", at=LATER)
    answer = ClaimAnswer("oops", ClaimOutcome.REFUSED, why=RefusalReason.MISTAKE)
    answer_claim(store, OFFICE_ACTOR, made.id, answer, at=LATER)
    assert waiting(store) == [damaged, brought]


def test_refused_goods_that_came_back_are_on_the_shelf_again(sqlite_store: Store) -> None:
    stock_up(small_shop(sqlite_store))
    before, made = levels(sqlite_store), send_back(sqlite_store)
    back = ClaimAnswer("back", ClaimOutcome.REFUSED, why=RefusalReason.NOT_THEIR_FAULT, is_back=True)
    answer_claim(sqlite_store, OFFICE_ACTOR, made.id, back, at=LATER)
    assert levels(sqlite_store) == before


@pytest.mark.parametrize(
    "change",
    [
        {"supplier_code": "NOBODY"},
        {"location_id": 9},
        {"goods": ()},
        {"goods": (from_shelf(), from_shelf(units="2"))},
        {"goods": (from_shelf(units="0.5"),)},
        {"goods": (from_shelf("NOSUCH"),)},
        {"goods": (GoodsForSupplier("MILK", Decimal(1), ClaimOrigin(ClaimSource.DELIVERY, 77, 1)),)},
        {"note": "x" * 121},
        {"key": ""},
    ],
)
def test_what_cannot_go_back_is_refused_and_changes_nothing(sqlite_store: Store, change: dict[str, Any]) -> None:
    small_shop(sqlite_store)
    with pytest.raises(KassaError, match="Nothing was"):
        send_back(sqlite_store, **change)
    assert levels(sqlite_store) == {}


@pytest.mark.parametrize(
    "values",
    [
        {"outcome": ClaimOutcome.CREDITED, "credit_note": "K 1"},
        {"outcome": ClaimOutcome.CREDITED, "amount_minor": 5},
        {"outcome": ClaimOutcome.CREDITED, "amount_minor": 5, "credit_note": "K 1", "is_back": True},
        {"outcome": ClaimOutcome.CREDITED, "amount_minor": 5, "credit_note": "K" * 41},
        {"outcome": ClaimOutcome.REFUSED},
        {"outcome": ClaimOutcome.REFUSED, "why": RefusalReason.OTHER, "amount_minor": 5},
    ],
)
def test_an_answer_that_cannot_be_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(WrongClaimAnswer):
        ClaimAnswer("k", **values)


def test_nobody_claims_or_answers_without_the_right_and_answers_show_costs(sqlite_store: Store) -> None:
    made = send_back(small_shop(sqlite_store), at=LATER)
    wish = ReturnToSupplier("x", "GROSS", 1, (from_shelf(),))
    with pytest.raises(NotPermitted):
        return_to_supplier(sqlite_store, Actor("anna", OFFICE, frozenset()), wish, at=LATER)
    assert not is_permitted(anna_at(TILL), Permission.SEE_COSTS)
    with pytest.raises(NotPermitted):
        answer_claim(sqlite_store, anna_at(TILL), made.id, REFUSED, at=LATER)
    with pytest.raises(WrongSupplierReturn, match="before it left"):
        answer_claim(sqlite_store, OFFICE_ACTOR, made.id, REFUSED, at=AT)
    with pytest.raises(supplier_returns.UnknownClaim):
        answer_claim(sqlite_store, OFFICE_ACTOR, 7, REFUSED, at=LATER)


def test_any_order_of_steps_is_that_of_a_slow_reference(store: Store) -> None:
    """Shelf, what waits and what is claimed, by hand: each damaged unit is in one of the last two, none is in both."""
    stock_up(small_shop(store))
    rng, shelf, damaged = Random(15), defaultdict(Decimal, levels(store)), 0
    claims: dict[int, SupplierReturn] = {}
    for number in range(24):
        now = AT + timedelta(minutes=number)
        match rng.randrange(4):
            case 0:
                damaged_delivery(store, f"{number}", at=now)
                shelf[1, "MILK"] += 10
                damaged += 2
            case 1 if waiting(store):
                (part, *_) = waiting(store)
                units = min(part.goods.units, Decimal(rng.randint(1, 2)))
                goods = GoodsForSupplier("MILK", units, part.goods.origin)
                made = send_back(store, goods, key=f"{number}", at=now)
                assert made.lines[0].cost_minor == 1200 * units
                claims[made.id] = made
                damaged -= int(units)
            case 2 if claims:
                made = claims.pop(rng.choice(list(claims)))
                why = rng.choice([RefusalReason.MISTAKE, RefusalReason.OTHER])
                answer = ClaimAnswer(f"{number}", ClaimOutcome.REFUSED, why=why, is_back=rng.random() < 0.5)
                answer_claim(store, OFFICE_ACTOR, made.id, answer, at=now)
                units = made.lines[0].goods.units
                if made.lines[0].goods.origin.source is not ClaimSource.SHELF:
                    damaged += int(units) if why is RefusalReason.MISTAKE else 0
                elif answer.is_back:
                    shelf[1, "MILK"] += units
            case _:
                made = send_back(store, from_shelf(units=str(rng.randint(1, 9))), key=f"{number}", at=now)
                claims[made.id] = made
                shelf[1, "MILK"] -= made.lines[0].goods.units
    assert sum(each.goods.units for each in waiting(store)) == damaged
    assert levels(store) == dict(shelf)
    with store.view() as view:
        assert {each.id for each in supplier_returns.open_claims(view)} == set(claims)


def test_two_clerks_claim_the_same_damaged_goods_at_once_and_one_does(store: Store) -> None:
    stock_up(small_shop(store))
    damaged_delivery(store)
    (part,) = waiting(store)
    start = Barrier(3)

    def claim(number: int) -> bool:
        permissions = PERMISSIONS[BuiltInRole.OFFICE] if number else OFFICE_ACTOR.permissions
        actor = Actor("office", (OFFICE, TILL, TILL + 1)[number], permissions)
        start.wait()
        with suppress(ClaimedBefore):
            wish = ReturnToSupplier(f"{number}", "GROSS", 1, (part.goods,))
            return_to_supplier(store, actor, wish, at=LATER)
            return True
        return False

    with ThreadPoolExecutor(3) as clerks:
        assert sum(clerks.map(claim, range(3))) == 1
    assert waiting(store) == []


def test_control_clerks_who_look_first_and_do_not_lock_claim_twice(store: Store) -> None:
    stock_up(small_shop(store))
    damaged_delivery(store)
    (part,) = waiting(store)
    made, looked = send_back(store, at=LATER), Barrier(2)

    def claim_carelessly(number: int) -> None:
        assert waiting(store) == [part]
        looked.wait()
        with store.transaction() as tx:
            lines = (type(made.lines[0])(part.goods, 0),)
            supplier_returns.record_return(
                tx, SupplierReturn(number, f"{number}", "GROSS", 1, lines, "", "SEK", LATER, LATER.date(), "x")
            )

    with ThreadPoolExecutor(2) as clerks:
        list(clerks.map(claim_carelessly, (901, 902)))
    with store.view() as view:
        assert len([each for each in supplier_returns.open_claims(view) if each.lines[0].goods == part.goods]) == 2
        assert invariants.check_all(view) != []
