"""The page of payments: two people decide what nobody knows, and money without a sale can be given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.facts.payout import OwnTerminalSum, PaymentsReconciled, ReportedDifference
from models.payments.attempt import PaymentAnswer, PaymentAttempt, PaymentMethod
from models.payments.attempt_state import AttemptState
from models.payments.dispute import DisputeReason, DisputeState, ProviderDispute
from models.payments.provider_list import Payout, PayoutPart
from operations.access.actors import office_actor
from operations.installation.configuration import load_settings
from operations.selling.book_payouts import book_payout, store_report
from operations.selling.note_disputes import note_disputes
from operations.selling.payment_changes import PaymentWish, begin_payment, claim_attempt, record_answer
from store.database.engine import Store
from store.selling import payment_attempts, sales
from tests.app.office.office_pages import open_office_page
from tests.app.signed_in import PIN, add_person
from tests.builders import AT, TILL, kr
from tests.builders import Operator as AtTill

HOSTILE = "<script>alert(1)</script> =1+1"


def lost_card(store: Store, till_id: int = TILL) -> PaymentAttempt:
    """A card of which nobody knows the outcome."""
    till = AtTill(store, till_id)
    till.scan("MILK")
    payment = till.payment()
    wish = PaymentWish(str(uuid4()), payment.basket_id, payment.shown, PaymentMethod.CARD, kr(1990), "simulated:dead")
    attempt = begin_payment(store, till.actor, wish, at=AT)
    claim_attempt(store, till.actor, attempt.id, at=AT)
    lost = PaymentAnswer(AttemptState.UNKNOWN, "pi_1", reason=HOSTILE)
    return record_answer(store, till.actor, attempt.id, lost, at=AT)


def decide(page: AppTest, attempt: PaymentAttempt, key: str, *, code: str = "eva", evidence: str = "slip 12") -> None:
    page.text_input(key=f"evidence_{attempt.id}").input(evidence)
    page.text_input(key=f"other_{attempt.id}").input(code)
    page.text_input(key=f"pin_{attempt.id}").input(PIN)
    page.button(key=f"{key}_{attempt.id}").click().run()
    assert not page.exception, page.exception


def now(store: Store, attempt: PaymentAttempt) -> PaymentAttempt:
    with store.view() as view:
        found = payment_attempts.find_attempt(view, attempt.id)
    assert found is not None
    return found


@pytest.fixture
def keys(shop: Store) -> Path:  # noqa: ARG001 - its settings
    return load_settings().keys


def test_two_people_decide_and_the_basket_becomes_a_sale(shop: Store, keys: Path) -> None:
    for code, role in (("eva", "manager"), ("bo", "cashier")):
        add_person(shop, keys, Operator(code, code.title(), role))
    attempt = lost_card(shop)
    page = open_office_page(shop, "payments_page.py")
    assert any("unknown" in each.value and "1" in each.value for each in page.markdown)
    assert any("gave no reason" in each.value for each in page.markdown)
    assert not any("script" in each.value for each in page.markdown), "a machine's code is for nobody to read"
    decide(page, attempt, "paid", code="bo")
    assert "no permission" in page.warning[0].value
    decide(page, attempt, "paid", evidence="4111 1111 1111 1111")
    assert "payment card" in page.warning[0].value
    assert now(shop, attempt).is_open
    decide(page, attempt, "paid")
    assert now(shop, attempt).is_applied
    with shop.view() as view:
        assert sales.find_sale(view, attempt.order.basket_id) is not None


def test_money_that_shows_up_late_is_listed_and_given_back(shop: Store, keys: Path) -> None:
    add_person(shop, keys, Operator("eva", "Eva", "manager"))
    attempt = lost_card(shop)
    page = open_office_page(shop, "payments_page.py")
    decide(page, attempt, "unpaid")
    AtTill(shop).pay_cash(kr(2000))
    late = PaymentAnswer(AttemptState.APPROVED, "pi_1", kr(1990))
    record_answer(shop, AtTill(shop).actor, attempt.id, late, at=AT)
    page.run()
    page.button(key=f"return_{attempt.id}").click().run()
    assert not page.exception, page.exception
    with shop.view() as view:
        refunds = [each for each in payment_attempts.open_attempts(view) if each.original == attempt.id]
    assert [each.order.amount for each in refunds] == [kr(1990)]


def test_days_and_payouts_are_shown_in_words(shop: Store) -> None:
    page = open_office_page(shop, "payments_page.py")
    assert not page.dataframe
    report = PaymentsReconciled(
        AT.date().isoformat(),
        "SEK",
        3,
        (ReportedDifference("only_shop", 7, None, 1990),),
        (OwnTerminalSum(1, 500),),
        (),
    )
    now = datetime.now(UTC)
    store_report(shop, office_actor(shop), report, at=now)
    part = PayoutPart("pi_1", "dispute", kr(-1990), kr(150))
    book_payout(shop, office_actor(shop), Payout(HOSTILE, AT.date(), kr(-2140), (part,)), at=now)
    page.run()
    days, payouts = (table.value for table in page.dataframe)
    assert days["Same in both"].tolist() == [3]
    assert "19,90" in days["Only here"][0]
    assert payouts["Payout"].tolist() == [HOSTILE]
    assert "-21,40" in payouts["To the bank"][0].replace("\N{MINUS SIGN}", "-")
    assert "1,50" in payouts["Fees"][0]


def test_whoever_may_not_decide_sees_nothing(shop: Store) -> None:
    lost_card(shop)
    page = open_office_page(shop, "payments_page.py", BuiltInRole.BOOKKEEPER)
    assert not page.button
    assert page.warning


def test_disputes_are_listed_with_their_receipt_and_the_day_to_answer(shop: Store, keys: Path) -> None:
    add_person(shop, keys, Operator("eva", "Eva", "manager"))
    attempt = lost_card(shop)
    decide(open_office_page(shop, "payments_page.py"), attempt, "paid")
    now = datetime.now(UTC)
    asked = ProviderDispute(
        HOSTILE, "pi_1", kr(1990), DisputeReason.DUPLICATE, DisputeState.TO_ANSWER, now, now + timedelta(days=7)
    )
    unknown = replace(asked, reference="dp_2", payment="pi_elsewhere", state=DisputeState.WON)
    note_disputes(shop, office_actor(shop), [asked, unknown], at=now)
    page = open_office_page(shop, "payments_page.py")
    assert "1 to answer" in page.warning[0].value
    table = page.dataframe[0].value
    assert sorted(zip(table["Receipt"], table["Why"], table["State"], strict=True)) == [
        ("1-1", "Paid twice", "to answer"),
        ("–", "Paid twice", "won"),
    ]
    assert HOSTILE in table["At the provider"].tolist()
