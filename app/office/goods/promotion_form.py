"""The form of one promotion: its fields by kind, a preview, and saving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from app.office.goods.goods_view import GoodsView, show_result
from app.office.goods.promotion_preview import draw_preview
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.money import Money
from models.pricing.price_text import parse_amount
from models.promotions.promotion import (
    BUNDLE_KINDS,
    COUPON_LENGTH_MAX,
    NAME_LENGTH_MAX,
    ONE_TIME,
    PIECES_MAX,
    GoodsGroup,
    Promotion,
    PromotionKind,
    Slot,
    Stacking,
)
from models.promotions.promotion_text import hours_text, parse_hours, parse_percent, percent_text
from models.promotions.promotion_time import MINUTES_A_DAY, PromotionTime
from operations.catalogue.promotion_changes import change_promotion, create_promotion
from store import catalogue
from store.catalogue import GoodsFilter

#: The number of the promotion that the form changes, 0 for a new one; absent while the form is closed.
FORM_OPEN = "promotion_form_open"
_PREVIEW, _PRIORITY, _KEY = "promotion_form_preview", "promotion_form_priority", "promotion_form_"
#: Products that a search offers.
OFFERED_MAX = 50
_KINDS: tuple[PromotionKind, ...] = tuple(PromotionKind)
_TWO_GROUPS = frozenset({PromotionKind.MIX, PromotionKind.BUY_GET})
_LEAST_PIECES = {
    PromotionKind.FOR_PRICE: 2,
    PromotionKind.CHEAPEST_FREE: 2,
    PromotionKind.BUY_GET: 1,
    PromotionKind.MIX: 1,
}
#: The fields of each kind for how much cheaper it is, with their labels.
_AMOUNTS: Mapping[PromotionKind, tuple[tuple[str, str], ...]] = {
    PromotionKind.PERCENT: (("percent", "percent"),),
    PromotionKind.AMOUNT: (("amount", "amount_off"),),
    PromotionKind.FOR_PRICE: (("amount", "price_together"),),
    PromotionKind.MIX: (("amount", "price_together"),),
    PromotionKind.CHEAPEST_FREE: (),
    PromotionKind.BUY_GET: (("percent", "percent"),),
    PromotionKind.THRESHOLD: (("least", "least"), ("percent", "percent"), ("amount", "amount_off")),
}
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What the fields hold, as it was typed."""

    number: int
    name: str
    kind: PromotionKind
    amounts: Mapping[str, str]
    groups: tuple[GoodsGroup, ...]
    pieces: int
    days: tuple[date, date | None]
    weekdays: frozenset[int]
    hours: str
    combines: bool
    code: str
    has_coupons: bool
    group: str

    def draft(self, view: GoodsView) -> Promotion:
        """The promotion that they describe; raises what is wrong with it."""
        first, last = self.days
        begin, end = parse_hours(self.hours) if self.hours.strip() else (0, MINUTES_A_DAY)
        percent = self.amounts.get("percent", "").strip()
        return Promotion(
            self.number,
            self.name.strip(),
            self.kind,
            tuple(Slot(group, 1 if place else self.pieces) for place, group in enumerate(self.groups)),
            PromotionTime(first, None if last is None else last + _ONE_DAY, self.weekdays, begin, end),
            percent_ppm=parse_percent(percent) if percent else 0,
            amount_minor=_minor(view, self.amounts.get("amount", "")),
            threshold_minor=_minor(view, self.amounts.get("least", "")),
            coupon=ONE_TIME if self.has_coupons else self.code.strip() or None,
            customer_group=self.group.strip() or None,
            stacking=Stacking.COMBINES if self.combines else Stacking.EXCLUSIVE,
            priority=int(st.session_state.get(_PRIORITY, 0)),
        )


