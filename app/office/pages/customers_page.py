"""Who the customers are: seven reports about groups of members, made of published figures alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from app.office.customer_report_tables import CustomerWords, draw_report
from app.office.office_visit import OfficeVisit, draw_page
from app.office.people_names import people_by_code
from app.web.page_actor import page_actor
from models.access.permission import Permission
from models.analytics.customers.customer_reports import ReportName, ReportTable, report_of
from models.analytics.customers.edition import Edition
from models.analytics.customers.figure_cells import Axis, Scope
from models.analytics.customers.hidden_cells import CUSTOMERS_LEAST
from operations.customers.read_editions import edition_days, read_editions
from store import shop
from store.catalogue.whole_range import all_categories


def show(clock: Callable[[], datetime]) -> None:
    """Draw the page; ``clock`` gives the time."""
    draw_page("customers.title", Permission.SEE_CUSTOMER_FIGURES, _draw, clock)


def _draw(visit: OfficeVisit) -> None:
    translate = visit.words.translate
    days = edition_days(visit.store)
    if not days:
        st.info(translate("customers.none"), icon=":material/groups:")
        return
    left, right = st.columns(2)
    first_day = left.selectbox(translate("customers.weeks"), days, format_func=_weeks, key="customers_weeks")
    names = [each.value for each in ReportName]
    chosen = right.selectbox(
        translate("customers.report"),
        names,
        format_func=lambda each: translate(f"customers.report.{each}"),
        key="customers_report",
    )
    name = ReportName(chosen or names[0])
    editions = read_editions(visit.store, page_actor(visit.store), first_day)
    words = _words(visit, editions[-1].values(Scope.ASKED, Axis.JOINED_BY))
    _draw_coverage(words, editions)
    st.subheader(translate(f"customers.report.{name.value}"))
    st.caption(translate(f"customers.report.{name.value}.about"))
    tables = report_of(name, editions)
    draw_report(words, name, [each for each in tables if each.name != "whole"])
    _draw_how(visit, tables)


def _weeks(day: date) -> str:
    return f"{day} – {day + timedelta(days=27)}"


def _words(visit: OfficeVisit, joined_by: Sequence[str]) -> CustomerWords:
    with visit.store.view() as view:
        currency = shop.get_shop(view).currency
        categories = {each.code: each.name_in(visit.words.language) for each in all_categories(view)}
        tills = {str(each.id): each.name for each in shop.all_devices(view)}
        names = people_by_code(visit, view)
    people = {code: names.get(code, code) for code in joined_by}
    return CustomerWords(visit, currency, {"category": categories, "till": tills, "joined_by": people})


def _draw_coverage(words: CustomerWords, editions: Sequence[Edition]) -> None:
    """How much of everything the page is about, before anything else."""
    translate = words.visit.words.translate
    (row,) = report_of(ReportName.COVERAGE, editions)[0].records()
    states = {each["state"]: each["customers"] for each in report_of(ReportName.COMING, editions)[0].records()}
    receipts, amount, new, coming = st.columns(4)
    receipts.metric(translate("customers.of_receipts"), words.text("receipt_share", row["receipt_share"]), border=True)
    amount.metric(translate("customers.of_takings"), words.text("amount_share", row["amount_share"]), border=True)
    new.metric(translate("customers.state.new"), words.text("customers", states["new"]), border=True)
    coming.metric(translate("customers.state.returning"), words.text("customers", states["returning"]), border=True)
    if row["amount_share"] is None:
        st.info(translate("customers.too_few", least=CUSTOMERS_LEAST), icon=":material/visibility_off:")
    else:
        share = words.text("amount_share", row["amount_share"])
        st.info(translate("customers.coverage", share=share), icon=":material/groups:")


def _draw_how(visit: OfficeVisit, tables: Sequence[ReportTable]) -> None:
    translate = visit.words.translate
    if any(value is None for each in tables for row in each.rows for value in row):
        st.caption(translate("customers.hidden", least=CUSTOMERS_LEAST))
    with st.expander(translate("customers.how")):
        st.markdown(translate("customers.how.text", least=CUSTOMERS_LEAST))


if __name__ == "__main__":
    show(lambda: datetime.now(UTC))
