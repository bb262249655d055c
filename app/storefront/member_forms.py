"""What members of the web shop send: that they want a link, that they open it, their consents, and that they leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.counter.receipt_composer import ReceiptComposer
from app.counter.receipt_file import ReceiptFile, receipt_file
from app.storefront.form_rate import FormRate
from app.storefront.member_cookie import is_own_form, member_session, member_token, remove_member, set_member
from app.storefront.member_pages import (
    draw_ask,
    draw_link,
    draw_receipt,
    draw_sent,
    draw_shown_links,
    sale_of_path,
)
from app.storefront.order_pages import draw_too_fast, with_problem
from app.storefront.storefront_pages import StorefrontPages, draw_nothing
from app.web.page_shell import language_of
from models.errors import KassaError, Refused
from models.members.consent import FREE_PURPOSES
from models.members.member_sign_in import NotSignedInAsMember, SignInLinkEnded
from models.selling.receipt import ReceiptCopiedBefore
from operations.members.own_pages import (
    LinkWish,
    export_own_data,
    link_of,
    open_own_receipt,
    send_links,
    set_own_consents,
    shows_links,
    sign_in_by_link,
    sign_out_browser,
)
from operations.online.web_shop_rules import web_actor

#: So many links of one address of the network are asked for in so many seconds.
LINKS_ASKED_MAX, LINKS_WINDOW_S = 10, 600.0
#: No address for e-mail is longer.
ADDRESS_MAX = 254
#: A picture of a receipt has its logo and its sizes in it.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def _links_rate() -> FormRate:
    return FormRate(LINKS_ASKED_MAX, window_s=LINKS_WINDOW_S)


@dataclass(frozen=True, slots=True)
class MemberForms:
    """Takes the forms of members, and sends what is theirs; ``signal`` wakes whoever sends e-mail."""

    pages: StorefrontPages
    signal: Callable[[], None] = lambda: None
    link_rate: FormRate = field(default_factory=_links_rate)

    def ask(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Answer at once, and look for the member afterwards: neither words nor time give away who is one."""
        if not self._has_members():
            return self.pages.answer(draw_ask, request)
        if self.link_rate.is_too_fast(request.client.host if request.client else ""):
            return self.pages.answer(draw_too_fast, request)
        language = language_of(request, self.pages.language)
        origin = self.pages.origin_of(request)
        wish = LinkWish(fields.get("email", "")[:ADDRESS_MAX], self.pages.origin_to_send(request), language)
        with self.pages.store_of().view() as view:
            is_shown = shows_links(view)
        if is_shown:
            return self.pages.answer(partial(draw_shown_links, links=self._links(wish)), request)
        return RedirectResponse(f"{origin}/member/sent", 303, background=BackgroundTask(self._send, wish))

    def show_sent(self, request: Request) -> Response:
        """What whoever asked for a link reads."""
        return self.pages.answer(draw_sent, request)

    def show_link(self, request: Request) -> Response:
        """The page of a link."""
        return self.pages.answer(partial(draw_link, installation=self.pages.installation), request)

    def sign_in(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Sign the browser in, as somebody else than before if it was."""
        store, installation = self.pages.store_of(), self.pages.installation
        try:
            if installation is None or not self._has_members():
                raise SignInLinkEnded
            link = fields.get("link", "")
            token = sign_in_by_link(store, web_actor(store), installation, link, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_ask, problem=error), request)
        self._leave(request)
        response = self._to(request, "/member")
        set_member(response, token, is_secure=self._is_secure(request))
        return response

    def sign_out(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Sign the browser out, and let it forget who it was."""
        if is_own_form(self._token(request), fields):
            self._leave(request)
        response = self._to(request, "/member")
        remove_member(response, is_secure=self._is_secure(request))
        return response

    def set_consents(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Store what the member agrees to now."""
        store = self.pages.store_of()
        agreed = frozenset(each for each in FREE_PURPOSES if fields.get(each.value) == "yes")
        try:
            if not is_own_form(self._token(request), fields):
                raise NotSignedInAsMember
            set_own_consents(store, web_actor(store), self._session(request), agreed, at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_ask, problem=error), request)
        return self._to(request, "/member?changed=1")

    def send_data(self, request: Request, fields: Mapping[str, str]) -> Response:
        """Everything about the member as a file."""
        store = self.pages.store_of()
        try:
            if not is_own_form(self._token(request), fields):
                raise NotSignedInAsMember
            data = export_own_data(store, web_actor(store), self._session(request), at=self.pages.clock())
        except Refused as error:
            return self.pages.answer(with_problem(draw_ask, problem=error), request)
        headers = {"content-disposition": 'attachment; filename="member.json"', "cache-control": "no-store"}
        text = json.dumps(data, ensure_ascii=False, indent=2)
        return Response(text, media_type="application/json", headers=headers)

    def show_receipt(self, request: Request) -> Response:
        """A receipt of the member; where its copy was made elsewhere, what was bought."""
        try:
            text, problem = self._receipt(request).text, None
        except ReceiptCopiedBefore as error:
            text, problem = "", error
        except KassaError:
            text, problem = "", None
        return self.pages.answer(partial(draw_receipt, text=text, problem=problem), request)

    def send_picture(self, request: Request) -> Response:
        """The picture of a receipt, by itself."""
        return self._file(request, _picture)

    def send_pdf(self, request: Request) -> Response:
        """A receipt as a file to save."""
        return self._file(request, _pdf)

    def _receipt(self, request: Request) -> ReceiptFile:
        if not self._has_members():
            raise NotSignedInAsMember
        store, session = self.pages.store_of(), self._session(request)
        sale = open_own_receipt(store, web_actor(store), session, sale_of_path(request), at=self.pages.clock())
        return receipt_file(ReceiptComposer(store, self.pages.language), sale.id)

    def _file(self, request: Request, draw: Callable[[ReceiptFile], Response]) -> Response:
        try:
            response = draw(self._receipt(request))
        except KassaError:
            return self.pages.answer(draw_nothing, request)
        response.headers["cache-control"] = "no-store"
        return response

    def _send(self, wish: LinkWish) -> None:
        if self._links(wish):
            self.signal()

    def _links(self, wish: LinkWish) -> list[str]:
        """The ends of the addresses of the links that are on their way now."""
        store, installation = self.pages.store_of(), self.pages.installation
        links = send_links(store, web_actor(store), wish, at=self.pages.clock())
        return [] if installation is None else [link_of(installation, each) for each in links]

    def _leave(self, request: Request) -> None:
        store, session = self.pages.store_of(), self._session(request)
        if session:
            sign_out_browser(store, web_actor(store), session, at=self.pages.clock())

    def _has_members(self) -> bool:
        with self.pages.store_of().view() as view:
            return self.pages.has_members(view)

    def _token(self, request: Request) -> str:
        return member_token(request, is_secure=self._is_secure(request))

    def _session(self, request: Request) -> str:
        return member_session(request, is_secure=self._is_secure(request))

    def _is_secure(self, request: Request) -> bool:
        return self.pages.origin_of(request).startswith("https")

    def _to(self, request: Request, path: str) -> RedirectResponse:
        return RedirectResponse(f"{self.pages.origin_of(request)}{path}", 303)


def _picture(file: ReceiptFile) -> Response:
    headers = {"content-security-policy": PICTURE_POLICY}
    return Response(file.picture, media_type="image/svg+xml", headers=headers)


def _pdf(file: ReceiptFile) -> Response:
    headers = {"content-disposition": f'attachment; filename="{file.name}"'}
    return Response(file.pdf(), media_type="application/pdf", headers=headers)