def open_form(view: GoodsView, promotion: Promotion | None) -> None:
    """Open the form with a promotion, or empty."""
    close_form()
    state = st.session_state
    state[FORM_OPEN] = 0 if promotion is None else promotion.id
    if promotion is None:
        return
    time = promotion.time
    state[f"{_KEY}name"], state[f"{_KEY}kind"] = promotion.name, promotion.kind
    state[f"{_KEY}percent"] = percent_text(promotion.percent_ppm) if promotion.percent_ppm else ""
    for field, minor in (("amount", promotion.amount_minor), ("least", promotion.threshold_minor)):
        state[f"{_KEY}{field}"] = _typed(view, minor)
    for place, slot in enumerate(promotion.slots[:2]):
        state[f"{_KEY}{place}_categories"] = sorted(slot.goods.categories)
        state[f"{_KEY}{place}_products"] = sorted(slot.goods.skus)
    state[f"{_KEY}pieces"] = promotion.slots[0].pieces
    state[f"{_KEY}first"], state[f"{_KEY}last"] = time.first, None if time.until is None else time.until - _ONE_DAY
    state[f"{_KEY}weekdays"] = sorted(time.weekdays)
    is_all_day = (time.from_minute, time.until_minute) == (0, MINUTES_A_DAY)
    state[f"{_KEY}hours"] = "" if is_all_day else hours_text(time.from_minute, time.until_minute)
    state[f"{_KEY}combines"] = promotion.stacking is Stacking.COMBINES
    state[f"{_KEY}coupons"] = promotion.coupon == ONE_TIME
    state[f"{_KEY}code"] = "" if promotion.coupon == ONE_TIME else promotion.coupon or ""
    state[f"{_KEY}group"] = promotion.customer_group or ""
    state[_PRIORITY] = promotion.priority


def close_form() -> None:
    """Show the list again."""
    for key in [key for key in st.session_state if str(key).startswith(_KEY)]:
        del st.session_state[key]


def draw_promotion_form(view: GoodsView) -> None:
    """Draw the fields, and what the buttons below them do."""
    fields, translate = _draw_fields(view), view.words.translate
    with st.container(horizontal=True):
        is_looked_at = st.button(translate("promotions.preview"), key="promotions_look", icon=":material/visibility:")
        is_saved = st.button(
            translate("promotions.save"),
            key="promotions_save",
            type="primary",
            disabled=not view.may(Permission.CHANGE_PRICES),
        )
        st.button(translate("promotions.cancel"), key="promotions_cancel", on_click=close_form)
    if is_looked_at:
        st.session_state.pop(_PREVIEW, None)
        view.attempt(lambda: st.session_state.__setitem__(_PREVIEW, fields.draft(view)), "promotions.looked_at")
    if is_saved and _save(view, fields):
        close_form()
        st.rerun()
    show_result(view.words)
    if _PREVIEW in st.session_state:
        draw_preview(view, st.session_state[_PREVIEW])


def _save(view: GoodsView, fields: _Fields) -> bool:
    write = change_promotion if fields.number else create_promotion

    def save() -> None:
        write(view.store, view.actor, fields.draft(view), at=view.clock())

    return view.attempt(save, "promotions.saved", name=plain(fields.name))


def _draw_fields(view: GoodsView) -> _Fields:
    translate, number = view.words.translate, int(st.session_state[FORM_OPEN])
    with st.container(border=True):
        with st.container(horizontal=True, gap="small"):
            name = st.text_input(
                translate("promotions.field.name"), key=f"{_KEY}name", max_chars=NAME_LENGTH_MAX, width=280
            )
            kind = st.selectbox(
                translate("promotions.field.kind"),
                _KINDS,
                format_func=lambda each: translate(f"promotions.kind.{each.value}"),
                key=f"{_KEY}kind",
                disabled=number > 0,
                width=360,
            )
        with st.container(horizontal=True, gap="small"):
            amounts = _draw_amounts(view, kind)
            pieces = _draw_pieces(view, kind) if kind in _LEAST_PIECES else 1
        groups = _draw_groups(view, kind)
        days, weekdays, hours = _draw_time(view)
        may_combine = kind not in BUNDLE_KINDS
        combines = may_combine and st.checkbox(translate("promotions.field.combines"), key=f"{_KEY}combines")
        customers = _draw_customers(view)
    return _Fields(number, name or "", kind, amounts, groups, pieces, days, weekdays, hours, combines, *customers)


def _draw_customers(view: GoodsView) -> tuple[str, bool, str]:
    """The fields for who gets it: a code that many show, coupons for one purchase each, a group of customers."""
    translate = view.words.translate
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        has_coupons = st.checkbox(
            translate("promotions.field.coupons"), help=translate("promotions.field.coupons.help"), key=f"{_KEY}coupons"
        )
        code = st.text_input(
            translate("promotions.field.code"),
            help=translate("promotions.field.code.help"),
            key=f"{_KEY}code",
            max_chars=COUPON_LENGTH_MAX,
            disabled=has_coupons,
            width=240,
        )
        group = st.text_input(
            translate("promotions.field.group"),
            help=translate("promotions.field.group.help"),
            key=f"{_KEY}group",
            max_chars=COUPON_LENGTH_MAX,
            width=240,
        )
    return code or "", has_coupons, group or ""


