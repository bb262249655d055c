"""The parts of a kit: what goes into one, what that costs, and how many could be made now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial

import streamlit as st

from app.office.goods.goods_view import GoodsView
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.kit import KitContents, KitPart, Recipe, WrongKit, cost_minor_of
from models.catalogue.product import SKU_LENGTH_MAX, Product, clean_text
from models.errors import Reason
from operations.catalogue.kit_changes import set_kit
from store import catalogue
from store.catalogue.kit_rows import KitAtPlace, contents_of_kits, kits_to_make, recipe_of


def draw_kit(view: GoodsView, product: Product) -> None:
    """Draw the parts of a product, a form that adds one, and what follows from them."""
    translate = view.words.translate
    st.caption(translate("goods.kit.help"))
    with view.store.view() as opened:
        recipe = recipe_of(opened, product.sku)
        contents = contents_of_kits(opened, [product.sku]).get(product.sku)
        products = catalogue.find_products(opened, [each.sku for each in recipe.parts])
        places = [] if contents is None else kits_to_make(opened, contents)
    if contents is None:
        st.caption(translate("goods.kit.none"))
    else:
        _draw_figures(view, contents, places)
    for each in recipe.parts:
        _draw_part(view, recipe, each, products[each.sku])
    _draw_form(view, recipe)


def _draw_figures(view: GoodsView, contents: KitContents, places: Sequence[KitAtPlace]) -> None:
    translate = view.words.translate
    with st.container(horizontal=True):
        if view.sees_costs:
            st.metric(translate("goods.kit.cost"), view.money(cost_minor_of(contents)), width=240)
        for each in places:
            label = plain(translate("goods.kit.can_make", place=each.name))
            st.metric(label, view.words.number(Decimal(each.kits)), width=240)


def _draw_part(view: GoodsView, recipe: Recipe, part: KitPart, product: Product) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    unit = translate(f"goods.unit.{product.unit.value}")
    with st.container(horizontal=True, vertical_alignment="center"):
        quantity = f"{view.words.number(part.quantity.normalize())} {unit}"
        st.markdown(plain(f"{quantity}  {product.name} ({part.sku})"), width="stretch")
        st.button(
            translate("goods.kit.remove"),
            key=f"goods_kit_{recipe.sku}_remove_{part.sku}",
            icon=":material/close:",
            type="tertiary",
            disabled=not may,
            help=None if may else translate("goods.who_may_change"),
            on_click=partial(_save, view, recipe, lambda: [each for each in recipe.parts if each.sku != part.sku]),
        )


def _draw_form(view: GoodsView, recipe: Recipe) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_GOODS)
    key = f"goods_kit_{recipe.sku}"
    with (
        st.form(f"{key}_form", border=False, clear_on_submit=True),
        st.container(horizontal=True, gap="small", vertical_alignment="bottom"),
    ):
        sku = st.text_input(translate("goods.kit.part"), key=f"{key}_part", max_chars=SKU_LENGTH_MAX, width=240)
        quantity = st.text_input(translate("goods.kit.quantity"), "1", key=f"{key}_quantity", max_chars=12, width=160)
        is_submitted = st.form_submit_button(translate("goods.kit.add"), disabled=not may)
    if not is_submitted:
        return

    def parts() -> list[KitPart]:
        new = KitPart(clean_text(sku or ""), _units(recipe.sku, sku or "", quantity or ""))
        return [*(each for each in recipe.parts if each.sku != new.sku), new]

    _save(view, recipe, parts)
    st.rerun()


def _save(view: GoodsView, recipe: Recipe, parts: Callable[[], list[KitPart]]) -> None:
    view.attempt(lambda: set_kit(view.store, view.actor, recipe.sku, parts(), at=view.clock()), "goods.kit.saved")


def _units(kit: str, sku: str, text: str) -> Decimal:
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise WrongKit(
            kit, Reason("kit_quantity", "the quantity of {part} is not from 0.001 to 9999", part=sku)
        ) from None
