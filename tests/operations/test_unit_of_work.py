"""A unit of work numbers and journals at once, or nothing happens. On both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.access.actor import Actor, Approval
from models.facts.drawer import DrawerOpened
from models.facts.registry import read_fact
from models.journal import JournalRow
from models.shop import DEVICE_SHIFT
from operations.unit_of_work import unit_of_work, work_in
from store import journal
from store.database.columns import to_micros
from store.database.engine import Store
from store.shop import UnknownDevice
from tests.builders import AT, OFFICE, TILL, small_shop

ANNA = Actor("anna", TILL, approval=Approval("maria", "sell", "training"))


def rows(store: Store, device_id: int = TILL) -> list[JournalRow]:
    with store.view() as view:
        assert journal.verify_chain(view, device_id) is None
        return list(journal.read(view, device_id))


def test_facts_are_recorded_with_the_actor_and_their_instant(store: Store) -> None:
    small_shop(store)
    later = AT + timedelta(minutes=1)
    with unit_of_work(store, ANNA, at=AT) as work:
        assert work.station.device.id == TILL
        work.record(DrawerOpened("change"))
        work.record(DrawerOpened("again"), at=later)
    recorded = [(read_fact(row.kind, row.payload), row.at_micros) for row in rows(store)]
    assert [(each.fact, each.actor, at) for each, at in recorded] == [
        (DrawerOpened("change"), ANNA, to_micros(AT)),
        (DrawerOpened("again"), ANNA, to_micros(later)),
    ]


def test_numbers_and_facts_of_work_that_fails_are_free_again(store: Store) -> None:
    small_shop(store)

    def work_once(*, fail: bool) -> tuple[list[int], int]:
        with unit_of_work(store, ANNA, at=AT) as work:
            numbers = work.take_ids(2), work.take_receipt_number()
            work.record(DrawerOpened("change"))
            if fail:
                raise InterruptedError
        return numbers

    with pytest.raises(InterruptedError):
        work_once(fail=True)
    assert rows(store) == []
    base = TILL << DEVICE_SHIFT
    assert work_once(fail=False) == ([base | 1, base | 2], 1)
    assert work_once(fail=False) == ([base | 3, base | 4], 2)
    assert len(rows(store)) == 2


def test_an_actor_of_the_office_works_for_another_device(store: Store) -> None:
    small_shop(store)
    office, before = Actor("office", OFFICE), rows(store, OFFICE)
    with unit_of_work(store, office, at=AT) as work, work_in(work.tx, office, at=AT, device_id=TILL) as at_till:
        at_till.record(DrawerOpened("change"))
    (row,) = rows(store)
    assert read_fact(row.kind, row.payload).actor == office
    assert rows(store, OFFICE) == before


def test_there_is_no_work_at_an_unknown_device(store: Store) -> None:
    small_shop(store)
    with pytest.raises(UnknownDevice), unit_of_work(store, Actor("anna", 77), at=AT):
        pass
