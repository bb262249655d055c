"""Sending a message to an address that somebody named, without ever reaching a machine that is not a public one.

The name is looked up once, each address that it leads to is checked, and the connection is made to one that was
checked: a name that leads elsewhere a moment later (DNS rebinding) changes nothing. Redirects are not followed, proxies
of the environment are not used, and an answer is read only so far.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from threading import Timer

from models.dispatch.public_network import is_public
from models.dispatch.webhook import WebhookAddress, WebhookAnswer

#: An attempt takes no longer, whatever the other side does.
ATTEMPT_S = 15
CONNECT_S = 5
#: No more of an answer is read.
ANSWER_MAX = 16 * 1024

#: The addresses of a host and port, as numbers.
Resolve = Callable[[str, int], Sequence[str]]


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host; raises :class:`OSError`."""
    places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in places]


@dataclass(frozen=True, slots=True)
class Reach:
    """What a message may reach. ``loopback`` (for trials) allows this machine and nothing else of the inside."""

    loopback: bool = False
    resolve: Resolve = look_up
    attempt_s: float = ATTEMPT_S
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def allows(self, text: str) -> bool:
        """Whether an address may be connected to."""
        return is_public(text) or (self.loopback and ip_address(text.partition("%")[0]).is_loopback)


class _CheckedConnection(http.client.HTTPConnection):
    """A connection to one address that was checked, under the name that was asked for."""

    def __init__(self, to: WebhookAddress, address: str, reach: Reach) -> None:
        super().__init__(to.host, to.port, timeout=CONNECT_S)
        self.is_cut = False
        self._to, self._address, self._reach = to, address, reach

    def connect(self) -> None:
        """Connect to the address, and look once more at whom the system connected to."""
        plain = socket.create_connection((self._address, self._to.port), timeout=CONNECT_S)
        self.sock = plain
        if not self._reach.allows(str(plain.getpeername()[0])):
            raise OSError("the address is not a public one")
        if self._to.scheme == "https":
            name = self._to.host.strip("[]")
            self.sock = self._reach.context.wrap_socket(plain, server_hostname=name)
        self.sock.settimeout(self._reach.attempt_s)


def post(to: WebhookAddress, body: str, headers: Mapping[str, str], reach: Reach) -> WebhookAnswer:
    """Post a message; whatever goes wrong is an answer without a status."""
    try:
        places = list(reach.resolve(to.host.strip("[]"), to.port))
    except (OSError, UnicodeError) as error:
        return WebhookAnswer(None, f"the name was not found: {_text_of(error)}")
    if not places or not all(reach.allows(each) for each in places):
        return WebhookAnswer(None, "the address is not a public one")
    connection = _CheckedConnection(to, places[0], reach)
    watch = Timer(reach.attempt_s, _cut, (connection,))
    watch.daemon = True
    watch.start()
    try:
        answer = _post(connection, to, body.encode(), headers)
        # Half an answer reads like a whole one.
        return WebhookAnswer(None, "it took too long") if connection.is_cut else answer
    except (OSError, http.client.HTTPException, ValueError) as error:
        return WebhookAnswer(None, _text_of(error))
    finally:
        watch.cancel()
        connection.close()


def _post(
    connection: http.client.HTTPConnection, to: WebhookAddress, body: bytes, headers: Mapping[str, str]
) -> WebhookAnswer:
    usual = {
        "host": to.authority,
        "user-agent": "Kassa",
        "content-type": "application/json",
        "accept-encoding": "identity",
        "connection": "close",
    }
    connection.request("POST", to.target, body=body, headers=usual | dict(headers))
    answer = connection.getresponse()
    answer.read(ANSWER_MAX)
    return WebhookAnswer(answer.status, answer.reason, _pause_of(answer.headers.get("retry-after")))


def _pause_of(text: str | None) -> timedelta | None:
    """The seconds of a Retry-After header; one with a date is left out."""
    return timedelta(seconds=min(int(text), 10**6)) if text and text.isascii() and text.isdigit() else None


def _cut(connection: _CheckedConnection) -> None:
    """End an attempt that takes too long, also one whose answer drips in letter by letter."""
    connection.is_cut = True
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself


def _text_of(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
