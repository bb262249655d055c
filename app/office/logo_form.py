"""The logo of receipts on the page of settings: shown as it is printed, upload, taken away."""

from __future__ import annotations

import base64
from collections.abc import Callable

import streamlit as st

from app.office.setup.setup_view import SetupView
from app.web.page_actor import page_actor
from hardware.printer.picture import logo_png
from integrations.logo_files.logo_reading import read_logo
from models.access.actor import is_permitted
from models.access.permission import Permission
from models.receipt_logo import parse_logo
from models.shop_settings import RECEIPT_LOGO
from operations.installation.change_settings import change_setting
from store.setting_rows import get_value

UPLOAD_MAX_MB = 2


def draw_logo(view: SetupView, label: str) -> None:
    """The logo and the form that changes it."""
    may = is_permitted(page_actor(view.store), Permission.CHANGE_SHOP)
    with view.store.view() as connection:
        logo = parse_logo(get_value(connection, RECEIPT_LOGO))
    if logo is not None:
        source = f"data:image/png;base64,{base64.b64encode(logo_png(logo)).decode('ascii')}"
        st.html(f'<img src="{source}" alt="" width="{logo.width}" style="background:#fff;padding:8px;max-width:100%">')
    with st.form("form_logo", border=False, clear_on_submit=True):
        upload = st.file_uploader(
            view.words.translate("settings.logo.file"), type=["png", "jpg", "jpeg"], max_upload_size=UPLOAD_MAX_MB,
            key="logo_file", help=view.words.translate("settings.logo.help"),
        )  # fmt: skip
        is_sent = st.form_submit_button(view.words.translate("settings.save"), type="primary", disabled=not may)
    if is_sent and upload is not None:
        content = upload.getvalue()
        view.answer(_saved(view, label, lambda: read_logo(content).text))
    if logo is not None and st.button(
        view.words.translate("settings.logo.remove"), key="logo_remove", disabled=not may
    ):
        view.answer(_saved(view, label, str))


def _saved(view: SetupView, label: str, read: Callable[[], str]) -> Callable[[], str]:
    def save() -> str:
        change_setting(view.store, page_actor(view.store), RECEIPT_LOGO, read(), at=view.clock())
        return view.words.translate("settings.saved", name=label)

    return save
