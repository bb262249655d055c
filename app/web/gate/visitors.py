"""Recognising who asks: by the cookies of a session, of an enrolled till and of a customer display.

Sessions and tills are looked up at most every few seconds.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from app.web.cookies import DISPLAY_COOKIE, OFFICE_COOKIE, TILL_COOKIE
from app.web.gate.rule import Visitor
from models.access.session import SessionKind, SignedIn
from operations.access.displays import find_display
from operations.access.first_person import is_without_people
from operations.access.sessions import find_signed_in
from store.database.engine import Store
from store.shop import find_shop

#: What was looked up holds for so long; an ended session is out at once where it was ended, elsewhere after this time.
FRESH_S = 5
REMEMBERED_MAX = 1024
#: A secret is shorter; whatever is longer is none.
SECRET_LENGTH_MAX = 200

Value = TypeVar("Value")
TillOf = Callable[[Store, str, datetime], int | None]


def no_till(_store: Store, _secret: str, _at: datetime) -> int | None:
    """Where no browser is enrolled as a till."""
    return None


class Visitors:
    """Finds the sessions and tills behind cookies; ``store_of`` gives the store of the running server."""

    def __init__(
        self, store_of: Callable[[], Store], till_of: TillOf = no_till, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store_of, self._till_of, self._clock = store_of, till_of, clock
        self._sessions: OrderedDict[str, tuple[float, SignedIn | None]] = OrderedDict()
        self._has_begun = False
        self._tills: OrderedDict[str, tuple[float, int | None]] = OrderedDict()

    @property
    def store(self) -> Store:
        """The store of the running server."""
        return self._store_of()

    async def recognise(self, connection: HTTPConnection) -> Visitor:
        """Who asks; raises what the store raises."""
        token, secret, display = (_secret(connection, name) for name in (OFFICE_COOKIE, TILL_COOKIE, DISPLAY_COOKIE))
        if not (token or secret or display) and self._has_begun:
            return Visitor()
        return await run_in_threadpool(self._find, token, secret, display)

    def forget(self, token: str | None = None) -> None:
        """Look sessions up anew, all or one, after something about them was changed here."""
        if token is None:
            self._sessions.clear()
        else:
            self._sessions.pop(token, None)

    def _find(self, token: str, secret: str, display: str) -> Visitor:
        beginning = self._beginning()
        if beginning is not None and (beginning.no_shop or not (token or secret or display)):
            return beginning
        till = self._remembered(self._tills, secret, self._till)
        signed_in = self._remembered(self._sessions, token, self._session)
        return Visitor(signed_in, till, display=self._display(display))

    def _beginning(self) -> Visitor | None:
        """Everybody, as long as nobody can sign in; once somebody could, this is never asked again."""
        if self._has_begun:
            return None
        with self.store.view() as view:
            no_shop = find_shop(view) is None
        self._has_begun = not is_without_people(self.store)
        return None if self._has_begun else Visitor(no_shop=no_shop, nobody_yet=True)

    def _session(self, token: str) -> SignedIn | None:
        signed_in = find_signed_in(self.store, token, at=datetime.now(UTC))
        # Somebody's PIN opens the till and nothing else.
        return signed_in if signed_in is not None and signed_in.session.kind is SessionKind.OFFICE else None

    def _till(self, secret: str) -> int | None:
        return self._till_of(self.store, secret, datetime.now(UTC))

    def _display(self, secret: str) -> int | None:
        """Looked up each time: a display asks seldom, and is paired or revoked while it waits for the answer."""
        display = find_display(self.store, secret) if secret else None
        return None if display is None else display.till_id

    def _remembered(
        self, memory: OrderedDict[str, tuple[float, Value | None]], key: str, find: Callable[[str], Value | None]
    ) -> Value | None:
        if not key:
            return None
        remembered, now = memory.get(key), self._clock()
        if remembered is not None and now - remembered[0] < FRESH_S:
            return remembered[1]
        value = find(key)
        memory[key] = (now, value)
        memory.move_to_end(key)
        if len(memory) > REMEMBERED_MAX:
            memory.popitem(last=False)
        return value


def _secret(connection: HTTPConnection, name: str) -> str:
    value = connection.cookies.get(name, "")
    return value if len(value) <= SECRET_LENGTH_MAX else ""
