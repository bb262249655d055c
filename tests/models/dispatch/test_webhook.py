"""The rules of webhooks: addresses, pauses, ends."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dispatch.public_network import is_public
from models.dispatch.webhook import (
    ADDRESS_MAX,
    LEASE,
    PAUSE_MAX,
    PAUSES,
    MessageState,
    UnknownMessage,
    WebhookAnswer,
    WebhookMessage,
    WrongWebhook,
    claim,
    is_due,
    parse_address,
    send_again,
    settle,
)
from tests.builders import AT

MESSAGE = WebhookMessage(7, "evt_1_2", "sale.completed", "{}", AT)
DOWN, TAKEN = WebhookAnswer(503, "Busy"), WebhookAnswer(200)
#: Networks that are nobody's business from outside (RFC 6890 and its registry).
INSIDE = [
    IPv4Network(each)
    for each in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/29", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"),
    )
]


@st.composite
def inside_addresses(draw: st.DrawFn) -> IPv4Address:
    network = draw(st.sampled_from(INSIDE))
    return network[draw(st.integers(0, network.num_addresses - 1))]


@given(inside_addresses())
def test_no_form_of_an_address_of_the_inside_is_public(address: IPv4Address) -> None:
    bits = int(address)
    forms = [
        str(address),
        f"::ffff:{address}",
        str(IPv6Address((0x2002 << 112) | (bits << 80))),
        str(IPv6Address((0x64FF9B << 96) | bits)),
        str(IPv6Address((0x64FF9B0001 << 80) | bits)),
        str(IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (bits ^ 0xFFFFFFFF))),
        str(IPv6Address(bits)),
    ]
    assert [each for each in forms if is_public(each)] == []


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_an_address_and_its_mapped_form_are_judged_alike(address: IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    expected = not any(address in each for each in INSIDE) and address.is_global
    assert is_public(str(address)) in {expected, False}
    assert is_public("1.1.1.1"), "the control"


@pytest.mark.parametrize("text", ["fc00::1", "fe80::1", "ff02::1", "::", "2001:db8::1", "168.63.129.16", "", "x"])
def test_other_addresses_that_are_not_public(text: str) -> None:
    assert not is_public(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "hooks.example.com", "ftp://hooks.example.com", "http://hooks.example.com", "https://", "https:///x"),
        *("https://user@hooks.example.com", "https://a:b@hooks.example.com/", "https://hooks.example.com/#part"),
        *("https://hooks.example.com:0/", "https://hooks.example.com:65536/", "https://hooks.example.com/a b"),
        *("https://hooks.example.com/\n", "https://hooks.example.com/\r\nX: 1", "https://åäö.example.com/"),
        *("https://hooks.example.com\\@127.0.0.1/", f"https://hooks.example.com/{'x' * ADDRESS_MAX}"),
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(WrongWebhook):
        parse_address(text, loopback=False)


def test_an_address_is_taken_apart() -> None:
    parts = parse_address("https://Hooks.Example.com:8443/a/b?c=d%20e", loopback=False)
    assert (parts.host, parts.port, parts.target, parts.authority) == (
        "hooks.example.com",
        8443,
        "/a/b?c=d%20e",
        "hooks.example.com:8443",
    )
    assert parse_address("https://[2a00:1450::1]", loopback=False).authority == "[2a00:1450::1]"
    assert parse_address("https://hooks.example.com?x=1", loopback=False).target == "/?x=1"
    assert parse_address("http://127.0.0.1:80/", loopback=True).authority == "127.0.0.1"
    assert parse_address("https://hooks.example.com:65535/", loopback=False).port == 65535


def test_a_message_is_tried_ten_times_in_three_days_and_then_given_up() -> None:
    message, at = MESSAGE, AT
    for number, pause in enumerate(PAUSES, start=1):
        message = settle(claim(message, "a", at), DOWN, at)
        assert (message.state, message.attempts, message.status, message.holder) == (
            MessageState.WAITING,
            number,
            503,
            "",
        )
        assert message.next_try is not None
        assert pause <= message.next_try - at <= pause * 1.1
        assert not is_due(message, message.next_try - timedelta(microseconds=1))
        assert is_due(message, message.next_try)
        at = message.next_try
    assert timedelta(days=3) < at - AT < timedelta(days=4)
    message = settle(message, DOWN, at)
    assert (message.state, message.attempts, message.settled_at) == (MessageState.FAILED, 10, at)
    assert not is_due(message, at + timedelta(days=9))


@given(st.lists(st.sampled_from([None, 200, 299, 300, 307, 400, 404, 410, 429, 500]), max_size=12))
def test_a_message_ends_once_and_never_changes_its_id_or_body(statuses: list[int | None]) -> None:
    message, at = MESSAGE, AT
    for status in statuses:
        if message.state is not MessageState.WAITING:
            break
        message = settle(claim(message, "a", at), WebhookAnswer(status), at)
        at += timedelta(days=2)
        taken = status is not None and 200 <= status <= 299
        assert (message.state is MessageState.SENT) == taken
        assert (message.state is MessageState.FAILED) == (status == 410 or (not taken and message.attempts == 10))
        assert (message.settled_at is None) == (message.state is MessageState.WAITING)
    assert (message.event_id, message.body, message.made_at) == ("evt_1_2", "{}", AT)


def test_a_receiver_may_ask_for_a_longer_pause_and_not_for_a_shorter_one() -> None:
    def next_try(pause: timedelta) -> timedelta:
        waiting = settle(MESSAGE, WebhookAnswer(429, "", pause), AT).next_try
        assert waiting is not None
        return waiting - AT

    assert next_try(timedelta(hours=1)) == timedelta(hours=1)
    assert next_try(timedelta(days=400)) == PAUSE_MAX
    assert next_try(timedelta(0)) >= PAUSES[0]
    assert next_try(timedelta(seconds=1)) >= PAUSES[0]


def test_who_claims_a_message_has_it_for_a_minute() -> None:
    claimed = claim(MESSAGE, "a", AT)
    assert not is_due(claimed, AT + LEASE - timedelta(microseconds=1))
    assert is_due(claimed, AT + LEASE)


def test_what_ended_is_sent_again_as_if_it_were_new_and_what_waits_is_not() -> None:
    again = send_again(settle(MESSAGE, WebhookAnswer(410, "Gone"), AT), AT + timedelta(days=1))
    assert (again.state, again.attempts, again.settled_at, again.event_id) == (MessageState.WAITING, 0, None, "evt_1_2")
    with pytest.raises(UnknownMessage):
        send_again(again, AT)
    assert send_again(settle(MESSAGE, TAKEN, AT), AT).state is MessageState.WAITING


def test_what_a_receiver_answers_is_one_short_line() -> None:
    settled = settle(MESSAGE, WebhookAnswer(500, "a\r\nb\x1b[31m 4111111111111111" + "x" * 500), AT)
    assert settled.reason.isprintable()
    assert len(settled.reason) <= 200
    assert "4111111111111111" not in settled.reason
