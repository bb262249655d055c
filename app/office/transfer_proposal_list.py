"""What the night proposes to move before it proposes to buy: from where, how many, why, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

import streamlit as st

from app.office.office_visit import OfficeVisit
from app.web.plain_markdown import plain
from app.web.transfer_reasons import transfer_sentences
from models.catalogue.product import Product
from models.replenishment.transfer_first import TransferProposal
from operations.stock.proposed_transfers import dismiss_proposed_transfer, send_proposed_transfer
from store import catalogue, shop, transfer_proposals

#: So many proposals are listed; the others come when these are decided on.
LISTED = 40


def draw_proposals(visit: OfficeVisit, places: Mapping[int, str]) -> None:
    """Draw today's proposals that wait for a decision; nothing where there are none."""
    with visit.store.view() as view:
        waiting = transfer_proposals.open_proposals(view, shop.get_shop(view).business_day(visit.clock()))
        skus = sorted({line.sku for each in waiting[:LISTED] for line in each.goods})
        products = catalogue.find_products(view, skus)
    if not waiting:
        return
    st.subheader(visit.words.translate("transfers.proposed"))
    st.caption(visit.words.translate("transfers.proposed.help"))
    for each in waiting[:LISTED]:
        _draw_proposal(visit, each, places, products)


def _draw_proposal(
    visit: OfficeVisit, proposal: TransferProposal, places: Mapping[int, str], products: Mapping[str, Product]
) -> None:
    translate = visit.words.translate
    way = f"{places[proposal.places[0]]} → {places[proposal.places[1]]}"
    goods = ", ".join(f"{visit.words.number(line.units)} × {products[line.sku].name}" for line in proposal.goods)
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(way)}**")
        st.markdown(plain(goods))
        why = st.expander(
            translate("orders.reasons"), key=f"why_transfer_{proposal.id}", type="compact", on_change="rerun"
        )
        if why.open:
            _draw_reasons(visit, why, proposal, products)
        with st.container(horizontal=True, gap="small"):
            st.button(
                translate("transfers.proposed.send"),
                key=f"send_proposed_{proposal.id}",
                type="primary",
                icon=":material/local_shipping:",
                on_click=partial(_send, visit, proposal.id),
            )
            st.button(
                translate("transfers.proposed.dismiss"),
                key=f"dismiss_proposed_{proposal.id}",
                on_click=partial(_dismiss, visit, proposal.id),
            )


def _draw_reasons(
    visit: OfficeVisit,
    why: st.delta_generator.DeltaGenerator,
    proposal: TransferProposal,
    products: Mapping[str, Product],
) -> None:
    words = visit.words
    for line in proposal.goods:
        product = products[line.sku]

        def amount(units: Decimal, product: Product = product) -> str:
            return words.translate(f"dashboard.quantity.{product.unit.value}", number=words.number(units))

        text = plain(transfer_sentences(line, words, amount))
        why.markdown(f"**{plain(product.name)}: {plain(amount(line.units))}**  \n{text}")


def _send(visit: OfficeVisit, proposal_id: int) -> None:
    visit.press(lambda actor, at: send_proposed_transfer(visit.store, actor, proposal_id, at=at), "transfers.sent")


def _dismiss(visit: OfficeVisit, proposal_id: int) -> None:
    visit.press(
        lambda actor, at: dismiss_proposed_transfer(visit.store, actor, proposal_id, at=at),
        "transfers.proposed.dismissed",
    )
