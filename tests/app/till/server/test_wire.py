"""The events of a request become the records of the till, whatever a browser stored them with."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from app.till.server.wire import EventIn
from models.selling.till_event import (
    Cancel,
    EventKind,
    OpenDrawer,
    Park,
    Recall,
    RemoveLine,
    Scan,
    SetQuantity,
    TillEvent,
)

#: The fields of every kind, as a browser may have stored them.
ALL = {"code": "MILK", "quantity": "2.5", "position": 3, "basket_id": 4, "reason": "change"}
EVENTS: dict[str, TillEvent] = {
    "scan": Scan(9, "MILK", Decimal("2.5")),
    "set_quantity": SetQuantity(9, 3, Decimal("2.5"), "MILK"),
    "remove": RemoveLine(9, 3, "MILK"),
    "park": Park(9),
    "recall": Recall(9, 4),
    "cancel": Cancel(9, "change"),
    "open_drawer": OpenDrawer(9, "change"),
}


def test_every_kind_of_event_has_its_record() -> None:
    assert EVENTS.keys() == {kind.value for kind in EventKind}
    assert [event.kind.value for event in EVENTS.values()] == list(EVENTS)


@pytest.mark.parametrize("kind", EVENTS)
def test_an_event_is_read_with_the_fields_of_all_kinds_and_without_any(kind: str) -> None:
    assert EventIn.model_validate({"seq": 9, "kind": kind, **ALL}).event() == EVENTS[kind]
    bare = EventIn.model_validate({"seq": 9, "kind": kind}).event()
    assert bare == type(EVENTS[kind])(9)


@pytest.mark.parametrize(
    "wrong", [{"kind": "bake"}, {"seq": 0}, {"quantity": "NaN"}, {"position": -1}, {"basket_id": -1}, {"more": 1}]
)
def test_a_field_that_cannot_be_is_rejected(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EventIn.model_validate({"seq": 9, "kind": "scan"} | wrong)
