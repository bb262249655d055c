"""The pictures of a product: shown in their order, described, moved, replaced, removed, and one more uploaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape

import streamlit as st

from app.office.goods.goods_view import GoodsView
from app.web.goods_pictures import picture_address
from integrations.picture_files.picture_reading import read_picture
from models.access.permission import Permission
from models.catalogue.picture_sizes import PICTURE_TEXT_MAX, PICTURES_MAX, PictureSize, ShownPicture
from models.catalogue.product import Product
from operations.catalogue.picture_changes import (
    add_picture,
    describe_picture,
    move_picture,
    remove_picture,
    replace_picture,
)
from store.catalogue.picture_rows import pictures_of

UPLOAD_MAX_MB = 10
#: Pixels of the page that a picture takes: beside it a phone has room for words.
_PICTURE_EDGE = 112
KINDS = ["png", "jpg", "jpeg", "webp"]
#: How often a file was uploaded, so that the field is empty again.
_TIMES = "goods_picture_times"


def draw_pictures(view: GoodsView, product: Product) -> None:
    """Draw the pictures of a product with what can be done to each, and the form that adds one."""
    translate = view.words.translate
    st.caption(translate("goods.picture.help"))
    with view.store.view() as opened:
        pictures = pictures_of(opened, [product.sku]).get(product.sku, ())
    if not pictures:
        st.caption(translate("goods.picture.none"))
    for place, each in enumerate(pictures, 1):
        with st.container(border=True):
            _draw_picture(view, product, each, place, len(pictures))
    _draw_upload(view, product, pictures)


def picture_tag(picture: ShownPicture, size: PictureSize, alt: str, edge: int) -> str:
    """HTML of a picture, at most ``edge`` pixels wide and high; ``alt`` is empty where a name is beside it."""
    width, height = picture.measures(size)
    shrink = min(1.0, edge / max(width, height))
    return (
        f'<img src="{picture_address(picture.digest, size)}" alt="{escape(alt)}" loading="lazy" '
        f'width="{max(1, round(width * shrink))}" height="{max(1, round(height * shrink))}" '
        'style="background:#fff;border-radius:8px;object-fit:contain;max-width:100%">'
    )


def _draw_picture(view: GoodsView, product: Product, picture: ShownPicture, place: int, count: int) -> None:
    translate, name = view.words.translate, picture.text_in(view.words.language, product.name)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width=_PICTURE_EDGE):
            st.html(picture_tag(picture, PictureSize.TILE, name, _PICTURE_EDGE))
        with st.container(width="stretch", gap="small"):
            st.markdown(translate("goods.picture.first" if place == 1 else "goods.picture.place", place=place))
            _draw_words(view, product, picture)
            _draw_buttons(view, product, picture, place, count)


def _draw_words(view: GoodsView, product: Product, picture: ShownPicture) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    key = f"goods_picture_{product.sku}_{picture.digest[:12]}"
    with (
        st.form(f"{key}_form", border=False),
        st.container(horizontal=True, vertical_alignment="bottom", gap="small"),
    ):
        words = {
            language: st.text_input(
                translate(f"goods.picture.text_{language}"),
                picture.texts[language],
                key=f"{key}_text_{language}",
                max_chars=PICTURE_TEXT_MAX,
                width=300,
            )
            for language in ("sv", "en")
        }
        is_sent = st.form_submit_button(translate("goods.picture.save"), disabled=not may)
    if is_sent:
        texts = {language: text or "" for language, text in words.items()}
        _do(view, partial(describe_picture, texts=texts), product, picture.digest, "goods.picture.described")
        st.rerun()


def _draw_buttons(view: GoodsView, product: Product, picture: ShownPicture, place: int, count: int) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    key, digest = f"goods_picture_{product.sku}_{picture.digest[:12]}", picture.digest
    with st.container(horizontal=True, gap="small"):
        for word, icon, to in (("earlier", "arrow_upward", place - 1), ("later", "arrow_downward", place + 1)):
            st.button(
                translate(f"goods.picture.{word}"),
                key=f"{key}_{word}",
                icon=f":material/{icon}:",
                type="tertiary",
                disabled=not may or not 1 <= to <= count,
                on_click=partial(_do, view, partial(move_picture, place=to), product, digest, "goods.picture.moved"),
            )
        st.button(
            translate("goods.picture.remove"),
            key=f"{key}_remove",
            icon=":material/delete:",
            type="tertiary",
            disabled=not may,
            help=None if may else translate("goods.who_may_change"),
            on_click=partial(_do, view, remove_picture, product, digest, "goods.picture.removed"),
        )


def _do(view: GoodsView, operation: Callable[..., object], product: Product, digest: str, done: str) -> None:
    view.attempt(lambda: operation(view.store, view.actor, product.sku, digest, at=view.clock()), done)


def _draw_upload(view: GoodsView, product: Product, pictures: Sequence[ShownPicture]) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    if not may:
        st.info(translate("goods.who_may_change"), icon=":material/lock:")
        return
    key = f"goods_picture_{product.sku}_{st.session_state.get(_TIMES, 0)}"
    places = ["", *(each.digest for each in pictures)]
    with st.form(f"{key}_upload", border=False):
        upload = st.file_uploader(
            translate("goods.picture.file"),
            type=KINDS,
            max_upload_size=UPLOAD_MAX_MB,
            key=f"{key}_file",
            help=translate("goods.picture.file.help", most=PICTURES_MAX),
        )
        where = st.selectbox(
            translate("goods.picture.where"),
            places,
            format_func=lambda each: translate(
                "goods.picture.instead" if each else "goods.picture.further", place=places.index(each)
            ),
            key=f"{key}_where",
            width=300,
        )
        is_sent = st.form_submit_button(translate("goods.picture.add"), type="primary", icon=":material/add_a_photo:")
    if is_sent and upload is not None:
        _upload(view, product, upload.getvalue(), where or "")
        st.rerun()


def _upload(view: GoodsView, product: Product, content: bytes, where: str) -> None:
    def save() -> None:
        picture = read_picture(content)
        if where:
            replace_picture(view.store, view.actor, product.sku, where, picture, at=view.clock())
        else:
            add_picture(view.store, view.actor, product.sku, picture, at=view.clock())

    if view.attempt(save, "goods.picture.saved"):
        st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1
