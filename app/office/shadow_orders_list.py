"""The orders that Kassa would have sent on a morning, by supplier, with the reasons of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.order_reasons import reason_sentences
from app.web.plain_markdown import plain
from models.money import Money
from models.quantity import THOUSANDTHS, from_milli
from models.replenishment.proposal import Reasons
from models.replenishment.shadow_record import ShadowGoods, ShadowRecord
from store import catalogue, shop

#: So many lines of an order are written out, the dearest first.
LINES_MOST = 40


def draw_orders(visit: OfficeVisit, records: Sequence[ShadowRecord], names: Mapping[str, str], currency: str) -> None:
    """Draw the orders of one morning beside what the owner ordered since the one before."""
    translate = visit.words.translate
    st.subheader(translate("shadow.orders"))
    days = [each.day for each in reversed(records)]
    day = st.selectbox(translate("shadow.morning"), days, key="shadow_day", width=240)
    record = next((each for each in records if each.day == day), records[-1])
    lines = [each for each in record.goods if each.order]
    with visit.store.view() as view:
        products = catalogue.find_products(view, sorted({each.sku for each in lines}))
        places = {each.id: each.name for each in shop.all_locations(view)}
    yours = Money(sum(minor for _, minor in record.owner_orders), currency)
    amounts = {"yours": visit.words.whole_money(yours), "ours": visit.words.whole_money(_cost(lines, currency))}
    st.markdown(translate("shadow.orders.both", **amounts))
    if record.left_out:
        st.caption(translate("shadow.left_out", count=record.left_out))
    titles = {sku: each.name for sku, each in products.items()}
    for place, supplier in sorted({(each.location_id, each.supplier) for each in lines}):
        own = [each for each in lines if (each.location_id, each.supplier) == (place, supplier)]
        cost = visit.words.whole_money(_cost(own, currency))
        title = translate("shadow.order", supplier=names.get(supplier, supplier), count=len(own), cost=cost)
        with st.expander(plain(f"{title} · {places.get(place, place)}")):
            _draw_lines(visit, own, titles)


def _draw_lines(visit: OfficeVisit, lines: Sequence[ShadowGoods], titles: Mapping[str, str]) -> None:
    dearest = sorted(lines, key=lambda each: (-each.order * each.cost, each.sku))
    for each in dearest[:LINES_MOST]:
        why = reason_sentences(Reasons.from_json(each.reasons), visit.words, lambda units: _units(visit, units))
        name = titles.get(each.sku, each.sku)
        st.markdown(f"- **{_units(visit, from_milli(each.order))}** {plain(name)}  \n  {plain(why)}")
    if len(dearest) > LINES_MOST:
        st.caption(visit.words.translate("shadow.more", count=len(dearest) - LINES_MOST))


def _units(visit: OfficeVisit, units: Decimal) -> str:
    return visit.words.number(units.normalize() if units else Decimal(0))


def _cost(lines: Sequence[ShadowGoods], currency: str) -> Money:
    return Money(round(sum(each.order * each.cost for each in lines) / THOUSANDTHS), currency)
