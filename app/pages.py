"""The pages of Kassa. Streamlit runs this file for each visitor and again at each rerun."""

from __future__ import annotations

import html
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app.office.demo_mark import show_demo_mark
from app.office.page_list import OFFICE_PAGES, SETUP_PATH
from app.office.setup.founding import may_begin_shop
from app.office.setup.setup_banner import show_what_is_left
from app.web.addresses import DASHBOARD_PATH, TILL_PATH
from app.web.page_shop import this_shop
from app.web.visitor import is_at_till, language_of_visitor, note_visit, signed_in_visitor
from app.words import Words, words_of
from models.access.permission import Permission
from models.access.session import SignedIn
from models.errors import KassaError

APP = Path(__file__).parent


def main() -> None:
    """Choose the page that the address names, among those that the visitor may see, and run it."""
    words = words_of(language_of_visitor())
    st.set_page_config(page_title="Kassa", page_icon=str(APP / "static" / "icon.svg"), layout="wide")
    signed_in = _signed_in()
    sections = permitted_pages(words, _permissions(signed_in))
    if not sections:
        st.info(words.translate("pages.none"), icon=":material/lock:")
        return
    chosen = st.navigation(_with_start(sections), position="top")
    show_demo_mark(words)
    if isinstance(signed_in, SignedIn) and chosen.url_path not in {"", TILL_PATH, SETUP_PATH}:
        show_what_is_left(words)
    if isinstance(signed_in, SignedIn) and chosen.url_path:  # the till has no room for it
        st.html(f'<a class="kassa-account" href="/account">{html.escape(signed_in.operator.name)}</a>')
    chosen.run()


def permitted_pages(words: Words, permissions: frozenset[Permission]) -> dict[str, list[StreamlitPage]]:
    """The pages of the menu under the names of their groups; the till is shown where the address names none.

    The till and the dashboard come first, under no name.
    """
    pages = []
    if Permission.SELL in permissions:
        icon = ":material/point_of_sale:"
        pages.append(_page("till/page.py", words.translate("pages.till"), icon, TILL_PATH, is_default=True))
    if Permission.SEE_FIGURES in permissions and (APP / "dashboards/pages/overview.py").exists():
        title, icon = words.translate("pages.dashboard"), ":material/monitoring:"
        pages.append(_page("dashboards/pages/overview.py", title, icon, DASHBOARD_PATH))
    sections = {"": pages} if pages else {}
    for each in OFFICE_PAGES:
        if each.permission in permissions or (each.path == SETUP_PATH and may_begin_shop()):
            title = words.translate(each.title)
            script = APP / "office" / "pages" / each.script
            page = partial(st.Page, script, title=title, icon=each.icon, url_path=each.path)
            group = words.translate(f"pages.group.{each.group}")
            sections.setdefault(group, []).append(page() if each.in_menu else page(visibility="hidden"))
    return sections


def _with_start(sections: dict[str, list[StreamlitPage]]) -> dict[str, list[StreamlitPage]]:
    """For those who have no till: a page without a place in the menu, where the address names none, to their first."""
    first = next(iter(sections.values()))[0]
    if first.url_path == "":
        return sections
    start = st.Page(lambda: st.switch_page(first), title="Kassa", url_path="start", default=True, visibility="hidden")
    return {**sections, "": [*sections.get("", []), start]}


def _signed_in() -> SignedIn | KassaError | None:
    """Who is signed in to the back office, or why that cannot be looked up."""
    try:
        store = this_shop().store
        signed_in = signed_in_visitor(store)
        if signed_in is not None:
            note_visit(store, signed_in)
    except KassaError as error:
        return error
    return signed_in


def _permissions(signed_in: SignedIn | KassaError | None) -> frozenset[Permission]:
    """What the visitor may see now: the person's role decides; the browser of a till has the till."""
    if isinstance(signed_in, KassaError):  # each of these pages explains what is the matter, and shows nothing else
        return frozenset({Permission.SELL, Permission.SEE_FIGURES})
    at_till = frozenset({Permission.SELL}) if is_at_till() else frozenset()
    return at_till if signed_in is None else at_till | signed_in.permissions


def _page(script: str, title: str, icon: str, path: str, *, is_default: bool = False) -> StreamlitPage:
    return st.Page(APP / script, title=title, icon=icon, url_path=path, default=is_default)


main()
