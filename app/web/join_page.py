"""The page on which a customer becomes a member on the own phone: a form, then the card. It needs no script."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.web.addresses import JOIN_PATH
from app.web.code_picture import picture_of
from app.web.forms.form_page import FormPage, form_page, note, read_form
from app.words import LANGUAGES
from models.access.actor import Actor
from models.access.operator import TILL_OPERATOR
from models.card_data import CardDataRefused, hide_card_data
from models.errors import KassaError, Refused
from models.members.consent import FREE_PURPOSES
from models.members.member import NAME_SIGNS_MAX, Member, MemberDetails, MemberWithoutContact, WrongMemberDetail
from operations.members.own_phone import PhoneWish, check_join_code, find_joined, join_by_phone, signed_code
from store import shop
from store.access.secrets import InstallationSecret
from store.database.engine import Store

#: Where the code is in the page's address.
CODE_FIELD = "c"
CODE_SIGNS_MAX = 120
#: Nothing of this page needs a script, or anything from elsewhere.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Name, kind of keyboard, what a browser may fill in, and the most signs of each field.
_FIELDS = (("name", "text", "name", NAME_SIGNS_MAX), ("phone", "tel", "tel", 30), ("email", "email", "email", 254))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class JoinPage:
    """The page; ``language`` is that of visitors without a wish, ``signal`` is called with the till of a new member."""

    store_of: Callable[[], Store]
    installation: InstallationSecret
    language: str
    signal: Callable[[int], None]
    clock: Callable[[], datetime] = _now

    def routes(self) -> list[Route]:
        """The page's address."""
        return [Route(f"/{JOIN_PATH}", self.show), Route(f"/{JOIN_PATH}", self.join, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """The form, or the card in the browser that joined with this code."""
        page, code = form_page(request, self.language), _code_of(request)
        try:
            response = await run_in_threadpool(self._first_look, page, request, code)
        except KassaError as error:
            response = _refused(page, error)
        return _closed(response)

    async def join(self, request: Request) -> Response:
        """Make the customer a member and show the card; a form that is sent twice is one member."""
        page, code = form_page(request, self.language), _code_of(request)
        fields = await read_form(request)
        if fields is None:
            return _closed(await run_in_threadpool(self._again, page, request))
        try:
            till = await run_in_threadpool(self._join, page, code, fields)
        except (WrongMemberDetail, MemberWithoutContact, CardDataRefused) as error:
            return _closed(await run_in_threadpool(self._again, page, request, page.explain(error), fields))
        except KassaError as error:
            return _closed(_refused(page, error))
        self.signal(till)
        return _closed(RedirectResponse(_address(request), 303))

    def _first_look(self, page: FormPage, request: Request, code: str) -> Response:
        at, store = self.clock(), self.store_of()
        member = find_joined(store, code, page.token, at=at)
        if member is not None:
            return _card(page, member, self._company())
        check_join_code(store, self.installation, code, at=at)
        return _form(page, request, self._company(), "", {})

    def _again(
        self, page: FormPage, request: Request, problem: str = "", fields: Mapping[str, str] = MappingProxyType({})
    ) -> Response:
        """The form once more, with what was wrong in it."""
        try:
            check_join_code(self.store_of(), self.installation, _code_of(request), at=self.clock())
            return _form(page, request, self._company(), problem, fields)
        except KassaError as error:
            return _refused(page, error)

    def _join(self, page: FormPage, code: str, fields: Mapping[str, str]) -> int:
        details = MemberDetails(fields.get("name", ""), fields.get("phone", ""), fields.get("email", ""))
        purposes = frozenset(each for each in FREE_PURPOSES if fields.get(each.value) == "yes")
        wish = PhoneWish(code, page.token, details, purposes)
        till = signed_code(self.installation, code).till_id
        join_by_phone(self.store_of(), Actor(TILL_OPERATOR, till), self.installation, wish, at=self.clock())
        return till

    def _company(self) -> str:
        with self.store_of().view() as view:
            return shop.get_shop(view).company


def origin_for_phones(public_url: str, host: str, *, is_demo: bool) -> str:
    """Where phones reach the shop; without a public address only a shop to try has one, for this very machine.

    >>> origin_for_phones("", "127.0.0.1:8501", is_demo=False)
    ''
    """
    return public_url or (f"http://{host}" if is_demo and host else "")


def join_address(origin: str, code: str) -> str:
    """The address that a phone opens to join with a code."""
    return f"{origin}/{JOIN_PATH}?{urlencode({CODE_FIELD: code})}"


def _code_of(request: Request) -> str:
    code = request.query_params.get(CODE_FIELD, "")
    return code if len(code) <= CODE_SIGNS_MAX else ""


def _address(request: Request, **changes: str) -> str:
    """The page's own address, with the code and the language that somebody chose."""
    wishes = {CODE_FIELD: _code_of(request), "lang": request.query_params.get("lang", "")} | changes
    return f"/{JOIN_PATH}?{urlencode({name: value for name, value in wishes.items() if value})}"


def _form(page: FormPage, request: Request, company: str, problem: str, fields: Mapping[str, str]) -> Response:
    rows = "".join(
        f'<label>{page.text(f"join.{name}")}<input name="{name}" type="{kind}" autocomplete="{filled}" '
        f'maxlength="{most}" value="{html.escape(hide_card_data(fields.get(name, "")))}"'
        f"{' required' if name == 'name' else ''}></label>"
        for name, kind, filled, most in _FIELDS
    )
    boxes = "".join(
        f'<label class="choice"><input type="checkbox" name="{each.value}" value="yes"'
        f"{' checked' if fields.get(each.value) == 'yes' else ''}>"
        f"<span>{page.text(f'join.{each.value}')}</span></label>"
        for each in FREE_PURPOSES
    )
    hint = f'<p class="soft">{page.text("join.contact")}</p>'
    about = f'<p class="soft">{page.text("join.about")}</p>'
    where = f"<p>{page.text('join.shop', company=company)}</p>"
    body = where + note(problem) + page.form(_address(request), rows + hint + boxes + page.button("join.do") + about)
    return page.respond("join.title", body + _languages(page, request), 422 if problem else 200)


def _languages(page: FormPage, request: Request) -> str:
    links = "".join(
        f'<a lang="{each}" hreflang="{each}" href="{html.escape(_address(request, lang=each))}">'
        f"{page.text(f'join.in.{each}')}</a>"
        for each in LANGUAGES
        if each != page.words.language
    )
    return f'<p class="below">{links}</p>'


def _card(page: FormPage, member: Member, company: str) -> Response:
    name, number = html.escape(member.details.name), html.escape(member.number)
    picture = f'<div class="code-picture">{picture_of(member.card, page.words.translate("join.card"))}</div>'
    body = (
        note(page.text("join.done", company=company), "good")
        + f"<p><strong>{name}</strong> · {page.text('join.number')} {number}</p>{picture}"
        + f"<p>{page.text('join.keep')}</p>"
        + f'<p class="soft">{page.text("join.again")}</p>'
    )
    return page.respond("join.card", body)


def _refused(page: FormPage, error: KassaError) -> Response:
    status = 403 if isinstance(error, Refused) else 503
    return page.respond("join.title", note(page.explain(error)), status)


def _closed(response: Response) -> Response:
    response.headers["content-security-policy"] = POLICY
    response.headers["cache-control"] = "no-store"
    return response
