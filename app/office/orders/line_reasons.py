"""Why a proposal orders what it orders: sentences for each product, and one chart of how long the goods last."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from decimal import Decimal

import altair as alt
import polars as pl
import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.order_reasons import reason_sentences
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.catalogue.product import Product
from models.money import Money
from models.replenishment.case_rounding import CaseRule
from models.replenishment.proposal import Proposal, ProposalLine
from store import catalogue

# Altair takes pandas as it is: loaded whole before two visitors draw at the same time.
importlib.import_module("pandas")

#: So many products are explained at once, and drawn; a name is cut after so many signs in the chart.
EXPLAINED, NAME_LENGTH = 60, 28
#: Heights in pixels: of a product, and of the axis with its title and the legend, which are inside the chart.
ROW_HEIGHT, AXIS_HEIGHT = 30, 110
PARTS = ("on_hand", "on_order", "quantity")
COLOURS = ("#7a8b99", "#c9a227", "#1f77b4")


def draw_reasons(visit: OfficeVisit, proposal: Proposal) -> None:
    """An expander with the reasons of a proposal; nothing is read before it is opened."""
    translate = visit.words.translate
    box = st.expander(
        translate("orders.reasons"), key=f"orders_reasons_{proposal.id}", type="compact", on_change="rerun"
    )
    if not box.open:
        return
    lines = proposal.lines[:EXPLAINED]
    with visit.store.view() as view:
        products = catalogue.find_products(view, [line.sku for line in lines])
    with box:
        st.altair_chart(
            cover_chart(lines, products, visit),
            alt=translate("orders.reasons.alt"),
            key=f"orders_cover_{proposal.id}",
        )
        st.caption(translate("orders.reasons.help"))
        for line in lines:
            st.markdown(_line_text(visit, line, products[line.sku]))


def _line_text(visit: OfficeVisit, line: ProposalLine, product: Product) -> str:
    words = visit.words

    def amount(units: Decimal) -> str:
        return words.translate(f"dashboard.quantity.{product.unit.value}", number=words.number(units))

    text = reason_sentences(line.reasons, words, amount)
    rounding = line.reasons.rounding_cost_minor
    if rounding and visit.may(Permission.SEE_COSTS):
        text += " " + words.translate("orders.reasons.rounding", amount=Money(rounding, line.cost.currency))
    if line.reasons.case_rule != CaseRule.UP and visit.may(Permission.SEE_COSTS):
        saved, spoilt = (
            Money(round(each), line.cost.currency)
            for each in (line.reasons.case_saved_minor, line.reasons.case_spoilt_minor)
        )
        text += " " + words.translate("orders.reasons.case", saved=saved, spoilt=spoilt)
    return f"**{plain(product.name)}: {plain(amount(line.quantity))}**  \n{plain(text)}"


def cover_chart(lines: tuple[ProposalLine, ...], products: Mapping[str, Product], visit: OfficeVisit) -> alt.LayerChart:
    """How many days the goods last at the expected rate: on the shelf, on their way, ordered; a tick where S is."""
    translate = visit.words.translate
    parts = {name: translate(f"orders.reasons.{name}") for name in PARTS}
    rows, levels = [], []
    for number, line in enumerate(lines, start=1):
        reasons = line.reasons
        a_day = reasons.expected_demand / reasons.protection_days
        name = f"{number}. {products[line.sku].name[:NAME_LENGTH]}"
        rows += [(name, parts[part], place, float(getattr(reasons, part)) / a_day) for place, part in enumerate(PARTS)]
        levels.append((name, float(reasons.order_up_to) / a_day))
    bars = pl.DataFrame(rows, ["product", "part", "place", "days"], orient="row")
    ticks = pl.DataFrame(levels, ["product", "days"], orient="row")
    title = translate("orders.reasons.days")
    across = alt.X("days:Q", title=title, axis=alt.Axis(tickMinStep=1, format="d"))
    down = alt.Y("product:N", title=None, sort=None, axis=alt.Axis(labelLimit=200))
    colour = alt.Color(
        "part:N",
        sort=list(parts.values()),
        scale=alt.Scale(domain=list(parts.values()), range=list(COLOURS)),
        legend=alt.Legend(title=None, orient="bottom", labelLimit=0),
    )
    tooltip = ["product:N", "part:N", alt.Tooltip("days:Q", title=title, format=".1f")]
    bar = alt.Chart(bars).mark_bar(size=14).encode(x=across, y=down, color=colour, order="place:O", tooltip=tooltip)
    level = translate("orders.reasons.level")
    tick = alt.Chart(ticks).mark_tick(thickness=3, size=22, color="#d62728").encode(
        x=across, y=down, tooltip=["product:N", alt.Tooltip("days:Q", title=level, format=".1f")]
    )  # fmt: skip
    chart: alt.LayerChart = alt.LayerChart(layer=[bar, tick], height=ROW_HEIGHT * len(lines) + AXIS_HEIGHT)
    return chart
