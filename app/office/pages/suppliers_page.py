"""How suppliers deliver: on time, in full, at the agreed cost, and the lead time that orders are made by."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import streamlit as st

from app.office.office_visit import OfficeVisit, draw_page
from app.web.plain_markdown import plain
from models.access.permission import Permission
from models.money import Money
from models.purchasing.lead_times import RECEIPTS_MIN, LeadBasis
from models.purchasing.supplier_scorecard import SupplierScorecard
from operations.purchasing.supplier_record import SCORED_DAYS, supplier_scorecards
from store import shop

#: A share of orders on time from which on a supplier is good, and below which it is poor.
GOOD_SHARE, POOR_SHARE = Decimal("0.9"), Decimal("0.7")


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("suppliers.title", Permission.ORDER_GOODS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    with visit.store.view() as view:
        company = shop.get_shop(view)
        cards = supplier_scorecards(view, company, visit.clock())
    st.caption(translate("suppliers.about", days=SCORED_DAYS))
    if not cards:
        st.info(translate("suppliers.none"), icon=":material/inventory_2:")
    scored = [each for each in cards if each.orders]
    # Whoever needs attention comes first.
    for card in sorted(scored, key=lambda each: (_share(each), each.supplier.name)):
        _draw_card(visit, card, company.currency)
    others = [each.supplier.name for each in cards if not each.orders]
    if others:
        st.caption(plain(translate("suppliers.nothing_due", count=len(others), names=", ".join(others))))


def _draw_card(visit: OfficeVisit, card: SupplierScorecard, currency: str) -> None:
    translate = visit.words.translate
    with st.container(border=True, gap="small"):
        on_time = translate("suppliers.on_time", on_time=card.on_time, orders=card.orders)
        st.markdown(f"**{plain(card.supplier.name)}** {_badge(_share(card)).format(text=on_time)}")
        parts = [translate("suppliers.in_full", in_full=card.in_full, lines=card.lines)]
        if card.late_days:
            late = card.orders - card.on_time
            average = visit.words.number(round(Decimal(card.late_days) / late, 1))
            parts.insert(0, translate("suppliers.late", count=late, average=average))
        if card.cost_changes and visit.may(Permission.SEE_COSTS):
            money = visit.words.money(Money(card.cost_change_minor, currency))
            amount = money if card.cost_change_minor <= 0 else f"+{money}"
            parts.append(translate("suppliers.costs", count=card.cost_changes, amount=amount))
        st.markdown(plain(" · ".join(parts)))
        st.caption(plain(_lead_text(visit, card)))


def _lead_text(visit: OfficeVisit, card: SupplierScorecard) -> str:
    times, agreed = card.lead_times, card.supplier.lead_time_days
    values = {"agreed": agreed, "receipts": times.receipts}
    if times.basis is LeadBasis.AGREED:
        return visit.words.translate("suppliers.lead_agreed", **values, least=RECEIPTS_MIN)
    days, most = (max(agreed + late, 0) for late in (times.days_late, times.within(90)))
    return visit.words.translate("suppliers.lead_learnt", **values, days=days, most=most)


def _share(card: SupplierScorecard) -> Decimal:
    return Decimal(card.on_time) / card.orders


def _badge(share: Decimal) -> str:
    if share >= GOOD_SHARE:
        return ":green-badge[:material/check: {text}]"
    if share >= POOR_SHARE:
        return ":orange-badge[:material/schedule: {text}]"
    return ":red-badge[:material/warning: {text}]"


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
