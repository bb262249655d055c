"""The page of customers: coverage before anything else, each of the seven reports, and what is hidden says so."""

from __future__ import annotations

from app.words import words_of
from models.access.permission import BuiltInRole
from models.analytics.customers.customer_reports import ReportName, report_of
from models.analytics.customers.edition import protected_edition
from models.analytics.customers.edition_figures import edition_figures
from models.selling.earlier_trade import History
from operations.bulk.past_trade import save_history
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR, TILL
from tests.models.analytics.customers.trade import EDITION, chance_trade
from tests.operations.customers.published import FIRST, join_people, publish, purchase


def test_each_report_is_shown_after_the_coverage(shop: Store) -> None:
    page = open_office_page(shop, "customers_page.py")
    assert "no figures yet" in page.info[0].value
    members = join_people(shop, 12)
    sales = [purchase(member, FIRST) for member in (*members, None, None)]
    save_history(shop, OFFICE_ACTOR, History({TILL: sorted(sales, key=lambda sale: sale.at)}))
    publish(shop)
    page.run()
    assert [each.value for each in page.metric[:2]] == ["86 %", "86 %"]
    assert "86 % of the takings" in page.info[0].value
    for name in ("times", "offer"):
        page.selectbox(key="customers_report").set_value(name).run()
        assert not page.exception
    page.selectbox(key="customers_report").set_value("goods").run()
    assert "25–44" in page.dataframe[0].value.columns
    assert page.dataframe[0].value["25–44"][0] == "–", "six customers are hidden"
    assert any("fewer than 10 customers" in each.value for each in page.caption)


def test_every_table_and_column_of_a_report_has_words() -> None:
    edition = protected_edition(EDITION, edition_figures(EDITION, chance_trade(4, members=8)), at=AT, operator="")
    tables = [table for name in ReportName for table in report_of(name, [edition])]
    keys = {f"customers.table.{table.name}" for table in tables if table.name != "whole"}
    keys |= {f"customers.column.{column}" for table in tables for column in table.columns}
    for language in ("en", "sv"):
        assert keys <= words_of(language).texts.keys()


def test_who_sees_figures_only_does_not_see_customers(shop: Store) -> None:
    page = open_office_page(shop, "customers_page.py", role=BuiltInRole.BOOKKEEPER)
    assert page.warning
    assert not page.metric
