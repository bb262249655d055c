"""The page of goods that go back to suppliers: claimed by one press or by scan, and answered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from models.access.permission import BuiltInRole
from models.purchasing.supplier_return import ClaimOutcome, ClaimSource, RefusalReason
from store import stock, supplier_returns
from store.database.engine import Store
from tests.app.office.office_pages import field_key, open_office_page, type_code
from tests.builders import gtin
from tests.operations.purchasing.test_supplier_claims import damaged_delivery, from_shelf, send_back

SCRIPT = "supplier_returns_page.py"


def test_damaged_goods_are_claimed_by_one_press_and_others_by_scan(shop: Store) -> None:
    damaged_delivery(shop, at=datetime.now(UTC) - timedelta(days=1))
    page = open_office_page(shop, SCRIPT, BuiltInRole.SENIOR_ASSISTANT)
    page.button(key="claim_GROSS").click().run()
    for code in ("MILK", gtin(1)):
        type_code(page, "supplier_return_code", code)
    page.text_input(key="supplier_return_note").set_value("burst").run()
    page.button(key="send_supplier_return").click().run()

    assert not page.exception
    with shop.view() as view:
        damaged, burst = supplier_returns.open_claims(view)
        assert stock.levels(view) == {(1, "MILK"): 8}
    assert damaged.lines[0].goods.origin.source is ClaimSource.DELIVERY
    assert (int(burst.lines[0].goods.units), burst.note, burst.operator) == (2, "burst", "bo")
    assert page.button(key=f"answer_claim_{burst.id}").disabled, "whoever may not see costs enters no answer"
    assert not [each for each in page.markdown if "kr" in each.value]


def test_a_claim_is_credited_and_another_refused(shop: Store) -> None:
    first, second = send_back(shop, from_shelf()), send_back(shop, from_shelf("PAPER", "1"), key="second")
    page = open_office_page(shop, SCRIPT)
    page.button(key=f"answer_claim_{first.id}").click().run()
    assert page.text_input(key=field_key(page, "claim_amount")).value == "39.80"
    page.text_input(key="claim_number").set_value("K 77").run()
    page.button(key="save_claim_answer").click().run()
    page.button(key=f"answer_claim_{second.id}").click().run()
    page.radio(key="claim_outcome").set_value(ClaimOutcome.REFUSED).run()
    assert page.button(key="save_claim_answer").disabled
    page.selectbox(key="claim_why").set_value(RefusalReason.NOT_THEIR_FAULT).run()
    page.checkbox(key="claim_back").set_value(True).run()
    page.button(key="save_claim_answer").click().run()

    assert not page.exception
    with shop.view() as view:
        ended = {made.id: end.answer for made, end in supplier_returns.latest_answers(view, 9)}
        assert stock.levels(view) == {(1, "MILK"): -4, (1, "PAPER"): 0}
    assert (ended[first.id].amount_minor, ended[first.id].credit_note) == (3980, "K 77")
    assert (ended[second.id].why, ended[second.id].is_back) == (RefusalReason.NOT_THEIR_FAULT, True)
    assert page.dataframe


def test_whoever_may_not_send_goods_back_sees_no_page(shop: Store) -> None:
    page = open_office_page(shop, SCRIPT, BuiltInRole.SALES_ASSISTANT)
    assert page.warning
    assert not page.text_input
