"""The form of one product: its name, category, tax, barcodes and what is special about selling it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

import streamlit as st

from app.office.goods.goods_table import open_product
from app.office.goods.goods_view import LATEST_RESULT, GoodsView
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.barcode_list import sort_barcodes
from models.catalogue.content import Content, ContentUnit, WrongContent
from models.catalogue.product import (
    NAME_LENGTH_MAX,
    SHELF_LIVES,
    SKU_LENGTH_MAX,
    Pack,
    Product,
    TaxCategory,
    clean_text,
)
from models.pricing.price_text import parse_amount
from models.quantity import Unit
from operations.catalogue.product_changes import NewProduct, ProductChangedMeanwhile, change_product, create_product
from store import catalogue
from store.catalogue.deposit_rows import known_deposits

#: The product as it was when its form was filled, and how often the fields were filled anew.
_SHOWN, _TIMES = "goods_shown_product", "goods_form_times"
_AREA_HEIGHT = 110


def draw_new_product(view: GoodsView) -> None:
    """Draw the form of a product that is to be made."""
    with view.store.view() as opened:
        categories = catalogue.all_categories(opened)
        number = catalogue.free_sku(opened)
    if not categories:
        st.info(view.words.translate("goods.no_category"), icon=":material/category:")
        return
    empty = Product(number, "?", Unit.PIECE, categories[0].code, TaxCategory.STANDARD)
    fields = _Fields(view, empty, is_new=True)
    if not fields.draw():
        return

    def create() -> None:
        product = fields.product()
        price = parse_amount(fields.price, view.shop.currency) if fields.price.strip() else None
        create_product(view.store, view.actor, NewProduct(product, price), at=view.clock())
        open_product(product.sku)

    if view.attempt(create, "goods.created"):
        forget_shown_product()
    st.rerun()


def draw_product_form(view: GoodsView, stored: Product) -> None:
    """Draw the form of a stored product."""
    in_form: Product = st.session_state.get(_SHOWN, stored)
    in_form = in_form if in_form.sku == stored.sku else stored
    st.session_state[_SHOWN] = in_form
    fields = _Fields(view, in_form, is_new=False)
    if not fields.draw():
        return

    def change() -> None:
        change_product(view.store, view.actor, in_form, fields.product(), at=view.clock())

    if view.attempt(change, "goods.saved") or isinstance(st.session_state[LATEST_RESULT], ProductChangedMeanwhile):
        forget_shown_product()
    st.rerun()


def forget_shown_product() -> None:
    """Fill the form from the store again when it is drawn next."""
    st.session_state.pop(_SHOWN, None)
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1


class _Fields:
    """The fields of a form, and the product that they make."""

    def __init__(self, view: GoodsView, in_form: Product, *, is_new: bool) -> None:
        self._view, self._product, self._is_new = view, in_form, is_new
        self._key = f"goods_{in_form.sku}_{st.session_state.get(_TIMES, 0)}" if not is_new else "goods_new_product"
        self._translate = view.words.translate
        self.price = ""
        self._build: list[Callable[[Product], Product]] = []

    def draw(self) -> bool:
        """Draw them; whether they were sent."""
        may = self._view.may(Permission.CHANGE_GOODS)
        with st.form(f"{self._key}_form", border=True):
            self._draw_names()
            self._draw_classes()
            self._draw_barcodes()
            with st.expander(self._translate("goods.special")):
                self._draw_content()
                self._draw_conditions()
                self._draw_lots()
                self._draw_pack()
            return bool(
                st.form_submit_button(
                    self._translate("goods.create" if self._is_new else "goods.save"),
                    type="primary",
                    disabled=not may,
                    help=None if may else self._translate("goods.who_may_change"),
                )
            )

    def product(self) -> Product:
        """The product that stands in the fields; raises what is wrong with it."""
        product = self._product
        for change in self._build:
            product = change(product)
        return product

    def _draw_names(self) -> None:
        in_form, key = self._product, self._key
        name = st.text_input(
            self._translate("goods.field.name"),
            "" if self._is_new else in_form.name,
            key=f"{key}_name",
            max_chars=NAME_LENGTH_MAX,
        )
        if self._is_new:
            with st.container(horizontal=True, gap="small"):
                self.price = st.text_input(
                    self._translate("goods.field.price_with_tax"), key=f"{key}_price", max_chars=20, width=200
                )
                sku = st.text_input(
                    self._translate("goods.field.sku"),
                    key=f"{key}_sku",
                    max_chars=SKU_LENGTH_MAX,
                    help=self._translate("goods.field.sku.help"),
                    width=240,
                )
            self._build.append(lambda product: replace(product, sku=clean_text(sku) or product.sku))
        self._build.append(lambda product: replace(product, name=clean_text(name)))

    def _draw_classes(self) -> None:
        in_form, key, translate = self._product, self._key, self._translate
        with self._view.store.view() as opened:
            names = {each.code: each.name_in(self._view.words.language) for each in catalogue.all_categories(opened)}
        taxes = list(TaxCategory)
        with st.container(horizontal=True, gap="small"):
            category = st.selectbox(
                translate("goods.field.category"),
                list(names),
                index=list(names).index(in_form.category) if in_form.category in names else 0,
                format_func=lambda code: names[code],
                key=f"{key}_category",
                width=240,
            )
            tax = st.selectbox(
                translate("goods.field.tax_category"),
                taxes,
                index=taxes.index(in_form.tax_category),
                format_func=lambda each: translate(f"goods.tax.{each.value}"),
                key=f"{key}_tax",
                width=240,
            )
            chosen_unit = in_form.unit if not self._is_new else self._choose_unit()
        if not self._is_new:
            st.caption(translate("goods.sold_by", unit=translate(f"goods.unit.{in_form.unit.value}")))
        self._build.append(lambda product: replace(product, category=category, tax_category=tax, unit=chosen_unit))

    def _choose_unit(self) -> Unit:
        units = list(Unit)
        unit: Unit = st.selectbox(
            self._translate("goods.field.unit"),
            units,
            index=0,
            format_func=lambda each: self._translate(f"goods.unit.{each.value}"),
            key=f"{self._key}_unit",
            width=160,
        )
        return unit

    def _draw_barcodes(self) -> None:
        in_form = self._product
        text = st.text_area(
            self._translate("goods.field.barcodes"),
            "\n".join([*(code.removeprefix("0") for code in in_form.gtins), *in_form.codes]),
            key=f"{self._key}_barcodes",
            help=self._translate("goods.field.barcodes.help"),
            height=_AREA_HEIGHT,
        )

        def build(product: Product) -> Product:
            gtins, codes = sort_barcodes(line for line in (text or "").splitlines() if line.strip())
            deposits = tuple(each for each in product.gtin_deposits if each[0] in gtins)
            sku = gtins[0].lstrip("0") if self._is_new and gtins and product.sku == in_form.sku else product.sku
            return replace(product, sku=sku, gtins=gtins, codes=codes, gtin_deposits=deposits)

        self._build.append(build)

    def _draw_content(self) -> None:
        content, translate = self._product.content, self._translate
        units = ["", *(each.value for each in ContentUnit)]
        with st.container(horizontal=True, gap="small"):
            quantity = st.text_input(
                translate("goods.field.content"),
                self._view.words.number(content.quantity) if content else "",
                key=f"{self._key}_content",
                help=translate("goods.field.content.help"),
                max_chars=12,
                width=200,
            )
            unit = st.selectbox(
                translate("goods.field.content_unit"),
                units,
                index=units.index(content.unit.value) if content else 0,
                format_func=lambda each: translate(f"goods.content_unit.{each}") if each else "–",
                key=f"{self._key}_content_unit",
                width=160,
            )
        self._build.append(lambda product: replace(product, content=_content(quantity or "", unit)))

    def _draw_conditions(self) -> None:
        in_form, translate = self._product, self._translate
        language = self._view.words.language
        with self._view.store.view() as opened:
            deposit_classes = known_deposits(opened, self._view.shop.country)
        classes = {each.code: each.name_in(language) for each in deposit_classes}
        deposits = ["", *classes]
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            age = st.number_input(
                translate("goods.field.age_limit"),
                min_value=0,
                max_value=99,
                value=in_form.age_limit or 0,
                key=f"{self._key}_age",
                help=translate("goods.field.age_limit.help"),
                width=200,
            )
            life = st.number_input(
                translate("goods.field.shelf_life_days"),
                min_value=0,
                max_value=SHELF_LIVES.stop - 1,
                value=in_form.shelf_life_days or 0,
                key=f"{self._key}_shelf_life",
                help=translate("goods.field.shelf_life_days.help"),
                width=200,
            )
            deposit = st.selectbox(
                translate("goods.field.deposit"),
                deposits,
                index=deposits.index(in_form.deposit) if in_form.deposit in deposits else 0,
                format_func=lambda code: plain(classes[code]) if code else translate("goods.none"),
                key=f"{self._key}_deposit",
                width=260,
            )
            open_price = st.checkbox(
                translate("goods.field.open_price"), in_form.open_price, key=f"{self._key}_open_price"
            )
        self._build.append(
            lambda product: replace(
                product,
                age_limit=int(age) or None,
                deposit=deposit or None,
                open_price=open_price,
                shelf_life_days=int(life) or None,
            )
        )

    def _draw_lots(self) -> None:
        has_lots = st.checkbox(
            self._translate("goods.field.has_lots"),
            self._product.has_lots,
            key=f"{self._key}_has_lots",
            help=self._translate("goods.field.has_lots.help"),
        )
        self._build.append(lambda product: replace(product, has_lots=has_lots))

    def _draw_pack(self) -> None:
        pack, translate = self._product.pack, self._translate
        with st.container(horizontal=True, gap="small"):
            sku = st.text_input(
                translate("goods.field.pack_of"),
                pack.sku if pack else "",
                key=f"{self._key}_pack_of",
                help=translate("goods.field.pack_of.help"),
                max_chars=SKU_LENGTH_MAX,
                width=240,
            )
            quantity = st.number_input(
                translate("goods.field.pack_quantity"),
                min_value=0,
                max_value=9999,
                value=pack.quantity if pack else 0,
                key=f"{self._key}_pack_quantity",
                width=200,
            )
        self._build.append(
            lambda product: replace(product, pack=Pack(clean_text(sku), int(quantity)) if sku.strip() else None)
        )


def _content(quantity: str, unit: str) -> Content | None:
    if not quantity.strip():
        return None
    try:
        return Content(Decimal(quantity.strip().replace(",", ".")), ContentUnit(unit))
    except (InvalidOperation, ValueError):
        raise WrongContent(quantity, unit) from None
