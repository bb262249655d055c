"""Whatever is done with an order in whatever order: its facts give the order again, and nothing is done twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.money import Money
from models.purchasing.order_fact import RecordedOrder, drafted_fact, fold_fact, is_as_recorded
from models.purchasing.order_steps import (
    QUANTITY_MAX,
    AnsweredLine,
    Approve,
    Arrive,
    Bounce,
    CancelOrder,
    ChangeLine,
    EmptyOrder,
    HandOver,
    OrderStep,
    SendingWay,
    SupplierAnswer,
    WrongOrderLine,
    decide_step,
)
from models.purchasing.purchase_order import OrderLine, OrderState, PurchaseOrder, WrongOrderState

DAY = date(2026, 11, 23)


def kr(minor: int) -> Money:
    return Money(minor, "SEK")


ORDER = PurchaseOrder(
    7,
    "GROSS",
    1,
    OrderState.DRAFT,
    datetime(2026, 11, 23, 4, tzinfo=UTC),
    DAY,
    date(2026, 11, 26),
    "SEK",
    (OrderLine("TEA", Decimal(12), kr(9900)), OrderLine("COFFEE", Decimal("2.5"), kr(43200))),
)
skus = st.sampled_from(["TEA", "COFFEE", "SUGAR"])
quantities = st.sampled_from([Decimal(0), Decimal(6), Decimal(12), Decimal("0.125"), Decimal(-1), Decimal("NaN")])
costs = st.none() | st.integers(-1, 5000).map(kr)
lines = st.lists(st.builds(AnsweredLine, skus, quantities, costs), max_size=2).map(tuple)
steps: st.SearchStrategy[OrderStep] = st.one_of(
    st.builds(Approve),
    st.builds(ChangeLine, skus, quantities, costs, st.sampled_from(["", "too much"])),
    st.builds(HandOver),
    st.builds(Arrive, st.sampled_from(SendingWay)),
    st.builds(Bounce, st.just("550 no")),
    st.builds(SupplierAnswer, st.sampled_from(["", "A-1"]), st.sampled_from([DAY, date(2026, 12, 1)]), lines),
    st.builds(CancelOrder, st.just("")),
)


@given(st.lists(steps, max_size=9))
def test_the_facts_of_any_life_give_the_order_again(life: list[OrderStep]) -> None:
    order, recorded = ORDER, fold_fact(None, drafted_fact(ORDER, 3))
    for step in life:
        with suppress(Refused):
            decision = decide_step(order, step)
            assert bool(decision.facts) == (decision.order != order)
            order = decision.order
            for fact in decision.facts:
                recorded = fold_fact(recorded, fact)
        assert isinstance(recorded, RecordedOrder)
        assert recorded.state == order.state
        assert is_as_recorded(order, recorded)
        assert order.lines


@given(steps.filter(lambda step: not isinstance(step, Bounce)))
def test_a_step_that_is_taken_twice_is_taken_once(step: OrderStep) -> None:
    with suppress(Refused):
        once = decide_step(ORDER, step).order
        assert decide_step(once, step).facts == ()


def test_a_change_ends_the_approval_and_costs_by_the_unit_or_in_proportion() -> None:
    approved = decide_step(ORDER, Approve()).order
    changed = decide_step(approved, ChangeLine("TEA", Decimal(18), None, "feast")).order
    assert (changed.state, changed.lines[0]) == (OrderState.DRAFT, OrderLine("TEA", Decimal(18), kr(14850)))
    dearer = decide_step(changed, ChangeLine("TEA", Decimal(6), kr(1000), "price")).order
    assert dearer.lines[0].cost == kr(6000)
    added = decide_step(dearer, ChangeLine("SUGAR", Decimal(3), kr(500), "new")).order
    assert [line.sku for line in added.lines] == ["TEA", "COFFEE", "SUGAR"]


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (ChangeLine("TEA", Decimal(1), None, ""), WrongOrderLine),
        (ChangeLine("SUGAR", Decimal(1), None, "new"), WrongOrderLine),
        (ChangeLine("TEA", QUANTITY_MAX + 1, None, "slip"), WrongOrderLine),
        (ChangeLine("TEA", Decimal("0.0001"), None, "slip"), WrongOrderLine),
        (SupplierAnswer("A", DAY), WrongOrderState),
        (Bounce("no"), None),
    ],
)
def test_what_cannot_be_is_refused(step: OrderStep, error: type[Refused] | None) -> None:
    if error is None:
        assert decide_step(replace(ORDER, state=OrderState.SENDING), step).order.state is OrderState.APPROVED
        return
    with pytest.raises(error, match="Nothing was changed"):
        decide_step(ORDER, step)


def test_an_order_is_never_without_goods() -> None:
    one = decide_step(ORDER, ChangeLine("TEA", Decimal(0), None, "none")).order
    with pytest.raises(EmptyOrder):
        decide_step(one, ChangeLine("COFFEE", Decimal(0), None, "none"))
    sent = decide_step(one, Arrive(SendingWay.PAPER)).order
    with pytest.raises(EmptyOrder):
        decide_step(sent, SupplierAnswer("A", DAY, (AnsweredLine("COFFEE", Decimal(0)),)))
    with pytest.raises(WrongOrderState):
        decide_step(sent, ChangeLine("COFFEE", Decimal(1), None, "late"))


def test_an_order_is_late_while_its_supplier_has_it() -> None:
    sent = decide_step(ORDER, Arrive(SendingWay.MAIL)).order
    assert not sent.is_late(sent.expected_on)
    assert sent.is_late(date(2026, 11, 27))
    assert not ORDER.is_late(date(2027, 1, 1))


def test_the_rest_of_an_order_is_late_after_the_day_that_was_named_for_it() -> None:
    day = date(2026, 12, 9)
    part = replace(ORDER, state=OrderState.PART_RECEIVED)
    promised = replace(part, rest_promised_on=day)
    assert part.is_late(part.expected_on + timedelta(days=1))
    assert [promised.is_late(day + timedelta(days=days)) for days in (0, 1)] == [False, True]
    assert not replace(promised, state=OrderState.RECEIVED).is_late(date(2027, 1, 1))
