"""What to order today: from the newest forecast, what is on the shelf and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from time import perf_counter

import polars as pl

from models.money import Money
from operations.access.actors import schedule_actor
from operations.replenishment.proposals import save_proposals
from pipelines.nightly.order_decision import decide_lines, find_aims, read_inputs, size_orders
from pipelines.nightly.transfer_decision import find_spared_goods, units_got
from pipelines.peak_memory import peak_memory_mb
from store import shop
from store.database.engine import Store

#: Products that are named because something is to be done about them; the rest are counted.
NAMED_MAX = 20


@dataclass(frozen=True, slots=True)
class ReorderOutcome:
    """What a run proposed: proposals (one per location and supplier), their lines and cost without tax.

    ``transfers``: from how many locations to how many others goods can come first, ``transferred_goods`` products.
    ``left_for_next_run``: proposals that were not made, because goods of them were ordered during the calculation; the
    next one covers them. ``below_least``: proposals that are worth less than their supplier asks for.
    ``begins``: the first day that the orders must last for. ``without_terms``: SKUs that are
    forecast but that no supplier offers; ``to_count``: SKUs whose stock is below zero in the books.
    ``spoils_by_case``: SKUs that are missing but of which no case is worth its waste.
    Of each the first few by name. ``spoiling``: lines of goods that spoil.
    ``levels``: learnt, or why the plain rule was used; ``wanted_service``: its aim.
    ``peak_memory_mb`` is that of the whole process, where the system reports it.
    """

    run_id: int
    business_day: date
    begins: date
    products: int
    proposals: int
    lines: int
    cost: Money
    transfers: int
    transferred_goods: int
    left_for_next_run: int
    below_least: int
    without_terms_count: int
    without_terms: tuple[str, ...]
    to_count_count: int
    to_count: tuple[str, ...]
    spoils_by_case_count: int
    spoils_by_case: tuple[str, ...]
    levels: str
    spoiling: int
    wanted_service: float
    seconds: float
    peak_memory_mb: float | None


def reorder(store: Store, *, at: datetime, service_level: float | None = None) -> ReorderOutcome:
    """Propose orders for every product that is forecast and that a supplier offers.

    Levels are those that past weeks have taught for the service that the shop wishes, from replays that were made
    before ``at``; the plain rule where there are none. With ``service_level`` it is the plain rule with that chance.

    Raises :class:`pipelines.nightly.order_decision.NoForecast`,
    :class:`pipelines.nightly.order_decision.ForecastTooOld` or
    :class:`models.replenishment.policy.WrongServiceLevel`; nothing is changed then.
    """
    begun = perf_counter()
    with store.view() as view:
        company = shop.get_shop(view)
        inputs = read_inputs(view, company, at, service_level=service_level)
        aims = find_aims(inputs)
        spared = find_spared_goods(view, inputs, aims)
    shelf, ahead = inputs.shelf, inputs.ahead
    without = ahead.select("sku").unique().filter(~pl.col("sku").is_in(list(shelf.terms)))["sku"].sort().to_list()
    to_count = sorted({sku for (_, sku), units in shelf.on_hand.items() if units < 0})
    lines, by_case = decide_lines(aims, units_got(spared))
    least = shelf.least_values
    wanted = size_orders({key: each for key, each in lines.items() if key[1] not in shelf.by_hand}, inputs)
    made = save_proposals(store, schedule_actor(store), inputs.run.id, wanted, at=at, spared=spared)
    return ReorderOutcome(
        run_id=inputs.run.id,
        business_day=company.business_day(at),
        begins=inputs.begins,
        products=inputs.offered.select("location_id", "sku").n_unique(),
        proposals=len(made),
        lines=sum(len(each.lines) for each in made),
        cost=sum((each.cost for each in made), start=Money(0, company.currency)),
        transfers=len({each.way[:2] for each in spared}),
        transferred_goods=len(spared),
        left_for_next_run=len(wanted) - len(made),
        below_least=sum(each.cost.minor < least.get(each.supplier_code, 0) for each in made),
        without_terms_count=len(without),
        without_terms=tuple(without[:NAMED_MAX]),
        to_count_count=len(to_count),
        to_count=tuple(to_count[:NAMED_MAX]),
        spoils_by_case_count=len(by_case),
        spoils_by_case=tuple(by_case[:NAMED_MAX]),
        levels=inputs.plan.basis.value,
        spoiling=sum(line.reasons.shelf_life_days > 0 for each in made for line in each.lines),
        wanted_service=inputs.plan.service,
        seconds=round(perf_counter() - begun, 3),
        peak_memory_mb=peak_memory_mb(),
    )
