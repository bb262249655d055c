"""From a forecast and the shelf to proposals, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from app.web.order_reasons import reason_sentences
from app.words import words_of
from models.order_settings import ORDER_BUDGET
from models.purchasing.ordering_rules import OrderingRules
from models.purchasing.price_breaks import PriceBreak
from models.replenishment.policy import WrongServiceLevel
from models.replenishment.proposal import Reasons
from operations.catalogue.price_break_changes import set_price_breaks
from operations.installation.change_settings import change_setting
from operations.purchasing.order_changes import LineChange, change_order_line
from operations.purchasing.ordering_changes import set_ordering_rules
from operations.replenishment.proposals import approve_proposal
from pipelines.nightly.order_decision import ForecastTooOld, NoForecast
from pipelines.nightly.reorder import reorder
from pipelines.nightly.save_forecast import save_forecast
from store import replenishment
from store.database.engine import Connection, Store
from store.demand import FORECAST_COLUMNS, ForecastRun
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, Operator, kr, small_shop
from tests.operations.purchasing.test_supplier_record import past, with_past


def forecast(
    store: Store, means: dict[str, float], *, cutoff: date = DAY - timedelta(days=1), made_at: datetime = AT
) -> None:
    """The same expectation on each of 14 days at location 1."""
    run = ForecastRun(0, made_at, "smoothing", "1", date(2026, 1, 1), cutoff, 14, {})
    rows = [
        (1, sku, cutoff + timedelta(days=1 + ahead), mean, 1.5, mean, mean, mean)
        for sku, mean in means.items()
        for ahead in range(14)
    ]
    save_forecast(store, SCHEDULE_ACTOR, run, [pl.DataFrame(rows, schema=list(FORECAST_COLUMNS), orient="row")])


def quantities(store: Store) -> dict[str, Decimal]:
    with store.view() as view:
        return {line.sku: line.quantity for each in replenishment.open_proposals(view) for line in each.lines}


def test_what_sells_is_ordered_in_whole_cases_up_to_the_level(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "PAPER": 0.0})
    outcome = reorder(store, at=AT)
    # Nine days (lead time 2 + review 7) at 3 a day with dispersion 1.5 need 38; the shelf is empty; cases of 6.
    assert quantities(store) == {"MILK": 42}
    assert (outcome.proposals, outcome.lines, outcome.cost) == (1, 1, kr(42 * 995))


def test_a_price_break_is_reached_where_it_pays_and_the_order_costs_what_its_quantity_does(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "PAPER": 0.2})
    for sku in ("MILK", "PAPER"):
        breaks = [PriceBreak(Decimal(60), kr(900)), PriceBreak(Decimal(600), kr(500))]
        set_price_breaks(store, OFFICE_ACTOR, sku, "GROSS", breaks, at=AT)
    outcome = reorder(store, at=AT)
    # 18 more are used up in six days; 600 would last half a year, and sixty papers a year.
    assert quantities(store) == {"MILK": 60, "PAPER": 12}
    assert outcome.cost == kr(60 * 900 + 12 * 1750)
    with store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    (milk,) = [each for each in proposal.lines if each.sku == "MILK"]
    assert milk.reasons.recomputed() == milk.quantity
    sentence = reason_sentences(milk.reasons, words_of("en"), str)
    assert "18 more reach a lower price for all of them" in sentence
    order = approve_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    changed = change_order_line(store, OFFICE_ACTOR, order.id, LineChange("MILK", Decimal(54), "less room"), at=AT)
    assert {line.sku: line.cost for line in changed.lines} == {"MILK": kr(54 * 995), "PAPER": kr(12 * 1750)}


def test_a_budget_that_more_would_exceed_leaves_price_breaks_alone(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    forecast(sqlite_store, {"MILK": 3.0})
    set_price_breaks(sqlite_store, OFFICE_ACTOR, "MILK", "GROSS", [PriceBreak(Decimal(60), kr(900))], at=AT)
    for budget, units in (("540", 60), ("539", 42)):
        change_setting(sqlite_store, OFFICE_ACTOR, ORDER_BUDGET, budget, at=AT)
        reorder(sqlite_store, at=AT)
        assert quantities(sqlite_store) == {"MILK": units}, budget


def test_more_is_sold_so_more_is_ordered_and_what_is_ordered_is_not_ordered_again(store: Store) -> None:
    operator = Operator(small_shop(store))
    forecast(store, {"MILK": 3.0})
    reorder(store, at=AT)
    with store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    approve_proposal(store, OFFICE_ACTOR, proposal.id, at=AT)
    assert reorder(store, at=AT).lines == 0
    operator.scan("MILK", 10)
    operator.pay_cash()
    assert reorder(store, at=AT).lines == 0, "a shelf does not hold less than nothing"


def test_running_twice_proposes_the_same_once(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "NAPKINS": 1.0})
    first, second = reorder(store, at=AT), reorder(store, at=AT)
    assert (first.lines, first.cost) == (second.lines, second.cost)
    assert len(quantities(store)) == 2


def test_a_product_that_no_supplier_offers_is_named(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "NOBODY": 5.0})
    outcome = reorder(store, at=AT)
    assert outcome.without_terms == ("NOBODY",)
    assert quantities(store).keys() == {"MILK"}


def test_without_a_forecast_or_with_an_old_one_nothing_is_proposed(store: Store) -> None:
    small_shop(store)
    with pytest.raises(NoForecast, match="kassa run forecast"):
        reorder(store, at=AT)
    forecast(store, {"MILK": 3.0}, cutoff=DAY - timedelta(days=9), made_at=AT - timedelta(days=8))
    with pytest.raises(ForecastTooOld, match="Nothing was proposed"):
        reorder(store, at=AT)
    assert quantities(store) == {}


def test_a_forecast_of_yesterday_counts_from_today(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0}, cutoff=DAY - timedelta(days=3))
    reorder(store, at=AT)
    assert quantities(store) == {"MILK": 42}


def test_a_forecast_of_a_history_that_ended_long_ago_counts_from_its_own_first_day(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0}, cutoff=date(2017, 12, 31), made_at=AT - timedelta(days=2))
    outcome = reorder(store, at=AT)
    assert outcome.begins == date(2018, 1, 3)
    assert quantities(store) == {"MILK": 42}


def test_a_product_with_less_than_nothing_on_hand_is_named_for_a_count(store: Store) -> None:
    operator = Operator(small_shop(store))
    operator.scan("PAPER", 2)
    operator.pay_cash()
    forecast(store, {"MILK": 3.0, "PAPER": 1.0})
    outcome = reorder(store, at=AT)
    assert (outcome.to_count_count, outcome.to_count) == (1, ("PAPER",))


def test_a_wrong_service_level_changes_nothing(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0})
    with pytest.raises(WrongServiceLevel):
        reorder(store, at=AT, service_level=1.0)
    assert quantities(store) == {}


class BusyStore(Store):
    """A store where somebody approves every open proposal as soon as something was read."""

    @contextmanager
    def view(self) -> Iterator[Connection]:
        with super().view() as view:
            waiting = replenishment.open_proposals(view)
            yield view
        for each in waiting:
            approve_proposal(self, OFFICE_ACTOR, each.id, at=AT)


def test_what_is_approved_while_a_run_reckons_is_left_for_the_next(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "NAPKINS": 1.0})
    assert reorder(store, at=AT).left_for_next_run == 0
    busy = BusyStore(store.url.render_as_string(hide_password=False))
    overtaken = reorder(busy, at=AT)
    busy.close()
    assert (overtaken.proposals, overtaken.lines, overtaken.left_for_next_run) == (0, 0, 1)
    assert quantities(store) == {}
    after = reorder(store, at=AT)
    assert (after.lines, after.left_for_next_run) == (0, 0), "it was ordered once"


def test_control_without_an_approval_the_same_run_proposes_it(store: Store) -> None:
    small_shop(store)
    forecast(store, {"MILK": 3.0, "NAPKINS": 1.0})
    first, second = reorder(store, at=AT), reorder(store, at=AT)
    assert (second.lines, second.left_for_next_run) == (first.lines, 0) == (2, 0)


def test_an_order_lasts_until_the_next_one_of_the_calendar_has_come(sqlite_store: Store) -> None:
    small_shop(sqlite_store)
    forecast(sqlite_store, {"MILK": 3.0})
    rules = OrderingRules("GROSS", order_days=(0, 3), delivery_days=(2, 4))
    set_ordering_rules(sqlite_store, OFFICE_ACTOR, rules, at=AT)
    reorder(sqlite_store, at=AT)
    # A Monday: the order after it is of Thursday, and two days later, on a Saturday, nobody delivers until Wednesday.
    with sqlite_store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    assert proposal.lines[0].reasons.protection_days == 9
    order = approve_proposal(sqlite_store, OFFICE_ACTOR, proposal.id, at=AT)
    assert order.expected_on == DAY + timedelta(days=2)
    set_ordering_rules(sqlite_store, OFFICE_ACTOR, replace(rules, order_days=(0, 1), cut_off="09:00"), at=AT)
    reorder(sqlite_store, at=AT)
    with sqlite_store.view() as view:
        assert replenishment.open_proposals(view) == []


def test_a_supplier_that_comes_late_is_ordered_from_for_longer_and_the_line_gives_the_same_again(store: Store) -> None:
    with_past(store, *(past(40 - 3 * number, late) for number, late in enumerate((0, 1, 1, 1, 2, 4))))
    forecast(store, {"NAPKINS": 3.0})
    reorder(store, at=AT)
    with store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    reasons = proposal.lines[0].reasons
    assert (reasons.lead_basis, reasons.lead_receipts, reasons.lead_days) == ("learnt", 6, 4)
    # 1.5 days late on average: nine days become eleven, and 33 units vary by 33 * 1.5 + 3² * 1.8333.
    assert (reasons.protection_days, reasons.expected_demand) == (11, 33.0)
    assert (reasons.own_dispersion, reasons.dispersion) == (1.5, 2.0)
    assert reasons.recomputed() == reasons.quantity > 42
    assert Reasons.from_json(reasons.to_json()) == reasons


def test_control_with_fewer_receipts_the_agreed_lead_time_holds(sqlite_store: Store) -> None:
    with_past(sqlite_store, *(past(40 - 3 * number, 4) for number in range(4)))
    forecast(sqlite_store, {"NAPKINS": 3.0})
    reorder(sqlite_store, at=AT)
    with sqlite_store.view() as view:
        (proposal,) = replenishment.open_proposals(view)
    reasons = proposal.lines[0].reasons
    assert (reasons.lead_basis, reasons.lead_receipts, reasons.lead_days) == ("agreed", 4, 2)
    assert reasons.protection_days == 9
    assert [reasons.quantity, reasons.recomputed()] == [Decimal(42)] * 2
