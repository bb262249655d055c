"""The way to Stripe: who we are, how long we wait, and what an error means for a request."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import stripe

from hardware.faults import WrongDeviceSetting
from hardware.terminal.stripe_link import ADDRESS_NAME, KEY_NAME

#: Stripe's own shapes: objects of JSON, which only its documentation describes.
Json = dict[str, Any]

#: Seconds to wait for a connection and for an answer.
WAITS_S = (3.0, 10.0)
#: A question sends nothing new after so long; with the last wait on top it stays below 20 seconds.
HURRY_S = 6.0
RETRIES = 2
#: What is only shown waits for a moment, and is hardly sent again: the next basket is.
GLANCE_WAITS_S, GLANCE_S = (1.0, 3.0), 1.5
TOO_MANY_REQUESTS = 429
#: What the library below calls a connection that was not made: no address, nobody there, no answer to the first packet.
NEVER_CONNECTED = {"ConnectTimeout", "ConnectTimeoutError", "NameResolutionError", "NewConnectionError"}
SERVER_ERROR = 500


class NoStripeKey(WrongDeviceSetting):
    """The environment holds no key for Stripe, or one that cannot be used here: ``stripe:`` names nothing then."""

    code = "no_stripe_key"
    text = (
        "Kassa cannot ask Stripe: {reason}. Nothing was sent or changed. Set KASSA_STRIPE_KEY in the server's "
        "environment to a restricted key of your Stripe account; docs/payments_stripe.md explains how."
    )

    def __init__(self, reason: str) -> None:
        super().__init__("stripe:", reason)


class _TooLate(stripe.APIConnectionError):
    def __init__(self, *, should_retry: bool) -> None:
        super().__init__("no time is left for another request", should_retry=should_retry)  # type: ignore[no-untyped-call]


class PatientClient(stripe.RequestsClient):
    """Sends the requests of one question at a time for each thread, and only as long as a till can wait."""

    def __init__(
        self, waits_s: tuple[float, float] = WAITS_S, *, hurry_s: float = HURRY_S, pause_s: float = 0.5
    ) -> None:
        super().__init__(timeout=waits_s)
        self._hurry_s, self._pause_s = hurry_s, pause_s
        self._question = threading.local()

    @contextmanager
    def question(self) -> Iterator[None]:
        """The requests inside belong together: after a while none of them is sent any more."""
        self._question.until, self._question.has_left = time.monotonic() + self._hurry_s, False
        try:
            yield
        finally:
            self._question.until = None

    @property
    def has_left(self) -> bool:
        """Whether a request of the question may have reached Stripe: a connection was made."""
        return bool(getattr(self._question, "has_left", True))

    @property
    def _is_late(self) -> bool:
        until = getattr(self._question, "until", None)
        return until is not None and time.monotonic() > until

    def request(  # type: ignore[override]  # bytes as in the class above, not as in its base class
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request, unless the till has waited too long already."""
        if self._is_late:
            raise _TooLate(should_retry=False)
        try:
            answer = super().request(method, url, headers, post_data)
        except stripe.APIConnectionError as error:
            self._question.has_left = self.has_left or not _was_never_connected(error)
            raise
        self._question.has_left = True
        return answer

    def _should_retry(  # the library's own: it does not repeat what came too fast
        self,
        response: Any,
        api_connection_error: stripe.APIConnectionError | None,
        num_retries: int,
        max_network_retries: int | None,
    ) -> bool:
        if self._is_late:
            return False
        if response is not None and response[1] == TOO_MANY_REQUESTS:
            return num_retries < (max_network_retries or 0)
        return bool(super()._should_retry(response, api_connection_error, num_retries, max_network_retries))

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return min(self._pause_s * float(2 ** (num_retries - 1)), self._hurry_s)


def _was_never_connected(error: stripe.APIConnectionError) -> bool:
    """Whether there was no connection over which anything could have left."""
    cause = error.__cause__
    inner = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    return {type(cause).__name__, type(inner).__name__} & NEVER_CONNECTED != set()


def hasty_client() -> PatientClient:
    """A client for what is only shown."""
    return PatientClient(GLANCE_WAITS_S, hurry_s=GLANCE_S)


class StripeAccess:
    """One account as the driver uses it; ``repr`` never shows the key."""

    def __init__(self, key: str, *, address: str | None = None, client: PatientClient | None = None) -> None:
        stripe.enable_telemetry = False
        #: A test key moves no money.
        self.is_practice = "_test_" in key
        self._patience = client or PatientClient()
        self.question = self._patience.question
        self._client = stripe.StripeClient(
            key,
            http_client=self._patience,
            max_network_retries=RETRIES,
            base_addresses={"api": address} if address else {},
        )

    @property
    def has_left(self) -> bool:
        """Whether a request of the question that is asked now may have reached Stripe."""
        return self._patience.has_left

    @property
    def v1(self) -> Any:  # the library's services are made of generated classes
        """Stripe's services."""
        return self._client.v1

    def __repr__(self) -> str:
        return "StripeAccess()"


def access_from_environment(client: PatientClient | None = None) -> StripeAccess:
    """The account whose key is in the environment; raises :class:`NoStripeKey`."""
    key, address = os.environ.get(KEY_NAME, "").strip(), os.environ.get(ADDRESS_NAME, "").strip()
    if not key:
        raise NoStripeKey("KASSA_STRIPE_KEY is not set")
    if not key.startswith(("rk_", "sk_")):
        raise NoStripeKey("what KASSA_STRIPE_KEY holds is no restricted key (rk_...) and no secret key (sk_...)")
    if address and (urlsplit(address).hostname != "127.0.0.1" or "_test_" not in key):
        raise NoStripeKey("KASSA_STRIPE_ADDRESS names a Stripe for tests on this machine and goes with a test key only")
    return StripeAccess(key, address=address or None, client=client)


def is_lost(error: stripe.StripeError) -> bool:
    """Whether the request may have been carried out, or may be later: its answer proves nothing.

    What the library calls an error of the interface is any status that it has no class for: conflicts (409), and 500
    and above.
    """
    return isinstance(
        error, (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError, stripe.IdempotencyError)
    )


def is_broken(error: stripe.StripeError) -> bool:
    """Whether Stripe itself failed: it stores this answer, and gives it again under the same key."""
    return (error.http_status or 0) >= SERVER_ERROR


def is_not_let_in(error: stripe.StripeError) -> bool:
    """Whether Stripe does not know the key, or does not let it do this."""
    return isinstance(error, (stripe.AuthenticationError, stripe.PermissionError))


def reason_of(error: stripe.StripeError) -> str:
    """A machine's word for an error, never Stripe's text, which may repeat what was sent."""
    return str(error.code or type(error).__name__)


def is_replayed(answer: Any) -> bool:  # the library's generated classes
    """Whether the answer is an older one, given again under the same key: it may not hold any more."""
    return bool(answer.last_response.headers.get("Idempotent-Replayed") == "true")
