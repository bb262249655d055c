"""A proposal of milk in a small shop."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from models.purchasing.supplier import SupplierTerm
from models.replenishment.proposal import Proposal, Target, propose_line
from operations.replenishment.proposals import save_proposals
from pipelines.nightly.save_forecast import save_forecast
from store.database.engine import Store
from store.demand import ForecastRun
from tests.builders import AT, DAY, SCHEDULE_ACTOR, kr


def propose(store: Store, at: datetime = AT) -> Proposal:
    """What a run proposed for the first location at an instant."""
    run = save_forecast(store, SCHEDULE_ACTOR, ForecastRun(0, AT, "test", "0", DAY, DAY - timedelta(days=1), 2, {}), [])
    term = SupplierTerm("MILK", "GROSS", kr(995), Decimal(6), Decimal(12))
    line = propose_line(Target(9, 18.0, 1.5, 0.95, 27), on_hand=Decimal(8), on_order=Decimal(0), term=term)
    assert line is not None
    (made,) = save_proposals(store, SCHEDULE_ACTOR, run.id, {(1, "GROSS"): [line]}, at=at)
    return made
