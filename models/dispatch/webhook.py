"""Webhooks: addresses of programs of others to which the shop sends what happens, each message until it is taken. Pure.

Source: Standard Webhooks 1.0.0 (https://www.standardwebhooks.com): names of headers, pauses between attempts, 410.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from models.card_data import hide_card_data
from models.errors import Reason, Refused

ADDRESS_MAX, REASON_MAX, WEBHOOKS_MAX = 300, 200, 20
#: After a change of its secret, a webhook is signed with both for so long.
BOTH_SECRETS = timedelta(days=1)
#: What was sent, or could not be, is forgotten after so long; until then it can be sent again.
REMEMBERED = timedelta(days=30)
#: Whoever claims a message has so long to send it; then it is anybody's again.
LEASE = timedelta(seconds=60)
#: The pauses after each attempt that failed. After the last one a message is given up: it was tried for three days.
PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
#: A receiver that asks for a longer pause gets at most this one.
PAUSE_MAX = timedelta(hours=24)
#: The answer of a receiver that wants no more messages (RFC 9110 section 15.5.11).
GONE = 410

_HOST = r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_ADDRESS = re.compile(
    rf"(https?)://({_HOST}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::([1-9][0-9]{{0,4}}))?((?:[/?][!$-;=?-Z\[\]_a-z~%]*)?)"
)
_PORT_MAX = 65535


class WebhookEvent(StrEnum):
    """What a webhook may be about, in the order of the page."""

    ORDER_PLACED = "order.placed"
    ORDER_PAID = "order.paid"
    ORDER_READY = "order.ready"
    ORDER_COLLECTED = "order.collected"
    ORDER_CANCELLED = "order.cancelled"
    ORDER_EXPIRED = "order.expired"
    SALE_COMPLETED = "sale.completed"
    STOCK_SOLD_OUT = "stock.sold_out"
    STOCK_FEW_LEFT = "stock.few_left"
    STOCK_IN_STOCK = "stock.in_stock"
    PRICE_CHANGED = "price.changed"


#: The event of a message that somebody sends to see whether it arrives.
TRIAL_EVENT = "webhook.trial"


class WebhookState(StrEnum):
    """Whether messages are sent."""

    ON = "on"
    OFF = "off"


class MessageState(StrEnum):
    """What became of a message."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """It was given up: the receiver did not take it for three days, or wants no more."""


class WrongWebhook(Refused):
    """A webhook that cannot be made or changed like this."""

    code = "wrong_webhook"
    text = "The webhook cannot be stored: {reason}. Nothing was changed; correct it and try again."

    reason: str


class UnknownWebhook(Refused):
    """No webhook has that number."""

    code = "unknown_webhook"
    text = "There is no webhook {number}. Nothing was changed; 'kassa webhooks list' shows them."

    number: int


class WebhookOff(Refused):
    """A message was to be sent to a webhook that is switched off."""

    code = "webhook_off"
    text = "Webhook {number} is switched off. Nothing was sent; switch it on first."

    number: int


class UnknownMessage(Refused):
    """No message of a webhook has that id, or it still waits."""

    code = "unknown_webhook_message"
    text = "There is no message {message} that could be sent again. Nothing was changed; load the list again."

    message: str


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Where messages go: the parts of an address."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """The host as its header has it, with the port where that is not the usual one."""
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook. ``secret`` and ``former_secret`` are encrypted; the latter signs too until ``former_until``.

    ``why_off`` is empty unless Kassa switched it off.
    """

    id: int
    address: str
    events: frozenset[WebhookEvent]
    state: WebhookState
    secret: str
    former_secret: str = ""
    former_until: datetime | None = None
    why_off: str = ""

    @property
    def host(self) -> str:
        """The part of the address that names no secret."""
        return parse_address(self.address, loopback=True).authority

    @property
    def digest(self) -> str:
        """What the journal has of address and secrets: a change of either is found, and neither can be read."""
        until = self.former_until.isoformat() if self.former_until else ""
        text = f"{self.address}\n{self.secret}\n{self.former_secret}\n{until}"
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class WebhookMessage:
    """A message for one webhook: ``event_id`` and ``body`` are the same at each attempt.

    ``holder`` is the installation that is sending it, ``status`` the last answer's (``None``: there was none).
    """

    webhook_id: int
    event_id: str
    event: str
    body: str
    made_at: datetime
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    next_try: datetime | None = None
    holder: str = ""
    settled_at: datetime | None = None
    status: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What came of an attempt: a status, or ``None`` and why there was none; ``pause`` is what was asked for."""

    status: int | None
    reason: str = ""
    pause: timedelta | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has the message."""
        return self.status is not None and 200 <= self.status < 300


