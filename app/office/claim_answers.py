"""Open claims on suppliers with their age, the form of an answer, and the answers that came last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.filled_fields import empty, entered, field_of, fill
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from app.words import typed_amount
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_text import parse_amount
from models.purchasing.supplier_return import (
    FROM_SHELF,
    NOTE_LENGTH_MAX,
    NUMBER_LENGTH_MAX,
    OVERDUE_DAYS,
    ClaimAnswer,
    ClaimEnd,
    ClaimOutcome,
    RefusalReason,
    SupplierReturn,
)
from operations.purchasing.supplier_claims import answer_claim
from store import catalogue, shop, supplier_returns

#: So many answers are listed, the newest first.
LISTED = 20
_CHOSEN, _KEY, _OUTCOME, _AMOUNT, _CREDIT_NOTE, _WHY, _BACK, _NOTE = (
    f"claim_{what}" for what in ("chosen", "request", "outcome", "amount", "number", "why", "back", "note")
)


def draw_claims(visit: OfficeVisit, suppliers: Mapping[str, str], people: Mapping[str, str]) -> None:
    """Draw the claims without an answer, the oldest first, and the form of the one that was chosen."""
    with visit.store.view() as view:
        claims = supplier_returns.open_claims(view)
        skus = sorted({line.goods.sku for each in claims for line in each.lines})
        names = {sku: each.name for sku, each in catalogue.find_products(view, skus).items()}
    if not claims:
        return
    st.subheader(visit.words.translate("claims.open"))
    if visit.may(Permission.SEE_COSTS):
        total = Money(sum(each.claimed_minor for each in claims), claims[0].currency)
        st.caption(visit.words.translate("claims.total", count=len(claims), amount=visit.words.money(total)))
    for each in claims:
        _draw_claim(visit, each, names, suppliers, people)


def _draw_claim(
    visit: OfficeVisit,
    claim: SupplierReturn,
    names: Mapping[str, str],
    suppliers: Mapping[str, str],
    people: Mapping[str, str],
) -> None:
    translate, number = visit.words.translate, visit.words.number
    goods = ", ".join(
        f"{number(each.goods.units)} × {names.get(each.goods.sku, each.goods.sku)}" for each in claim.lines
    )
    with visit.store.view() as view:
        age = claim.age_days(shop.get_shop(view).business_day(visit.clock()))
    facts = [visit.time(claim.at), people.get(claim.operator, claim.operator), claim.note]
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(suppliers.get(claim.supplier_code, claim.supplier_code))}**")
            st.badge(translate("claims.age", count=age), color="orange" if age >= OVERDUE_DAYS else "gray")
        st.markdown(plain(goods))
        if visit.may(Permission.SEE_COSTS):
            amount = visit.words.money(Money(claim.claimed_minor, claim.currency))
            st.markdown(plain(translate("claims.claims_amount", amount=amount)))
        st.caption(plain(" · ".join(each for each in facts if each)))
        if st.session_state.get(_CHOSEN) == claim.id and visit.may(Permission.SEE_COSTS):
            _draw_form(visit, claim)
            return
        st.button(
            translate("claims.answer"),
            key=f"answer_claim_{claim.id}",
            icon=":material/rate_review:",
            on_click=partial(_choose, claim, visit.words.language),
            disabled=not visit.may(Permission.SEE_COSTS),
            help=visit.whom_to_ask(Permission.SEE_COSTS),
        )


def _choose(claim: SupplierReturn, language: str) -> None:
    _leave()
    st.session_state[_CHOSEN], st.session_state[_KEY] = claim.id, uuid4().hex
    units = Money(claim.claimed_minor, claim.currency)
    fill(_AMOUNT, typed_amount(units, language) if claim.claimed_minor else "")


def _draw_form(visit: OfficeVisit, claim: SupplierReturn) -> None:
    translate = visit.words.translate
    st.radio(
        translate("claims.outcome"),
        list(ClaimOutcome),
        horizontal=True,
        format_func=lambda each: translate(f"claims.outcome.{each.value}"),
        key=_OUTCOME,
    )
    outcome: ClaimOutcome = st.session_state[_OUTCOME]
    if outcome is ClaimOutcome.CREDITED:
        with st.container(horizontal=True, gap="small"):
            drawn, amount = field_of(_AMOUNT, "")
            st.text_input(translate("claims.amount"), amount, key=drawn, max_chars=20, width=180)
            st.text_input(translate("claims.credit_note"), key=_CREDIT_NOTE, max_chars=NUMBER_LENGTH_MAX, width=220)
        is_whole = True
    else:
        st.selectbox(
            translate("claims.why"),
            list(RefusalReason),
            index=None,
            placeholder=translate("stock.reason.missing"),
            format_func=lambda each: translate(f"claims.why.{each.value}"),
            key=_WHY,
        )
        if any(each.goods.origin == FROM_SHELF for each in claim.lines):
            st.checkbox(translate("claims.back"), key=_BACK)
        is_whole = st.session_state.get(_WHY) is not None
    st.text_input(translate("stock.note"), key=_NOTE, max_chars=NOTE_LENGTH_MAX)
    with st.container(horizontal=True, gap="small"):
        st.button(
            translate("claims.save"),
            key="save_claim_answer",
            type="primary",
            icon=":material/done:",
            disabled=not is_whole,
            on_click=partial(_save, visit, claim),
        )
        st.button(translate("transfers.leave"), key="leave_claim", on_click=_leave)


def _save(visit: OfficeVisit, claim: SupplierReturn) -> None:
    state = st.session_state

    def work(actor: Actor, at: datetime) -> None:
        note, key = str(state.get(_NOTE) or "").strip(), state[_KEY]
        if state[_OUTCOME] is ClaimOutcome.CREDITED:
            amount = parse_amount(str(entered(_AMOUNT)), claim.currency).minor
            number = str(state[_CREDIT_NOTE]).strip()
            answer = ClaimAnswer(key, ClaimOutcome.CREDITED, amount, number, note=note)
        else:
            is_back = bool(state.get(_BACK))
            answer = ClaimAnswer(key, ClaimOutcome.REFUSED, why=state[_WHY], is_back=is_back, note=note)
        answer_claim(visit.store, actor, claim.id, answer, at=at)

    if visit.act(work, "claims.answered"):
        _leave()


def _leave() -> None:
    """Forget what was entered of an answer."""
    empty(_AMOUNT)
    for key in (_CHOSEN, _KEY, _OUTCOME, _CREDIT_NOTE, _WHY, _BACK, _NOTE):
        st.session_state.pop(key, None)


def draw_latest_answers(visit: OfficeVisit, suppliers: Mapping[str, str], people: Mapping[str, str]) -> None:
    """Draw the claims that ended last; what was credited only for whoever may see costs."""
    translate = visit.words.translate
    with visit.store.view() as view:
        latest = supplier_returns.latest_answers(view, LISTED)
    if not latest:
        return
    st.subheader(translate("claims.latest"))
    amounts = translate("claims.claimed_amount"), translate("claims.credited_amount")
    rows = [
        {
            translate("deliveries.at"): visit.time(end.at),
            translate("goods.supplier"): suppliers.get(claim.supplier_code, claim.supplier_code),
            translate("claims.result"): _result(visit, end),
        }
        | _amounts(visit, claim, end, amounts)
        | {
            translate("transfers.by"): people.get(end.operator, end.operator),
            translate("transfers.notes"): " · ".join(each for each in (claim.note, end.answer.note) if each),
        }
        for claim, end in latest
    ]
    columns = figure_columns(*amounts) if visit.may(Permission.SEE_COSTS) else None
    st.dataframe(rows, hide_index=True, column_config=columns, alt=translate("claims.latest"), key="claims_latest")


def _amounts(visit: OfficeVisit, claim: SupplierReturn, end: ClaimEnd, names: tuple[str, str]) -> dict[str, str]:
    if not visit.may(Permission.SEE_COSTS):
        return {}
    figures = claim.claimed_minor, end.answer.amount_minor
    return {name: visit.words.money(Money(minor, claim.currency)) for name, minor in zip(names, figures, strict=True)}


def _result(visit: OfficeVisit, end: ClaimEnd) -> str:
    translate, answer = visit.words.translate, end.answer
    if answer.why is None:
        return translate("claims.credited_with", number=answer.credit_note)
    return f"{translate('claims.outcome.refused')}: {translate(f'claims.why.{answer.why.value}')}"
