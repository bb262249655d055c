"""The forms of offers to members who agreed to them: what they get as a welcome, and for the birthday."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from models.access.actor import Actor
from models.members.member_offer import OFFER_DAYS_MAX, OFFER_POINTS_MAX, OfferOccasion, OfferRule
from models.promotions.promotion import ONE_TIME
from operations.customer_groups import promotions_of_today
from operations.points.offers_by_consent import set_offer_rule
from store import shop
from store.members.member_offer_rows import offer_rules

#: In the list of what an offer gives: nothing, points, and then the numbers of promotions.
_NOTHING, _POINTS = 0, -1
_STEP = 10


def draw_offers(visit: OfficeVisit) -> None:
    """Both offers, each with a button that saves it."""
    translate = visit.words.translate
    with visit.store.view() as view:
        rules, company = offer_rules(view), shop.get_shop(view)
        promotions = promotions_of_today(view, company, visit.clock())
    names = {each.id: each.name for each in promotions if each.coupon == ONE_TIME}
    st.subheader(translate("points.offers"))
    st.caption(translate("points.offers_about"))
    for occasion in OfferOccasion:
        rule = rules[occasion][0] if occasion in rules else OfferRule(occasion)
        _draw_offer(visit, rule, names)
    st.caption(translate("points.offer_coupons"))


def _draw_offer(visit: OfficeVisit, rule: OfferRule, names: dict[int, str]) -> None:
    translate, key = visit.words.translate, f"offer_{rule.occasion.value}"
    occasion = translate(f"points.offer.{rule.occasion.value}")
    texts = {_NOTHING: translate("points.offer_nothing"), _POINTS: translate("points.offer_some_points")} | names
    chosen = _POINTS if rule.points else rule.promotion or _NOTHING
    choices = list(texts)
    with st.container(border=True):
        left, *places = st.columns(3)
        gives = left.selectbox(
            translate("points.offer_gives", occasion=occasion), choices,
            index=choices.index(chosen) if chosen in choices else 0,
            format_func=lambda number: texts.get(number, ""), key=f"{key}_gives",
        )  # fmt: skip
        if gives == _POINTS:
            places.pop(0).number_input(
                translate("points.offer_number"), 1, OFFER_POINTS_MAX, max(rule.points, 1), step=_STEP,
                key=f"{key}_points",
            )  # fmt: skip
        if gives != _NOTHING:
            places.pop(0).number_input(translate("points.offer_days"), 1, OFFER_DAYS_MAX, rule.days, key=f"{key}_days")

        def save(actor: Actor, at: datetime) -> None:
            set_offer_rule(visit.store, actor, _entered(rule.occasion), at=at)

        st.button(
            translate("points.offer_save"), key=f"{key}_save", icon=":material/save:",
            on_click=visit.press, args=(save, "points.offer_saved"),
        )  # fmt: skip


def _entered(occasion: OfferOccasion) -> OfferRule:
    """What the fields hold now: a callback has the arguments of the run before."""
    state, key = st.session_state, f"offer_{occasion.value}"
    gives, days = int(state[f"{key}_gives"]), int(state.get(f"{key}_days", OfferRule(occasion).days))
    if gives == _POINTS:
        return OfferRule(occasion, points=int(state.get(f"{key}_points", 1)), days=days)
    return OfferRule(occasion, promotion=gives or None, days=days)
