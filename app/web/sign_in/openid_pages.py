"""Signing in to the back office by a service of the shop's own (OpenID Connect), where the settings name one.

The service proves an e-mail address; who that is, and what they may do, the shop knows. A code of the person's phone is
asked for as after a password.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.web.forms.form_page import FormPage, form_page
from app.web.sign_in.half_way import FirstStep
from app.web.sign_in.sign_in_bodies import OPENID, OPENID_BACK
from app.web.sign_in.sign_in_pages import SignInPages, in_thread, now, status_of
from app.web.sign_in.way_back import safe_way_back
from integrations.openid.openid_faults import OpenidRefused
from integrations.openid.openid_provider import Challenge, OpenidOptions, OpenidProvider
from models.errors import KassaError, Reason
from operations.access.openid_people import person_of_address

OPENID_COOKIE = "kassa_openid"
BEGUN_S, BEGUN_MAX = 600, 256
_STRANGER = Reason("openid_state", "it does not belong to a sign-in that this browser began")
_DECLINED = Reason("openid_declined", "the service did not sign you in")


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """A browser that went to the service: what its answer must fit, and where the person wanted to go."""

    challenge: Challenge
    way_back: str
    until: float


@dataclass(frozen=True, slots=True)
class BegunSignIns:
    """Sign-ins that wait for their answer, by the secret of their browser's cookie; each takes one answer."""

    clock: Callable[[], float] = time.monotonic
    waiting: OrderedDict[str, BegunSignIn] = field(default_factory=OrderedDict)

    def begin(self, way_back: str) -> tuple[str, Challenge]:
        """Remember a new one; returns the secret for the browser, and what to ask with."""
        secret, state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(4))
        challenge = Challenge(state, nonce, verifier)
        self.waiting[secret] = BegunSignIn(challenge, way_back, self.clock() + BEGUN_S)
        if len(self.waiting) > BEGUN_MAX:
            self.waiting.popitem(last=False)
        return secret, challenge

    def end(self, secret: str) -> BegunSignIn | None:
        """The sign-in of a browser, which is over with that; nothing for another browser, or too late."""
        begun = self.waiting.pop(secret, None)
        return begun if begun is not None and self.clock() < begun.until else None


@dataclass(frozen=True, slots=True)
class OpenidPages:
    """The two routes; ``options_of`` gives the service with the address to come back to, ``None`` where there is none.

    Nothing outside is asked before somebody presses the button.
    """

    pages: SignInPages
    options_of: Callable[[str], OpenidOptions | None]
    begun: BegunSignIns = field(default_factory=BegunSignIns)

    def routes(self) -> list[Route]:
        """One to go there, and one to come back."""
        return [Route(OPENID, self.go, methods=["GET"]), Route(OPENID_BACK, self.back, methods=["GET"])]

    async def go(self, request: Request) -> Response:
        """Send the browser to the service."""
        page, options = form_page(request, self.pages.language), self._options(request)
        if options is None:
            return await self.pages.first_page(page, "/")
        way_back = safe_way_back(request.query_params.get("next", "/"), self.pages.pages)
        secret, challenge = self.begun.begin(way_back)
        try:
            address = await in_thread(OpenidProvider(options).address, challenge)
        except KassaError as error:
            self.begun.end(secret)
            return await self._refuse(page, error)
        response = RedirectResponse(address, 303, headers={"cache-control": "no-store"})
        # Lax and not strict: the browser comes back from another site. It opens nothing by itself.
        response.set_cookie(
            OPENID_COOKIE, secret, max_age=BEGUN_S, path=OPENID, secure=page.is_secure, httponly=True, samesite="lax"
        )
        return response

    async def back(self, request: Request) -> Response:
        """Take the service's answer, and sign in the person whom it means."""
        page, options = form_page(request, self.pages.language), self._options(request)
        if options is None:
            return await self.pages.first_page(page, "/")
        begun = self.begun.end(request.cookies.get(OPENID_COOKIE, ""))
        try:
            begun = _answered(request, begun, options)
            email = await in_thread(OpenidProvider(options).email, request.query_params["code"], begun.challenge)
            store, installation = self.pages.store_of(), self.pages.installation
            operator = await in_thread(person_of_address, store, installation, email, at=now())
            response = await self.pages.let_in(request, FirstStep(operator, "openid", begun.way_back))
        except KassaError as error:
            response = await self._refuse(page, error)
        response.delete_cookie(OPENID_COOKIE, path=OPENID)
        return response

    def _options(self, request: Request) -> OpenidOptions | None:
        return self.options_of(str(request.base_url).rstrip("/"))

    async def _refuse(self, page: FormPage, error: KassaError) -> Response:
        return await self.pages.first_page(page, "/", problem=page.explain(error), status=status_of(error))


def _answered(request: Request, begun: BegunSignIn | None, options: OpenidOptions) -> BegunSignIn:
    """The sign-in to which an answer of this browser belongs; raises :class:`OpenidRefused` for any other."""
    query = request.query_params
    state = query.get("state", "").encode()
    if begun is None or not hmac.compare_digest(state, begun.challenge.state.encode()):
        raise OpenidRefused(_STRANGER)
    if query.get("iss", options.issuer) != options.issuer:  # RFC 9207
        raise OpenidRefused(_STRANGER)
    if "error" in query or not query.get("code"):
        raise OpenidRefused(_DECLINED)
    return begun
