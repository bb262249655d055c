"""What expires soon: a list with one press to write a lot off, or to let the till sell it cheaper."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from uuid import uuid4

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.promotions.promotion import NAME_LENGTH_MAX, GoodsGroup, Promotion, PromotionKind, Slot
from models.promotions.promotion_time import PromotionTime
from models.quantity import Unit
from models.stock.write_off import UnsaleableGoods, WriteOffKind, WriteOffReason
from operations.catalogue.promotion_changes import create_promotion
from operations.stock.writing_off import write_off_goods
from store import catalogue, shop
from store.analysis.lot_reports import ExpiringLot, expiring_lots
from store.catalogue.promotion_rows import list_promotions

#: So many days ahead the list looks unless somebody chooses others, and at most; so many lots are listed.
DAYS_AHEAD, DAYS_MAX, LISTED = 7, 365, 30
#: What marking down takes off the price, in parts per million.
MARK_DOWN_PPM = 300_000


def draw_expiring(visit: OfficeVisit) -> None:
    """Draw the lots that expire soon; nothing in a shop without lots."""
    translate = visit.words.translate
    with visit.store.view() as view:
        today = shop.get_shop(view).business_day(visit.clock())
        places = {each.id: each.name for each in shop.all_locations(view)}
        has_any = bool(expiring_lots(view, today, 36_500, most=1))
    if not has_any:
        return
    st.subheader(translate("lots.expiring"))
    days = st.number_input(
        translate("lots.days"), min_value=0, max_value=DAYS_MAX, value=DAYS_AHEAD, key="expiring_days", width=180
    )
    with visit.store.view() as view:
        expiring = expiring_lots(view, today, int(days), most=LISTED)
        products = catalogue.find_products(view, [each.sku for each in expiring])
        reduced = _reduced_until(visit, today)
    if not expiring:
        st.success(translate("lots.none", count=int(days)), icon=":material/check_circle:")
    for each in expiring:
        unit = products[each.sku].unit
        place = places[each.location_id] if len(places) > 1 else ""
        is_reduced = (each.sku, each.lot.best_before) in reduced
        _draw_lot(visit, each, unit=unit, place=place, is_reduced=is_reduced)


def _reduced_until(visit: OfficeVisit, today: date) -> set[tuple[str, date]]:
    """The products that are cheaper up to a day, each alone."""
    with visit.store.view() as view:
        promotions = [each.promotion for each in list_promotions(view) if each.ended_at is None]
    return {
        (sku, each.time.until - timedelta(days=1))
        for each in promotions
        if each.time.until is not None and each.time.until > today and each.kind is PromotionKind.PERCENT
        for sku in each.slots[0].goods.skus
    }


def _draw_lot(visit: OfficeVisit, lot: ExpiringLot, *, unit: Unit, place: str, is_reduced: bool) -> None:
    translate = visit.words.translate
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(lot.name)}**", width="stretch")
            if lot.days_left < 0:
                st.badge(_when(visit, lot.days_left), color="red")
            else:
                st.badge(_when(visit, lot.days_left), color="orange" if lot.days_left <= 1 else "gray")
        facts = [
            translate("lots.lot", lot=lot.lot.code),
            f"{translate('lots.best_before')} {lot.lot.best_before}",
            translate(f"lots.left.{unit.value}", number=visit.words.number(lot.units)),
            place,
            translate("lots.recalled") if lot.is_recalled else "",
        ]
        st.caption(plain(" · ".join(each for each in facts if each)))
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            name = f"{lot.location_id}_{lot.sku}_{lot.lot.code}"
            st.button(
                translate("lots.write_off"),
                key=f"write_off_lot_{name}",
                icon=":material/delete:",
                on_click=partial(_write_off, visit, lot, uuid4().hex),
            )
            if is_reduced:
                st.badge(translate("lots.reduced"), color="green", icon=":material/sell:")
            elif lot.days_left >= 0 and not lot.is_recalled and visit.may(Permission.CHANGE_PRICES):
                st.button(
                    translate("lots.mark_down", percent=MARK_DOWN_PPM // 10_000),
                    key=f"mark_down_lot_{name}",
                    icon=":material/sell:",
                    on_click=partial(_mark_down, visit, lot),
                )


def _when(visit: OfficeVisit, days_left: int) -> str:
    if days_left < 0:
        return visit.words.translate("lots.expired", count=-days_left)
    if days_left == 0:
        return visit.words.translate("lots.today")
    return visit.words.translate("lots.left", count=days_left)


def _write_off(visit: OfficeVisit, lot: ExpiringLot, key: str) -> None:
    reason = WriteOffReason.RECALLED if lot.is_recalled else WriteOffReason.EXPIRED

    def work(actor: Actor, at: datetime) -> None:
        goods = UnsaleableGoods(key, lot.location_id, lot.sku, lot.units, WriteOffKind.WASTE, reason)
        write_off_goods(visit.store, actor, goods, at=at, lot=lot.lot)

    visit.act(work, "stock.saved")


def _mark_down(visit: OfficeVisit, lot: ExpiringLot) -> None:
    """Take a part off the product's price up to the last day of the lot; the till takes it off by itself."""
    with visit.store.view() as view:
        first = shop.get_shop(view).business_day(visit.clock())
    last = lot.lot.best_before
    assert last is not None, "only what expires is listed"
    name = f"{visit.words.translate('lots.short_date')} {lot.name}"[:NAME_LENGTH_MAX].strip()
    slot = Slot(GoodsGroup(frozenset({lot.sku})))
    time = PromotionTime(first, last + timedelta(days=1))
    draft = Promotion(0, name, PromotionKind.PERCENT, (slot,), time, percent_ppm=MARK_DOWN_PPM)
    visit.act(lambda actor, at: create_promotion(visit.store, actor, draft, at=at), "lots.marked_down", name=lot.name)
