"""Practising at a till: everything looks as when it sells, and nothing that counts sales, stock or money changes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.access.permission import PERMISSIONS, BuiltInRole
from models.facts.day import NumberedSum
from models.facts.unsold import TrainingCompleted
from models.selling.settlement import Offer, TenderKind
from models.selling.till_event import Cancel, OpenDrawer, Park, Scan, TillEvent
from operations.access.permissions import NotPermitted
from operations.selling.complete_sale import BasketChanged, EmptyBasket, Payment, UnknownBasket
from operations.selling.training import Practice, begin_training, complete_training, end_training, practise
from store import journal, schema
from store.database.engine import Store
from tests.builders import TILL, Operator, kr, small_shop
from tests.operations.cash.shop_days import ShopDays, manager_at

CLIENT = "00000000-0000-4000-8000-000000000001"
UNTOUCHED = ("sale", "sale_line", "tender", "stock_movement", "entry", "posting", "basket", "till_client")


@pytest.fixture
def days(store: Store) -> ShopDays:
    return ShopDays(small_shop(store), Operator(store))


def rows(store: Store) -> dict[str, int]:
    tables = {name: table for name, table in schema.metadata.tables.items() if name in UNTOUCHED}
    with store.view() as view:
        return {name: view.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for name, table in tables.items()}


def scan(days: ShopDays, practice: Practice, *codes: str) -> tuple[Practice, int]:
    first = practice.numbers.last + 1
    events: list[TillEvent] = [Scan(first + place, code) for place, code in enumerate(codes)]
    practice, state = practise(days.store, days.actor, practice, CLIENT, events, at=days.at)
    assert state.basket is not None
    return practice, state.basket.due.minor


def pay(days: ShopDays, practice: Practice, minor: int, kind: TenderKind = TenderKind.CASH) -> Practice:
    assert practice.basket is not None
    payment = Payment(practice.basket.id, kr(minor), (Offer(kind, kr(minor if kind is TenderKind.CARD else 100_00)),))
    return complete_training(days.store, days.actor, practice, payment, at=days.at)


def test_training_changes_nothing_but_the_journal_and_is_counted_in_the_z_report(days: ShopDays) -> None:
    days.sell()
    before = rows(days.store)
    practice = begin_training(days.store, manager_at(TILL), at=days.at)
    for kind in (TenderKind.CASH, TenderKind.CARD):
        practice, due = scan(days, practice, "MILK", "MILK")
        practice = pay(days, practice, due, kind)
    end_training(days.store, days.actor, practice, at=days.at)
    assert rows(days.store) == before
    assert [each.fact.number for each in practice.receipts] == [1, 2]
    first = days.close()
    assert first.figures.till.training == NumberedSum(2, 2 * 3980)
    assert first.figures.trade.sales == NumberedSum(1, 1990)
    assert (first.receipts_up_to, first.figures.grand.sales) == (1, 1990)
    days.check()

    practice, due = scan(days, begin_training(days.store, manager_at(TILL), at=days.at), "MILK")
    practice = pay(days, practice, due)
    assert practice.receipts[0].fact.number == 3, "the series goes on after a report"
    sold = days.sell()
    assert sold.origin.receipt_number == 2, "and takes no number of a receipt"
    assert days.close().figures.till.training == NumberedSum(1, 1990)
    days.check()


def test_only_whoever_may_lets_somebody_practise(days: ShopDays) -> None:
    anna = Actor("anna", TILL, PERMISSIONS[BuiltInRole.SALES_ASSISTANT])
    with pytest.raises(NotPermitted):
        begin_training(days.store, anna, at=days.at)


def test_what_opens_a_drawer_or_parks_is_not_practised(days: ShopDays) -> None:
    practice, _ = scan(days, Practice(), "MILK")
    events: list[TillEvent] = [Park(2), OpenDrawer(3, "change"), Cancel(4)]
    practice, state = practise(days.store, days.actor, practice, CLIENT, events, at=days.at)
    assert [each.code for each in state.problems] == ["not_practised", "not_practised"]
    assert (practice.basket, state.basket) == (None, None)
    again, state = practise(days.store, days.actor, practice, CLIENT, events, at=days.at)
    assert (again, state.applied) == (practice, frozenset())


def test_a_practised_basket_is_paid_as_a_real_one(days: ShopDays) -> None:
    practice, due = scan(days, Practice(), "MILK")
    assert practice.basket is not None
    basket, offers = practice.basket.id, (Offer(TenderKind.CASH, kr(100_00)),)

    def complete(basket_id: int, shown: int, given: Practice = practice) -> Practice:
        return complete_training(days.store, days.actor, given, Payment(basket_id, kr(shown), offers), at=days.at)

    with pytest.raises(UnknownBasket):
        complete(basket + 1, due)
    with pytest.raises(BasketChanged):
        complete(basket, due + 1)
    noted, _ = practise(days.store, days.actor, practice, CLIENT, [Cancel(2)], at=days.at)
    with pytest.raises((UnknownBasket, EmptyBasket)):
        complete(basket, due, noted)
    paid = complete(basket, due)
    with days.store.view() as view:
        kinds = [row.kind for row in journal.read(view, TILL)]
    assert kinds.count(TrainingCompleted.kind) == 1
    assert paid.receipts[0].fact.due == 2000
