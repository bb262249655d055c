"""Points of a member, on the page of members: how many, what changed them, and changing them by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.access.actor import REASON_LENGTH_MAX, Actor
from models.access.approval_reason import ApprovalReason
from models.access.permission import Permission
from models.members.member import Member
from models.members.point_entry import PointEntry
from models.members.point_rule import rule_on
from models.money import Money
from models.shop_settings import POINTS_ALONE_MAX
from operations.access.approval_by_pin import PinProof, approve_by_pin
from operations.installation.configuration import load_settings
from operations.points.adjust_points import ADJUSTED_MAX, adjust_points
from operations.points.member_tier import MemberTier, tier_at
from store import shop
from store.access.secrets import InstallationSecret
from store.members import point_rows
from store.setting_rows import get_value

#: So many changes are listed, the newest first.
LISTED = 100
_CODE_SIGNS_MAX, _PIN_SIGNS_MAX = 40, 6


def draw_points(visit: OfficeVisit, member: Member, ids: list[str]) -> None:
    """What a member has, until when, and every change of it."""
    translate = visit.words.translate
    with visit.store.view() as view:
        company, rules = shop.get_shop(view), point_rows.all_rules(view)
        account, entries = point_rows.find_account(view, member.id), point_rows.entries_of_member(view, ids, LISTED)
        lots, people = point_rows.lots_of_member(view, member.id), people_by_code(visit, view)
        today = company.business_day(visit.clock())
        tier = tier_at(view, member.id, rule_on(rules, today), today)
    if not rules:
        return
    st.subheader(translate("points.of_member"))
    balance = 0 if account is None else account.balance
    worth = visit.words.money(Money(balance * rules[-1].value_minor, company.currency))
    st.metric(
        translate("points.has"), visit.words.number(Decimal(balance)), worth, delta_color="off", delta_arrow="off"
    )
    if tier is not None:
        st.markdown(_tier_text(visit, tier))
    ending = next((day for day in lots.days() if day is not None and lots.lots[day]), None)
    if ending is not None:
        last_day = (ending - timedelta(days=1)).isoformat()
        st.caption(translate("points.first_end", points=lots.lots[ending], day=last_day))
    if entries:
        rows = [_row(visit, each, people) for each in entries]
        st.dataframe(rows, hide_index=True, alt=translate("points.of_member"), key=f"member_{member.id}_points")
    _draw_adjusting(visit, member)


def _tier_text(visit: OfficeVisit, tier: MemberTier) -> str:
    """The tier, what it comes from, and how far it is to the next one."""
    translate, words = visit.words.translate, visit.words
    collected = words.count(tier.collected)
    now = translate("points.tier_now" if tier.tier else "points.tier_none", name=plain(tier.label), points=collected)
    if tier.next_tier is None:
        return now
    missing = words.count(tier.next_tier.least - tier.collected)
    return f"{now} {translate('points.tier_next', name=plain(tier.next_tier.name), points=missing)}"


def _row(visit: OfficeVisit, each: PointEntry, people: dict[str, str]) -> dict[str, object]:
    translate = visit.words.translate
    return {
        translate("members.at"): visit.time(each.at),
        translate("points.points"): each.points,
        translate("points.balance"): each.balance,
        translate("points.why"): " · ".join(filter(None, (translate(f"points.change.{each.change}"), each.reason))),
        translate("points.until"): "–" if each.expires_on is None else each.expires_on.isoformat(),
        translate("members.by"): people.get(each.operator, each.operator),
    }


def _draw_adjusting(visit: OfficeVisit, member: Member) -> None:
    translate, name = visit.words.translate, f"member_{member.id}"

    def adjust() -> None:
        points, reason = int(st.session_state[f"{name}_points_number"]), st.session_state[f"{name}_points_reason"]

        def act(actor: Actor, at: datetime) -> None:
            adjust_points(visit.store, _approved(visit, actor, name, at), member.id, points, reason, at=at)

        visit.press(act, "points.adjusted")

    with st.expander(translate("points.adjust")), st.form(f"{name}_points_form", border=False):
        left, right = st.columns([1, 3])
        left.number_input(
            translate("points.number"),
            min_value=-ADJUSTED_MAX,
            max_value=ADJUSTED_MAX,
            value=0,
            step=1,
            key=f"{name}_points_number",
        )
        right.text_input(translate("points.reason"), max_chars=REASON_LENGTH_MAX, key=f"{name}_points_reason")
        left, right = st.columns(2)
        left.text_input(translate("payments.other"), key=f"{name}_points_other", max_chars=_CODE_SIGNS_MAX)
        right.text_input(translate("payments.pin"), key=f"{name}_points_pin", type="password", max_chars=_PIN_SIGNS_MAX)
        with visit.store.view() as view:
            st.caption(translate("points.adjust_about", most=get_value(view, POINTS_ALONE_MAX)))
        st.form_submit_button(
            translate("points.adjust_now"),
            on_click=adjust,
            disabled=not visit.may(Permission.ADJUST_POINTS),
            help=visit.whom_to_ask(Permission.ADJUST_POINTS),
        )


def _approved(visit: OfficeVisit, actor: Actor, name: str, at: datetime) -> Actor:
    """The visitor, with the approval of the person whose code and PIN were entered, if any were."""
    other = str(st.session_state.get(f"{name}_points_other", "")).strip()
    if not other:
        return actor
    pin = str(st.session_state.get(f"{name}_points_pin", ""))
    proof = PinProof(other, pin, actor.device_id, Permission.ADJUST_POINTS, ApprovalReason.OTHER)
    secret = InstallationSecret(load_settings().keys)
    return replace(actor, approval=approve_by_pin(visit.store, secret, proof, asking=actor.operator_id, at=at))
