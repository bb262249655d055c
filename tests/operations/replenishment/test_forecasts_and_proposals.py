"""Forecasts, proposals and orders: each is stored once, whatever is pressed. On both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
import pytest
import sqlalchemy as sa

from models.money import Money
from models.purchasing.purchase_order import OrderState
from models.purchasing.supplier import Supplier, SupplierTerm
from models.replenishment.proposal import (
    Proposal,
    ProposalDecided,
    ProposalOutdated,
    ProposalState,
    Target,
    propose_line,
)
from operations.installation.opening import Range, register_range
from operations.purchasing.purchase_orders import cancel_order, send_order
from operations.purchasing.receiving import receive_order
from operations.replenishment.proposals import (
    approve_proposal,
    dismiss_proposal,
    restore_proposal,
    save_proposals,
)
from pipelines.nightly.save_forecast import save_forecast
from store import demand, purchasing, replenishment
from store.database.engine import Store
from store.demand import ForecastRun
from store.invariants import check_all
from store.replenishment import UnknownProposal
from tests.builders import AT, DAY, OFFICE_ACTOR, SCHEDULE_ACTOR, Operator, small_shop

RUN = ForecastRun(0, AT, "smoothing", "1", date(2026, 1, 1), DAY - timedelta(days=1), 2, {"wape": 0.3})


def frame(mean: float = 2.0) -> pl.DataFrame:
    """Two days ahead for one product."""
    rows = [(1, "MILK", DAY + timedelta(days=n), mean, 1.5, 2.0, 3.0, 5.0) for n in range(2)]
    return pl.DataFrame(rows, schema=list(demand.FORECAST_COLUMNS), orient="row")


def proposed(store: Store, *, level: int = 27, on_order: int = 0) -> Proposal:
    run = save_forecast(small_shop(store), SCHEDULE_ACTOR, RUN, [frame()])
    term = SupplierTerm("MILK", "GROSS", Money(995, "SEK"), Decimal(6), Decimal(12))
    target = Target(9, 18.0, 1.5, 0.95, level)
    line = propose_line(target, on_hand=Decimal(8), on_order=Decimal(on_order), term=term)
    assert line is not None
    (made,) = save_proposals(store, SCHEDULE_ACTOR, run.id, {(1, "GROSS"): [line]}, at=AT)
    return made


def test_a_forecast_comes_back_as_it_was_kept(store: Store) -> None:
    stored = save_forecast(small_shop(store), SCHEDULE_ACTOR, RUN, [frame()])
    with store.view() as view:
        assert demand.newest_run(view) == stored
        found = demand.forecast_of(view, stored.id)
    assert found["mean"].to_list() == [2.0, 2.0]
    assert found["day"].to_list() == [DAY, DAY + timedelta(days=1)]


def test_tills_sell_while_a_forecast_is_kept(store: Store) -> None:
    """Each part waits until a till has had its turn; in one long transaction it never would."""
    till = Operator(small_shop(store))
    sold = 0

    def parts() -> Iterator[pl.DataFrame]:
        nonlocal sold
        yield frame()
        seller = threading.Thread(target=till.scan, args=("MILK",), daemon=True)
        seller.start()
        seller.join(20)
        sold = 0 if seller.is_alive() else 1

    save_forecast(store, SCHEDULE_ACTOR, RUN, parts())
    assert sold == 1


def test_a_forecast_that_is_broken_off_leaves_the_one_before_it_in_force(store: Store) -> None:
    first = save_forecast(small_shop(store), SCHEDULE_ACTOR, RUN, [frame(2.0)])

    def parts() -> Iterator[pl.DataFrame]:
        yield frame(9.0)
        raise MemoryError

    with pytest.raises(MemoryError):
        save_forecast(store, SCHEDULE_ACTOR, replace(RUN, made_at=AT + timedelta(hours=1)), parts())
    with store.view() as view:
        assert demand.newest_run(view) == first
    later = save_forecast(store, SCHEDULE_ACTOR, replace(RUN, made_at=AT + timedelta(days=2)), [frame(3.0)])
    with store.view() as view:
        assert demand.newest_run(view) == later
        rows = view.scalar(sa.select(sa.func.count()).select_from(demand.forecast))
    assert rows == 4  # what was broken off is gone


def test_a_large_forecast_is_kept_and_removed_whole(store: Store) -> None:
    small_shop(store)
    many = 3 * demand.WRITTEN_AT_ONCE // 2 + 7
    wide = pl.concat([frame().head(1)] * many).with_columns(
        day=pl.date_range(DAY, DAY + timedelta(many - 1), eager=True)
    )
    stored = save_forecast(store, SCHEDULE_ACTOR, RUN, [wide])
    with store.view() as view:
        assert demand.forecast_of(view, stored.id).height == many
    for n in range(demand.RUNS_STORED):
        save_forecast(store, SCHEDULE_ACTOR, replace(RUN, made_at=AT + timedelta(days=1 + n)), [frame()])
    with store.view() as view:
        assert demand.forecast_of(view, stored.id).is_empty()


def test_forecasts_of_old_runs_go_but_their_figures_stay(store: Store) -> None:
    small_shop(store)
    runs = [save_forecast(store, SCHEDULE_ACTOR, RUN, [frame(n)]) for n in range(demand.RUNS_STORED + 2)]
    with store.view() as view:
        assert demand.forecast_of(view, runs[0].id).is_empty()
        assert demand.forecast_of(view, runs[-1].id)["mean"].to_list() == [4.0, 4.0]


def test_a_proposal_comes_back_with_its_reasons(store: Store) -> None:
    made = proposed(store)
    with store.view() as view:
        assert replenishment.open_proposals(view) == [made]
    assert made.lines[0].quantity == 24
    assert made.cost == Money(24 * 995, "SEK")


def test_approving_twice_drafts_one_order(store: Store) -> None:
    made = proposed(store)
    order = approve_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    assert approve_proposal(store, OFFICE_ACTOR, made.id, at=AT + timedelta(hours=1)) == order
    with store.view() as view:
        assert purchasing.orders_in(view) == [order]
        assert purchasing.on_order(view) == {(1, "MILK"): 24}
        assert replenishment.open_proposals(view) == []
    assert (order.state, order.expected_on) == (OrderState.DRAFT, DAY + timedelta(days=2))


def test_an_order_is_expected_when_its_slowest_product_comes(store: Store) -> None:
    first = proposed(store)
    slow = SupplierTerm("NAPKINS", "GROSS", Money(1247, "SEK"), Decimal(6), Decimal(12), lead_time_days=14)
    quick = SupplierTerm("MILK", "GROSS", Money(995, "SEK"), Decimal(6), Decimal(12), lead_time_days=1)
    register_range(store, OFFICE_ACTOR, Range(terms=(slow, quick)), at=AT)
    both = (*first.lines, replace(first.lines[0], sku="NAPKINS"))
    (milk,) = save_proposals(store, SCHEDULE_ACTOR, first.run_id, {(2, "GROSS"): first.lines}, at=AT)
    assert approve_proposal(store, OFFICE_ACTOR, milk.id, at=AT).expected_on == DAY + timedelta(days=1)
    (mixed,) = save_proposals(store, SCHEDULE_ACTOR, first.run_id, {(1, "GROSS"): both}, at=AT)
    assert approve_proposal(store, OFFICE_ACTOR, mixed.id, at=AT).expected_on == DAY + timedelta(days=14)


def test_approving_from_many_screens_at_once_drafts_one_order(store: Store) -> None:
    made = proposed(store)
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(approve_proposal(store, OFFICE_ACTOR, made.id, at=AT).id))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    with store.view() as view:
        assert len(purchasing.orders_in(view)) == 1


def test_what_was_dismissed_is_not_approved_and_the_other_way_round(store: Store) -> None:
    made = proposed(store)
    dismiss_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    dismiss_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with pytest.raises(ProposalDecided, match="dismissed already"):
        approve_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with store.view() as view:
        assert replenishment.get_proposal(view, made.id).state is ProposalState.DISMISSED
        assert purchasing.orders_in(view) == []
    other = proposed(store)
    approve_proposal(store, OFFICE_ACTOR, other.id, at=AT)
    with pytest.raises(ProposalDecided, match="approved already"):
        dismiss_proposal(store, OFFICE_ACTOR, other.id, at=AT)


def test_a_dismissal_is_taken_back_on_the_same_day(store: Store) -> None:
    made = proposed(store)
    dismiss_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with store.view() as view:
        assert [each.id for each in replenishment.dismissed_proposals(view, made.business_day)] == [made.id]
    restore_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    restore_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with store.view() as view:
        assert [each.id for each in replenishment.open_proposals(view)] == [made.id]
        assert replenishment.dismissed_proposals(view, made.business_day) == []
        assert [str(each) for each in check_all(view)] == []
    dismiss_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with pytest.raises(ProposalOutdated):
        restore_proposal(store, OFFICE_ACTOR, made.id, at=AT + timedelta(days=1))
    restore_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    approve_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    with pytest.raises(ProposalDecided, match="approved already"):
        restore_proposal(store, OFFICE_ACTOR, made.id, at=AT)


def test_a_dismissal_stays_once_there_is_a_newer_proposal_or_an_order(store: Store) -> None:
    first = proposed(store)
    dismiss_proposal(store, OFFICE_ACTOR, first.id, at=AT)
    second = proposed(store)
    with pytest.raises(ProposalOutdated):
        restore_proposal(store, OFFICE_ACTOR, first.id, at=AT)
    register_range(store, OFFICE_ACTOR, Range(suppliers=(Supplier("LOKAL", "Lokala", 2, 7),)), at=AT)
    wanted = {(1, code): second.lines for code in ("GROSS", "LOKAL")}
    third, other = save_proposals(store, SCHEDULE_ACTOR, second.run_id, wanted, at=AT)
    dismiss_proposal(store, OFFICE_ACTOR, third.id, at=AT)
    restore_proposal(store, OFFICE_ACTOR, third.id, at=AT)
    dismiss_proposal(store, OFFICE_ACTOR, third.id, at=AT)
    approve_proposal(store, OFFICE_ACTOR, other.id, at=AT)  # the same goods
    with pytest.raises(ProposalOutdated):
        restore_proposal(store, OFFICE_ACTOR, third.id, at=AT)
    with store.view() as view:
        assert [str(each) for each in check_all(view)] == []


def test_a_dismissal_stays_once_a_later_run_proposed_for_others_alone(store: Store) -> None:
    made, later = proposed(store), AT + timedelta(minutes=1)
    dismiss_proposal(store, OFFICE_ACTOR, made.id, at=AT)
    save_proposals(store, SCHEDULE_ACTOR, made.run_id, {(2, "GROSS"): made.lines}, at=later)
    with pytest.raises(ProposalOutdated):
        restore_proposal(store, OFFICE_ACTOR, made.id, at=later)
    with store.view() as view:
        assert replenishment.dismissed_proposals(view, made.business_day) == []


def test_a_new_run_replaces_what_nobody_decided_on(store: Store) -> None:
    first = proposed(store)
    approve_proposal(store, OFFICE_ACTOR, first.id, at=AT)
    second = proposed(store, level=60, on_order=24)
    third = proposed(store, level=60, on_order=24)
    with store.view() as view:
        assert [each.id for each in replenishment.open_proposals(view)] == [third.id]
        assert replenishment.get_proposal(view, first.id).state is ProposalState.APPROVED
        with pytest.raises(UnknownProposal):
            replenishment.get_proposal(view, second.id)


def kept_again(store: Store, first: Proposal) -> list[tuple[int, str]]:
    """The stored proposals of a run that read the shelves when ``first`` was made, at both locations."""
    wanted = {(place, first.supplier_code): first.lines for place in (1, 2)}
    made = save_proposals(store, SCHEDULE_ACTOR, first.run_id, wanted, at=AT)
    return [(each.location_id, each.supplier_code) for each in made]


def test_what_was_approved_while_a_run_reckoned_is_not_proposed_again(store: Store) -> None:
    first = proposed(store)
    approve_proposal(store, OFFICE_ACTOR, first.id, at=AT)
    assert kept_again(store, first) == [(2, "GROSS")]
    with store.view() as view:
        assert [each.location_id for each in replenishment.open_proposals(view)] == [2]


def test_control_what_was_not_approved_is_proposed_again(store: Store) -> None:
    first = proposed(store)
    assert kept_again(store, first) == [(1, "GROSS"), (2, "GROSS")]
    dismiss_proposal(store, OFFICE_ACTOR, proposed_at(store, 1).id, at=AT)
    assert kept_again(store, first) == [(1, "GROSS"), (2, "GROSS")]


def test_control_sales_and_cancelled_orders_in_between_leave_a_proposal(store: Store) -> None:
    first = proposed(store)
    cancel_order(store, OFFICE_ACTOR, approve_proposal(store, OFFICE_ACTOR, first.id, at=AT).id, at=AT)
    operator = Operator(store)
    operator.scan("MILK", 3)
    operator.pay_cash()
    assert kept_again(store, first) == [(1, "GROSS"), (2, "GROSS")]


def test_control_a_delivery_in_between_leaves_a_proposal(store: Store) -> None:
    coming = approve_proposal(store, OFFICE_ACTOR, proposed(store).id, at=AT)
    send_order(store, OFFICE_ACTOR, coming.id, at=AT)
    second = proposed(store, level=60, on_order=24)
    receive_order(store, OFFICE_ACTOR, coming.id, at=AT)
    assert kept_again(store, second) == [(1, "GROSS"), (2, "GROSS")]


def proposed_at(store: Store, location_id: int) -> Proposal:
    with store.view() as view:
        return next(each for each in replenishment.open_proposals(view) if each.location_id == location_id)
