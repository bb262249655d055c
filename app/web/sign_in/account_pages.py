"""The own account: change the password, add and remove the second step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.web.forms.form_page import FormPage, form_page, note, read_form
from app.web.gate.visitors import Visitors
from app.web.sign_in import account_bodies as bodies
from app.web.sign_in.sign_in_pages import in_thread, now, status_of
from models.access.session import SignedIn
from models.errors import KassaError
from operations.access import second_factor
from operations.access.secrets import change_own_password
from operations.access.sign_in import check_password
from store.access.secrets import InstallationSecret
from store.database.engine import Store

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AccountPages:
    """The routes of the own account; every change asks for the present password."""

    store_of: Callable[[], Store]
    installation: InstallationSecret
    visitors: Visitors
    language: str

    def routes(self) -> list[Route]:
        """One for each page and button."""
        return [
            Route(bodies.ACCOUNT, self.account),
            Route(bodies.PASSWORD, self.change_password, methods=["POST"]),
            Route(bodies.SECOND_STEP, self.second_step, methods=["GET", "POST"]),
            Route(bodies.REMOVE, self.remove_second_step, methods=["POST"]),
        ]

    async def account(self, request: Request) -> Response:
        """The page."""
        return await self._page(form_page(request, self.language), _session(request))

    async def change_password(self, request: Request) -> Response:
        """Set a new password; every other session of the person ends."""

        def change(form: Form, signed_in: SignedIn) -> None:
            self._check_password(form, signed_in)
            change_own_password(self.store_of(), signed_in.actor(), form.get("new", ""), at=now())

        return await self._change(request, change, "account.password.changed")

    async def remove_second_step(self, request: Request) -> Response:
        """Sign in with the password alone from now on."""

        def remove(form: Form, signed_in: SignedIn) -> None:
            self._check_password(form, signed_in)
            second_factor.remove_second_factor(self.store_of(), signed_in.actor(), signed_in.operator.code, at=now())

        return await self._change(request, remove, "account.second_step.removed")

    async def second_step(self, request: Request) -> Response:
        """Show a new key as a picture; once a code of it was typed, store it and show the recovery codes."""
        page, signed_in = form_page(request, self.language), _session(request)
        if request.method != "POST":
            return self._enrol_page(page, signed_in, second_factor.new_key())
        form = await read_form(request)
        if form is None:
            return RedirectResponse(bodies.SECOND_STEP, 303)
        key = form.get("key", "")

        def enrol() -> tuple[str, ...]:
            self._check_password(form, signed_in)
            return second_factor.set_second_factor(
                self.store_of(), signed_in.actor(), self.installation, key, form.get("code", ""), at=now()
            )

        try:
            codes = await in_thread(enrol)
        except KassaError as error:
            return self._enrol_page(page, signed_in, key, page.explain(error), status_of(error))
        return page.respond("account.recovery.title", bodies.recovery_body(page, codes))

    def _check_password(self, form: Form, signed_in: SignedIn) -> None:
        check_password(self.store_of(), signed_in.operator.code, form.get("password", ""), at=now())

    def _enrol_page(
        self, page: FormPage, signed_in: SignedIn, key: str, problem: str = "", status: int = 200
    ) -> Response:
        if not second_factor.is_key(key):
            key = second_factor.new_key()
        body = bodies.enrol_body(page, key, second_factor.address_of(key, signed_in.operator.code))
        return page.respond("account.second_step.title", note(problem) + body, status)

    async def _change(self, request: Request, change: Callable[[Form, SignedIn], None], done: str) -> Response:
        page, signed_in, form = form_page(request, self.language), _session(request), await read_form(request)
        if form is None:
            return await self._page(page, signed_in, note(page.text("sign_in.form_too_old")), 403)
        try:
            await in_thread(change, form, signed_in)
        except KassaError as error:
            return await self._page(page, signed_in, note(page.explain(error)), status_of(error))
        return await self._page(page, signed_in, note(page.text(done), "good"))

    async def _page(self, page: FormPage, signed_in: SignedIn, above: str = "", status: int = 200) -> Response:
        has = await in_thread(second_factor.has_second_factor, self.store_of(), signed_in.operator.code)
        body = bodies.account_body(page, name=signed_in.operator.name, has_second_step=has)
        return page.respond("account.title", above + body, status)


def _session(request: Request) -> SignedIn:
    session = request.state.signed_in
    assert isinstance(session, SignedIn), "the gate lets only those pass who are signed in"
    return session
