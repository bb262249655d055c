"""What follows from each event, and what never does, whatever the order of the events."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.facts.basket import (
    BasketCancelled,
    BasketParked,
    BasketRecalled,
    LineAdded,
    LineChanged,
    LineRemoved,
    SentLineWithdrawn,
)
from models.facts.drawer import DrawerOpened
from models.selling.basket import Basket, BasketState, NoSuchLine, send_lines
from models.selling.decide.cancel_basket import decide_cancelling
from models.selling.decide.change_line import decide_change
from models.selling.decide.decision import Decision
from models.selling.decide.open_drawer import decide_drawer
from models.selling.decide.park_basket import decide_parking, decide_recall
from models.selling.decide.scan_product import decide_scan
from models.selling.till_event import Cancel, OpenDrawer, Recall, RemoveLine, Scan, SetQuantity, WrongEvent
from tests.builders import AT, COMPANY
from tests.pure_till import OFFERINGS, STATION, PureTill, random_events

EMPTY = Basket(7, STATION.device.id, BasketState.OPEN, "", AT, 0)
randoms = st.randoms(use_true_random=False)


def scanned(*codes: str, basket: Basket = EMPTY) -> Basket:
    for seq, code in enumerate(codes, 1):
        after = decide_scan(basket, Scan(seq, code), OFFERINGS[code], COMPANY.currency).basket
        assert after is not None
        basket = after
    return basket


def sent(*codes: str) -> Basket:
    return send_lines(scanned(*codes))


def test_a_scan_adds_a_line_and_the_next_scan_of_it_changes_the_line() -> None:
    once = decide_scan(EMPTY, Scan(1, "MILK"), OFFERINGS["MILK"], COMPANY.currency)
    assert once.facts == (LineAdded(7, 1, "MILK", Decimal(1), 1990),)
    assert once.basket is not None
    twice = decide_scan(once.basket, Scan(2, "MILK", Decimal(3)), OFFERINGS["MILK"], COMPANY.currency)
    assert twice.facts == (LineChanged(7, 1, "MILK", Decimal(4), 1990),)


def test_a_changed_or_removed_line_leaves_its_fact() -> None:
    basket = scanned("MILK", "PAPER")
    assert decide_change(basket, SetQuantity(1, 1, Decimal(5))).facts == (LineChanged(7, 1, "MILK", Decimal(5), 1990),)
    removed = (LineRemoved(7, 1, "MILK", Decimal(1), 1990),)
    for event in (SetQuantity(1, 1, Decimal(0)), RemoveLine(1, 1), RemoveLine(1, 1, "MILK")):
        decision = decide_change(basket, event)
        assert decision.facts == removed
        assert decision.basket is not None
        assert [line.sku for line in decision.basket.lines] == ["PAPER"]


def test_an_event_that_names_a_product_changes_no_other() -> None:
    with pytest.raises(NoSuchLine):
        decide_change(scanned("MILK"), RemoveLine(1, 1, "PAPER"))


def test_less_of_a_sent_line_is_withdrawn_and_more_is_not() -> None:
    basket = sent("LUNCH", "LUNCH", "LUNCH")
    fewer = decide_change(basket, SetQuantity(1, 1, Decimal(1)))
    withdrawn = SentLineWithdrawn(7, 1, "LUNCH", "Dagens lunch", Decimal(2), None, None)
    assert fewer.facts == (LineChanged(7, 1, "LUNCH", Decimal(1), 12_900), withdrawn)
    assert [type(fact) for fact in decide_change(basket, SetQuantity(1, 1, Decimal(9))).facts] == [LineChanged]


@pytest.mark.parametrize("event", [RemoveLine(1, 1), SetQuantity(1, 1, Decimal(0))])
def test_a_removed_line_withdraws_all_that_was_sent(event: RemoveLine | SetQuantity) -> None:
    (_, withdrawn) = decide_change(sent("LUNCH", "LUNCH"), event).facts
    assert withdrawn == SentLineWithdrawn(7, 1, "LUNCH", "Dagens lunch", Decimal(2), None, None)


def test_a_cancelled_basket_withdraws_what_was_sent_and_only_that() -> None:
    basket = scanned("PAPER", basket=sent("LUNCH"))
    cancelled, *withdrawn = decide_cancelling(basket, Cancel(1, " changed his\x07 mind")).facts
    assert isinstance(cancelled, BasketCancelled)
    assert (len(cancelled.lines), cancelled.reason) == (2, "changed his mind")
    assert withdrawn == [SentLineWithdrawn(7, 1, "LUNCH", "Dagens lunch", Decimal(1), None, None)]


def test_a_parked_basket_has_a_label_and_no_longer_lies_open() -> None:
    decision = decide_parking(scanned("MILK"), STATION, AT)
    assert (decision.basket, decision.facts) == (None, (BasketParked(7, "Mellanmjölk 1,5 l 11:30"),))
    with pytest.raises(WrongEvent, match="empty basket"):
        decide_parking(EMPTY, STATION, AT)


def test_a_recall_parks_a_basket_with_lines_and_discards_an_empty_one() -> None:
    waiting = decide_parking(scanned("MILK"), STATION, AT).parked
    other = Basket(8, STATION.device.id, BasketState.OPEN, "", AT, 0)
    full = decide_recall(scanned("PAPER", basket=other), Recall(1, 7), waiting, STATION, AT + timedelta(minutes=1))
    assert [type(fact) for fact in full.facts] == [BasketParked, BasketRecalled]
    assert full.parked is not None
    assert (full.parked.id, full.parked.label) == (8, "Morgontidning 11:31")
    empty = decide_recall(other, Recall(1, 7), waiting, STATION, AT)
    assert (empty.parked, empty.discarded, empty.basket) == (None, 8, scanned("MILK"))


@pytest.mark.parametrize("recalled", [None, EMPTY])
def test_only_a_parked_basket_can_be_recalled(recalled: Basket | None) -> None:
    with pytest.raises(WrongEvent, match="no parked basket 7"):
        decide_recall(None, Recall(1, 7), recalled, STATION, AT)


def test_the_drawer_needs_a_reason_and_no_basket() -> None:
    assert decide_drawer(None, OpenDrawer(1, "change")) == Decision(None, (DrawerOpened("change"),))
    with pytest.raises(WrongEvent):
        decide_drawer(None, OpenDrawer(1, " \x07"))


@pytest.mark.parametrize(
    ("make", "values"),
    [
        (Scan, (-1, "MILK")),
        (Scan, (1, "MILK", Decimal("NaN"))),
        (SetQuantity, (1, -1)),
        (SetQuantity, (1, 1, Decimal("Infinity"))),
        (RemoveLine, (1, -1)),
        (Recall, (1, -1)),
    ],
)
def test_an_event_that_cannot_be_is_not_built(make: type, values: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match="is no"):
        make(*values)


@given(randoms)
def test_a_position_is_never_used_twice_and_no_quantity_falls_below_zero(rng: Random) -> None:
    till = PureTill()
    used: dict[int, dict[int, tuple[str, int]]] = {}
    for event in random_events(rng, 1, 0, 40):
        till.apply(event)
        if till.basket is not None:
            places = used.setdefault(till.basket.id, {})
            for line in till.basket.lines:
                assert places.setdefault(line.position, (line.sku, line.unit_price.minor))[0] == line.sku
                assert line.quantity > 0
                assert 0 <= line.sent_quantity <= line.quantity
                assert line.position <= till.basket.last_position
    for fact in till.facts:
        if isinstance(fact, LineAdded):
            assert used[fact.basket].pop(fact.position, None) is not None, "added once in its place"


@given(randoms)
def test_a_refused_event_changes_nothing_and_no_decision_changes_what_it_was_given(rng: Random) -> None:
    till = PureTill()
    for event in random_events(rng, 1, 0, 40):
        before, copied, waiting = till.basket, deepcopy(till.basket), dict(till.parked)
        decision = till.apply(event)
        assert before == copied
        if decision is None:
            assert (till.basket, till.parked) == (before, waiting)


@given(randoms)
def test_the_same_event_on_the_same_basket_is_decided_alike(rng: Random) -> None:
    till = PureTill()
    for event in random_events(rng, 1, 0, 20):
        again = PureTill(basket=till.basket, parked=dict(till.parked), last_id=till.last_id)
        assert again.apply(event) == till.apply(event)


@given(randoms)
def test_all_that_was_sent_is_served_or_withdrawn(rng: Random) -> None:
    """What was sent of a product is still wanted in the end, or facts withdrew it: none is lost, none counted twice."""
    basket = sent(*rng.choices(["LUNCH", "PAPER", "MILK"], k=6))
    before = {line.position: line.sent_quantity for line in basket.lines}
    withdrawn = dict.fromkeys(before, Decimal(0))
    till = PureTill(basket=basket, last_id=7)
    for event in random_events(rng, 1, 0, 20):
        if isinstance(event, SetQuantity | RemoveLine | Scan | Cancel):
            till.apply(event)
    for fact in till.facts:
        if isinstance(fact, SentLineWithdrawn) and fact.basket == basket.id:
            withdrawn[fact.position] += fact.quantity
    left = (
        {} if till.basket is None or till.basket.id != 7 else {x.position: x.sent_quantity for x in till.basket.lines}
    )
    assert {key: withdrawn[key] + left.get(key, Decimal(0)) for key in before} == before
