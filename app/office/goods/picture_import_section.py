"""Importing pictures of many goods: choose files or ZIPs, look at whose each is and what is refused, and import."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.office.goods.goods_view import NOTHING, GoodsView
from app.office.goods.picture_section import KINDS
from app.office.goods.uploaded_table import file_name
from app.office.people_names import people_by_code
from app.web.plain_markdown import plain
from models.catalogue.picture_sizes import WrongPicture
from models.errors import KassaError
from pipelines.importing.picture_import import ImportedPicture, PictureOutcome, import_pictures
from pipelines.importing.undo_pictures import undo_picture_import
from store.importing.picture_imports import ImportOfPictures, picture_imports

#: Megabytes of one file, as of every upload; whoever has a larger ZIP splits it, or uses the command.
UPLOAD_MAX_MB = 20
#: Files that are listed, of those that are refused and of the others; all of them are counted. Imports that are listed.
LISTED_MAX, IMPORTS_MAX = 200, 20
#: How often files were imported, so that the field is empty again; and what the files led to last.
_TIMES, _READ = "picture_import_times", "picture_import_read"


def draw_picture_import(view: GoodsView) -> None:
    """Draw the field for files, what they would do, and the imports that were made."""
    translate = view.words.translate
    st.caption(translate("picture_import.help"))
    uploaded = st.file_uploader(
        translate("picture_import.files"),
        key=f"picture_import_files_{st.session_state.get(_TIMES, 0)}",
        type=["zip", *KINDS],
        accept_multiple_files=True,
        max_upload_size=UPLOAD_MAX_MB,
        help=translate("picture_import.files.help"),
    )
    if uploaded:
        _draw_files(view, uploaded)
    _draw_imports(view)


def _draw_files(view: GoodsView, uploaded: Sequence[UploadedFile]) -> None:
    read = _read(view, uploaded)
    if isinstance(read, KassaError):
        st.warning(plain(view.words.explain(read)), icon=":material/error:")
        return
    translate = view.words.translate
    added = [each for each in read if each.outcome is PictureOutcome.ADDED]
    present = sum(each.outcome is PictureOutcome.PRESENT for each in read)
    refused = [each for each in read if each.outcome is PictureOutcome.REFUSED]
    with st.container(horizontal=True, gap="large"):
        st.metric(translate("picture_import.read"), len(read))
        st.metric(translate("picture_import.added"), len(added))
        st.metric(translate("picture_import.present"), present)
        st.metric(translate("picture_import.problems"), len(refused))
    if refused:
        _draw_refused(view, refused)
    if added:
        _draw_added(view, added)
    elif not refused:
        st.info(translate("picture_import.nothing"), icon=":material/done_all:")
    st.button(
        translate("picture_import.apply", count=len(added)),
        key="picture_import_apply",
        type="primary",
        icon=":material/check:",
        disabled=not added,
        on_click=partial(_import, view, uploaded),
    )


def _draw_refused(view: GoodsView, refused: Sequence[ImportedPicture]) -> None:
    translate = view.words.translate
    st.warning(translate("picture_import.refused", count=len(refused)), icon=":material/error:")
    listed = refused[:LISTED_MAX]
    st.dataframe(
        pl.DataFrame(
            {
                translate("picture_import.file"): [each.file for each in listed],
                translate("picture_import.product"): [each.name or NOTHING for each in listed],
                translate("picture_import.why"): [
                    NOTHING if each.problem is None else _why(view, each.problem) for each in listed
                ],
            }
        ),
        hide_index=True,
        alt=translate("picture_import.problems"),
        key="picture_import_refused",
    )


def _why(view: GoodsView, problem: KassaError) -> str:
    """Why a file is refused, as short as a row of a table has room for."""
    if isinstance(problem, WrongPicture):
        text = view.words.translate(f"reason.{problem.reason.key}", **problem.reason.values)
        return text[:1].upper() + text[1:] + "."
    return view.words.explain(problem)


def _draw_added(view: GoodsView, added: Sequence[ImportedPicture]) -> None:
    translate, listed = view.words.translate, added[:LISTED_MAX]
    st.subheader(translate("picture_import.preview"))
    picture = translate("picture_import.picture")
    st.dataframe(
        pl.DataFrame(
            {
                picture: [f"data:image/webp;base64,{b64encode(each.thumbnail).decode()}" for each in listed],
                translate("goods.field.sku"): [each.sku for each in listed],
                translate("picture_import.product"): [each.name for each in listed],
                translate("picture_import.file"): [each.file for each in listed],
            }
        ),
        hide_index=True,
        column_config={picture: st.column_config.ImageColumn(width="small")},
        row_height=56,
        alt=translate("picture_import.preview"),
        key="picture_import_added",
    )


def _read(view: GoodsView, uploaded: Sequence[UploadedFile]) -> list[ImportedPicture] | KassaError:
    """What an import of the files would do, or why there is nothing to import; nothing is changed."""
    key = tuple(each.file_id for each in uploaded)
    earlier = st.session_state.get(_READ)
    if earlier is not None and earlier[0] == key:
        read: list[ImportedPicture] | KassaError = earlier[1]
        return read
    with st.spinner(view.words.translate("picture_import.reading")):
        try:
            read = _run(view, uploaded, is_trial=True)
        except KassaError as error:
            read = error
    st.session_state[_READ] = key, read
    return read


def _run(view: GoodsView, uploaded: Sequence[UploadedFile], *, is_trial: bool) -> list[ImportedPicture]:
    names = [file_name(each.name) for each in uploaded]
    listed_as = names[0] if len(names) == 1 else f"{names[0]} (+{len(names) - 1})"
    with TemporaryDirectory() as folder:
        for number, (each, name) in enumerate(zip(uploaded, names, strict=True)):
            place = Path(folder) / f"{number:05}"
            place.mkdir()
            (place / name).write_bytes(each.getbuffer())
        return list(
            import_pictures(view.store, view.actor, Path(folder), at=view.clock(), is_trial=is_trial, name=listed_as)
        )


def _import(view: GoodsView, uploaded: Sequence[UploadedFile]) -> None:
    if view.attempt(lambda: _run(view, uploaded, is_trial=False), "picture_import.done"):
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
    st.session_state.pop(_READ, None)


def _draw_imports(view: GoodsView) -> None:
    with view.store.view() as opened:
        newest = list(reversed(picture_imports(opened).values()))[:IMPORTS_MAX]
        people = people_by_code(view, opened)
    if newest:
        st.subheader(view.words.translate("import.made"))
    for each in newest:
        _draw_import(view, each, people.get(each.operator or "", each.operator or NOTHING))


def _draw_import(view: GoodsView, picture_import: ImportOfPictures, person: str) -> None:
    translate = view.words.translate
    at = f"{picture_import.at.astimezone(ZoneInfo(view.shop.zone)):%Y-%m-%d %H:%M}"
    text = translate(
        "picture_import.one", file=picture_import.file, count=picture_import.pictures, at=at, operator=person
    )
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(plain(text), width="stretch")
        if picture_import.is_undone:
            st.caption(translate("bulk.taken_back"), width="content")
            return
        st.button(
            translate("bulk.undo"),
            key=f"picture_import_undo_{picture_import.number}",
            icon=":material/undo:",
            on_click=partial(_undo, view, picture_import.number),
        )


def _undo(view: GoodsView, number: int) -> None:
    view.attempt(partial(undo_picture_import, view.store, view.actor, number, at=view.clock()), "picture_import.undone")
