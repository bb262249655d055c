"""Importing goods from a file: choose it, look at what would change and what is wrong with it, and import."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.office.goods.goods_view import GoodsView, show_result
from app.office.goods.import_list import draw_imports
from app.office.goods.import_options import choose_break_options, choose_options
from app.office.goods.import_preview import draw_preview
from app.office.goods.picture_import_section import draw_picture_import
from app.office.goods.uploaded_table import headings_of, store_upload
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.errors import KassaError
from pipelines.importing.price_break_import import import_price_breaks
from pipelines.importing.report import ImportOptions, ImportReport
from pipelines.importing.run_import import import_products

#: Room for 100 000 products with all that a list has of them.
UPLOAD_MAX_MB = 20
#: How often a file was imported, so that the field is empty again; and what the file and the options led to last.
_TIMES, _READ = "goods_import_times", "goods_import_read"

#: Price breaks of suppliers, for those who may see costs; and what imports which list.
_BREAKS = "breaks"
_IMPORTS = {"list": import_products, _BREAKS: import_price_breaks}


def draw_import(view: GoodsView) -> None:
    """Draw the page of imports."""
    translate = view.words.translate
    st.title(translate("import.title"))
    show_result(view.words)
    may = view.may(Permission.CHANGE_GOODS) and view.may(Permission.CHANGE_PRICES)
    if not may:
        st.info(translate("goods.who_may_change"), icon=":material/lock:")
        return
    what = st.radio(
        translate("import.what"),
        ["list", *([_BREAKS] if view.sees_costs else []), "pictures"],
        format_func=lambda each: translate(f"import.what.{each}"),
        horizontal=True,
        key="goods_import_what",
        label_visibility="collapsed",
    )
    if what == "pictures":
        draw_picture_import(view)
    else:
        _draw_list_import(view, what)


def _draw_list_import(view: GoodsView, what: str) -> None:
    translate = view.words.translate
    st.caption(translate("import.help.breaks" if what == _BREAKS else "import.help"))
    uploaded = st.file_uploader(
        translate("import.file"),
        key=f"goods_import_file_{st.session_state.get(_TIMES, 0)}",
        max_upload_size=UPLOAD_MAX_MB,
        help=translate("import.file.help"),
    )
    if uploaded is not None:
        _draw_file(view, uploaded, what)
    if what != _BREAKS:
        draw_imports(view)


def _draw_file(view: GoodsView, uploaded: UploadedFile, what: str) -> None:
    translate = view.words.translate
    options = (choose_break_options if what == _BREAKS else choose_options)(view, headings_of(uploaded))
    read = _read(view, uploaded, options, what)
    if isinstance(read, KassaError):
        st.warning(plain(view.words.explain(read)), icon=":material/error:")
        return
    draw_preview(view, read)
    st.button(
        translate("import.apply", count=read.saved),
        key="goods_import_apply",
        type="primary",
        icon=":material/check:",
        disabled=read.refused or not read.saved,
        on_click=partial(_import, view, uploaded, options, what),
    )


def _read(view: GoodsView, uploaded: UploadedFile, options: ImportOptions, what: str) -> ImportReport | KassaError:
    """What an import of the file would do, or why it cannot be read; nothing is changed."""
    key = uploaded.file_id, options, what
    earlier = st.session_state.get(_READ)
    if earlier is not None and earlier[0] == key:
        read: ImportReport | KassaError = earlier[1]
        return read
    with st.spinner(view.words.translate("import.reading")), TemporaryDirectory() as folder:
        try:
            read = _IMPORTS[what](view.store, store_upload(uploaded, folder), options, at=view.clock())
        except KassaError as error:
            read = error
    st.session_state[_READ] = key, read
    return read


def _import(view: GoodsView, uploaded: UploadedFile, options: ImportOptions, what: str) -> None:
    def work() -> None:
        with TemporaryDirectory() as folder:
            path = store_upload(uploaded, folder)
            _IMPORTS[what](view.store, path, replace(options, dry_run=False), at=view.clock(), actor=view.actor)

    if view.attempt(work, "import.done.breaks" if what == _BREAKS else "import.done"):
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    st.session_state.pop(_READ, None)
