"""Prices that new costs propose: each is accepted or refused with one press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from app.web.plain_markdown import plain
from app.words import Words
from models.access.actor import Actor
from models.money import Money
from models.purchasing.price_proposal import PriceDecision, PriceProposal
from operations.catalogue.decide_proposed_prices import decide_price
from store import catalogue, shop
from store.analysis.open_price_proposals import open_proposals
from store.database.engine import Store

#: So many are shown at once; the next ones follow when they are decided.
SHOWN_MOST = 12
#: Does work as the visitor at the present instant, and lets the page show the text of a key when it is done.
Press = Callable[[Callable[[Actor, datetime], object], str], None]
_ICONS = {PriceDecision.ACCEPTED: ":material/check:", PriceDecision.REFUSED: ":material/close:"}


def draw_price_proposals(store: Store, words: Words, at: datetime, press: Press) -> None:
    """Draw the open proposals with their number as a badge; nothing where there are none.

    Only for visitors who may change prices and see costs.
    """
    with store.view() as view:
        company = shop.get_shop(view)
        proposals = open_proposals(view, company, at)
        products = catalogue.find_products(view, [each.sku for each in proposals])
    if not proposals:
        return
    translate = words.translate
    with st.container(border=True, gap="small", key="price_proposals"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.subheader(translate("proposals.title"), width="content")
            st.badge(str(len(proposals)), color="orange")
        st.caption(translate("proposals.why"))
        for each in proposals[:SHOWN_MOST]:
            _draw_proposal(store, words, (each, products[each.sku].name, company.currency), press)


def _draw_proposal(store: Store, words: Words, row: tuple[PriceProposal, str, str], press: Press) -> None:
    translate, (proposal, name, currency) = words.translate, row

    def money(minor: int) -> str:
        return words.money(Money(minor, currency))

    change = translate("proposals.change", before=money(proposal.price_before), price=money(proposal.price))
    cost = translate("proposals.cost", before=money(proposal.cost_before), cost=money(proposal.cost))
    first = translate("proposals.begins", day=proposal.begins_on.isoformat())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container(gap="xxsmall", width="stretch"):
            st.markdown(f"**{plain(name)}** · {plain(change)}")
            st.caption(plain(f"{cost} · {first}"))
        with st.container(horizontal=True, gap="small", width="content"):
            for decision, icon in _ICONS.items():
                st.button(
                    translate(f"proposals.{decision.value}"),
                    key=f"price_{decision.value}_{proposal.sku}",
                    type="primary" if decision is PriceDecision.ACCEPTED else "secondary",
                    icon=icon,
                    on_click=press,
                    args=(partial(_decide, store, proposal, decision), f"proposals.{decision.value}.done"),
                )


def _decide(store: Store, proposal: PriceProposal, decision: PriceDecision, actor: Actor, at: datetime) -> None:
    decide_price(store, actor, proposal.sku, proposal.price, decision, at=at)
