"""Tables of a period on the page of closed days: over and short, returns and discounts by operator, X reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from app.office.figure_columns import figure_columns
from app.office.office_visit import OfficeVisit
from models.cash.differences import CashDifference, differences_by, who_counted
from models.cash.z_report import ZReport
from models.money import Money
from models.selling.discount_report import OperatorDiscounts, discounts_report
from models.selling.return_report import OperatorReturns, returns_report
from models.shop import Shop
from store.cash.day_readings import readings_of
from store.selling.discount_sums import discount_sums
from store.selling.return_sums import operator_sums, reason_sums


@dataclass(frozen=True, slots=True)
class OfficePeriod:
    """What is looked at: days, the reports of these days, and what people call the tills and each other."""

    first: date
    last: date
    reports: list[ZReport]
    tills: dict[int, str]
    people: dict[str, str]
    company: Shop

    def name_of_till(self, till_id: int) -> str:
        """What people call a till."""
        return self.tills.get(till_id, str(till_id))

    def name_of(self, operator: str) -> str:
        """What people call an operator."""
        return self.people.get(operator, operator)


def money_text(visit: OfficeVisit, period: OfficePeriod, minor: int) -> str:
    """An amount in the shop's currency."""
    return visit.words.money(Money(minor, period.company.currency))


def draw_differences(visit: OfficeVisit, period: OfficePeriod) -> None:
    """Over and short by person and by till: how many drawers were counted, and what was too much or too little."""
    by_person = differences_by(period.reports, who_counted)
    if not by_person:
        return
    translate = visit.words.translate
    by_till = differences_by(period.reports, lambda report, _: report.till_id)
    st.subheader(translate("archive.differences"))
    _draw_sums(visit, period, "operator", [(period.name_of(code), each) for code, each in by_person.items()])
    st.subheader(translate("archive.differences.till"))
    _draw_sums(visit, period, "till", [(period.name_of_till(number), each) for number, each in by_till.items()])


def _draw_sums(visit: OfficeVisit, period: OfficePeriod, whose: str, rows: list[tuple[str, CashDifference]]) -> None:
    translate = visit.words.translate
    st.dataframe(
        {
            translate(f"archive.column.{whose}"): [name for name, _ in rows],
            translate("archive.column.counted"): [each.counted for _, each in rows],
            translate("archive.column.over"): [money_text(visit, period, each.over) for _, each in rows],
            translate("archive.column.short"): [money_text(visit, period, each.short) for _, each in rows],
        },
        hide_index=True,
        column_config=figure_columns(translate("archive.column.over"), translate("archive.column.short")),
        alt=translate("archive.differences" if whose == "operator" else "archive.differences.till"),
    )


def draw_returns(visit: OfficeVisit, period: OfficePeriod) -> None:
    """Who took how much back, what share of their sales that is, and why."""
    with visit.store.view() as view:
        report = returns_report(
            operator_sums(view, period.first, period.last), reason_sums(view, period.first, period.last)
        )
    if not report:
        return
    translate = visit.words.translate
    st.subheader(translate("archive.returns"))
    st.dataframe(
        {
            translate("archive.column.operator"): [period.name_of(each.operator) for each in report],
            translate("archive.column.returns"): [each.sums.refunds for each in report],
            translate("archive.column.amount"): [money_text(visit, period, each.sums.refunded) for each in report],
            translate("archive.column.share"): [_share(visit, each) for each in report],
            translate("archive.column.reasons"): [_reasons(visit, period, each) for each in report],
        },
        hide_index=True,
        column_config=figure_columns(translate("archive.column.amount"), translate("archive.column.share")),
        alt=translate("archive.returns"),
    )


def draw_discounts(visit: OfficeVisit, period: OfficePeriod) -> None:
    """On whose sales somebody gave how much, what share of the ordinary prices that is, and why."""
    with visit.store.view() as view:
        report = discounts_report(
            operator_sums(view, period.first, period.last), discount_sums(view, period.first, period.last)
        )
    if not report:
        return
    translate = visit.words.translate
    st.subheader(translate("archive.discounts"))
    st.dataframe(
        {
            translate("archive.column.operator"): [period.name_of(each.operator) for each in report],
            translate("archive.column.discounts"): [each.lines for each in report],
            translate("archive.column.amount"): [money_text(visit, period, each.amount) for each in report],
            translate("archive.column.discount_share"): [_share(visit, each) for each in report],
            translate("archive.column.reasons"): [_given_for(visit, period, each) for each in report],
        },
        hide_index=True,
        column_config=figure_columns(translate("archive.column.amount"), translate("archive.column.discount_share")),
        alt=translate("archive.discounts"),
    )


def _given_for(visit: OfficeVisit, period: OfficePeriod, row: OperatorDiscounts) -> str:
    translate = visit.words.translate
    return ", ".join(
        f"{each.reason or translate(f'till.discount_kind_{each.kind.value}')} {money_text(visit, period, each.amount)}"
        for each in row.discounts
    )


def _share(visit: OfficeVisit, row: OperatorReturns | OperatorDiscounts) -> str:
    share = row.share_percent
    return "–" if share is None else visit.words.translate("archive.percent", number=visit.words.number(share))


def _reasons(visit: OfficeVisit, period: OfficePeriod, row: OperatorReturns) -> str:
    translate = visit.words.translate
    return ", ".join(
        f"{translate(f'till.return_reason_{each.reason}') if each.reason else translate('archive.no_reason')} "
        f"{money_text(visit, period, each.amount)}"
        for each in row.reasons
    )


def draw_readings(visit: OfficeVisit, period: OfficePeriod) -> None:
    """The X reports of the period."""
    company = period.company
    zone, closing_time = ZoneInfo(company.zone), company.day_closes_at
    since = datetime.combine(period.first, closing_time, zone)
    until = datetime.combine(period.last + timedelta(days=1), closing_time, zone)
    with visit.store.view() as view:
        readings = readings_of(view, period.tills, since=since, until=until)
    if not readings:
        return
    translate = visit.words.translate
    sums = [each.fact.figures.trade for each in readings]
    st.subheader(translate("archive.readings"))
    st.dataframe(
        {
            translate("archive.column.time"): [visit.time(each.at) for each in readings],
            translate("archive.column.till"): [period.name_of_till(each.till_id) for each in readings],
            translate("archive.column.operator"): [period.name_of(each.operator) for each in readings],
            translate("archive.column.sales"): [money_text(visit, period, each.sales.amount) for each in sums],
            translate("archive.column.refunds"): [money_text(visit, period, each.refunds.amount) for each in sums],
        },
        hide_index=True,
        column_config=figure_columns(translate("archive.column.sales"), translate("archive.column.refunds")),
        alt=translate("archive.readings"),
    )