def _draw_amounts(view: GoodsView, kind: PromotionKind) -> dict[str, str]:
    """The fields for how much cheaper it is; a threshold has a percentage or an amount."""
    fields = _AMOUNTS[kind]
    return {
        field: st.text_input(
            view.words.translate(f"promotions.field.{label}"), key=f"{_KEY}{field}", max_chars=16, width=160
        )
        or ""
        for field, label in fields
    }


def _draw_pieces(view: GoodsView, kind: PromotionKind) -> int:
    key, least = f"{_KEY}pieces", _LEAST_PIECES[kind]
    if int(st.session_state.get(key, least)) < least:
        st.session_state[key] = least
    label = view.words.translate("promotions.field.pieces")
    return int(st.number_input(label, least, PIECES_MAX - 1, key=key, width=160))


def _draw_groups(view: GoodsView, kind: PromotionKind) -> tuple[GoodsGroup, ...]:
    labels = ("first", "other") if kind is PromotionKind.MIX else ("bought", "other")
    chosen = labels if kind in _TWO_GROUPS else ("first",)
    groups = tuple(_draw_group(view, place, label) for place, label in enumerate(chosen))
    st.caption(view.words.translate("promotions.goods.all"))
    return groups


def _draw_group(view: GoodsView, place: int, label: str) -> GoodsGroup:
    """The fields that choose categories and products; a search offers some products, those chosen stay."""
    translate, key = view.words.translate, f"{_KEY}{place}"
    text = (st.session_state.get(f"{key}_search") or "").strip()
    with view.store.view() as opened:
        categories = {each.code: each.name_in(view.words.language) for each in catalogue.all_categories(opened)}
        listed = catalogue.list_goods(opened, GoodsFilter(text=text), view.today, limit=OFFERED_MAX) if text else []
        chosen = list(st.session_state.get(f"{key}_products", ()))
        names = {sku: product.name for sku, product in catalogue.find_products(opened, chosen).items()}
    names |= {each.sku: each.name for each in listed}
    st.markdown(f"**{translate(f'promotions.goods.{label}')}**")
    with st.container(horizontal=True, gap="small"):
        codes = st.multiselect(
            translate("promotions.field.categories"),
            list(categories),
            format_func=lambda code: categories.get(code, code),
            key=f"{key}_categories",
            width=300,
        )
        st.text_input(
            translate("promotions.field.search"),
            key=f"{key}_search",
            max_chars=120,
            icon=":material/search:",
            width=240,
        )
        offered = list(dict.fromkeys([*chosen, *names]))
        skus = (
            st.multiselect(
                translate("promotions.field.products"),
                offered,
                format_func=lambda sku: names.get(sku, sku),
                key=f"{key}_products",
                width=360,
            )
            if offered
            else []
        )
    return GoodsGroup(frozenset(skus), frozenset(codes))


def _draw_time(view: GoodsView) -> tuple[tuple[date, date | None], frozenset[int], str]:
    translate = view.words.translate
    st.session_state.setdefault(f"{_KEY}first", view.today)
    with st.container(horizontal=True, gap="small"):
        first = st.date_input(translate("promotions.field.first"), format="YYYY-MM-DD", key=f"{_KEY}first", width=180)
        st.session_state.setdefault(f"{_KEY}last", None)
        last = st.date_input(
            translate("promotions.field.last"),
            format="YYYY-MM-DD",
            help=translate("promotions.field.last.help"),
            key=f"{_KEY}last",
            width=180,
        )
        weekdays = st.multiselect(
            translate("promotions.field.weekdays"),
            list(range(7)),
            format_func=lambda day: translate(f"promotions.weekday.{day}"),
            help=translate("promotions.field.weekdays.help"),
            key=f"{_KEY}weekdays",
            width=300,
        )
        hours = st.text_input(
            translate("promotions.field.hours"),
            help=translate("promotions.field.hours.help"),
            key=f"{_KEY}hours",
            max_chars=13,
            width=160,
        )
    return (first, last), frozenset(weekdays), hours or ""


def _typed(view: GoodsView, minor: int) -> str:
    """An amount as it is typed into a field."""
    return view.words.number(Money(minor, view.shop.currency).major()) if minor else ""


def _minor(view: GoodsView, text: str) -> int:
    return parse_amount(text, view.shop.currency).minor if text.strip() else 0
