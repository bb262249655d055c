"""Lots of goods that moved, and recalls, as facts of the journal."""

from __future__ import annotations

from collections.abc import Sequence

from models.facts.lot import LotRecalled, LotsMoved, LotUnits
from models.stock.lots import LotPart, LotRecall


def lots_fact(parts: Sequence[LotPart]) -> LotsMoved:
    """The fact of the lots of movements that have one source."""
    goods = (LotUnits(each.position, each.sku, each.lot.code, each.lot.best_before, each.units) for each in parts)
    return LotsMoved(parts[0].source_id, tuple(goods))


def recall_fact(recall: LotRecall) -> LotRecalled:
    """The fact of a recall; the journal's row has the instant and the actor."""
    return LotRecalled(recall.id, recall.sku, recall.code, recall.note, recall.is_lifted)
