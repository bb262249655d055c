"""Signing in to the back office and out again: name and password, then the second step if the person has one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.web.addresses import SIGN_IN
from app.web.cookies import OFFICE_COOKIE, OPERATOR_COOKIE, TILL_COOKIE, TILL_COOKIE_S
from app.web.forms.form_page import FormPage, form_page, note, read_form
from app.web.gate.visitors import Visitors
from app.web.sign_in import sign_in_bodies as bodies
from app.web.sign_in.half_way import HALF_WAY_COOKIE, HALF_WAY_S, FirstStep, HalfWaySignIns
from app.web.sign_in.session_cookie import browser_of, clear_session_cookie, set_secret_cookie, set_session_cookie
from app.web.sign_in.way_back import safe_way_back
from models.access.operator import Operator
from models.access.permission import BuiltInRole
from models.access.session import SessionKind, SignedIn
from models.errors import KassaError, Unavailable
from operations.access import demo_sign_in, second_factor
from operations.access.enrolments import enrol_browser, enrol_demo_browser
from operations.access.first_person import has_shop, somebody_can_sign_in
from operations.access.sessions import SignIn, StartedSession, sign_out, start_session
from operations.access.sign_in import check_password
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.shop import office_id

T = TypeVar("T")
Form = Mapping[str, str]
#: Who comes back from a service comes from another site.
OPENID_METHOD = "openid"
READ_OR_SEND = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class SignInPages:
    """The routes of the pages; ``pages`` are the paths to which a visitor may be sent after signing in.

    ``till_id`` is the till that this server sells for, ``service`` the name of what else signs people in.
    """

    store_of: Callable[[], Store]
    installation: InstallationSecret
    visitors: Visitors
    language: str
    pages: frozenset[str]
    till_id: int = 1
    service: str = ""
    half_way: HalfWaySignIns = field(default_factory=HalfWaySignIns)

    def routes(self) -> list[Route]:
        """One for each page and button."""
        return [
            Route(SIGN_IN, self.sign_in, methods=READ_OR_SEND),
            Route(bodies.CODE, self.code, methods=READ_OR_SEND),
            Route(bodies.DEMO, self.demo, methods=["POST"]),
            Route(bodies.ENROL, self.enrol, methods=READ_OR_SEND),
            Route(bodies.SIGN_OUT, self.sign_out, methods=READ_OR_SEND),
        ]

    async def sign_in(self, request: Request) -> Response:
        """The page with name and password, and what follows from them."""
        page = form_page(request, self.language)
        if request.method != "POST":
            way_back = safe_way_back(request.query_params.get("next", "/"), self.pages)
            if office_session(request) is not None:
                return _go(way_back)
            return await self.first_page(page, way_back)
        form = await read_form(request)
        if form is None:
            return await self.first_page(page, "/", problem=page.text("sign_in.form_too_old"), status=403)
        return await self._check_password(request, page, form)

    async def _check_password(self, request: Request, page: FormPage, form: Form) -> Response:
        way_back, name = safe_way_back(form.get("next", "/"), self.pages), form.get("name", "").strip()
        try:
            operator = await in_thread(check_password, self.store_of(), name, form.get("password", ""), at=now())
            return await self.let_in(request, FirstStep(operator, "password", way_back))
        except KassaError as error:
            problem = page.explain(error)
            return await self.first_page(page, way_back, name=name, problem=problem, status=status_of(error))

    async def let_in(self, request: Request, step: FirstStep) -> Response:
        """Begin the session of whoever took the first step, or ask for the code of their phone."""
        if not await in_thread(second_factor.has_second_factor, self.store_of(), step.operator.code):
            return await self._start(request, step.operator, step.method, step.way_back)
        response = self._lead(request, bodies.CODE, step.method)
        response.set_cookie(
            HALF_WAY_COOKIE,
            self.half_way.begin(step),
            max_age=HALF_WAY_S,
            path=bodies.CODE,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )
        return response

    def _lead(self, request: Request, path: str, method: str) -> Response:
        """Lead to a page of ours; from another site by a page between, as its cookies come with none of that site."""
        if method != OPENID_METHOD:
            return _go(path)
        page = form_page(request, self.language)
        return page.respond("sign_in.title", bodies.go_on_body(page, path))

    async def code(self, request: Request) -> Response:
        """The second step: a code of the person's phone, or one of the recovery codes."""
        page, secret = form_page(request, self.language), request.cookies.get(HALF_WAY_COOKIE, "")
        waiting = self.half_way.find(secret)
        if waiting is None:
            return _go(SIGN_IN)
        if request.method != "POST":
            return page.respond("sign_in.code.title", bodies.code_body(page))
        form = await read_form(request)
        if form is None:
            return _code_page(page, page.text("sign_in.form_too_old"), 403)
        try:
            code, check = form.get("code", ""), second_factor.check_second_factor
            await in_thread(check, self.store_of(), self.installation, waiting.operator, code, at=now())
            self.half_way.end(secret)
            response = await self._start(request, waiting.operator, f"{waiting.method}+totp", waiting.way_back)
        except KassaError as error:
            return _code_page(page, page.explain(error), status_of(error))
        response.delete_cookie(HALF_WAY_COOKIE, path=bodies.CODE)
        return response

    async def demo(self, request: Request) -> Response:
        """Sign in to a demo shop by a click; in any other shop there is nothing here."""
        page, form = form_page(request, self.language), await read_form(request)
        if form is None:
            return await self.first_page(page, "/", problem=page.text("sign_in.form_too_old"), status=403)
        as_seller = form.get("as") == bodies.DEMO_SELLER
        role = BuiltInRole.SALES_ASSISTANT if as_seller else BuiltInRole.MANAGER
        try:
            operator = await in_thread(demo_sign_in.demo_operator, self.store_of(), role)
            if as_seller:
                return await self._start_at_till(request, operator)
            return await self._start(request, operator, "demo", "/dashboard")
        except KassaError as error:
            return await self.first_page(page, "/", problem=page.explain(error), status=status_of(error))

    async def _start_at_till(self, request: Request, operator: Operator) -> Response:
        """Make the browser of a demo shop's visitor the server's till, with somebody signed in at it."""

        def start() -> tuple[str, str]:
            store, browser = self.store_of(), browser_of(request)
            enrolled = enrol_demo_browser(store, self.till_id, browser, at=now())
            how = SignIn(SessionKind.TILL, self.till_id, "demo", browser)
            return enrolled.secret, start_session(store, operator, how, at=now()).token

        secret, token = await in_thread(start)
        response = _go("/till")
        set_secret_cookie(response, request, TILL_COOKIE, secret, TILL_COOKIE_S)
        set_secret_cookie(response, request, OPERATOR_COOKIE, token)
        return response

    async def enrol(self, request: Request) -> Response:
        """Make this browser a till, with the code that somebody made for it."""
        page = form_page(request, self.language)
        if request.method != "POST":
            return page.respond("enrol.title", bodies.enrol_body(page))
        form = await read_form(request)
        if form is None:
            return page.respond("enrol.title", note(page.text("sign_in.form_too_old")) + bodies.enrol_body(page), 403)
        try:
            enrolled = await in_thread(
                enrol_browser, self.store_of(), form.get("code", ""), browser_of(request), at=now()
            )
        except KassaError as error:
            return page.respond("enrol.title", note(page.explain(error)) + bodies.enrol_body(page), status_of(error))
        response = _go(f"/till?till={enrolled.enrolment.till_id}")
        set_secret_cookie(response, request, TILL_COOKIE, enrolled.secret, TILL_COOKIE_S)
        return response

    async def sign_out(self, request: Request) -> Response:
        """Who is signed in, and the button that ends the session."""
        page, signed_in = form_page(request, self.language), office_session(request)
        if request.method == "POST" and await read_form(request) is not None:
            token = request.cookies.get(OFFICE_COOKIE, "")
            await in_thread(sign_out, self.store_of(), token, at=now())
            self.visitors.forget(token)
            response: Response = _go(SIGN_IN)
            clear_session_cookie(response, request)
            return response
        if signed_in is None:
            return _go(SIGN_IN)
        return page.respond("sign_out.title", bodies.sign_out_body(page, signed_in.operator.name))

    def _begin(self, operator: Operator, method: str, browser: str) -> StartedSession:
        store = self.store_of()
        with store.view() as view:
            office = office_id(view)
        return start_session(store, operator, SignIn(SessionKind.OFFICE, office, method, browser), at=now())

    async def _start(self, request: Request, operator: Operator, method: str, way_back: str) -> Response:
        """Begin a session with a new secret; one that this browser had before is ended."""
        store, before = self.store_of(), request.cookies.get(OFFICE_COOKIE, "")
        started = await in_thread(self._begin, operator, method, browser_of(request))
        if before:
            await in_thread(sign_out, store, before, at=now())
            self.visitors.forget(before)
        response = self._lead(request, way_back, method)
        set_session_cookie(response, request, started.token, started.session.ends_at)
        return response

    async def first_page(
        self, page: FormPage, way_back: str, *, name: str = "", problem: str = "", status: int = 200
    ) -> Response:
        """The page with name and password, with what went wrong."""
        try:
            store = self.store_of()
            if not await in_thread(has_shop, store):
                return page.respond("sign_in.title", bodies.no_shop_body(page))
            is_demo = await in_thread(demo_sign_in.is_demo, store)
            has_people = await in_thread(somebody_can_sign_in, store)
        except KassaError as error:
            is_demo, has_people, problem, status = False, True, page.explain(error), 503
        choices = bodies.SignInChoices(is_demo, has_people, self.service)
        body = bodies.sign_in_body(page, choices, way_back=way_back, name=name)
        return page.respond("sign_in.title", note(problem) + body, status)


def office_session(request: Request) -> SignedIn | None:
    """Who is signed in to the back office with this request."""
    signed_in = request.state.signed_in
    assert signed_in is None or isinstance(signed_in, SignedIn), "the gate puts it there"
    return signed_in


def _code_page(page: FormPage, problem: str, status: int) -> Response:
    return page.respond("sign_in.code.title", note(problem) + bodies.code_body(page), status)


def _go(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, headers={"cache-control": "no-store"})


def status_of(error: KassaError) -> int:
    """The status of a page that shows an error."""
    return 503 if isinstance(error, Unavailable) else 401


def now() -> datetime:
    """The instant of the request."""
    return datetime.now(UTC)


async def in_thread(work: Callable[..., T], *arguments: object, **named: object) -> T:
    """Do ``work`` on a worker thread, so that no other request waits for it."""
    return await run_in_threadpool(work, *arguments, **named)
