"""The page of what stock is worth: as of the end of any business day, by location and category, and by day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.stock_value_chart import value_chart, value_frame
from models.access.permission import Permission
from models.catalogue.product import Product
from models.money import Money
from models.stock.valuation import ON_THE_WAY, ValuedStock
from store import catalogue, shop
from store.analysis.stock_value import day_end, stock_value, stock_value_by_day

#: So many goods are listed, the dearest first, and so many days are drawn.
LISTED, DAYS = 200, 91


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("stock.value", Permission.SEE_COSTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(visit.clock())
        day: date = st.date_input(
            translate("stock.value.day"), today, max_value=today, format="YYYY-MM-DD", key="stock_value_day", width=200
        )
        at = min(day_end(company, day), visit.clock())
        rows = stock_value(view, at)
        products = catalogue.find_products(view, sorted({each.sku for each in rows}))
        places = {each.id: each.name for each in shop.all_locations(view)}
        if any(each.location_id == ON_THE_WAY for each in rows):
            places[ON_THE_WAY] = translate("transfers.on_the_way")
        names = {each.code: each.name_in(visit.words.language) for each in catalogue.all_categories(view)}
        by_day = stock_value_by_day(view, company, day - timedelta(days=DAYS - 1), day)
    total, estimated = (sum(each.value_minor for each in some) for some in (rows, _estimated(rows)))
    st.metric(translate("stock.value.total", at=visit.time(at)), visit.words.money(Money(total, company.currency)))
    if estimated:
        amount = visit.words.money(Money(estimated, company.currency))
        st.caption(translate("stock.value.estimated", amount=amount, count=len({e.sku for e in _estimated(rows)})))
    unknown = {each.sku for each in rows if each.average is None}
    if unknown:
        st.warning(translate("stock.value.unknown", count=len(unknown)), icon=":material/help:")
    frame = value_frame(by_day, company.currency)
    st.altair_chart(value_chart(frame, visit.words, company.currency), alt=translate("stock.value.chart"), key="values")
    groups = _sums(rows, lambda each: names.get(products[each.sku].category, products[each.sku].category))
    _draw_sums(visit, "category", groups, company.currency)
    if len(places) > 1:
        _draw_sums(visit, "location", _sums(rows, lambda each: places[each.location_id]), company.currency)
    _draw_goods(visit, rows, products, places, currency=company.currency)


def _estimated(rows: Sequence[ValuedStock]) -> list[ValuedStock]:
    return [each for each in rows if each.is_estimated and each.average is not None]


def _sums(rows: Sequence[ValuedStock], group_of: Callable[[ValuedStock], str]) -> dict[str, int]:
    """The value of each group in minor units, the dearest first."""
    sums: dict[str, int] = {}
    for each in rows:
        sums[group_of(each)] = sums.get(group_of(each), 0) + each.value_minor
    return dict(sorted(sums.items(), key=lambda pair: -pair[1]))


def _draw_sums(visit: OfficeVisit, what: str, sums: Mapping[str, int], currency: str) -> None:
    translate = visit.words.translate
    title = translate(f"stock.value.by.{what}")
    st.subheader(title)
    rows = [
        {
            translate(f"stock.value.{what}"): name,
            translate("stock.value.value"): visit.words.money(Money(value, currency)),
        }
        for name, value in sums.items()
    ]
    figures = figure_columns(translate("stock.value.value"))
    st.dataframe(rows, hide_index=True, column_config=figures, alt=title, key=f"stock_value_{what}")


def _draw_goods(
    visit: OfficeVisit,
    rows: Sequence[ValuedStock],
    products: Mapping[str, Product],
    places: Mapping[int, str],
    *,
    currency: str,
) -> None:
    translate = visit.words.translate
    st.subheader(translate("stock.value.goods"))
    dearest = sorted(rows, key=lambda each: (-each.value_minor, each.sku, each.location_id))[:LISTED]
    table = [
        {
            translate("stock.value.name"): products[each.sku].name,
            translate("stock.value.value"): visit.words.money(Money(each.value_minor, currency)),
            translate("stock.value.units"): visit.words.number(each.units),
            translate("stock.value.cost"): _cost(visit, each, currency),
            translate("stock.value.location"): places[each.location_id],
        }
        for each in dearest
    ]
    figures = figure_columns(*(translate(f"stock.value.{each}") for each in ("value", "units", "cost")))
    alt = translate("stock.value.goods")
    st.dataframe(table, hide_index=True, column_config=figures, alt=alt, key="stock_value_goods")


def _cost(visit: OfficeVisit, row: ValuedStock, currency: str) -> str:
    if row.average is None:
        return "–"
    cost = visit.words.money(Money(int(row.average.to_integral_value()), currency))
    return visit.words.translate("stock.value.about", cost=cost) if row.is_estimated else cost


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
