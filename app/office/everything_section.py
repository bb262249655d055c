"""Everything that the shop owns in one ZIP, made and downloaded on a page; taking it is recorded."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from app.counter.everything_folder import EverythingArchive, EverythingForm, archive_everything
from app.office.office_visit import OfficeVisit
from models.access.actor import Actor

_MADE, _FORM = "take_out_archive", "take_out_form"


def draw_everything(visit: OfficeVisit) -> None:
    """What is in the files and what is not, the choice of their form, and the ZIP once it is made."""
    translate = visit.words.translate
    st.markdown(translate("take_out.intro"))
    st.caption(translate("take_out.left_out"))
    st.radio(
        translate("take_out.form"),
        list(EverythingForm),
        format_func=lambda each: translate(f"take_out.form.{each}"),
        key=_FORM,
    )
    wants = st.button(translate("take_out.make"), key="take_out_make", icon=":material/folder_zip:", type="primary")
    if wants:
        _make(visit, EverythingForm(st.session_state[_FORM]))
        st.rerun()
    archive = st.session_state.get(_MADE)
    if isinstance(archive, EverythingArchive):
        _draw_archive(visit, archive)


def _make(visit: OfficeVisit, form: EverythingForm) -> None:
    st.session_state.pop(_MADE, None)
    progress = st.progress(0.0, visit.words.translate("take_out.making"))

    def take(actor: Actor, at: datetime) -> None:
        st.session_state[_MADE] = archive_everything(visit.store, actor, at=at, form=form)

    visit.act(take, "take_out.recorded")
    progress.empty()


def _draw_archive(visit: OfficeVisit, archive: EverythingArchive) -> None:
    translate, count = visit.words.translate, visit.words.count
    size = max(1, round(len(archive.content) / 1_000_000))
    tables, rows = len(archive.summary.tables), archive.summary.rows
    st.markdown(translate("take_out.made", tables=count(tables), rows=count(rows), size=count(size)))
    st.download_button(
        translate("take_out.download"),
        archive.content,
        archive.name,
        "application/zip",
        key="take_out_download",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(translate("take_out.digest", digest=archive.summary.digest[:16]))
