"""The forms about the company, the shop's place, its tills and its printer."""

from __future__ import annotations

import streamlit as st

from app.counter.first_steps import set_first_printer
from app.office.setup.setup_view import SetupView
from hardware.printer.port import PrintOutcome
from models.shop import DeviceKind
from operations.installation.shop_setup import (
    UNNAMED_COMPANY,
    CompanyAnswers,
    set_company,
    set_location,
    set_tills,
)
from store import shop

LANGUAGES = ("sv", "en")
#: How a printer is reached; the last one: there is none yet.
PRINTER_KINDS = ("tcp", "serial", "file", "")


def company_form(view: SetupView) -> None:
    """Ask for the company's name, its number and the language of receipts."""
    with view.store.view() as connection:
        company = shop.find_shop(connection)
    company = None if company is None or company.org_number == UNNAMED_COMPANY.org_number else company
    with st.form("company", border=False):
        name = st.text_input(view.text("company.name"), value=company.company if company else "")
        number = st.text_input(
            view.text("company.number"),
            value=company.org_number if company else "",
        )
        st.caption(view.text("company.number.help"))
        language = st.radio(
            view.text("company.language"),
            LANGUAGES,
            index=LANGUAGES.index(view.words.language),
            format_func=lambda each: view.text(f"language.{each}"),
            horizontal=True,
        )
        pressed = st.form_submit_button(view.text("save"), type="primary")
    if pressed:
        answers = CompanyAnswers(name, number, language)
        view.answer(lambda: set_company(view.store, view.actor, answers, at=view.clock()))


def location_form(view: SetupView) -> None:
    """Ask what the shop is called and where it is."""
    with view.store.view() as connection:
        first = shop.all_locations(connection)[0]
    with st.form("location", border=False):
        name = st.text_input(view.text("location.name"), value=first.name)
        address = st.text_input(view.text("location.address"), value=first.address)
        st.caption(view.text("location.address.help"))
        pressed = st.form_submit_button(view.text("save"), type="primary")
    if pressed:
        view.answer(lambda: set_location(view.store, view.actor, name, address, at=view.clock()))


def tills_form(view: SetupView) -> None:
    """Ask for the names of the tills."""
    with view.store.view() as connection:
        names = [each.name for each in shop.all_devices(connection) if each.kind is DeviceKind.TILL]
    with st.form("tills", border=False):
        typed = st.text_input(view.text("tills.names"), value=", ".join(names))
        st.caption(view.text("tills.names.help"))
        pressed = st.form_submit_button(view.text("save"), type="primary")
    if pressed:
        names_typed = [name.strip() for name in typed.split(",") if name.strip()]

        def save() -> None:
            set_tills(view.store, view.actor, names_typed, at=view.clock())

        view.answer(save)


def printer_form(view: SetupView) -> None:
    """Ask how the printer is reached, and print its test page."""
    with st.form("printer", border=False):
        kind = st.radio(
            view.text("printer.kind"),
            PRINTER_KINDS,
            format_func=lambda each: view.text(f"printer.kind.{each or 'none'}"),
        )
        place = st.text_input(view.text("printer.place"))
        st.caption(view.text("printer.place.help"))
        pressed = st.form_submit_button(view.text("printer.save"), type="primary")
    if pressed:
        view.answer(lambda: _print(view, f"{kind}:{place.strip()}" if kind else ""))


def _print(view: SetupView, link: str) -> str:
    outcome = set_first_printer(view.settings, view.store, view.actor, link, at=view.clock())
    if not link:
        return view.text("printer.simulated")
    return view.text("printer.printed" if outcome is PrintOutcome.PRINTED else "printer.not_printed")
