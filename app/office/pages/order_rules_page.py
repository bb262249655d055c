"""What each way to order would have cost on the shop's own past, and what a higher service costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit, draw_page
from app.office.replay_chart import frontier_chart, frontier_frame
from models.access.permission import Permission
from models.money import Money
from models.replenishment.frontier import at_fill_rate
from models.replenishment.replay_record import ReplayRecord
from models.replenishment.rule_replay import RuleReplay
from models.replenishment.spoiling_replay import SpoilingReplay
from operations.replenishment.level_plans import level_plan
from store.replay_rows import newest_replay
from store.shop import get_shop

#: The services whose price is shown, of 100 that are wanted.
SERVICES = (0.9, 0.95, 0.97, 0.98)
#: The service at which the rules are set side by side.
COMPARED = 0.95
NOTHING = "–"


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("replay.title", Permission.SEE_COSTS, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    st.caption(translate("replay.about"))
    with visit.store.view() as view:
        company = get_shop(view)
        record, currency = newest_replay(view), company.currency
        plan = level_plan(view, company, visit.clock())
    if record is None:
        st.info(translate("replay.none"), icon=":material/history:")
        return
    span = {"first": record.first_day, "last": record.last_day, "made": visit.time(record.made_at)}
    st.caption(translate("replay.span", goods=record.goods, **span))
    st.caption(translate("replay.rhythm", review=record.rhythm.review_days, lead=record.rhythm.lead_days))
    st.info(
        translate(f"replay.now.{plan.basis.value}", service=_hundred(plan.service), last=record.last_day),
        icon=":material/target:",
    )
    _draw_service(visit, record, currency)
    st.subheader(translate("replay.frontier"))
    frame = frontier_frame(record, visit.words)
    st.altair_chart(frontier_chart(frame, visit.words, currency), alt=translate("replay.frontier.alt"), key="frontier")
    st.caption(translate("replay.frontier.help"))
    st.subheader(translate("replay.rules", share=round(COMPARED * 100)))
    rows = [_row(visit, rule, currency) for rule in record.rules]
    figures = figure_columns(*(translate(f"replay.column.{each}") for each in ("held", "cover", "lost", "turns")))
    st.dataframe(rows, hide_index=True, column_config=figures, alt=translate("replay.rules.alt"), key="rules")
    st.caption(translate("replay.interval"))
    if record.spoiling is not None:
        _draw_spoiling(visit, record.spoiling, currency)


def _draw_service(visit: OfficeVisit, record: ReplayRecord, currency: str) -> None:
    """What a higher service costs: in customers who find it, and in money."""
    translate = visit.words.translate
    st.subheader(translate("replay.service"))
    lines = []
    for low, high in pairwise(SERVICES):
        pair = record.stock_between(low, high)
        if pair is not None:
            stock, more = pair
            amounts = {"more": _whole(visit, more, currency), "stock": _whole(visit, stock + more, currency)}
            lines.append("- " + translate("replay.service.line", high=_hundred(high), low=_hundred(low), **amounts))
    st.markdown("\n".join(lines) if lines else translate("replay.service.none"))


def _draw_spoiling(visit: OfficeVisit, spoiling: SpoilingReplay, currency: str) -> None:
    """What each way would have thrown away, for as many customers who find their goods."""
    translate, rhythm = visit.words.translate, spoiling.rhythm
    st.subheader(translate("replay.spoiling"))
    st.caption(
        translate("replay.spoiling.about", goods=spoiling.goods, review=rhythm.review_days, lead=rhythm.lead_days)
    )
    ours = spoiling.ours
    st.markdown(translate("replay.spoiling.ours", found=_hundred(ours.fill_rate), wasted=_hundred(ours.waste_share)))
    rows = [_spoiling_row(visit, rule, currency) for rule in spoiling.rules]
    figures = figure_columns(*(translate(f"replay.column.{each}") for each in ("thrown", "thrown_week", "lost")))
    st.dataframe(rows, hide_index=True, column_config=figures, alt=translate("replay.spoiling.alt"), key="spoiling")


def _spoiling_row(visit: OfficeVisit, rule: RuleReplay, currency: str) -> dict[str, str]:
    translate = visit.words.translate
    share, waste, lost = (
        at_fill_rate(rule.points, COMPARED, measure) for measure in ("waste_share", "wasted_a_week", "lost_a_week")
    )
    return {
        translate("replay.column.rule"): translate(f"replay.rule.{rule.name}"),
        translate("replay.column.thrown"): (
            NOTHING if share is None else visit.words.number(Decimal(f"{100 * share:.1f}"))
        ),
        translate("replay.column.thrown_week"): NOTHING if waste is None else _whole(visit, waste, currency),
        translate("replay.column.lost"): NOTHING if lost is None else _whole(visit, lost, currency),
    }


def _row(visit: OfficeVisit, rule: RuleReplay, currency: str) -> dict[str, str]:
    translate, points = visit.words.translate, rule.points

    def amount(measure: str) -> str:
        value = at_fill_rate(points, COMPARED, measure)
        return NOTHING if value is None else _whole(visit, value, currency)

    def number(measure: str) -> str:
        value = at_fill_rate(points, COMPARED, measure)
        return NOTHING if value is None else visit.words.number(Decimal(f"{value:.1f}"))

    lost, low, high = (amount(measure) for measure in ("lost_a_week", "lost_low", "lost_high"))
    return {
        translate("replay.column.rule"): translate(f"replay.rule.{rule.name}"),
        translate("replay.column.held"): amount("stock"),
        translate("replay.column.cover"): number("cover_days"),
        translate("replay.column.lost"): lost if lost == NOTHING else f"{lost} ({low} – {high})",
        translate("replay.column.turns"): number("turns"),
    }


def _hundred(share: float) -> int:
    return round(share * 100)


def _whole(visit: OfficeVisit, minor: float, currency: str) -> str:
    """An amount in whole units of currency: it is an estimate."""
    return visit.words.whole_money(Money(round(minor), currency))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
