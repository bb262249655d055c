"""Proposed transfers: stored, found and decided on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa

from models.errors import Refused
from models.replenishment.proposal import ProposalState
from models.replenishment.transfer_first import SparedGoods, TransferProposal, Way
from models.shop import fact_number
from models.stock.movement import REASONS_OF_SALES
from store import schema
from store.database.columns import Quantity

_head, _line = schema.transfer_proposal, schema.transfer_proposal_line
_waits = _head.c.state == ProposalState.PROPOSED.value


class UnknownTransferProposal(Refused):
    """No proposed transfer has that number."""

    code = "unknown_transfer_proposal"
    text = "There is no proposed transfer {number}. Nothing was changed; choose one from the list."

    def __init__(self, proposal_id: int) -> None:
        self.proposal_id, self.number = proposal_id, fact_number(proposal_id)
        super().__init__()


def record_proposals(tx: sa.Connection, proposals: Sequence[TransferProposal]) -> None:
    """Add proposals with their goods."""
    if not proposals:
        return
    names = ("id", "run_id", "made_at", "business_day", "transfer_id")
    tx.execute(
        _head.insert(), [{name: getattr(p, name) for name in names} | {"state": p.state.value} for p in proposals]
    )
    lines = [
        {
            "proposal_id": p.id,
            "position": position,
            "sender_id": each.sender.location_id,
            "receiver_id": each.receiver.location_id,
            "sku": each.sku,
            "units": each.units,
            "reasons": each.to_json(),
        }
        for p in proposals
        for position, each in enumerate(p.goods, start=1)
    ]
    tx.execute(_line.insert(), lines)


def remove_undecided(tx: sa.Connection, day: date) -> None:
    """Remove what a business day proposed and nobody has decided on; a new run of that day replaces it.

    What an earlier day proposed stays: nobody wanted it.
    """
    which = sa.and_(_waits, _head.c.business_day == day)
    tx.execute(_line.delete().where(_line.c.proposal_id.in_(sa.select(_head.c.id).where(which))))
    tx.execute(_head.delete().where(which))


def decide(tx: sa.Connection, proposal_id: int, state: ProposalState, transfer_id: int | None = None) -> bool:
    """Bring an undecided proposal to ``state``; false if somebody decided on it before."""
    change = _head.update().where(_head.c.id == proposal_id, _waits)
    return tx.execute(change.values(state=state.value, transfer_id=transfer_id)).rowcount == 1


def get_proposal(view: sa.Connection, proposal_id: int) -> TransferProposal:
    """A proposal with its goods; :class:`UnknownTransferProposal` if there is none."""
    rows = _proposals(view, _head.c.id == proposal_id)
    if not rows:
        raise UnknownTransferProposal(proposal_id)
    return rows[0]


def open_proposals(view: sa.Connection, day: date) -> list[TransferProposal]:
    """The proposals of a business day that wait for a decision, by their numbers."""
    return _proposals(view, sa.and_(_waits, _head.c.business_day == day))


def ways_at_rest(view: sa.Connection, since: date, today: date) -> set[Way]:
    """Ways that are not proposed again yet.

    Those that were proposed since a day and dismissed, or that nobody had wanted by the end of their day; and the ways
    back of what was sent since then, or is on the way still.
    """
    of_earlier = sa.and_(_waits, _head.c.business_day < today)
    unwanted = sa.or_(of_earlier, _head.c.state == ProposalState.DISMISSED.value)
    proposed = sa.select(_line.c.sender_id, _line.c.receiver_id, _line.c.sku).join_from(_line, _head)
    ways = {tuple(row) for row in view.execute(proposed.where(unwanted, _head.c.business_day >= since))}
    goods, transfer, ends = schema.transfer_line, schema.transfer, schema.transfer_end
    is_open = ~sa.exists().where(ends.c.transfer_id == transfer.c.id)
    back = sa.select(transfer.c.receiver_id, transfer.c.sender_id, goods.c.sku).join_from(goods, transfer)
    return ways | {tuple(row) for row in view.execute(back.where(sa.or_(transfer.c.business_day >= since, is_open)))}


def dated_goods(view: sa.Connection) -> dict[tuple[int, str], date | None]:
    """Until when all of a location's goods with lots are good, by location and SKU.

    ``None`` where some of them are of no known lot, of a lot without a day, or recalled. Goods leave by the lot that
    expires first, so this is the day of what would be carried first.
    """
    level, part, lot, product = schema.stock_level, schema.lot_level, schema.lot, schema.product
    query = (
        sa.select(level.c.location_id, level.c.sku, level.c.on_hand, part.c.units, lot.c.best_before)
        .join_from(level, product)
        .outerjoin(part, sa.and_(part.c.location_id == level.c.location_id, part.c.sku == level.c.sku))
        .outerjoin(lot, sa.and_(lot.c.sku == part.c.sku, lot.c.code == part.c.code))
        .where(product.c.has_lots, level.c.on_hand > 0, sa.or_(part.c.units.is_(None), part.c.units != 0))
    )
    recalled = set(view.scalars(sa.select(schema.lot_recall.c.sku).distinct()))
    days: dict[tuple[int, str], list[date | None]] = {}
    rest: dict[tuple[int, str], Decimal] = {}
    for row in view.execute(query):
        key = (row.location_id, row.sku)
        days.setdefault(key, []).append(row.best_before)
        rest[key] = rest.get(key, row.on_hand) - (row.units or Decimal(0))
    return {
        key: None if None in each or rest[key] or key[1] in recalled else min(day for day in each if day is not None)
        for key, each in days.items()
    }


def moved_besides_sales(view: sa.Connection, proposal: TransferProposal, transfer_id: int) -> dict[str, Decimal]:
    """How much more the sender has of each product, by SKU, by what was moved since a proposal was made.

    Sales and the transfer itself are left out.
    """
    move = schema.stock_movement.c
    query = sa.select(move.sku, sa.func.sum(move.quantity, type_=Quantity)).where(
        move.sku.in_([each.sku for each in proposal.goods]),
        move.at > proposal.made_at,
        move.location_id == proposal.places[0],
        move.reason.not_in([each.value for each in REASONS_OF_SALES]),
        move.source_id != transfer_id,
    )
    rows = view.execute(query.group_by(move.sku)).tuples()
    return {sku: units for sku, units in rows}  # noqa: C416 - a result is no mapping


def _proposals(view: sa.Connection, which: sa.ColumnElement[bool]) -> list[TransferProposal]:
    goods: dict[int, list[SparedGoods]] = {}
    query = sa.select(_line).join(_head).where(which).order_by(_line.c.proposal_id, _line.c.position)
    for row in view.execute(query):
        goods.setdefault(row.proposal_id, []).append(SparedGoods.from_json(row.sku, row.units, row.reasons))
    return [
        TransferProposal(
            row.id, row.run_id, row.made_at, row.business_day, ProposalState(row.state), row.transfer_id,
            tuple(goods[row.id]),
        )
        for row in view.execute(sa.select(_head).where(which).order_by(_head.c.id))
    ]  # fmt: skip
