"""The mark on every page of a demo shop, so that nobody takes it for a real one."""

from __future__ import annotations

import html
from contextlib import suppress

import streamlit as st

from app.office.setup.setup_view import setup_store
from app.words import Words
from models.errors import KassaError
from operations.installation.configuration import load_settings
from store.shop import find_shop


def show_demo_mark(words: Words) -> None:
    """Draw the mark if the shop of this installation is a demo; a store that cannot be read is the page's to report."""
    with suppress(KassaError), setup_store(load_settings().store_url).view() as view:
        company = find_shop(view)
        if company is not None and company.is_demo:
            text, help_text = (html.escape(words.translate(f"pages.demo{part}")) for part in ("", ".help"))
            st.html(f'<div class="kassa-demo" role="note" title="{help_text}">{text}</div>')
