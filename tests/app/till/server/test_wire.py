"""The events of a request become the records of the till, whatever a browser stored them with."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from app.till.server.wire import EventIn, EventsIn, PaymentIn
from models.card_data import has_card_data
from models.jurisdiction.tax_rules import SupplyMode
from models.selling.till_event import (
    AddNote,
    Cancel,
    ChooseGroup,
    ChooseMember,
    ChooseSupply,
    ConfirmAge,
    DiscountBasket,
    DiscountLine,
    EventKind,
    OpenDrawer,
    Park,
    Recall,
    RefuseAge,
    RemoveCode,
    RemoveDiscount,
    RemoveLine,
    RemoveVoucher,
    Scan,
    SetQuantity,
    ShowCode,
    StaffPurchase,
    TakeReward,
    TakeVoucher,
    TillEvent,
    UsePoints,
)

#: The fields of every kind, as a browser may have stored them.
ALL: dict[str, object] = {"code": "MILK", "quantity": "2.5", "position": 3, "basket_id": 4, "reason": "change"}
ALL |= {"price_minor": 500, "measured": True, "text": "Present", "years": 18}
ALL |= {"rate_ppm": 100_000, "amount_minor": 700, "supply": "eat_in", "points": 50}
EVENTS: dict[str, TillEvent] = {
    "scan": Scan(9, "MILK", Decimal("2.5"), 500, measured=True),
    "set_quantity": SetQuantity(9, 3, Decimal("2.5"), "MILK"),
    "remove": RemoveLine(9, 3, "MILK"),
    "park": Park(9),
    "recall": Recall(9, 4),
    "cancel": Cancel(9, "change"),
    "open_drawer": OpenDrawer(9, "change"),
    "add_note": AddNote(9, "Present"),
    "confirm_age": ConfirmAge(9, 18),
    "refuse_age": RefuseAge(9, 18),
    "discount_line": DiscountLine(9, 100_000, 700, "change", 3, "MILK", 500),
    "discount_basket": DiscountBasket(9, 100_000, 700, "change"),
    "staff_purchase": StaffPurchase(9),
    "remove_discount": RemoveDiscount(9, 3),
    "choose_supply": ChooseSupply(9, SupplyMode.EAT_IN, 3, "MILK"),
    "show_code": ShowCode(9, "MILK"),
    "remove_code": RemoveCode(9, "MILK"),
    "choose_group": ChooseGroup(9, "MILK"),
    "choose_member": ChooseMember(9, "MILK"),
    "use_points": UsePoints(9, 50),
    "take_reward": TakeReward(9, "MILK"),
    "take_voucher": TakeVoucher(9, 700, "change"),
    "remove_voucher": RemoveVoucher(9, "MILK"),
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
    "wrong",
    [
        *({"kind": "bake"}, {"seq": 0}, {"position": -1}, {"basket_id": -1}, {"more": 1}),
        *({name: value} for name in ("seq", "position", "basket_id") for value in (True, "1", "1_0", "٣", 1.0, [1])),
        *({"price_minor": value} for value in (-1, True, "1", 1.5)),
        *({"years": value} for value in (-1, True, "18", 1000)),
        *({"text": value} for value in (1, "a" * 121, "a\0")),
        {"measured": "yes please"},
        *({"quantity": value} for value in ("NaN", "1_0", "٣", "1e3", " 1", "+1", "1.2345", "Infinity", True, 0.5, "")),
    ],
)
def test_a_field_that_cannot_be_is_rejected(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EventIn.model_validate({"seq": 9, "kind": "scan"} | wrong)


@pytest.mark.parametrize("wrong", [True, "100", "1_0", "٣", 100.0, None, -1])
def test_an_amount_is_a_whole_number_and_nothing_that_could_be_read_as_one(wrong: object) -> None:
    body: dict[str, Any] = {"basket_id": 1, "shown_minor": 100, "offers": [{"amount_minor": 100}]}
    assert PaymentIn.model_validate(body).shown_minor == 100
    for changed in ({"shown_minor": wrong}, {"basket_id": wrong}, {"offers": [{"amount_minor": wrong}]}):
        with pytest.raises(ValidationError):
            PaymentIn.model_validate(body | changed)


def test_no_browser_is_refused_for_the_digits_of_its_random_id() -> None:
    random = Random(1)
    ids = [str(UUID(int=random.getrandbits(128), version=4)) for _ in range(20_000)]
    like_cards = [each for each in ids if has_card_data(each)]
    assert like_cards, "control: ids with the digits of a card occur"
    for browser in [*like_cards, *ids[:100]]:
        assert EventsIn.model_validate({"client": browser, "events": []}).client == browser


def test_a_card_number_is_no_id_of_a_browser() -> None:
    for digits in (
        f"{0:08}-{1:04}-{2:04}-4111-111111111111",
        "-" * 20 + "4111111111111111",
        "4111111111111111" + "0" * 20,
    ):
        with pytest.raises(ValidationError):
            EventsIn.model_validate({"client": digits, "events": []})
