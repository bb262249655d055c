"""Who is signed in as a member in the browser that asks."""

from __future__ import annotations

from app.storefront.member_cookie import member_session
from app.storefront.storefront_pages import WebVisit
from models.members.member import Member
from models.members.member_sign_in import NotSignedInAsMember
from operations.members.own_pages import member_of_session


def get_own_member(visit: WebVisit) -> Member:
    """The member who is signed in; raises :class:`NotSignedInAsMember`."""
    if not visit.has_members:
        raise NotSignedInAsMember
    session = member_session(visit.request, is_secure=visit.origin.startswith("https"))
    return member_of_session(visit.shelf.view, session, at=visit.shelf.at)


def find_own_member(visit: WebVisit) -> Member | None:
    """The same; ``None`` if nobody is."""
    try:
        return get_own_member(visit)
    except NotSignedInAsMember:
        return None
