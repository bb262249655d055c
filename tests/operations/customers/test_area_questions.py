"""The question for the postcode: drawn by chance, counted once, linked to nothing, and erased once it is published."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.access.actor import Actor
from models.analytics.customers.area_survey import AMOUNT_BANDS, AreaCount, AreaOutcome, WrongArea
from models.analytics.customers.bands import first_day_of
from models.analytics.customers.customer_reports import report_of
from models.member_settings import POSTCODE_EVERY
from models.selling.sale import Sale
from operations.access.permissions import NotPermitted
from operations.customers.area_questions import answer_area, ask_for_area
from operations.customers.read_editions import read_editions
from operations.installation.change_settings import change_setting
from store import area_rows, invariants, schema
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling.sales import UnknownSale
from tests.builders import AT, OFFICE_ACTOR, SECOND_TILL, TILL, Operator, anna_at, small_shop
from tests.operations.customers.published import AFTER, EDITION, FIRST, publish
from tests.operations.selling.test_returns import Returner, line

WEEK = date(2026, 11, 23)


class Asking:
    """A shop that asks after one sale of so many."""

    def __init__(self, store: Store, folder: Path, every: int = 1) -> None:
        self.store, self.installation = small_shop(store), InstallationSecret(folder)
        change_setting(store, OFFICE_ACTOR, POSTCODE_EVERY, str(every), at=AT)
        self.anna = Operator(store)

    def sell(self, milk: int = 1) -> Sale:
        self.anna.scan("MILK", milk)
        return self.anna.pay_cash()

    def ask(self, sale: Sale, till: int = TILL, days: int = 0) -> bool | None:
        return ask_for_area(self.store, anna_at(till), self.installation, sale.id, at=AT + timedelta(days=days))

    def answer(self, sale: Sale, area: str = "118", till: int = TILL, days: int = 0) -> bool:
        return answer_area(self.store, anna_at(till), sale.id, area, at=AT + timedelta(days=days))

    @property
    def counts(self) -> dict[tuple[str, str, str], int]:
        with self.store.view() as view:
            counted = area_rows.counts_between(view, date.min, date.max)
        assert {each.week for each in counted} <= {WEEK}
        return {(each.outcome.value, each.area, each.band): each.count for each in counted}


def test_an_answer_is_one_more_in_a_count_however_often_it_is_sent(store: Store, tmp_path: Path) -> None:
    shop = Asking(store, tmp_path)
    small, large = shop.sell(), shop.sell(30)
    assert shop.ask(small)
    assert shop.ask(small), "asking again counts once"
    assert [shop.answer(small), shop.answer(small), shop.answer(small, "753")] == [True, False, False]
    assert not shop.ask(small), "it has its answer"
    assert shop.ask(large)
    assert not shop.ask(small), "another question followed"
    assert shop.answer(large, "")
    assert shop.counts == {("asked", "", ""): 2, ("answered", "118", "-99"): 1, ("declined", "", ""): 1}
    last = shop.sell(30)
    assert shop.ask(last)
    assert shop.answer(last)
    assert shop.counts["answered", "118", "300-"] == 1


def test_nobody_counts_for_another_till_another_day_or_without_being_asked(store: Store, tmp_path: Path) -> None:
    shop = Asking(store, tmp_path)
    sale = shop.sell()
    assert not shop.answer(sale), "nobody was asked"
    assert not shop.ask(sale, till=SECOND_TILL)
    assert not shop.ask(sale, days=1)
    assert shop.ask(sale)
    assert not shop.answer(sale, till=SECOND_TILL)
    assert not shop.answer(sale, days=1)
    with pytest.raises(WrongArea):
        shop.answer(sale, "<b>")
    with pytest.raises(UnknownSale):
        answer_area(store, anna_at(TILL), 7, "118", at=AT)
    with pytest.raises(NotPermitted):
        ask_for_area(store, Actor("olle", TILL, frozenset()), shop.installation, sale.id, at=AT)
    with pytest.raises(NotPermitted):
        answer_area(store, Actor("olle", TILL, frozenset()), sale.id, "118", at=AT)
    assert shop.counts == {("asked", "", ""): 1}
    assert shop.answer(sale), "what was refused has not used the question up"


def test_who_brings_goods_back_is_not_asked(store: Store, tmp_path: Path) -> None:
    shop = Asking(store, tmp_path)
    returner = Returner(store)
    returner.choose(returner.sell(MILK="1"), line(1))
    assert not shop.ask(returner.refund())
    assert shop.counts == {}


def test_chance_that_nobody_at_the_till_knows_draws_about_one_sale_of_so_many(store: Store, tmp_path: Path) -> None:
    shop = Asking(store, tmp_path, every=4)
    sales = [shop.sell() for _ in range(40)]
    drawn = {key: _drawn(shop, sales, tmp_path / key) for key in ("one", "two")}
    assert all(0 < len(each) < len(sales) for each in drawn.values())
    assert drawn["one"] != drawn["two"], "another key draws others"
    change_setting(store, OFFICE_ACTOR, POSTCODE_EVERY, "0", at=AT)
    assert shop.ask(sales[0]) is None, "nobody is asked"


def _drawn(shop: Asking, sales: list[Sale], folder: Path) -> set[int]:
    """Which sales are drawn with the secret of a folder, which is the folder's name: always the same ones."""
    folder.mkdir(exist_ok=True)
    (folder / "sign-in").write_text(folder.name)
    shop.installation = InstallationSecret(folder)
    with shop.store.transaction() as tx:
        tx.execute(schema.area_question.delete())
    return {sale.id for sale in sales if shop.ask(sale)}


