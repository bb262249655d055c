"""Recalling a lot: its goods are not sold any more, or again once the recall is lifted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from models.access.actor import Actor
from models.access.permission import Permission
from models.card_data import check_no_card_data
from models.errors import Reason
from models.stock.lot_facts import recall_fact
from models.stock.lots import NOTE_LENGTH_MAX, LotOnHand, LotRecall, WrongLot
from operations.access.permissions import check
from operations.unit_of_work import unit_of_work
from store import lot_levels
from store.database.engine import Store


@dataclass(frozen=True, slots=True)
class RecallWish:
    """The lot of a product that is recalled, or whose recall ``is_lifted``."""

    sku: str
    code: str
    note: str = ""
    is_lifted: bool = False


def recall_lot(store: Store, actor: Actor, wish: RecallWish, *, at: datetime) -> LotOnHand:
    """Let no till sell goods of a lot, or let them be sold again if the recall is lifted; again it changes nothing.

    Returns the lot with what there still is of it. Raises :class:`store.lot_levels.UnknownLot` or
    :class:`models.stock.lots.WrongLot`; nothing is changed then.
    """
    check(actor, Permission.WRITE_OFF_GOODS)
    check_no_card_data(wish.note)
    if len(wish.note) > NOTE_LENGTH_MAX:
        raise WrongLot(wish.sku[:40], Reason("lot_note", "is recalled with a note that is too long"))
    with unit_of_work(store, actor, at=at) as work:
        state = lot_levels.lot_state(work.tx, wish.sku, wish.code)
        if state is None:
            raise lot_levels.UnknownLot(wish.sku[:40], wish.code[:40])
        if state.is_recalled is not wish.is_lifted:
            return state
        (recall_id,) = work.take_ids()
        recall = LotRecall(recall_id, wish.sku, wish.code, wish.note, wish.is_lifted, actor.operator_id)
        lot_levels.record_recall(work.tx, recall, at)
        work.record(recall_fact(recall))
        return replace(state, is_recalled=not wish.is_lifted)
