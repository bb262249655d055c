"""The pages of a member in the web shop: points, orders, receipts and consents of whoever is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.storefront.member_cookie import FORM_FIELD, form_text, member_session, member_token
from app.storefront.order_pages import shown_state
from app.storefront.signed_in import find_own_member
from app.storefront.storefront_pages import NotOnline, WebVisit
from app.web.code_picture import qr_picture
from models.errors import KassaError
from models.members.consent import FREE_PURPOSES, purposes_agreed
from models.members.member import Member
from models.members.member_sign_in import NotSignedInAsMember
from models.money import Money
from models.online.online_order import CONTACT_STAYS, OnlineOrder
from operations.members.own_pages import check_link, own_sale
from operations.points.member_tier import tier_at
from store.access.secrets import InstallationSecret
from store.members import consent_rows, member_purchases, member_rows, point_rows
from store.online import order_rows
from store.selling.sales import UnknownSale

#: So many receipts are listed.
RECEIPTS_MAX = 100
#: The number of a sale has no more digits.
_SALE_DIGITS = 18


@dataclass(frozen=True, slots=True)
class PointLines:
    """The points of a member in words; ``in_use`` and ``ends`` are empty if nothing is reserved or ends."""

    balance: str
    worth: str
    in_use: str
    ends: str
    tier: str


def draw_member(visit: WebVisit) -> HTMLResponse:
    """The pages of whoever is signed in, or the form that asks for a link."""
    check_has_members(visit)
    view = visit.shelf.view
    member = find_own_member(visit)
    if member is None:
        return draw_ask(visit)
    ids = member_rows.ids_of_member(view, member.id)
    agreed = purposes_agreed(consent_rows.consents_of(view, ids))
    return alone(
        visit.page(
            "member.html",
            is_listed=False,
            member=member,
            card=qr_picture(member.card),
            points=_points(visit, member),
            orders=_orders(visit, member),
            receipts=_receipts(visit, ids),
            consents=[(each.value, each in agreed) for each in FREE_PURPOSES],
            changed="changed" in visit.request.query_params,
            form_field=FORM_FIELD,
            form=form_text(member_token(visit.request, is_secure=is_secure_visit(visit))),
        )
    )


def draw_ask(visit: WebVisit, problem: KassaError | None = None) -> HTMLResponse:
    """The form that asks for a link."""
    check_has_members(visit)
    reason = "" if problem is None else visit.shelf.words.explain(problem)
    page = visit.page("member_ask.html", status=409 if problem else 200, is_listed=False, problem=reason)
    return alone(page)


def draw_sent(visit: WebVisit) -> HTMLResponse:
    """What whoever asked for a link reads, member or not."""
    check_has_members(visit)
    return alone(visit.message("member.sent", 200))


def draw_shown_links(visit: WebVisit, links: Sequence[str]) -> HTMLResponse:
    """What a shop to try shows in place of an e-mail."""
    return alone(visit.page("member_shown.html", is_listed=False, links=links))


def draw_link(visit: WebVisit, installation: InstallationSecret | None) -> HTMLResponse:
    """The page of a link: it signs in when its key is pressed, and not when a program looks at it."""
    check_has_members(visit)
    link = visit.request.path_params["link"]
    if installation is None:
        raise NotOnline
    try:
        sign_in = check_link(visit.shelf.view, installation, link, at=visit.shelf.at)
        number = member_rows.get_member(visit.shelf.view, sign_in.member).number
    except KassaError as problem:
        return draw_ask(visit, problem)
    page = visit.page("member_link.html", is_listed=False, link=link, number=number)
    page.headers["referrer-policy"] = "same-origin"
    return alone(page)


def draw_receipt(visit: WebVisit, text: str, problem: KassaError | None) -> HTMLResponse:
    """A receipt of the member with its picture, whose ``text`` is read out; without one, what was bought."""
    check_has_members(visit)
    words, currency = visit.shelf.words, visit.settings.company.currency
    session = member_session(visit.request, is_secure=is_secure_visit(visit))
    try:
        sale = own_sale(visit.shelf.view, session, sale_of_path(visit.request), at=visit.shelf.at)
    except NotSignedInAsMember as error:
        return draw_ask(visit, error)
    except UnknownSale as error:
        raise NotOnline from error
    page = visit.page(
        "member_receipt.html",
        is_listed=False,
        sale=sale,
        text=text,
        lines=[(each.name, words.money(Money(each.gross.minor, currency))) for each in sale.lines],
        day=_day(visit, sale.origin.at),
        problem="" if problem is None else words.explain(problem),
    )
    return alone(page)


def sale_of_path(request: Request) -> int:
    """The sale in the address of a receipt; 0, which none has, for anything else."""
    text = request.path_params["sale_id"]
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _SALE_DIGITS else 0


def check_has_members(visit: WebVisit) -> None:
    """Raise :class:`NotOnline` where members cannot sign in."""
    if not visit.has_members:
        raise NotOnline


def is_secure_visit(visit: WebVisit) -> bool:
    """Whether the visitor reaches the web shop by TLS."""
    return visit.origin.startswith("https")


def alone(page: HTMLResponse) -> HTMLResponse:
    """A page that nobody stores."""
    page.headers["cache-control"] = "no-store"
    return page


def _points(visit: WebVisit, member: Member) -> PointLines | None:
    """What the member has; ``None`` where the shop has no points and the member had none."""
    view, words, company = visit.shelf.view, visit.shelf.words, visit.settings.company
    today = company.business_day(visit.shelf.at)
    rule, account = point_rows.rule_of_day(view, today), point_rows.find_account(view, member.id)
    if rule is None and account is None:
        return None
    balance, in_use = (0, 0) if account is None else (account.balance, account.in_use)
    reserved = words.translate("storefront.member.points.in_use", points=words.count(in_use)) if in_use else ""
    worth = words.money(Money(balance * rule.value_minor, company.currency)) if rule and balance > 0 else ""
    tier = tier_at(view, member.id, rule, today)
    return PointLines(words.count(balance), worth, reserved, _next_end(visit, member), tier.label if tier else "")


def _next_end(visit: WebVisit, member: Member) -> str:
    """Which points end next, in words; empty if none do."""
    lots, words = point_rows.lots_of_member(visit.shelf.view, member.id), visit.shelf.words
    for day in lots.days():
        if day is not None and lots.lots[day] > 0:
            points = words.count(lots.lots[day])
            return words.translate("storefront.member.points.ends", points=points, day=day.isoformat())
    return ""


def _orders(visit: WebVisit, member: Member) -> list[dict[str, str]]:
    """Orders of the member's address: a link to it was opened here."""
    address = member.details.email
    since = visit.shelf.at - CONTACT_STAYS
    orders = order_rows.orders_of_address(visit.shelf.view, address, since) if address else []
    money = visit.shelf.words.money
    return [
        {
            "address": f"/order/{each.secret}",
            "code": each.code,
            "day": _day(visit, each.placed_at),
            "state": visit.shelf.words.translate(_state_key(each)),
            "total": money(Money(each.total_minor, visit.settings.company.currency)),
        }
        for each in orders
    ]


def _state_key(order: OnlineOrder) -> str:
    return f"storefront.{'order' if order.purchase is None else 'card'}.{shown_state(order)}"


def _receipts(visit: WebVisit, ids: list[str]) -> list[dict[str, str]]:
    rows = member_purchases.latest_receipts(visit.shelf.view, ids, RECEIPTS_MAX)
    return [
        {
            "address": f"/member/receipt/{each.sale_id}",
            "day": _day(visit, each.at),
            "number": f"{each.till_id}-{each.number}",
            "total": visit.shelf.words.money(Money(each.gross_minor, visit.settings.company.currency)),
        }
        for each in rows
    ]


def _day(visit: WebVisit, at: datetime) -> str:
    return visit.settings.company.wall_clock(at).date().isoformat()
