"""The page of goods that go back to suppliers: what waits, sending more, open claims with their age, and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import groupby

import streamlit as st

from app.office.claim_answers import draw_claims, draw_latest_answers
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.office.stock_codes import draw_location
from app.office.supplier_return_sheet import draw_return_sheet
from app.web.plain_markdown import plain
from models.access.actor import Actor
from models.access.permission import Permission
from models.purchasing.supplier_return import WAITING_DAYS, ReturnToSupplier, UnclaimedGoods
from operations.purchasing.supplier_claims import return_to_supplier
from store import catalogue, purchasing, shop, supplier_returns


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("claims.title", Permission.RETURN_TO_SUPPLIER, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        suppliers = {code: each.name for code, each in purchasing.all_suppliers(view).items()}
        people = people_by_code(visit, view)
    if not suppliers:
        st.info(visit.words.translate("deliveries.no_supplier"), icon=":material/handshake:")
        return
    here = draw_location(visit, "claims_location", "transfers.here")
    _draw_waiting(visit, here, suppliers)
    draw_claims(visit, suppliers, people)
    st.subheader(visit.words.translate("claims.send"))
    draw_return_sheet(visit, here, suppliers)
    draw_latest_answers(visit, suppliers, people)


def _draw_waiting(visit: OfficeVisit, here: int, suppliers: Mapping[str, str]) -> None:
    """Draw what came damaged or was brought back at this location, by supplier, each with one button that claims it."""
    with visit.store.view() as view:
        since = visit.clock() - timedelta(days=WAITING_DAYS)
        unclaimed = supplier_returns.waiting_goods(view, since, shop.get_shop(view).currency)
        waiting = sorted((each for each in unclaimed if each.location_id == here), key=lambda each: each.supplier_code)
        skus = sorted({each.goods.sku for each in waiting})
        names = {sku: each.name for sku, each in catalogue.find_products(view, skus).items()}
    if not waiting:
        return
    st.subheader(visit.words.translate("claims.waiting"))
    for code, group in groupby(waiting, key=lambda each: each.supplier_code):
        _draw_group(visit, here, list(group), names, suppliers.get(code))


def _draw_group(
    visit: OfficeVisit, here: int, goods: list[UnclaimedGoods], names: Mapping[str, str], supplier: str | None
) -> None:
    translate, number = visit.words.translate, visit.words.number
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(translate('claims.no_supplier') if supplier is None else supplier)}**")
        for each in goods:
            why = translate(f"claims.source.{each.goods.origin.source.value}")
            name = names.get(each.goods.sku, each.goods.sku)
            st.markdown(plain(f"{number(each.goods.units)} × {name} · {why} {visit.time(each.at)}"))
        if supplier is None:
            st.caption(translate("claims.no_supplier.help"))
            return
        st.button(
            translate("claims.claim", name=plain(supplier)),
            key=f"claim_{goods[0].supplier_code}",
            type="primary",
            icon=":material/assignment_return:",
            on_click=partial(_claim, visit, here, goods),
        )


def _claim(visit: OfficeVisit, here: int, goods: list[UnclaimedGoods]) -> None:
    first = goods[0].goods.origin

    def work(actor: Actor, at: datetime) -> None:
        key = f"claim {first.source.value} {first.fact_id} {first.position} {len(goods)}"
        wish = ReturnToSupplier(key, goods[0].supplier_code, here, tuple(each.goods for each in goods))
        return_to_supplier(visit.store, actor, wish, at=at)

    visit.act(work, "claims.claimed")


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
