"""Goods sent back to suppliers, and their answers, as facts of the journal."""

from __future__ import annotations

from models.facts.supplier_return import ClaimedGoods, GoodsReturnedToSupplier, SupplierClaimEnded
from models.purchasing.supplier_return import ClaimEnd, ClaimLine, SupplierReturn


def returned_fact(claim: SupplierReturn) -> GoodsReturnedToSupplier:
    """The whole of it; the journal's row has the instant and the actor."""
    return GoodsReturnedToSupplier(
        claim=claim.id,
        key=claim.key,
        supplier=claim.supplier_code,
        location=claim.location_id,
        note=claim.note,
        day=claim.business_day,
        currency=claim.currency,
        goods=tuple(_goods(each) for each in claim.lines),
    )


def _goods(line: ClaimLine) -> ClaimedGoods:
    goods, origin = line.goods, line.goods.origin
    return ClaimedGoods(goods.sku, goods.units, origin.source.value, origin.fact_id, origin.position, line.cost_minor)


def claim_ended_fact(end: ClaimEnd) -> SupplierClaimEnded:
    """What the supplier answered; the journal's row has the instant and the actor."""
    answer = end.answer
    return SupplierClaimEnded(
        ending=end.id,
        key=answer.key,
        claim=end.return_id,
        outcome=answer.outcome.value,
        amount=answer.amount_minor,
        credit_note=answer.credit_note,
        why="" if answer.why is None else answer.why.value,
        is_back=answer.is_back,
        note=answer.note,
        day=end.business_day,
    )