def test_no_table_and_no_row_of_the_journal_links_an_answer_to_its_receipt(store: Store, tmp_path: Path) -> None:
    shop = Asking(store, tmp_path)
    sale = shop.sell()
    before = _every_row(store)
    assert shop.ask(sale)
    assert shop.answer(sale, "981")
    after = _every_row(store)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"area_answer", "area_question"}
    assert after["area_question"] == [(TILL, sale.origin.receipt_number, False)], "that somebody was asked, no answer"
    assert set(schema.area_answer.c.keys()) == {"week", "outcome", "area", "band", "answers"}
    assert [str(each) for each in _faults(store)] == []


def _every_row(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.view() as view:
        return {
            name: sorted((tuple(row) for row in view.execute(sa.select(table))), key=str)
            for name, table in schema.metadata.tables.items()
        }


def _faults(store: Store) -> list[object]:
    with store.view() as view:
        return list(invariants.check_all(view))


def test_answers_are_published_without_any_member_and_then_erased(store: Store) -> None:
    small_shop(store)
    later = first_day_of(EDITION + 1)
    with store.transaction() as tx:
        for area, counts in (("111", (20, 15, 12)), ("753", (12, 11, 10)), ("171", (5, 5, 2)), ("981", (2, 1, 1))):
            for (_, band), count in zip(AMOUNT_BANDS, counts, strict=True):
                area_rows.add_count(tx, AreaCount(FIRST, AreaOutcome.ANSWERED, area, band, count))
        area_rows.add_count(tx, AreaCount(FIRST + timedelta(days=7), AreaOutcome.ASKED, count=120))
        area_rows.add_count(tx, AreaCount(later, AreaOutcome.ASKED, count=3))
    assert publish(store).published == (FIRST.isoformat(),)
    (edition,) = read_editions(store, OFFICE_ACTOR)
    _, survey, by_area = report_of("areas", [edition])
    assert survey.records()[0]["answered"] == 96
    rows = {row["area"]: row["answered"] for row in by_area.records()}
    assert rows == {"111": 47, "753": 33, "171": None, "981": None, "all": 96}, "171 hides the few from 981"
    assert survey.records()[0]["asked"] == 120, "and not those of the weeks after"
    with store.view() as view:
        left = area_rows.counts_between(view, date.min, date.max)
    assert left == [AreaCount(later, AreaOutcome.ASKED, count=3)], "counts of weeks that are published are erased"
    assert AFTER.date() >= later
