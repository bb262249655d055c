"""The imports of goods that were made, the newest first, each to be taken back until something of it is sold."""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from pipelines.importing.undo_import import undo_import
from store.importing.goods_imports import GoodsImport, goods_imports

#: Imports that are listed.
IMPORTS_MAX = 20


def draw_imports(view: GoodsView) -> None:
    """Draw the imports that were goods_import."""
    with view.store.view() as opened:
        newest = list(reversed(goods_imports(opened).values()))[:IMPORTS_MAX]
        people = people_by_code(view, opened)
    if not newest:
        return
    st.subheader(view.words.translate("import.made"))
    for each in newest:
        _draw_import(view, each, people.get(each.operator or "", each.operator or NOTHING))


def _draw_import(view: GoodsView, goods_import: GoodsImport, person: str) -> None:
    translate = view.words.translate
    at = f"{goods_import.at.astimezone(ZoneInfo(view.shop.zone)):%Y-%m-%d %H:%M}"
    text = translate(
        "import.one",
        file=goods_import.file,
        count=goods_import.products,
        at=at,
        operator=person,
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(text), width="stretch")
        if goods_import.is_undone:
            st.caption(translate("bulk.taken_back"), width="content")
        else:
            st.button(
                translate("bulk.undo"),
                key=f"goods_import_undo_{goods_import.number}",
                icon=":material/undo:",
                on_click=partial(_undo, view, goods_import.number),
            )


def _undo(view: GoodsView, number: int) -> None:
    view.attempt(partial(undo_import, view.store, view.actor, number, at=view.clock()), "import.undone")
