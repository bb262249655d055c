"""What was decided about prices that new costs proposed, appended and found."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from models.purchasing.price_proposal import DecidedPrice, PriceDecision, PriceProposal
from store import schema

_table = schema.price_decision


def record_decision(tx: sa.Connection, decided: DecidedPrice) -> None:
    """Append what somebody decided about a proposal."""
    proposal = decided.proposal
    row = {
        "id": decided.id,
        "arrival_id": proposal.arrival_id,
        "supplier_code": proposal.supplier_code,
        "sku": proposal.sku,
        "cost_before_minor": proposal.cost_before,
        "cost_minor": proposal.cost,
        "price_before_minor": proposal.price_before,
        "price_minor": proposal.price,
        "begins_on": proposal.begins_on,
        "decision": decided.decision.value,
        "at": decided.at,
        "business_day": decided.business_day,
        "operator": decided.operator,
    }
    tx.execute(_table.insert(), row)


def find_decisions(view: sa.Connection, ids: Sequence[int]) -> dict[int, DecidedPrice]:
    """The decisions with these ids, by id."""
    rows = view.execute(sa.select(_table).where(_table.c.id.in_(ids)).order_by(_table.c.id))
    return {
        row.id: DecidedPrice(
            row.id,
            PriceProposal(
                row.sku,
                row.arrival_id,
                row.supplier_code,
                row.cost_before_minor,
                row.cost_minor,
                row.price_before_minor,
                row.price_minor,
                row.begins_on,
            ),
            PriceDecision(row.decision),
            row.at,
            row.business_day,
            row.operator,
        )
        for row in rows
    }


def latest_decision(view: sa.Connection, sku: str) -> DecidedPrice | None:
    """What was decided last about a product, if anything was."""
    newest = sa.select(_table.c.id).where(_table.c.sku == sku).order_by(_table.c.at.desc(), _table.c.id.desc())
    ids = view.scalars(newest.limit(1)).all()
    return next(iter(find_decisions(view, ids).values()), None)
