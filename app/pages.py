"""The pages of Kassa. Streamlit runs this file for each visitor and again at each rerun."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from app.office.demo_mark import show_demo_mark
from app.office.page_list import OFFICE_PAGES, SETUP_PATH
from app.office.setup.setup_banner import show_what_is_left
from app.web.addresses import DASHBOARD_PATH, TILL_PATH
from app.web.visitor import language_of_visitor
from app.words import words_of

APP = Path(__file__).parent


def main() -> None:
    """Choose the page that the address names and run it."""
    words = words_of(language_of_visitor())
    st.set_page_config(page_title="Kassa", page_icon=str(APP / "static" / "icon.svg"), layout="wide")
    pages = [
        st.Page(
            APP / "till" / "page.py",
            title=words.translate("pages.till"),
            icon=":material/point_of_sale:",
            url_path=TILL_PATH,
            default=True,
        )
    ]
    dashboard = APP / "dashboards" / "pages" / "overview.py"
    if dashboard.exists():
        icon = ":material/monitoring:"
        pages.append(st.Page(dashboard, title=words.translate("pages.dashboard"), icon=icon, url_path=DASHBOARD_PATH))
    pages += [
        st.Page(
            APP / "office" / "pages" / each.script,
            title=words.translate(each.title),
            icon=each.icon,
            url_path=each.path,
        )
        for each in OFFICE_PAGES
    ]
    chosen = st.navigation(pages, position="top")
    show_demo_mark(words)
    if chosen.url_path not in {"", TILL_PATH, SETUP_PATH}:
        show_what_is_left(words)
    chosen.run()


main()
