"""The text that names a till's terminal at Stripe."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.device_settings import terminal_of
from hardware.faults import WrongDeviceSetting
from hardware.terminal.stripe_client import NoStripeKey
from hardware.terminal.stripe_link import KEY_NAME, StripeLink, read_stripe_link
from models.payments.attempt import CODE_METHODS, PaymentMethod


@pytest.mark.parametrize(
    ("setting", "link"),
    [
        ("stripe:tmr_F1a2", StripeLink("tmr_F1a2")),
        ("stripe:", StripeLink(None)),
        ("stripe:?return=https://shop.example/tack", StripeLink(None, "https://shop.example/tack")),
    ],
)
def test_text_names_a_reader_or_none(setting: str, link: StripeLink) -> None:
    assert read_stripe_link(setting) == link
    assert str(link) == setting


@pytest.mark.parametrize(
    "setting",
    [
        "stripe:pi_123",
        "stripe:tmr_",
        "stripe:tmr_1/../x",
        "stripe:tmr_1?api=http://127.0.0.1",
        "stripe:tmr_1?return=http://shop.example",
        "stripe:tmr_1?return=",
    ],
)
def test_text_that_names_nothing_is_refused(setting: str) -> None:
    with pytest.raises(WrongDeviceSetting):
        read_stripe_link(setting)


def test_till_gets_the_terminal_that_its_text_names_once_there_is_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY_NAME, raising=False)
    with pytest.raises(NoStripeKey):
        terminal_of("stripe:tmr_F1a2", tmp_path)
    monkeypatch.setenv(KEY_NAME, "rk_test_1")
    assert terminal_of("stripe:tmr_F1a2", tmp_path).methods == CODE_METHODS | {PaymentMethod.CARD}
    assert terminal_of("stripe:", tmp_path).methods == CODE_METHODS
