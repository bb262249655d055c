"""The till's routes for members: finding one, and letting a customer become one.

Whose basket it is, is an event of the till: a card that is scanned while the server is away counts when it is back.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi import Request as HttpRequest
from pydantic import Field

from app.till.server.approvals import ApprovalIn, approved_actor
from app.till.server.at_till import OperatorAtWork
from app.till.server.wire import Request, Text
from app.web.code_picture import code_address
from app.web.join_page import join_address, origin_for_phones
from app.web.request_parts import At, CounterOf, Reply
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.members.consent import ConsentPurpose
from models.members.member import JoinChannel, Member, MemberDetails, hide_phone
from models.shop_settings import JOIN_ON_PHONE
from operations.access.permissions import check
from operations.members.finding import FOUND_MAX, find_members
from operations.members.joining import JoinWish, join_member
from operations.members.own_phone import code_of_till
from store import shop
from store.selling import baskets
from store.setting_rows import get_value

#: Members at one till.
of_members = APIRouter(prefix="/till/{till_id}/members")


class FindIn(Request):
    """Whom the operator looks for: a name, a phone number, an e-mail address or a card."""

    text: Annotated[Text, Field(min_length=1)]
    approval: ApprovalIn | None = None


class JoinIn(Request):
    """A customer who becomes a member, and what they agree to beside the membership."""

    name: Text
    phone: Text = ""
    email: Annotated[str, Field(max_length=254)] = ""
    analysis: bool = False
    offers: bool = False
    approval: ApprovalIn | None = None


@of_members.post("/find")
def find(here: OperatorAtWork, body: FindIn, counter: CounterOf, at: At) -> Reply:
    """The members that a text means, with enough of each to choose between them on a screen that others see."""
    actor = approved_actor(here, body.approval, counter, at)
    members = find_members(counter.store, actor, body.text, most=FOUND_MAX + 1)
    return {"members": [_member(each) for each in members[:FOUND_MAX]], "is_more": len(members) > FOUND_MAX}


@of_members.get("/code")
def join_code(here: OperatorAtWork, request: HttpRequest, counter: CounterOf, at: At) -> Reply:
    """The picture of the code with which the customer becomes a member on the own phone; empty where there is none."""
    check(here.actor(), Permission.FIND_MEMBERS)
    with counter.store.view() as view:
        code = code_of_till(view, counter.installation, here.till_id, at)
        is_demo = shop.get_shop(view).is_demo
    origin = origin_for_phones(counter.settings.public_url, request.headers.get("host", ""), is_demo=is_demo)
    return {"code": code_address(join_address(origin, code)) if code and origin else ""}


@of_members.get("/joined")
def joined(here: OperatorAtWork, counter: CounterOf) -> Reply:
    """Whether customers join on their own phones here, and whether the open basket is a member's by now."""
    check(here.actor(), Permission.FIND_MEMBERS)
    with counter.store.view() as view:
        basket = baskets.open_basket(view, here.till_id, shop.get_shop(view).currency)
        is_open = get_value(view, JOIN_ON_PHONE) == "yes"
    return {"is_open": is_open, "has_member": basket is not None and basket.member is not None}


@of_members.post("")
def join(here: OperatorAtWork, body: JoinIn, counter: CounterOf, at: At) -> Reply:
    """Make the customer a member."""
    actor = approved_actor(here, body.approval, counter, at)
    agreed = {ConsentPurpose.ANALYSIS: body.analysis, ConsentPurpose.OFFERS: body.offers}
    purposes = frozenset(purpose for purpose, is_given in agreed.items() if is_given)
    details = MemberDetails(body.name, body.phone, body.email)
    return _member(join_member(counter.store, actor, JoinWish(details, JoinChannel.TILL, purposes), at=at))


def _member(member: Member) -> Reply:
    details = member.details
    contact = hide_phone(details.phone) or mask_address(details.email)
    return {"id": member.id, "number": member.number, "name": details.name, "contact": contact}
