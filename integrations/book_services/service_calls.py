"""Calls to a service over HTTP: with time-outs, at its pace, signed in, and repeated where that can do no harm."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import cache
from http import HTTPStatus
from typing import Protocol

import httpx2
import msgspec
import stamina

from models.errors import Refused, Unavailable

#: Seconds to wait for a connection, and for the next bytes of an answer.
CONNECT_S, ANSWER_S = 10, 30
#: No pause that a service asks for is longer.
PAUSE_MAX_S = 60
#: So much of what a service answers is repeated to people.
ANSWER_SHOWN = 160


#: Writes amounts with their decimals, as they are.
_ENCODER = msgspec.json.Encoder(decimal_format="number")


class ServiceSilent(Unavailable):
    """A service gave no answer, or none that can be read."""

    code = "service_silent"
    text = (
        "{service} gave no answer that can be read ({reason}). What was sent is looked up there before it is sent "
        "again; wait, or look at the connection."
    )

    service: str
    reason: str


class ServiceBusy(Unavailable):
    """A service takes no more calls now."""

    code = "service_busy"
    text = "{service} takes no more calls for now. Nothing was lost; what waits is sent later."

    def __init__(self, service: str, pause: timedelta) -> None:
        self.service, self.pause = service, pause
        super().__init__()


class ServiceRefused(Refused):
    """A service will not take what was sent."""

    code = "service_refused"
    text = "{service} refused ({status}: {answer}). Nothing was booked there; correct the cause and send again."

    service: str
    status: int
    answer: str


class SignInOver(Unavailable):
    """The shop is not signed in at a service, or not any more."""

    code = "service_sign_in"
    text = (
        "The shop is not signed in at {service}. Nothing was lost; somebody connects it again on the page "
        "Bookkeeping program."
    )

    service: str


class CallSigner(Protocol):
    """Signs calls."""

    def headers(self) -> dict[str, str]:
        """The headers of a call; raises :class:`SignInOver`."""

    def renew(self, stale: Mapping[str, str]) -> None:
        """Get a new token, because one call with the headers ``stale`` was refused; raises :class:`SignInOver`."""


@dataclass(frozen=True, slots=True)
class Pace:
    """At most so many calls in so many seconds; a call that may be repeated is tried ``attempts`` times."""

    calls: int
    seconds: int
    attempts: int = 3
    first_pause_ms: int = 500

    @property
    def first_pause(self) -> timedelta:
        """The pause before the second attempt; the next ones are longer."""
        return timedelta(milliseconds=self.first_pause_ms)


@dataclass(frozen=True, slots=True)
class Call:
    """One call. ``may_repeat``: doing it twice does no harm, so it is repeated when its answer is lost."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] | None = None
    file: tuple[str, str, bytes] | None = None
    raw: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    may_repeat: bool = False


class Pacer:
    """Waits where a call would be one too many."""

    def __init__(
        self, pace: Pace, clock: Callable[[], float] = time.monotonic, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._pace, self._clock, self._pause = pace, clock, pause
        self._times: deque[float] = deque()
        self._lock = threading.Lock()

    def wait(self) -> None:
        """Wait until one more call is within the pace, and count it."""
        with self._lock:
            now = self._clock()
            while self._times and now - self._times[0] >= self._pace.seconds:
                self._times.popleft()
            if len(self._times) >= self._pace.calls:
                self._pause(self._pace.seconds - (now - self._times.popleft()))
            self._times.append(self._clock())


@cache
def pacer_at(_address: str, pace: Pace) -> Pacer:
    """The one pacer of this process for an address."""
    return Pacer(pace)


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return " ".join(text.split())


class ServiceCalls:
    """One service at one address. Its answers are JSON objects with exact numbers.

    ``excerpt`` makes of an error what may be repeated to people and stored.
    """

    def __init__(
        self,
        service: str,
        address: str,
        pace: Pace,
        session: CallSigner | None = None,
        excerpt: Callable[[str], str] = one_line,
    ) -> None:
        self.service, self.session, self._excerpt = service, session, excerpt
        self._pacer, self._pace = pacer_at(address, pace), pace
        self._client = httpx2.Client(base_url=address, timeout=httpx2.Timeout(ANSWER_S, connect=CONNECT_S))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def ask(self, call: Call) -> dict[str, object]:
        """The answer to a call.

        Raises :class:`ServiceSilent`, :class:`ServiceBusy`, :class:`ServiceRefused` or :class:`SignInOver`.
        """
        may_repeat = call.may_repeat or call.method == "GET"

        def pause_before(error: Exception) -> bool | timedelta:
            if isinstance(error, ServiceBusy):  # it did nothing
                return error.pause
            return may_repeat and isinstance(error, ServiceSilent)

        for attempt in stamina.retry_context(
            pause_before,
            attempts=self._pace.attempts,
            timeout=None,
            wait_initial=self._pace.first_pause,
            wait_jitter=self._pace.first_pause,
        ):
            with attempt:
                return self._signed(call)
        raise AssertionError("a call ends with an answer or an error")

    def _signed(self, call: Call) -> dict[str, object]:
        """One attempt; a token that is over is renewed once, as a call that was not signed did nothing."""
        if self.session is None:
            return self._read(self._send(call, {}))
        signed = self.session.headers()
        response = self._send(call, signed)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            self.session.renew(signed)
            response = self._send(call, self.session.headers())
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            raise SignInOver(self.service)
        return self._read(response)

    def _send(self, call: Call, signed: Mapping[str, str]) -> httpx2.Response:
        self._pacer.wait()
        headers = {"Accept": "application/json", **signed, **call.headers}
        content = _ENCODER.encode(call.body) if call.body is not None else call.raw
        if call.body is not None:
            headers["Content-Type"] = "application/json"
        files = None
        if call.file is not None:
            name, media, file = call.file
            files = {"file": (name, file, media)}
        try:
            return self._client.request(
                call.method, call.path, params=dict(call.query), headers=headers, content=content, files=files
            )
        except (httpx2.TransportError, httpx2.DecodingError) as error:
            raise ServiceSilent(self.service, type(error).__name__) from error

    def _read(self, response: httpx2.Response) -> dict[str, object]:
        status = response.status_code
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            raise ServiceBusy(self.service, self._pause_of(response))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServiceSilent(self.service, str(status))
        if not response.is_success:
            raise ServiceRefused(self.service, status, self._excerpt(response.text)[:ANSWER_SHOWN])
        if status == HTTPStatus.NO_CONTENT:
            return {}
        try:
            answer = json.loads(response.text, parse_float=Decimal)
        except ValueError:
            raise ServiceSilent(self.service, "not JSON") from None
        if isinstance(answer, list):
            return {"items": answer}
        if not isinstance(answer, dict):
            raise ServiceSilent(self.service, "not an object")
        return answer

    def _pause_of(self, response: httpx2.Response) -> timedelta:
        """How long the service wants us to wait."""
        seconds = response.headers.get("Retry-After", "")
        if not seconds.isdecimal():
            return self._pace.first_pause
        return timedelta(seconds=min(int(seconds), PAUSE_MAX_S))
