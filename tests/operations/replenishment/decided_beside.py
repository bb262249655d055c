"""A morning that was decided beside the owner, for tests of everything that knows each table."""

from __future__ import annotations

from models.replenishment.shadow_record import ShadowGoods, ShadowRecord
from models.replenishment.shadow_shelf import ShadowShelf, SideFigures
from operations.replenishment.shadow_runs import begin_shadow, save_shadow_day
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR


def decide_beside(store: Store) -> ShadowRecord:
    """A run that began on a day that is over, and its first morning."""
    run = begin_shadow(store, OFFICE_ACTOR, 30, at=AT, past_days=30)
    side, shelf = SideFigures(6000, 2000, 1000, 500, 4000), ShadowShelf(((DAY, 4000),), ((DAY, 6000),), 2000)
    goods = ShadowGoods(1, "MILK", "GROSS", 995, 300, shelf, side, side, shelf, 6000, DAY, "{}")
    record = ShadowRecord(0, run.id, DAY, AT, "", DAY, 1, 7, "learnt", (("GROSS", 995),), 1, (goods,))
    return save_shadow_day(store, OFFICE_ACTOR, record)