def parse_address(text: str, *, loopback: bool) -> WebhookAddress:
    """The parts of an address; raises :class:`WrongWebhook`. Only trials on this machine (``loopback``) do without TLS.

    >>> parse_address("https://hooks.example.com/kassa?shop=1", loopback=False)
    WebhookAddress(scheme='https', host='hooks.example.com', port=443, target='/kassa?shop=1')
    >>> parse_address("http://hooks.example.com", loopback=False)
    Traceback (most recent call last):
    models.dispatch.webhook.WrongWebhook: The webhook cannot be stored: its address ...
    """
    match = _ADDRESS.fullmatch(text) if len(text) <= ADDRESS_MAX else None
    if match is None or (match[1] == "http" and not loopback):
        raise WrongWebhook(Reason("webhook_address", "its address must look like https://hooks.example.com/kassa"))
    scheme, host, port, path = match.groups()
    number = int(port) if port else {"https": 443, "http": 80}[scheme]
    if number > _PORT_MAX:
        raise WrongWebhook(Reason("webhook_address", "its address must look like https://hooks.example.com/kassa"))
    return WebhookAddress(scheme, host.lower(), number, path if path.startswith("/") else f"/{path}")


def read_events(names: Iterable[str]) -> frozenset[WebhookEvent]:
    """The events of these names; raises :class:`WrongWebhook` for an unknown one and for none at all.

    >>> sorted(read_events(["sale.completed", "order.paid"]))
    [<WebhookEvent.ORDER_PAID: 'order.paid'>, <WebhookEvent.SALE_COMPLETED: 'sale.completed'>]
    """
    wishes, choices = list(names), ", ".join(WebhookEvent)
    if not wishes:
        raise WrongWebhook(Reason("no_webhook_event", "it needs at least one of {choices}", choices=choices))
    for name in wishes:
        if name not in set(WebhookEvent):
            raise WrongWebhook(
                Reason("no_such_webhook_event", "{name} is none of {choices}", name=name[:40], choices=choices)
            )
    return frozenset(WebhookEvent(name) for name in wishes)


def events_text(events: Iterable[WebhookEvent]) -> str:
    """Events as one text, in their order, as they are stored."""
    wishes = frozenset(events)
    return " ".join(each.value for each in WebhookEvent if each in wishes)


def is_due(message: WebhookMessage, at: datetime) -> bool:
    """Whether a message may be sent now: nobody is sending it, and its pause is over."""
    return message.state is MessageState.WAITING and (message.next_try is None or at >= message.next_try)


def claim(message: WebhookMessage, holder: str, at: datetime) -> WebhookMessage:
    """The message in the hands of ``holder``; if that is killed, it is due again when its lease is over."""
    return replace(message, holder=holder, next_try=at + LEASE)


def settle(message: WebhookMessage, answer: WebhookAnswer, at: datetime) -> WebhookMessage:
    """The message after an attempt: sent, waiting for the next attempt, or given up."""
    attempts = message.attempts + 1
    reason = hide_card_data("".join(each for each in answer.reason if each.isprintable()))[:REASON_MAX]
    after = replace(message, attempts=attempts, status=answer.status, reason=reason, holder="", next_try=None)
    if answer.is_taken:
        return replace(after, state=MessageState.SENT, settled_at=at, reason="")
    if answer.status == GONE or attempts > len(PAUSES):
        return replace(after, state=MessageState.FAILED, settled_at=at)
    return replace(after, next_try=at + _pause(after, answer))


def send_again(message: WebhookMessage, at: datetime) -> WebhookMessage:
    """The message as if it were new, under its own id; raises :class:`UnknownMessage` while it still waits."""
    if message.state is MessageState.WAITING:
        raise UnknownMessage(message.event_id)
    return replace(message, state=MessageState.WAITING, attempts=0, next_try=at, settled_at=None, reason="")


def _pause(message: WebhookMessage, answer: WebhookAnswer) -> timedelta:
    """Up to a tenth longer, different for each message: a receiver that was down does not get all of them at once."""
    own = hashlib.sha256(f"{message.webhook_id}{message.event_id}{message.attempts}".encode()).digest()[0]
    pause = PAUSES[message.attempts - 1] * (1 + own / 2560)
    wish = timedelta(0) if answer.pause is None else min(answer.pause, PAUSE_MAX)
    return max(pause, wish)
