"""Moving in: choose the files of a former system, try them, compare, and take everything over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import TemporaryDirectory

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from app.office.goods.move_in_sheet import draw_report, read_typed
from app.office.goods.uploaded_table import file_name, store_upload
from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from integrations.spreadsheets.file_kinds import FileKind, recognise
from integrations.spreadsheets.rows import NotATable
from integrations.spreadsheets.table import open_table
from models.access.actor import Actor
from models.catalogue.product import TaxCategory
from models.errors import KassaError
from operations.installation.configuration import load_settings
from operations.installation.move_record import NoMove, UsedSinceMove, undoable_move
from pipelines.importing.report import ImportOptions
from pipelines.moving_in.run_move import MoveReport, MoveWish, move_in, try_move

#: The largest file that the page takes; the command takes any.
UPLOAD_MAX_MB = 20
SOURCE_SIGNS_MAX = 16
#: In the session: what the last trial was of, and what came of it; how often the field of files was emptied.
_TRIED, _TIMES = "move_in_tried", "move_in_times"
_TWELVE = (None, TaxCategory.FOOD, TaxCategory.RESTAURANT)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Uploaded files, and how they are to be read."""

    files: tuple[UploadedFile, ...]
    kinds: Mapping[str, FileKind]
    options: ImportOptions

    @property
    def key(self) -> tuple[object, ...]:
        """The same for the same choices."""
        options = self.options
        return (
            *(each.file_id for each in self.files),
            *self.kinds.items(),
            *(options.source, options.skip_bad_rows, options.numbers_restart, *options.taxes.values()),
        )

    def wish(self, folder: str) -> MoveWish:
        """The files in a folder, and how they are read."""
        return MoveWish(tuple(store_upload(each, folder) for each in self.files), self.options, self.kinds)


def draw_move_in(visit: OfficeVisit) -> None:
    """Draw the page."""
    translate = visit.words.translate
    st.markdown(translate("move.help"))
    _draw_last(visit)
    uploaded = st.file_uploader(
        translate("move.files"),
        key=f"move_in_files_{st.session_state.get(_TIMES, 0)}",
        accept_multiple_files=True,
        max_upload_size=UPLOAD_MAX_MB,
        help=translate("move.files.help"),
    )
    if not uploaded:
        st.session_state.pop(_TRIED, None)
        return
    chosen = _Chosen(tuple(uploaded), _choose_kinds(visit, uploaded), _choose_options(visit))
    st.button(
        translate("move.try"),
        key="move_in_try",
        icon=":material/science:",
        disabled=len(chosen.kinds) < len(uploaded),
        on_click=_try,
        args=(visit, chosen),
    )
    tried = st.session_state.get(_TRIED)
    if tried is not None and tried[0] == chosen.key:
        _draw_tried(visit, chosen, tried[1])


def _draw_last(visit: OfficeVisit) -> None:
    """Whether the last move can still be undone, and how."""
    translate = visit.words.translate
    try:
        move = undoable_move(visit.store)
    except NoMove:
        return
    except UsedSinceMove:
        st.caption(translate("move.in_use"))
        return
    key = "move.undo" if move.is_done else "move.interrupted"
    st.info(translate(key, command="kassa undo-move-in"), icon=":material/undo:")


def _choose_kinds(visit: OfficeVisit, uploaded: Sequence[UploadedFile]) -> dict[str, FileKind]:
    """What each file holds, recognised or chosen by hand; a file that nothing explains is not in it."""
    translate, kinds = visit.words.translate, dict[str, FileKind]()
    st.subheader(translate("move.kinds"))
    for place, each in enumerate(uploaded):
        guess = _guess(each)
        chosen = st.selectbox(
            plain(file_name(each.name)),
            [None, *FileKind],
            index=0 if guess is None else 1 + list(FileKind).index(guess),
            format_func=lambda kind: translate("move.kind.unknown" if kind is None else f"move.kind.{kind}"),
            key=f"move_in_kind_{place}_{each.file_id}",
            width=420,
        )
        if chosen is not None:
            kinds[file_name(each.name)] = chosen
    return kinds


def _guess(uploaded: UploadedFile) -> FileKind | None:
    with TemporaryDirectory() as folder:
        path = store_upload(uploaded, folder)
        try:
            table = open_table(path)
        except NotATable:
            return None
        return recognise(table.headers, table.sample, path.stem).kind


def _choose_options(visit: OfficeVisit) -> ImportOptions:
    translate = visit.words.translate
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        source = st.text_input(
            translate("move.source"), value="IMPORT", key="move_in_source", max_chars=SOURCE_SIGNS_MAX, width=240
        )
        twelve = st.selectbox(
            translate("import.twelve"),
            _TWELVE,
            format_func=lambda each: translate(f"goods.tax.{each.value}") if each else translate("import.asked"),
            key="move_in_twelve",
            width=260,
        )
    skips = st.checkbox(translate("import.skip_bad_rows"), key="move_in_skip")
    restarts = st.checkbox(translate("move.numbers_restart"), key="move_in_restart")
    return ImportOptions(
        skip_bad_rows=skips,
        taxes={"12": twelve} if twelve else {},
        source=source.strip() or "IMPORT",
        create_missing=True,
        numbers_restart=restarts,
    )


def _try(visit: OfficeVisit, chosen: _Chosen) -> None:
    """Try the files on a copy of the shop, and remember what came of it."""
    reports: list[MoveReport] = []

    def work(actor: Actor, at: datetime) -> None:
        with TemporaryDirectory() as folder, _Progress(visit) as progress:
            wish = chosen.wish(folder)
            reports.append(try_move(load_settings(), visit.store, actor, wish, at=at, progress=progress))

    if visit.act(work, "move.tried"):
        st.session_state[_TRIED] = (chosen.key, reports[0])


def _draw_tried(visit: OfficeVisit, chosen: _Chosen, report: MoveReport) -> None:
    translate = visit.words.translate
    try:
        typed = read_typed(visit, report)
    except KassaError as error:
        st.warning(plain(visit.words.explain(error)), icon=":material/error:")
        return
    draw_report(visit, report, typed)

    def work(actor: Actor, at: datetime) -> None:
        with TemporaryDirectory() as folder, _Progress(visit) as progress:
            wish = replace(chosen.wish(folder), typed=typed)
            move_in(load_settings(), visit.store, actor, wish, at=at, progress=progress)

    def take_over() -> None:
        if visit.act(work, "move.done"):
            st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
            st.session_state.pop(_TRIED, None)

    st.button(
        translate("move.apply"),
        key="move_in_apply",
        type="primary",
        icon=":material/move_to_inbox:",
        disabled=report.is_refused,
        on_click=take_over,
    )


class _Progress:
    """A bar that shows how far a move is, for as long as the block runs."""

    def __init__(self, visit: OfficeVisit) -> None:
        self._words = visit.words
        self._bar = st.progress(0.0, text=visit.words.translate("move.working"))

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._show

    def __exit__(self, *_: object) -> None:
        self._bar.empty()

    def _show(self, what: str, done: int, total: int) -> None:
        key = f"move.progress.{what}"
        text = self._words.translate(key if key in self._words.texts else "move.working")
        self._bar.progress(min(1.0, done / total) if total else 0.0, text=text)
