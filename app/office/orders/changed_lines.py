"""What the buyer changed in orders, and what came of it until the next delivery."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.office.orders.order_names import OrderNames
from store import catalogue
from store.analysis.changed_orders import changed_quantities

#: So far back and so many changes are listed.
DAYS, LISTED = 182, 30


def draw_changes(visit: OfficeVisit, names: OrderNames) -> None:
    """Draw the changes of the last half year, the newest first; nothing where there are none."""
    translate, number, now = visit.words.translate, visit.words.number, visit.clock()
    with visit.store.view() as view:
        changes = changed_quantities(view, since=now - timedelta(days=DAYS), now=now, most=LISTED)
        goods = catalogue.find_products(view, sorted({each.sku for each in changes}))
    if not changes:
        return
    title = translate("orders.changes")
    with st.expander(title, icon=":material/history_edu:"):
        st.caption(translate("orders.changes.about"))
        rows = [
            {
                translate("orders.changes.goods"): goods[each.sku].name if each.sku in goods else each.sku,
                translate("orders.changes.place"): names.places.get(each.location_id, ""),
                translate("orders.changes.drafted"): number(each.drafted),
                translate("orders.changes.ordered"): number(each.ordered),
                translate("orders.changes.outcome"): translate(f"orders.changes.outcome.{each.outcome.value}"),
                translate("orders.changes.sold"): "" if each.came_at is None else number(each.units_sold),
                translate("orders.changes.lowest"): "" if each.lowest is None else number(each.lowest),
                translate("orders.changes.reason"): " · ".join(each.reasons),
                translate("orders.changes.who"): names.people.get(each.operator, each.operator),
            }
            for each in changes
        ]
        st.dataframe(rows, hide_index=True, alt=title, key="orders_changes")
