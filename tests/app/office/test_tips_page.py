"""The page of tips: what is left to whom, and paying it out from the bank."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from models.access.permission import BuiltInRole
from store.database.engine import Store
from store.selling.tip_rows import all_tip_entries
from tests.app.office.office_pages import open_office_page
from tests.builders import SECOND_TILL, Operator
from tests.operations.selling.tip_trade import Waiter, offer_tips

PAGE = "tips_page.py"
HOSTILE = '<script>alert(1)</script> **Åsa** :material/bug_report: "å"'


@pytest.fixture
def served(shop: Store) -> Store:
    """Somebody has tips of their own, and one more is shared."""
    now = datetime.now(UTC)
    for rule, till, tip in (("own", 1, 20_00), ("shared", SECOND_TILL, 5_00)):
        offer_tips(shop, rule, at=now)
        Waiter(shop, Operator(shop, till), now).serve(tip)
    return shop


def pay(page: AppTest, amount: str, to: str) -> None:
    page.text_input(key="tips_amount").set_value(amount)
    page.text_input(key="tips_paid_to").set_value(to)
    next(each for each in page.button if each.label == "Save the payout").click().run()


def test_before_tips_the_page_leads_to_the_setting(shop: Store) -> None:
    page = open_office_page(shop, PAGE)
    assert "Settings" in page.info[0].value
    assert not page.metric
    offer_tips(shop, "own")
    assert "Nobody" in open_office_page(shop, PAGE).info[0].value


def test_tips_are_paid_out_never_more_than_there_are(served: Store) -> None:
    page = open_office_page(served, PAGE)
    assert [each.value for each in page.metric] == ["25,00\xa0kr"]
    assert list(page.dataframe[0].value["Whose tips"]) == ["Shared by all", "anna"]
    page.selectbox(key="tips_owner").set_value("anna")
    pay(page, "25", "Anna")
    assert page.warning
    pay(page, "12,50", "")
    assert page.warning
    page.selectbox(key="tips_owner").set_value("anna")
    pay(page, "12,50", HOSTILE)
    assert not page.exception
    assert [each.value for each in page.metric] == ["12,50\xa0kr"]
    with served.view() as view:
        paid = all_tip_entries(view)[-1]
    assert (paid.owner, paid.amount_minor, paid.paid_to) == ("anna", -12_50, HOSTILE)
    assert page.dataframe[1].value["To whom, or why"].iloc[0] == HOSTILE


def test_a_mistyped_tip_is_corrected_by_somebody_else(served: Store) -> None:
    page = open_office_page(served, PAGE)
    labels = page.selectbox(key="tips_slip").options
    assert ["tip 5,00" in labels[0], "tip 20,00" in labels[1]] == [True, True], labels
    slip = page.selectbox(key="tips_slip").value
    for right, reason in (("7,50", ""), ("7,50", HOSTILE)):
        page.selectbox(key="tips_slip").set_value(slip)
        page.text_input(key="tips_right").set_value(right)
        page.text_input(key="tips_reason").set_value(reason)
        next(each for each in page.button if each.label == "Correct the tip").click().run()
        assert bool(page.warning) is not bool(reason)
    assert not page.exception
    assert [each.value for each in page.metric] == ["27,50\xa0kr"]
    with served.view() as view:
        corrected = all_tip_entries(view)[-1]
    assert (corrected.change, corrected.amount_minor, corrected.paid_to) == ("correction", 2_50, HOSTILE)
    assert corrected.attempt_id == slip


@pytest.mark.parametrize(("role", "sees"), [(BuiltInRole.SALES_ASSISTANT, False), (BuiltInRole.BOOKKEEPER, True)])
def test_the_bookkeeper_sees_tips_and_pays_none_out(served: Store, role: BuiltInRole, *, sees: bool) -> None:
    page = open_office_page(served, PAGE, role)
    assert bool(page.metric) is sees
    if sees:
        assert [each.disabled for each in page.button if each.label == "Save the payout"] == [True]
        assert [each.disabled for each in page.button if each.label == "Correct the tip"] == [True]
