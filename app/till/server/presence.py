"""Who asks at a till: the browser that is enrolled as it, and the operator who is signed in there.

Both are looked up by a cookie, at most once in a few seconds, so that a scan costs no more than before. What is ended
in this process is ended at once; what another process ends is ended when the look-up is repeated.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from models.access.enrolment import Enrolment
from models.access.session import SessionKind, SignedIn
from operations.access.enrolments import find_enrolled, note_seen
from operations.access.sessions import find_signed_in, note_input
from store.database.engine import Store

TILL_COOKIE, SESSION_COOKIE = "kassa_till", "kassa_session"
#: A look-up holds for so long, and so many are remembered.
FRESH_S, REMEMBERED_MAX = 3.0, 512
#: When a browser was last here is remembered this exactly, and when an operator last did something.
SEEN_EVERY, INPUT_EVERY = timedelta(minutes=1), timedelta(seconds=15)
#: No secret of a cookie is longer.
SECRET_MAX = 200

_Value = TypeVar("_Value")


class Remembered(Generic[_Value]):
    """Answers by secret, each for :data:`FRESH_S`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, _Value | None]] = OrderedDict()

    def find(self, secret: str, ask: Callable[[], _Value | None]) -> _Value | None:
        """The answer to a secret, asked anew if it is not fresh; an empty or overlong secret is nobody's."""
        if not 0 < len(secret) <= SECRET_MAX:
            return None
        last, now = self._answers.get(secret), self._clock()
        if last is not None and now - last[0] < FRESH_S:
            return last[1]
        answer = ask()
        self._answers[secret] = now, answer
        self._answers.move_to_end(secret)
        if len(self._answers) > REMEMBERED_MAX:
            self._answers.popitem(last=False)
        return answer

    def forget(self) -> None:
        """Ask anew for every secret."""
        self._answers.clear()


class Presence:
    """The enrolled browsers and signed-in operators of one server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._enrolments = Remembered[Enrolment](clock)
        self._operators = Remembered[SignedIn](clock)
        self._input_at: dict[str, datetime] = {}

    def enrolled_till(self, store: Store, secret: str, at: datetime) -> int | None:
        """The till as which a browser is enrolled, by the secret of its cookie."""
        enrolment = self._enrolments.find(secret, lambda: _find_enrolment(store, secret, at))
        return None if enrolment is None else enrolment.till_id

    def operator(self, store: Store, token: str, at: datetime) -> SignedIn | None:
        """Who is signed in at a till, by the token of the browser's cookie."""
        person = self._operators.find(token, lambda: find_signed_in(store, token, at=at))
        return person if person is not None and person.session.kind is SessionKind.TILL else None

    def note_input(self, store: Store, signed_in: SignedIn, at: datetime) -> None:
        """The operator did something: the time until the till locks itself begins anew."""
        session = signed_in.session
        before = self._input_at.get(session.id, session.seen_at)
        if at - before >= INPUT_EVERY:
            note_input(store, session, at=at)
            recent = {key: last for key, last in self._input_at.items() if at - last < SEEN_EVERY}
            self._input_at = {**recent, session.id: at}

    def forget(self) -> None:
        """Look everybody up anew: somebody signed in or out here, or a browser was enrolled or revoked."""
        self._enrolments.forget()
        self._operators.forget()


def _find_enrolment(store: Store, secret: str, at: datetime) -> Enrolment | None:
    enrolment = find_enrolled(store, secret)
    if enrolment is not None and at - enrolment.seen_at >= SEEN_EVERY:
        note_seen(store, enrolment, at=at)
    return enrolment
