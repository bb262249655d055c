"""What a message may reach: over real sockets, with names that lead where they should not."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from integrations.webhooks.webhook_client import Reach, look_up, post
from models.dispatch.webhook import WebhookAnswer, parse_address
from tests.app.tls_proxy import make_certificate
from tests.webhook_receiver import WebhookReceiver, receiving

INSIDE = Reach(loopback=True)


def send(url: str, reach: Reach) -> WebhookAnswer:
    return post(parse_address(url, loopback=True), '{"ö": 1}', {"webhook-id": "evt_1_1"}, reach)


def test_a_message_arrives_whole_and_its_answer_is_read() -> None:
    with receiving(WebhookReceiver(headers={"Retry-After": "7"})) as receiver:
        answer = send(receiver.url, INSIDE)
    assert (answer.status, answer.is_taken, answer.pause) == (204, True, timedelta(seconds=7))
    (message,) = receiver.taken
    assert (message.path, message.body, message.id) == ("/hook?shop=1", '{"ö": 1}', "evt_1_1")
    assert message.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert message.headers["content-type"] == "application/json"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.1", "2130706433", "0x7f000001"])
def test_the_inside_is_not_reached_in_any_form(host: str) -> None:
    with receiving(WebhookReceiver()) as receiver:
        answer = send(f"http://{host}:{receiver.port}/", Reach())
        assert (answer.status, answer.reason) == (None, "the address is not a public one")
        assert receiver.taken == []
        assert send(f"http://127.0.0.1:{receiver.port}/", INSIDE).is_taken, "the control: it would have arrived"


def test_a_name_with_one_address_of_the_inside_is_refused_whole() -> None:
    with receiving(WebhookReceiver()) as receiver:
        mixed = Reach(resolve=lambda _host, _port: ["8.8.8.8", "127.0.0.1"])
        assert send(f"http://both.example:{receiver.port}/", mixed).status is None
        nothing = Reach(resolve=lambda _host, _port: [])
        assert send(f"http://none.example:{receiver.port}/", nothing).status is None
    assert receiver.taken == []


def test_a_name_that_leads_elsewhere_a_moment_later_changes_nothing() -> None:
    """DNS rebinding: whoever looks the name up twice connects to an address that nobody checked."""
    with receiving(WebhookReceiver()) as receiver:
        answers = [["127.0.0.1"], ["203.0.113.7"]]
        asked: list[str] = []

        def rebind(host: str, _port: int) -> Sequence[str]:
            asked.append(host)
            return answers[len(asked) - 1]

        reach = Reach(loopback=True, resolve=rebind)
        assert send(f"http://rebind.example:{receiver.port}/", reach).is_taken
        assert asked == ["rebind.example"], "looked up once, and connected to what was looked up"
        assert receiver.taken[0].headers["host"] == f"rebind.example:{receiver.port}"


def test_whom_the_system_connected_to_is_looked_at_again() -> None:
    """Addresses are checked, and then the peer of the socket: here the first check is fooled."""

    class Fooled(Reach):
        checks = 0

        def allows(self, text: str) -> bool:
            type(self).checks += 1
            return type(self).checks == 1 or super().allows(text)

    with receiving(WebhookReceiver()) as receiver:
        answer = send(f"http://127.0.0.1:{receiver.port}/", Fooled())
        assert (answer.status, answer.reason) == (None, "the address is not a public one")
    assert receiver.taken == []


def test_a_redirect_is_not_followed() -> None:
    with receiving(WebhookReceiver()) as inside:
        outside = WebhookReceiver(lambda _: 307, {"Location": inside.url})
        with receiving(outside):
            answer = send(outside.url, INSIDE)
        assert (answer.status, answer.is_taken) == (307, False)
        assert inside.taken == []


def test_a_receiver_that_drips_its_answer_is_cut_off() -> None:
    with receiving(WebhookReceiver(drips=True)) as receiver:
        answer = send(receiver.url, Reach(loopback=True, attempt_s=0.3))
        assert (answer.status, answer.reason) == (None, "it took too long")
        assert len(receiver.taken) == 1


def test_a_certificate_must_be_one_that_somebody_vouches_for(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path, "hooks.example")
    with receiving(WebhookReceiver(), certificate) as receiver:
        url = f"https://hooks.example:{receiver.port}/"
        here = ["127.0.0.1"]
        refused = send(url, Reach(loopback=True, resolve=lambda _host, _port: here))
        assert refused.status is None
        assert "CERTIFICATE" in refused.reason.upper()
        assert receiver.taken == []
        trusted = ssl.create_default_context(cafile=str(certificate))
        assert send(url, Reach(loopback=True, resolve=lambda _host, _port: here, context=trusted)).is_taken
        wrong_name = url.replace("hooks.example", "other.example")
        assert send(wrong_name, Reach(loopback=True, resolve=lambda _host, _port: here, context=trusted)).status is None


def test_nobody_there_is_an_answer_too() -> None:
    with receiving(WebhookReceiver()) as receiver:
        pass
    assert send(receiver.url, INSIDE).status is None
    unknown = Reach(resolve=_unknown)
    assert send("http://nowhere.example/", unknown).reason.startswith("the name was not found")
    assert "127.0.0.1" in look_up("localhost", 80) or "::1" in look_up("localhost", 80)


def _unknown(_host: str, _port: int) -> Sequence[str]:
    raise OSError(-2, "Name or service not known")
