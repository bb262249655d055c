"""What is left of a setup that was begun, on every page of the office until it is done."""

from __future__ import annotations

import html
from contextlib import suppress

import streamlit as st

from app.office.setup.setup_view import setup_store
from app.words import Words
from models.errors import KassaError
from models.setup_steps import SetupProgress
from operations.installation.configuration import load_settings
from operations.installation.shop_setup import find_progress, was_begun


def show_what_is_left(words: Words) -> None:
    """Name the steps that are left, with a way to them; a store that cannot be read is the page's to report."""
    with suppress(KassaError):
        store = setup_store(load_settings().store_url)
        if was_begun(store):
            _show(words, find_progress(store))


def _show(words: Words, progress: SetupProgress) -> None:
    if progress.is_done:
        return
    steps = ", ".join(words.translate(f"setup.{step}.short") for step in progress.left)
    text, link = (words.translate("setup.banner", steps=steps), words.translate("setup.banner.to_setup"))
    st.html(
        f'<p class="kassa-left" role="note">{html.escape(text)} '
        f'<a href="/setup" target="_self">{html.escape(link)}</a></p>'
    )
