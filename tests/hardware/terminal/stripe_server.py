"""A stand-in for Stripe on this machine that holds both sides to Stripe's own document, and fails when told to."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.hardware.terminal.stripe_account import ANSWERS, StripeAccount
from tests.hardware.terminal.stripe_document import Json, Operation, StripeDocument
from tests.hardware.terminal.stripe_form import read_form
from tests.hardware.terminal.stripe_objects import StripeObjects, StripeRefusal

TEST_KEY = "rk_test_kassa0123456789"
HOOK_SECRET = "whsec_kassa0123456789"


class Fault(StrEnum):
    """How a request goes wrong."""

    REQUEST_LOST = "request lost"
    REPLY_LOST = "reply lost"
    ERROR_BEFORE = "500, nothing done"
    ERROR_AFTER = "500, done"
    BUSY = "429"
    CONFLICT = "409"
    SLOW = "slow"
    READER_TIMEOUT = "terminal_reader_timeout, done"


@dataclass
class _Planned:
    fault: Fault
    operation: str
    times: int


@dataclass(frozen=True)
class _Stored:
    """An answer that is given again under the same key."""

    asked: str
    status: int
    body: str


class StripeServer:
    """Runs in a thread of this process; ``wrong`` holds every breach of the document, which no test may leave."""

    def __init__(self, document: StripeDocument, clock: Callable[[], float] = time.time) -> None:
        self.events: list[Json] = []
        self.objects = StripeObjects(document, clock, self.events.append)
        self.account = StripeAccount(self.objects)
        self.wrong: list[str] = []
        self.asked: list[tuple[str, Json, str | None]] = []
        self.lock = threading.RLock()
        self._document, self._planned = document, list[_Planned]()
        self._stored: dict[str, _Stored] = {}
        self._gone = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet for each answer

            def do_GET(self) -> None:
                outer.answer(self, "get")

            def do_POST(self) -> None:
                outer.answer(self, "post")

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it."""
        self._gone.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def plan(self, fault: Fault, operation: str, times: int = 1) -> None:
        """Let the next requests of an operation go wrong."""
        self._planned.append(_Planned(fault, operation, times))

    def forget_plans(self) -> None:
        """Let nothing go wrong any more."""
        self._planned.clear()

    def forget_keys(self) -> None:
        """What Stripe does after a day: a key that comes again is a new request."""
        self._stored.clear()

    def answer(self, request: BaseHTTPRequestHandler, method: str) -> None:
        """Answer one request, or fail as planned."""
        path, _, query = request.path.partition("?")
        text = request.rfile.read(int(request.headers.get("Content-Length") or 0)).decode()
        found = self._document.find(method, path)
        fault = self._next_fault(found[0].name) if found else None
        if fault is Fault.REQUEST_LOST:
            request.close_connection = True
            return
        status, body, is_replayed = self._carry_out(request, found, query if method == "get" else text, fault)
        if fault is Fault.SLOW:
            self._gone.wait(SLOWNESS_S)
        if fault in {Fault.REPLY_LOST, Fault.SLOW}:
            request.close_connection = True
            return
        _send(request, status, body, is_replayed=is_replayed)

    def _next_fault(self, operation: str) -> Fault | None:
        with self.lock:
            for each in self._planned:
                if each.times and each.operation == operation:
                    each.times -= 1
                    return each.fault
        return None

    def _carry_out(
        self,
        request: BaseHTTPRequestHandler,
        found: tuple[Operation, tuple[str, ...]] | None,
        text: str,
        fault: Fault | None,
    ) -> tuple[int, str, bool]:
        if request.headers.get("Authorization") != f"Bearer {TEST_KEY}":
            return 401, json.dumps(StripeRefusal(401, "Invalid API key").body), False
        if found is None or found[0].name not in ANSWERS:
            self.wrong.append(f"the stand-in does not know {request.command} {request.path}")
            return 404, json.dumps(StripeRefusal(404, "Unrecognized request").body), False
        operation, ids = found
        parameters = self._document.typed(read_form(text), operation.asked)
        if (breach := operation.wrong_request(parameters)) is not None:
            self.wrong.append(f"{operation.name}: {breach}")
            return 400, json.dumps(StripeRefusal(400, breach).body), False
        with self.lock:
            key = request.headers.get("Idempotency-Key") if operation.name.startswith("post") else None
            self.asked.append((operation.name, parameters, key))
            return self._once(operation, ids, parameters, key=key, fault=fault)

    def _once(
        self, operation: Operation, ids: tuple[str, ...], parameters: Json, *, key: str | None, fault: Fault | None
    ) -> tuple[int, str, bool]:
        """The answer that is stored under a key, or a new one."""
        fingerprint = json.dumps([operation.name, ids, parameters], sort_keys=True)
        if key is not None and (stored := self._stored.get(key)):
            if stored.asked != fingerprint:
                self.wrong.append(f"{operation.name}: other parameters under the key {key}")
                kind = "idempotency_error"
                return 400, json.dumps(StripeRefusal(400, "The key was used before.", kind=kind).body), False
            return stored.status, stored.body, True
        if fault in {Fault.BUSY, Fault.CONFLICT}:
            return int(fault), json.dumps(StripeRefusal(int(fault), "Later.", "lock_timeout").body), False
        status, body, is_stored = self._new_answer(operation, ids, parameters, fault)
        if key is not None and is_stored:
            self._stored[key] = _Stored(fingerprint, status, body)
        return status, body, False

    def _new_answer(
        self, operation: Operation, ids: tuple[str, ...], parameters: Json, fault: Fault | None
    ) -> tuple[int, str, bool]:
        broken = StripeRefusal(500, "An error of Stripe's.", kind="api_error")
        if fault is Fault.ERROR_BEFORE:
            return 500, json.dumps(broken.body), True
        try:
            made = _without_own(ANSWERS[operation.name](self.account, parameters, *ids))
        except StripeRefusal as refusal:
            return refusal.status, json.dumps(refusal.body), refusal.is_stored
        self.wrong.extend(operation.wrong_answers(made))
        if fault is Fault.ERROR_AFTER:
            return 500, json.dumps(broken.body), True
        if fault is Fault.READER_TIMEOUT:
            return 400, json.dumps(StripeRefusal(400, "No answer.", "terminal_reader_timeout").body), True
        return 200, json.dumps(made), True


#: Longer than an impatient driver waits for a reply.
SLOWNESS_S = 0.3


def signed(event: Json, at: int, secret: str = HOOK_SECRET) -> tuple[bytes, str]:
    """An event as Stripe sends it: the body and its signature."""
    body = json.dumps(event).encode()
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return body, f"t={at},v1={mark}"


def _without_own(made: Json) -> Json:
    """Without what the stand-in notes for itself."""
    clean = {name: value for name, value in made.items() if not name.startswith("_")}
    if isinstance(clean.get("data"), list):
        clean["data"] = [_without_own(each) for each in clean["data"]]
    return clean


def _send(request: BaseHTTPRequestHandler, status: int, body: str, *, is_replayed: bool) -> None:
    data = body.encode()
    try:
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(data)))
        if is_replayed:
            request.send_header("Idempotent-Replayed", "true")
        request.end_headers()
        request.wfile.write(data)
        request.wfile.flush()
    except OSError:  # the driver does not wait any more
        request.close_connection = True
