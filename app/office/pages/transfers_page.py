"""The page of transfers: what is on the way to and from a location, sending more, and what came last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.office.stock_codes import draw_location
from app.office.transfer_proposal_list import draw_proposals
from app.office.transfer_receiving import begin_receiving, begun_transfer, draw_receiving, receive_all
from app.office.transfer_sending import draw_sending
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.stock.transfer import EndedTransfer, Transfer, TransferEnd, variance_of
from operations.stock.transferring import cancel_transfer
from store import catalogue, shop, transfers

#: So many transfers that have ended are listed, the newest first.
LISTED = 20


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("transfers.title", Permission.TRANSFER_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    with visit.store.view() as view:
        places = {each.id: each.name for each in shop.all_locations(view)}
        people = people_by_code(visit, view)
    if len(places) == 1:
        st.info(visit.words.translate("transfers.one_location"), icon=":material/storefront:")
        return
    sheet = begun_transfer()
    if sheet is not None:
        draw_receiving(visit, sheet, places)
        return
    draw_proposals(visit, places)
    here = draw_location(visit, "transfers_location", "transfers.here")
    _draw_waiting(visit, here, places, people)
    st.subheader(visit.words.translate("transfers.send_goods"))
    draw_sending(visit, here, places)
    _draw_latest(visit, places, people)


def _draw_waiting(visit: OfficeVisit, here: int, places: Mapping[int, str], people: Mapping[str, str]) -> None:
    with visit.store.view() as view:
        waiting = transfers.transfers_on_the_way(view)
        names = _names(visit, [sku for each in waiting for sku in each.units])
    coming = [each for each in waiting if each.wish.receiver_id == here]
    st.subheader(visit.words.translate("transfers.coming"))
    if not coming:
        st.caption(visit.words.translate("transfers.none_coming"))
    for each in coming:
        _draw_transfer(visit, each, places[each.wish.sender_id], names, people, is_coming=True)
    leaving = [each for each in waiting if each.wish.sender_id == here]
    if leaving:
        st.subheader(visit.words.translate("transfers.leaving"))
    for each in leaving:
        _draw_transfer(visit, each, places[each.wish.receiver_id], names, people, is_coming=False)


def _draw_transfer(
    visit: OfficeVisit,
    transfer: Transfer,
    place: str,
    names: Mapping[str, str],
    people: Mapping[str, str],
    *,
    is_coming: bool,
) -> None:
    translate, number = visit.words.translate, visit.words.number
    goods = ", ".join(f"{number(units)} × {names.get(sku, sku)}" for sku, units in transfer.units.items())
    who = people.get(transfer.operator, transfer.operator)
    facts = [visit.time(transfer.at), who, transfer.wish.note]
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plain(translate('transfers.from' if is_coming else 'transfers.going_to', place=place))}**")
        st.markdown(plain(goods))
        st.caption(plain(" · ".join(each for each in facts if each)))
        with st.container(horizontal=True, gap="small"):
            if is_coming:
                st.button(
                    translate("transfers.all_came"),
                    key=f"receive_transfer_{transfer.id}",
                    type="primary",
                    icon=":material/done_all:",
                    on_click=partial(receive_all, visit, transfer.id),
                )
                st.button(
                    translate("transfers.check"),
                    key=f"check_transfer_{transfer.id}",
                    icon=":material/checklist:",
                    on_click=partial(begin_receiving, visit, transfer.id),
                )
                return
            st.button(
                translate("transfers.cancel"),
                key=f"cancel_transfer_{transfer.id}",
                icon=":material/undo:",
                on_click=partial(_cancel, visit, transfer.id),
            )


def _cancel(visit: OfficeVisit, transfer_id: int) -> None:
    visit.press(lambda actor, at: cancel_transfer(visit.store, actor, transfer_id, at=at), "transfers.cancel_done")


def _draw_latest(visit: OfficeVisit, places: Mapping[int, str], people: Mapping[str, str]) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        latest = transfers.latest_ends(view, LISTED)
    if not latest:
        return
    names = _names(visit, [each.sku for _, end in latest for each in end.goods])
    st.subheader(translate("transfers.latest"))
    rows = [
        {
            translate("deliveries.at"): visit.time(end.at),
            translate("transfers.way"): f"{places[transfer.wish.sender_id]} → {places[transfer.wish.receiver_id]}",
            translate("counts.goods"): len(transfer.wish.goods),
            translate("transfers.result"): _result(visit, transfer, end, names),
            translate("transfers.by"): people.get(end.operator, end.operator),
            translate("transfers.notes"): " · ".join(each for each in (transfer.wish.note, end.note) if each),
        }
        for transfer, end in latest
    ]
    st.dataframe(rows, hide_index=True, alt=translate("transfers.latest"), key="transfers_latest")


def _result(visit: OfficeVisit, transfer: Transfer, end: EndedTransfer, names: Mapping[str, str]) -> str:
    """Cancelled, everything came, or what differs and why."""
    translate, number = visit.words.translate, visit.words.number
    if end.end is TransferEnd.CANCELLED:
        return translate("transfers.was_cancelled")
    units = transfer.units
    differing = [
        f"{names.get(each.sku, each.sku)} {number(variance_of(units.get(each.sku, each.good * 0), each))}: "
        f"{translate(f'transfers.why.{each.why.value}')}"
        for each in end.goods
        if each.why is not None
    ]
    return ", ".join(differing) or translate("transfers.everything")


def _names(visit: OfficeVisit, skus: list[str]) -> dict[str, str]:
    with visit.store.view() as view:
        return {sku: each.name for sku, each in catalogue.find_products(view, sorted(set(skus))).items()}


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
