"""The classes of deposit: those of the country as they are, and the shop's own, which are made and changed here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

import streamlit as st

from app.office.goods.goods_view import GoodsView, show_result
from app.web.plain_markdown import plain
from app.words import LANGUAGES
from models.access.permission import Permission
from models.catalogue.free_code import free_code
from models.catalogue.product import DEPOSIT_LENGTH_MAX, NO_DEPOSIT
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.deposits import DepositAmount, DepositClass, deposit_on
from models.jurisdiction.own_deposits import DEPOSIT_NAME_MAX, OF_SHOP, with_amount, without_amount
from models.pricing.price_text import parse_amount
from operations.catalogue.deposit_changes import save_deposit
from store.catalogue.deposit_rows import own_deposits

#: Room for the number of a code that another class has already.
_CODE_ROOM = 20


def draw_deposits(view: GoodsView) -> None:
    """Draw every class of deposit, and a form for a new one of the shop's own."""
    translate = view.words.translate
    st.title(translate("deposits.title"))
    show_result(view.words)
    st.caption(translate("deposits.help"))
    with view.store.view() as opened:
        own = own_deposits(opened)
    st.subheader(translate("deposits.own"))
    if not own:
        st.caption(translate("deposits.none"))
    for each in own:
        _draw_own(view, each)
    _draw_new(view, own)
    of_law = jurisdiction_of(view.shop.country).deposits
    if of_law:
        st.subheader(translate("deposits.of_law"))
        st.caption(translate("deposits.of_law.help"))
        for each in of_law:
            with st.container(border=True):
                _draw_amounts(view, each, lambda _: None)


def _draw_own(view: GoodsView, deposit: DepositClass) -> None:
    translate = view.words.translate

    def draw_withdraw(amount: DepositAmount) -> None:
        st.button(
            translate("goods.price.withdraw"),
            key=f"deposit_withdraw_{deposit.code}_{amount.valid_from}",
            icon=":material/undo:",
            on_click=partial(_take_back, view, deposit, amount.valid_from),
            disabled=not view.may(Permission.CHANGE_PRICES) or len(deposit.amounts) == 1,
        )

    with st.container(border=True):
        _draw_amounts(view, deposit, draw_withdraw)
        with st.expander(translate("deposits.change"), icon=":material/edit:"):
            _draw_change(view, deposit)


def _draw_amounts(view: GoodsView, deposit: DepositClass, draw_withdraw: Callable[[DepositAmount], None]) -> None:
    """The name of a class, what it is today, and what it was and will be."""
    translate, today = view.words.translate, view.today
    with st.container(horizontal=True, vertical_alignment="center"):
        name = plain(deposit.name_in(view.words.language))
        st.markdown(f"**{name}** · {plain(deposit.code)}", width="stretch")
        st.markdown(f"**{plain(_amount(view, deposit_on([deposit], deposit.code, today)))}**", width="content")
    begun = [each for each in deposit.amounts if each.valid_from <= today]
    if len(begun) > 1:
        st.caption(plain(" · ".join(_span(view, each) for each in begun)))
    for each in deposit.amounts[len(begun) :]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(translate("deposits.coming", amount=_span(view, each))), width="stretch")
            draw_withdraw(each)


def _amount(view: GoodsView, minor: int) -> str:
    return view.money(minor) if minor else view.words.translate("deposits.nothing")


def _span(view: GoodsView, amount: DepositAmount) -> str:
    first = view.words.translate("goods.price.from", first=amount.valid_from)
    return f"{_amount(view, amount.amount_minor)} {first}"


def _draw_change(view: GoodsView, deposit: DepositClass) -> None:
    translate, may, key = view.words.translate, view.may(Permission.CHANGE_PRICES), f"deposit_{deposit.code}"
    with st.form(f"{key}_names", border=False):
        names = _draw_names(key, view, deposit)
        renamed = st.form_submit_button(translate("deposits.save_names"), disabled=not may)
    with st.form(f"{key}_amount_form", border=False, clear_on_submit=True):
        with st.container(horizontal=True, gap="small"):
            amount, first = _draw_amount(key, view)
        with st.container(horizontal=True, gap="small"):
            set_anew = st.form_submit_button(translate("deposits.set"), disabled=not may)
            ended = st.form_submit_button(
                translate("deposits.end"), disabled=not may, help=translate("deposits.end.help")
            )
    if renamed:
        _save(view, deposit, lambda: DepositClass(deposit.code, names, deposit.amounts))
    elif set_anew:
        _save(view, deposit, lambda: with_amount(deposit, first, _minor(view, amount)))
    elif ended:
        _save(view, deposit, lambda: with_amount(deposit, first, 0))
    else:
        return
    st.rerun()


def _draw_names(key: str, view: GoodsView, deposit: DepositClass | None) -> dict[str, str]:
    with st.container(horizontal=True, gap="small"):
        return {
            language: st.text_input(
                view.words.translate(f"categories.name.{language}"),
                deposit.names.get(language, "") if deposit else "",
                key=f"{key}_name_{language}",
                max_chars=DEPOSIT_NAME_MAX,
                width=280,
            )
            or ""
            for language in LANGUAGES
        }


def _draw_amount(key: str, view: GoodsView) -> tuple[str, date]:
    amount = st.text_input(view.words.translate("deposits.amount"), key=f"{key}_amount", max_chars=20, width=180)
    first = st.date_input(
        view.words.translate("goods.field.valid_from"),
        value=view.today,
        min_value=view.today,
        format="YYYY-MM-DD",
        key=f"{key}_first",
        width=180,
    )
    return amount or "", first


def _draw_new(view: GoodsView, own: Sequence[DepositClass]) -> None:
    translate, may = view.words.translate, view.may(Permission.CHANGE_PRICES)
    with st.form("deposit_new", clear_on_submit=False):
        st.markdown(f"**{translate('deposits.new')}**")
        names = _draw_names("deposit_new", view, None)
        with st.container(horizontal=True, gap="small"):
            amount, first = _draw_amount("deposit_new", view)
            code = st.text_input(
                translate("deposits.code"),
                key="deposit_new_code",
                max_chars=DEPOSIT_LENGTH_MAX,
                help=translate("deposits.code.help"),
                width=220,
            )
        is_submitted = st.form_submit_button(
            translate("deposits.create"),
            type="primary",
            disabled=not may,
            help=None if may else translate("goods.who_may_price"),
        )
    if not is_submitted:
        return

    def new_class() -> DepositClass:
        in_use = {NO_DEPOSIT, *(each.code for each in (*own, *jurisdiction_of(view.shop.country).deposits))}
        name = next((each for each in names.values() if each.strip()), "")
        chosen = (code or "").strip() or free_code(name[:_CODE_ROOM], in_use, "deposit")
        return DepositClass(chosen, names, (DepositAmount(first, _minor(view, amount), OF_SHOP),))

    _save(view, None, new_class)
    st.rerun()


def _minor(view: GoodsView, amount: str) -> int:
    return parse_amount(amount, view.shop.currency).minor


def _take_back(view: GoodsView, deposit: DepositClass, begins: date) -> None:
    _save(view, deposit, lambda: without_amount(deposit, begins))


def _save(view: GoodsView, before: DepositClass | None, after: Callable[[], DepositClass]) -> None:
    view.attempt(
        lambda: save_deposit(view.store, view.actor, after(), before=before, at=view.clock()), "deposits.saved"
    )
