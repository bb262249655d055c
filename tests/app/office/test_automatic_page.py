"""The page of automatic ordering: limits, the message of a day with its reasons, and the switch."""

from __future__ import annotations

from datetime import UTC, date, datetime

from models.access.permission import BuiltInRole
from models.purchasing.automatic_ordering import AutomaticLimits, OrderMode
from operations.automatic.decide_proposals import decide_proposal
from operations.automatic.limits_and_switch import set_limits
from store.automatic_orders import limits_of, switch_state
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR
from tests.models.purchasing.test_circuit_breakers import NIGHT
from tests.operations.replenishment.proposed_orders import propose

HOSTILE = "<script>x</script> [a](http://b) $c$ **d**"
PAGE = "automatic_page.py"


def test_limits_are_set_and_refused_by_the_supplier(shop: Store) -> None:
    page = open_office_page(shop, PAGE)
    assert "sends nothing by itself yet" in page.info[0].value
    page.selectbox(key="automatic_mode_GROSS").select(OrderMode.SEND)
    next(each for each in page.button if each.label == "Save").click().run()
    assert "set the most per order first" in page.warning[0].value
    page.selectbox(key="automatic_mode_GROSS").select(OrderMode.SEND)
    page.text_input(key="automatic_value_GROSS").input("2 500,50")
    page.number_input(key="automatic_share_GROSS").set_value(150)
    next(each for each in page.button if each.label == "Save").click().run()
    assert not page.exception
    with shop.view() as view:
        assert limits_of(view, "GROSS") == AutomaticLimits("GROSS", OrderMode.SEND, 250_050, 150)


def test_the_message_names_every_reason_and_the_switch_stops_all(shop: Store) -> None:
    set_limits(shop, OFFICE_ACTOR, AutomaticLimits("GROSS", OrderMode.SEND, 100), at=AT)
    assert decide_proposal(shop, SCHEDULE_ACTOR, propose(shop).id, NIGHT, at=AT) is not None
    page = open_office_page(shop, PAGE)
    page.date_input(key="automatic_day").set_value(DAY).run()
    shown = "\n".join(each.value for each in page.markdown)
    assert "1 order was held for you." in shown
    for words in ("costs more than Kassa may send", "too few earlier orders", "never ordered there", "no mail server"):
        assert words in shown
    page.button(key="automatic_stop").click().run()
    assert "A few words" in page.warning[0].value
    page.text_input(key="automatic_reason").input(HOSTILE)
    page.button(key="automatic_stop").click().run()
    assert "stopped" in page.success[0].value
    assert "<script>" not in page.error[0].value
    assert "](http" not in page.error[0].value
    page.button(key="automatic_start").click().run()
    with shop.view() as view:
        assert switch_state(view).is_on


def test_who_may_not_order_sees_nothing_of_it(shop: Store) -> None:
    page = open_office_page(shop, PAGE, role=BuiltInRole.SENIOR_ASSISTANT)
    assert page.warning
    assert not page.button


def test_an_empty_day_has_no_orders(shop: Store) -> None:
    page = open_office_page(shop, PAGE)
    page.date_input(key="automatic_day").set_value(min(date(2026, 1, 1), datetime.now(UTC).date())).run()
    assert any("0 orders were sent" in each.value for each in page.markdown)
