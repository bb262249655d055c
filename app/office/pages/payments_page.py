"""Payments that somebody must look at: of which nobody knows the outcome, and money that is in no sale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.office.payment_tables import draw_days, draw_disputes, draw_payouts
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.payments.attempt import PaymentAttempt
from models.payments.attempt_state import AttemptState
from models.payments.payment_reason import reason_of_code
from operations.access.approval_by_pin import PinProof, approve_by_pin
from operations.installation.configuration import load_settings
from operations.selling.payment_changes import resolve_payment, return_part
from store.access.secrets import InstallationSecret
from store.selling import payment_attempts
from store.selling.prepayment_reading import without_waiting_orders

EVIDENCE_SIGNS_MAX = 120
PIN_SIGNS_MAX = 6
CODE_SIGNS_MAX = 40


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("payments.title", Permission.RESOLVE_PAYMENTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        waiting = without_waiting_orders(view, payment_attempts.open_attempts(view))
        unsold = without_waiting_orders(view, payment_attempts.unsold_parts(view))
        people = people_by_code(visit, view)
    st.caption(translate("payments.about"))
    st.subheader(translate("payments.waiting", count=len(waiting)))
    for each in waiting:
        _draw_waiting(visit, each, people)
    st.subheader(translate("payments.unsold", count=len(unsold)))
    for each in unsold:
        _draw_unsold(visit, each, people)
    draw_disputes(visit)
    draw_days(visit)
    draw_payouts(visit)


def _draw_waiting(visit: OfficeVisit, attempt: PaymentAttempt, people: Mapping[str, str]) -> None:
    translate, number = visit.words.translate, attempt.id
    with st.container(border=True):
        st.markdown(_line(visit, attempt, people))
        with st.expander(translate("payments.decide")):
            st.text_input(translate("payments.evidence"), key=f"evidence_{number}", max_chars=EVIDENCE_SIGNS_MAX)
            st.text_input(translate("payments.other"), key=f"other_{number}", max_chars=CODE_SIGNS_MAX)
            st.text_input(translate("payments.pin"), key=f"pin_{number}", type="password", max_chars=PIN_SIGNS_MAX)
            with st.container(horizontal=True):
                for state, key in ((AttemptState.APPROVED, "paid"), (AttemptState.NOT_CHARGED, "unpaid")):
                    st.button(
                        translate(f"payments.{key}"),
                        key=f"{key}_{number}",
                        on_click=visit.press,
                        args=(_resolving(visit, attempt, state), "payments.decided"),
                    )


def _resolving(visit: OfficeVisit, attempt: PaymentAttempt, state: AttemptState) -> Callable[[Actor, datetime], object]:
    """What a button does: the visitor decides at the till of the payment, and another person approves it."""

    def resolve(actor: Actor, at: datetime) -> None:
        typed = {name: str(st.session_state.get(f"{name}_{attempt.id}", "")) for name in ("evidence", "other", "pin")}
        secret = InstallationSecret(load_settings().keys)
        proof = PinProof(typed["other"].strip(), typed["pin"], attempt.order.till_id)
        approval = approve_by_pin(visit.store, secret, proof, asking=actor.operator_id, at=at)
        at_till = replace(actor, device_id=attempt.order.till_id, approval=approval)
        resolve_payment(visit.store, at_till, attempt.id, state, typed["evidence"], at=at)

    return resolve


def _draw_unsold(visit: OfficeVisit, attempt: PaymentAttempt, people: Mapping[str, str]) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(_line(visit, attempt, people), width="stretch")
        if attempt.is_paid and not attempt.is_applied and attempt.original is None:
            st.button(
                visit.words.translate("payments.return"),
                key=f"return_{attempt.id}",
                disabled=not visit.may(Permission.CANCEL_BASKET),
                help=visit.whom_to_ask(Permission.CANCEL_BASKET),
                on_click=visit.press,
                args=(_returning(visit, attempt), "payments.returning"),
            )


def _returning(visit: OfficeVisit, attempt: PaymentAttempt) -> Callable[[Actor, datetime], object]:
    def give_back(actor: Actor, at: datetime) -> None:
        at_till = replace(actor, device_id=attempt.order.till_id)
        return_part(visit.store, at_till, attempt.order.key, str(uuid4()), at=at)

    return give_back


def _line(visit: OfficeVisit, attempt: PaymentAttempt, people: Mapping[str, str]) -> str:
    """When, where, who, how much, in which way, and what is known of it."""
    translate, order = visit.words.translate, attempt.order
    parts = [
        visit.time(order.made_at),
        translate("payments.till", till=order.till_id),
        plain(people.get(attempt.operator, attempt.operator)),
        translate(f"payments.kind.{order.kind.value}"),
        translate(f"till.method_{order.method.value}"),
        translate(f"payments.state.{attempt.state.value}"),
        _reason(visit, attempt),
        _reserved(visit, attempt),
        attempt.answer.reference or "",
    ]
    amount = f"**{plain(visit.words.money(order.amount))}**"
    return " · ".join([amount, *(plain(part) for part in parts if part)])


def _reserved(visit: OfficeVisit, attempt: PaymentAttempt) -> str:
    """Until when its money is reserved, if it is not taken."""
    until = attempt.answer.capture_before
    return "" if until is None else visit.words.translate("payments.reserved_until", time=visit.time(until))


def _reason(visit: OfficeVisit, attempt: PaymentAttempt) -> str:
    """Why it is so, in words; a machine's code is for nobody to read."""
    reason = reason_of_code(attempt.answer.reason, attempt.order.kind)
    return "" if reason is None else visit.words.translate(f"till.payment_reason_{reason.value}").rstrip(".")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
