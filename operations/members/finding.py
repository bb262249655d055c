"""Finding a member by card, phone number, e-mail address or name."""

from __future__ import annotations

from models.access.actor import Actor
from models.access.permission import Permission
from models.jurisdiction.countries import jurisdiction_of
from models.members.member import Member
from models.members.name_key import begin_of_phone
from models.own_code import OwnCode, OwnCodeKind, meaning_of
from operations.access.permissions import check
from store import shop
from store.database.engine import Connection, Store
from store.members import member_rows, member_search
from store.members.member_rows import UnknownMember

#: So many members are shown at once; a text that finds more is too short.
FOUND_MAX = 8


def find_members(store: Store, actor: Actor, text: str, *, most: int = FOUND_MAX) -> list[Member]:
    """The members that a text means: the owner of a card, or those whose name, number or address begins like it."""
    check(actor, Permission.FIND_MEMBERS)
    with store.view() as view:
        return members_called(view, text, most)


def members_called(view: Connection, text: str, most: int = FOUND_MAX) -> list[Member]:
    """The same within a look at the store."""
    meaning = meaning_of("".join(text.split()))
    if isinstance(meaning, OwnCode) and meaning.kind is OwnCodeKind.MEMBER_CARD:
        try:
            return [member_rows.member_of_card(view, meaning.text)]
        except UnknownMember:
            return []
    company = shop.get_shop(view)
    phone = begin_of_phone(text, jurisdiction_of(company.country).calling_code)
    return member_search.search_members(view, text, phone, most)
