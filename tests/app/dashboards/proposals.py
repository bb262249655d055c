"""Proposals in the trading shop, for tests that decide on them."""

from __future__ import annotations

from decimal import Decimal

from models.replenishment.proposal import Proposal, ProposalLine, Target, propose_line
from operations.replenishment import proposals
from pipelines.nightly.save_forecast import save_forecast
from store.database.engine import Store
from store.demand import ForecastRun
from store.purchasing import terms_in_force
from tests.builders import AT, DAY, SCHEDULE_ACTOR

TARGET = Target(protection_days=10, expected_demand=21.0, dispersion=1.5, service_level=0.95, order_up_to=31)


def propose(store: Store, *, locations: tuple[int, ...] = (1,)) -> list[Proposal]:
    """One proposal a location: six cases of milk and napkins from the wholesaler."""
    with store.view() as view:
        terms = {term.sku: term for term in terms_in_force(view, "SEK")}
    lines: list[ProposalLine] = []
    for sku in ("MILK", "NAPKINS"):
        line = propose_line(TARGET, on_hand=Decimal(8), on_order=Decimal(12), term=terms[sku])
        assert line is not None
        lines.append(line)
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, AT, "test", "0", DAY, DAY, 28, {}), [])
    wanted = {(place, "GROSS"): lines for place in locations}
    return proposals.save_proposals(store, SCHEDULE_ACTOR, run.id, wanted, at=AT)
