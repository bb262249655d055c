"""Members at the till: whose basket is open, by the card that was scanned or the person who was looked for."""

from __future__ import annotations

from models.members.member import Member
from models.own_code import GoodsCode, OwnCode, OwnCodeKind, meaning_of
from models.selling.basket import Basket
from models.selling.decide.choose_member import decide_member
from models.selling.decide.decision import Decision
from models.selling.till_event import ChooseMember
from models.selling.till_state import ShownMember
from models.shop_settings import MEMBER_GROUP
from operations.selling.goods_desk import GoodsDesk
from operations.selling.promotion_codes import customer_groups, promotions_of_today
from store.database.engine import Connection
from store.members import member_rows
from store.members.member_rows import UnknownMember
from store.setting_rows import get_value


def decide_members(desk: GoodsDesk, event: ChooseMember) -> Decision:
    """Decide about the member whose basket it is. Raises :class:`store.members.member_rows.UnknownMember`."""
    code = event.code.strip()
    member = _find(desk.work.tx, code).id if code else None
    return decide_member(desk.basket or desk.new_basket(), member, _group(desk))


def shown_member(view: Connection, basket: Basket | None) -> ShownMember | None:
    """The member whose basket it is, as the till shows them."""
    member = None if basket is None else _member_of(view, basket)
    return None if member is None else ShownMember(member.id, member.number, member.details.name)


def customer_of(view: Connection, basket: Basket) -> str | None:
    """The id that the sale of a basket names; none of a member who was erased meanwhile."""
    member = _member_of(view, basket)
    return None if member is None else member.id


def _member_of(view: Connection, basket: Basket) -> Member | None:
    if basket.member is None:
        return None
    try:
        return member_rows.get_member(view, basket.member)
    except UnknownMember:
        return None


def _find(view: Connection, code: str) -> Member:
    match meaning_of(code):
        case OwnCode(kind=OwnCodeKind.MEMBER_CARD) as card:
            return member_rows.member_of_card(view, card.text)
        case GoodsCode(text):
            return member_rows.get_member(view, text)
        case _:
            raise UnknownMember


def _group(desk: GoodsDesk) -> str | None:
    """The group of all members, if a promotion of today is for it."""
    chosen = get_value(desk.work.tx, MEMBER_GROUP).casefold()
    groups = customer_groups(promotions_of_today(desk.work.tx, desk.work.station.shop, desk.work.at)) if chosen else []
    return next((each for each in groups if each.casefold() == chosen), None)
