"""Decisions about proposed prices as facts of the journal."""

from __future__ import annotations

from models.facts.price_proposal import PriceProposalDecided
from models.purchasing.price_proposal import DecidedPrice


def decided_fact(decided: DecidedPrice) -> PriceProposalDecided:
    """The whole decision; the journal's row has the instant and the actor."""
    proposal = decided.proposal
    return PriceProposalDecided(
        number=decided.id,
        sku=proposal.sku,
        arrival=proposal.arrival_id,
        supplier=proposal.supplier_code,
        cost_before=proposal.cost_before,
        cost=proposal.cost,
        price_before=proposal.price_before,
        price=proposal.price,
        begins_on=proposal.begins_on,
        decision=decided.decision.value,
        day=decided.business_day,
    )
