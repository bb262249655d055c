"""The page of members: found for a purpose, which is recorded with each look; changed, merged, exported and erased."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import streamlit as st

from app.office.absent_members_section import draw_absent
from app.office.member_points_section import draw_points
from app.office.member_rights_section import draw_rights
from app.office.member_sections import draw_card, draw_consents, draw_details, draw_looks
from app.office.office_visit import OfficeVisit, draw_page
from app.web.page_actor import page_actor
from models.access.permission import Permission
from models.dispatch.mail_address import mask_address
from models.errors import KassaError
from models.members.consent import LookPurpose
from models.members.member import Member, hide_phone
from models.money import Money
from operations.members.finding import members_called
from operations.members.member_rights import look_at_member
from store import shop
from store.members.member_purchases import purchase_sums
from store.members.member_rows import count_members, get_member, ids_of_member
from store.members.member_search import first_members

#: So many members are listed at once.
LISTED = 20
_SEARCH_SIGNS_MAX = 120
#: The member that is open, and for which purpose, in the session's state: each is recorded once.
_OPEN = "members_open"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("members.title", Permission.SEE_MEMBERS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        count = count_members(view)
    st.metric(translate("members.count"), visit.words.number(Decimal(count)))
    if not count:
        st.info(translate("members.none"), icon=":material/loyalty:")
        return
    purpose = st.selectbox(
        translate("members.purpose"),
        list(LookPurpose),
        index=None,
        format_func=lambda each: translate(f"members.purpose.{each.value}"),
        placeholder="–",
        help=translate("members.purpose_about"),
        key="members_purpose",
        width=420,
    )
    if purpose is None:
        st.session_state.pop(_OPEN, None)
        st.caption(translate("members.purpose_about"))
        return
    chosen = _draw_search(visit)
    if chosen is not None:
        _open(visit, chosen, purpose)
    draw_absent(visit)


def _draw_search(visit: OfficeVisit) -> str | None:
    """The members that fit, and the id of the one that is chosen."""
    translate = visit.words.translate
    searched = st.text_input(translate("members.search"), key="members_search", max_chars=_SEARCH_SIGNS_MAX).strip()
    with visit.store.view() as view:
        members = members_called(view, searched, LISTED + 1) if searched else first_members(view, LISTED + 1)
    if not members:
        st.info(translate("members.not_found"), icon=":material/search_off:")
        return None
    if len(members) > LISTED:
        st.caption(translate("members.more", count=LISTED))
    by_id = {each.id: each for each in members[:LISTED]}
    return st.selectbox(
        translate("members.choose"),
        list(by_id),
        index=0 if searched and len(by_id) == 1 else None,
        format_func=lambda member_id: _label(by_id[member_id]),
        placeholder="–",
        key=f"members_chosen_{searched}",
        width=420,
    )


def _label(member: Member) -> str:
    details = member.details
    return f"{details.name} · {hide_phone(details.phone) or mask_address(details.email)} · {member.number}"


def _open(visit: OfficeVisit, member_id: str, purpose: LookPurpose) -> None:
    """Show a member; that somebody looked is recorded once, and not again each time the page is drawn."""
    if st.session_state.get(_OPEN) != (member_id, purpose):
        try:
            look_at_member(visit.store, page_actor(visit.store), member_id, purpose, at=visit.clock())
        except KassaError as error:
            st.warning(visit.words.explain(error), icon=":material/info:")
            return
        st.session_state[_OPEN] = (member_id, purpose)
    with visit.store.view() as view:
        member = get_member(view, member_id)
        ids = ids_of_member(view, member.id)
        count, gross = purchase_sums(view, ids)
        company = shop.get_shop(view)
    day = f"{member.joined_at:%Y-%m-%d}"
    amount = visit.words.money(Money(gross, company.currency))
    st.subheader(f"{visit.words.translate('members.number')} {member.number}")
    st.caption(visit.words.translate("members.since", day=day, count=count, amount=amount))
    draw_details(visit, member)
    draw_consents(visit, member, ids)
    draw_points(visit, member, ids)
    draw_card(visit, member)
    draw_looks(visit, ids)
    draw_rights(visit, member)


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
