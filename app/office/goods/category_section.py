"""The categories of the shop: their names, and their order on the till."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from app.office.goods.goods_view import GoodsView, show_result
from app.web.plain_markdown import plain
from app.words import LANGUAGES
from models.access.permission import Permission
from models.catalogue.colour import Colour, accent_of
from models.catalogue.product import Category, clean_text
from operations.catalogue.category_changes import (
    colour_category,
    create_category,
    order_categories,
    rename_category,
)
from store import catalogue

NAME_LENGTH_MAX = 80


def draw_categories(view: GoodsView) -> None:
    """Draw the categories in the order of the till, and a form for a new one."""
    translate = view.words.translate
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(translate("categories.title"), width="stretch")
        may, icon = view.may(Permission.CHANGE_GOODS), ":material/grid_view:"
        if st.button(translate("quick_keys.title"), key="categories_quick_keys", icon=icon, disabled=not may):
            st.switch_page("office/pages/quick_keys_page.py")
    show_result(view.words)
    st.caption(translate("categories.help"))
    with view.store.view() as opened:
        categories = catalogue.all_categories(opened)
    for place, category in enumerate(categories):
        _draw_category(view, categories, place, category)
    _draw_form(view)


def _draw_category(view: GoodsView, categories: Sequence[Category], place: int, category: Category) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)

    def move(step: int) -> None:
        codes = [each.code for each in categories]
        codes[place], codes[place + step] = codes[place + step], codes[place]
        view.attempt(lambda: order_categories(view.store, view.actor, codes, at=view.clock()), "categories.ordered")

    name = category.name_in(view.words.language)
    with st.container(border=True, horizontal=True, vertical_alignment="center", gap="small"):
        accent = accent_of(category.colour, place)
        st.html(f'<i class="kassa-swatch kassa-accent-{accent}" aria-hidden="true"></i>', width="content")
        st.markdown(f"**{plain(name)}**", width="stretch")
        for step, sign, word in ((-1, "arrow_upward", "up"), (1, "arrow_downward", "down")):
            st.button(
                translate(f"categories.{word}"),
                key=f"category_{word}_{category.code}",
                icon=f":material/{sign}:",
                on_click=partial(move, step),
                disabled=not may or not 0 <= place + step < len(categories),
            )
        with st.popover(translate("categories.rename"), icon=":material/edit:", disabled=not may):
            _draw_names(view, category)


def _draw_names(view: GoodsView, category: Category) -> None:
    translate = view.words.translate
    with st.form(f"category_names_{category.code}", border=False):
        names = {
            language: st.text_input(
                translate(f"categories.name.{language}"),
                category.names.get(language, ""),
                key=f"category_name_{category.code}_{language}",
                max_chars=NAME_LENGTH_MAX,
            )
            for language in LANGUAGES
        }
        colours = [None, *Colour]
        colour = st.selectbox(
            translate("categories.colour"),
            colours,
            index=colours.index(category.colour),
            format_func=lambda each: translate(f"categories.colour.{each or 'usual'}"),
            key=f"category_colour_{category.code}",
        )
        is_submitted = st.form_submit_button(translate("goods.save"), disabled=not view.may(Permission.CHANGE_GOODS))
    if not is_submitted:
        return

    def save() -> None:
        changed = replace(category, names={**category.names, **_entered_names(names)})
        rename_category(view.store, view.actor, changed, at=view.clock())
        colour_category(view.store, view.actor, category.code, colour, at=view.clock())

    view.attempt(save, "goods.saved")
    st.rerun()


def _draw_form(view: GoodsView) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    with st.form("category_new", clear_on_submit=True):
        with st.container(horizontal=True, gap="small"):
            names = {
                language: st.text_input(
                    translate(f"categories.name.{language}"),
                    key=f"category_new_{language}",
                    max_chars=NAME_LENGTH_MAX,
                    width=280,
                )
                for language in LANGUAGES
            }
        is_submitted = st.form_submit_button(
            translate("categories.create"),
            type="primary",
            disabled=not may,
            help=None if may else translate("goods.who_may_change"),
        )
    if is_submitted:
        view.attempt(
            lambda: create_category(view.store, view.actor, _entered_names(names), at=view.clock()),
            "categories.created",
        )
        st.rerun()


def _entered_names(names: Mapping[str, str | None]) -> dict[str, str]:
    """The names that somebody entered, by language."""
    return {language: clean_text(name) for language, name in names.items() if name and clean_text(name)}
