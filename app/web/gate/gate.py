"""The gate: nobody reaches a path that the table of rules does not open to them.

A visitor's page sends the visitor to sign in; a program gets a problem. An open page is closed when its session ends.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.addresses import SETUP, SIGN_IN
from app.web.forms.refused_page import refused_page
from app.web.gate.rule import READING, Audience, GateAnswer, Rule, Visitor, find_rule, first_page
from app.web.gate.visitors import Visitors
from app.web.page_shell import language_of
from app.web.problems import problem, problem_of, words_for
from app.web.turns import REFUSED
from app.web.who_may import who_may
from app.words import words_of
from models.access.permission import Permission
from models.errors import KassaError

#: An open page is looked at again this often.
RECHECK_S = 20.0
_POLICY_VIOLATION = 1008


class GateMiddleware:
    """Recognises who asks, and lets pass whom ``rules`` let.

    ``scope["state"]`` then has ``signed_in`` and ``enrolled_till``. ``language`` is that of visitors without a wish.
    """

    def __init__(
        self, app: ASGIApp, rules: Sequence[Rule], visitors: Visitors, language: str, recheck_s: float = RECHECK_S
    ) -> None:
        self.app, self.rules, self.visitors = app, rules, visitors
        self.language, self.recheck_s = language, recheck_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the connection through, or answer what is missing."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        try:
            visitor = await self.visitors.recognise(HTTPConnection(scope))
        except KassaError as error:
            visitor = Visitor()  # who asks cannot be looked up: only what is open to everybody is served
            if not self._is_open(scope):
                await self._refuse(scope, receive, send, problem_of(_request(scope), error))
                return
        state |= {"signed_in": visitor.office, "enrolled_till": visitor.till}
        verdict, permission = self._decide(scope, visitor)
        if _begins_here(scope, visitor):
            query = scope["query_string"].decode("latin-1")
            await self._refuse(scope, receive, send, _go(f"{SETUP}?{query}" if query else SETUP))
        elif verdict is not GateAnswer.PASS:
            state[REFUSED] = state.get(REFUSED, 0) + 1
            refusal = await self._refusal(_request(scope), visitor, verdict, permission)
            await self._refuse(scope, receive, send, refusal)
        elif scope["type"] == "websocket":
            await self._serve_socket(scope, receive, send, visitor)
        else:
            await self.app(scope, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        match = find_rule(self.rules, scope["path"], _method(scope))
        return match is not None and match[0].audience is Audience.OPEN

    def _decide(self, scope: Scope, visitor: Visitor) -> tuple[GateAnswer | None, Permission | None]:
        """The verdict, ``None`` where there is no row, and the permission that the row asks for."""
        match = find_rule(self.rules, scope["path"], _method(scope))
        if match is None:
            return None, None
        rule, parts = match
        return rule.decide(visitor, parts), rule.permission

    async def _refusal(
        self, request: Request, visitor: Visitor, verdict: GateAnswer | None, permission: Permission | None
    ) -> Response:
        words = words_for(request)
        if verdict is None:
            return problem(404, "not_found", words)
        if request.method not in {"GET", "HEAD"} or "text/html" not in request.headers.get("accept", ""):
            status, code = (401, "sign_in_needed") if verdict is GateAnswer.SIGN_IN else (403, "not_for_you")
            return problem(status, code, words)
        if verdict is GateAnswer.SIGN_IN:
            return _go(sign_in_address(request))
        if request.url.path == "/":
            return _go(first_page(self.rules, visitor) + (f"?{request.url.query}" if request.url.query else ""))
        whom = await run_in_threadpool(self._whom, permission, language_of(request, self.language))
        return refused_page(request, whom, self.language)

    def _whom(self, permission: Permission | None, language: str) -> str:
        return "" if permission is None else who_may(self.visitors.store, permission, words_of(language))

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, refusal: Response) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
        else:
            await refusal(scope, receive, send)

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor) -> None:
        """Serve an open page until it, or what let it be opened, ends."""
        ended = asyncio.Event()

        async def receive_until_end() -> Message:
            return await _first(receive, ended)

        async def send_until_end(message: Message) -> None:
            if not ended.is_set():
                await send(message)

        watch = asyncio.create_task(self._watch(scope, visitor, ended))
        try:
            await self.app(scope, receive_until_end, send_until_end)
        finally:
            watch.cancel()
        if ended.is_set():
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})

    async def _watch(self, scope: Scope, visitor: Visitor, ended: asyncio.Event) -> None:
        """Set ``ended`` once the visitor is no longer who opened the page, or may no longer have it open."""
        while not ended.is_set():
            await asyncio.sleep(self.recheck_s)
            try:
                now = await self.visitors.recognise(HTTPConnection(scope))
            except KassaError:
                continue  # the store cannot be asked now: nobody has been sent away
            if not now.is_same(visitor) or self._decide(scope, now)[0] is not GateAnswer.PASS:
                ended.set()


async def _first(receive: Receive, ended: asyncio.Event) -> Message:
    """The next message, or that the visitor has left as soon as ``ended`` is set."""
    message, end = asyncio.ensure_future(receive()), asyncio.ensure_future(ended.wait())
    try:
        await asyncio.wait({message, end}, return_when=asyncio.FIRST_COMPLETED)
        if ended.is_set():
            return {"type": "websocket.disconnect", "code": _POLICY_VIOLATION}
        return message.result()
    finally:
        for each in (message, end):
            each.cancel()


def sign_in_address(request: Request) -> str:
    """The page to sign in at, with the way back."""
    way_back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return SIGN_IN if way_back == "/" else f"{SIGN_IN}?next={quote(way_back, safe='/')}"


def _begins_here(scope: Scope, visitor: Visitor) -> bool:
    """Whether somebody opens the first page where nobody can sign in yet: there a shop is made."""
    return visitor.nobody_yet and scope["type"] == "http" and scope["path"] == "/" and scope["method"] in READING


def _go(address: str) -> RedirectResponse:
    return RedirectResponse(address, 303, headers={"cache-control": "no-store"})


def _request(scope: Scope) -> Request:
    """What asks, as a request: that of a socket is a reading one."""
    return Request({**scope, "type": "http", "method": scope.get("method", "GET")})


def _method(scope: Scope) -> str:
    return "SOCKET" if scope["type"] == "websocket" else str(scope["method"])
