"""The form of a customer account: who pays, up to which limit, and within how many days."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.words import typed_amount
from models.access.actor import Actor
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_text import parse_amount
from models.selling.customer_account import (
    ADDRESS_SIGNS_MAX,
    CONTACT_SIGNS_MAX,
    DAYS_MAX,
    NAME_SIGNS_MAX,
    AccountDetails,
    AccountState,
    AccountTerms,
    AccountWish,
    CustomerAccount,
)
from operations.selling.customer_account_office import change_account, open_account

_NUMBER_SIGNS_MAX, _EMAIL_SIGNS_MAX, _AMOUNT_SIGNS_MAX = 20, 254, 16
_USUAL_LIMIT_MINOR, _USUAL_DAYS = 5_000_00, 30
#: The details that are texts.
_FIELDS = ("name", "org_number", "address", "email", "contact")


def draw_account_form(visit: OfficeVisit, account: CustomerAccount | None, currency: str) -> None:
    """The form of an account; without one, of a new account."""
    translate = visit.words.translate
    name = "account_new" if account is None else f"account_{account.number}"
    details = AccountDetails("", language=visit.words.language) if account is None else account.details
    terms = AccountTerms(_USUAL_LIMIT_MINOR, _USUAL_DAYS) if account is None else account.terms

    def save() -> None:
        def act(actor: Actor, at: datetime) -> None:
            wish = _wish(name, currency)
            if account is None:
                open_account(visit.store, actor, wish, at=at)
            else:
                change_account(visit.store, actor, account.number, wish, at=at)

        visit.press(act, "accounts.opened" if account is None else "accounts.saved")

    with st.form(name, border=False):
        left, right = st.columns(2)
        left.text_input(translate("accounts.name"), details.name, max_chars=NAME_SIGNS_MAX, key=f"{name}_name")
        right.text_input(
            translate("accounts.org_number"), details.org_number, max_chars=_NUMBER_SIGNS_MAX, key=f"{name}_org_number"
        )
        st.text_input(
            translate("accounts.address"), details.address, max_chars=ADDRESS_SIGNS_MAX, key=f"{name}_address"
        )
        left, right = st.columns(2)
        left.text_input(translate("accounts.email"), details.email, max_chars=_EMAIL_SIGNS_MAX, key=f"{name}_email")
        right.text_input(
            translate("accounts.contact"), details.contact, max_chars=CONTACT_SIGNS_MAX, key=f"{name}_contact"
        )
        _draw_terms(visit, name, details, terms, currency)
        if account is not None:
            st.toggle(
                translate("accounts.block"), account.state is AccountState.BLOCKED, key=f"{name}_blocked",
                help=translate("accounts.block_about"),
            )  # fmt: skip
        st.form_submit_button(
            translate("accounts.open" if account is None else "accounts.save"),
            on_click=save,
            disabled=not visit.may(Permission.CHANGE_CUSTOMER_ACCOUNTS),
            help=visit.whom_to_ask(Permission.CHANGE_CUSTOMER_ACCOUNTS),
            icon=":material/save:",
        )


def _draw_terms(visit: OfficeVisit, name: str, details: AccountDetails, terms: AccountTerms, currency: str) -> None:
    translate, languages = visit.words.translate, ["sv", "en"]
    left, middle, right = st.columns(3)
    left.text_input(
        translate("accounts.limit"),
        typed_amount(Money(terms.limit_minor, currency), visit.words.language),
        max_chars=_AMOUNT_SIGNS_MAX,
        key=f"{name}_limit",
    )
    middle.number_input(
        translate("accounts.days"), min_value=0, max_value=DAYS_MAX, value=terms.days, step=1, key=f"{name}_days"
    )
    right.selectbox(
        translate("accounts.language"),
        languages,
        index=languages.index(details.language) if details.language in languages else 0,
        format_func=lambda each: translate(f"accounts.language.{each}"),
        key=f"{name}_language",
    )


def _wish(name: str, currency: str) -> AccountWish:
    """What was entered. Raises :class:`models.pricing.price_text.WrongPrice` for a limit that is no amount."""
    values = {each: str(st.session_state[f"{name}_{each}"]) for each in _FIELDS}
    limit = parse_amount(str(st.session_state[f"{name}_limit"]), currency)
    terms = AccountTerms(limit.minor, int(st.session_state[f"{name}_days"]))
    state = AccountState.BLOCKED if st.session_state.get(f"{name}_blocked") else AccountState.OPEN
    return AccountWish(AccountDetails(language=str(st.session_state[f"{name}_language"]), **values), terms, state)
