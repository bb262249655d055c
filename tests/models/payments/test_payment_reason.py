"""A machine's code for a payment that was not made becomes words that a person says."""

from __future__ import annotations

import pytest

from app.words import LANGUAGES, words_of
from models.payments.attempt import AttemptKind
from models.payments.payment_reason import PaymentReason, reason_of_code


@pytest.mark.parametrize(
    ("code", "charge", "refund"),
    [
        ("insufficient_funds", "no_money", "refund_no_money"),
        ("incorrect_pin", "wrong_pin", "refund_refused"),
        ("do_not_honor", "ask_bank", "refund_refused"),
        ("expired_card", "card_expired", "refund_refused"),
        ("no_answer", "no_answer", "no_answer"),
        ("no_connection", "no_connection", "no_connection"),
        ("<script>", "other", "refund_refused"),
    ],
)
def test_each_code_has_its_reason_and_an_unknown_one_a_plain_one(code: str, charge: str, refund: str) -> None:
    assert (reason_of_code(code), reason_of_code(code, AttemptKind.REFUND)) == (charge, refund)
    assert reason_of_code("") is None


def test_whoever_holds_a_stolen_card_learns_no_more_than_anybody() -> None:
    codes = ("lost_card", "stolen_card", "pickup_card", "fraudulent", "merchant_blacklist", "generic_decline")
    assert {reason_of_code(code) for code in codes} == {PaymentReason.ASK_BANK}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words_without_a_code_in_them(language: str) -> None:
    words = words_of(language)
    texts = {reason: words.translate(f"till.payment_reason_{reason.value}") for reason in PaymentReason}
    assert len(set(texts.values())) == len(texts)
    assert not any("_" in text for text in texts.values())
