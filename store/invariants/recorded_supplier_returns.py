"""Goods sent back to suppliers are as the journal recorded them (C8), and have moved so (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.supplier_return import GoodsReturnedToSupplier, SupplierClaimEnded
from models.purchasing.supplier_return import moves_of_answer, moves_of_return
from models.purchasing.supplier_return_fact import claim_ended_fact, returned_fact
from store import schema, stock, supplier_returns
from store.invariants.journal_rows import PORTION, find_readable
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def returns_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Claims on suppliers that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.supplier_return.c.id)).all()
    yield from compare_rows(
        view, GoodsReturnedToSupplier, "claim", ids=ids, find=supplier_returns.find_returns,
        fact_of=returned_fact,
    )  # fmt: skip


def answers_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Answers of suppliers that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.claim_end.c.id)).all()
    yield from compare_rows(
        view, SupplierClaimEnded, "end of claim", ids=ids, find=supplier_returns.find_claim_ends,
        fact_of=claim_ended_fact,
    )  # fmt: skip


def goods_of_claims(view: sa.Connection) -> Iterator[Violation]:
    """Claims whose goods have not left the shelf, or have not come back, as they were entered."""
    ids = view.scalars(sa.select(schema.supplier_return.c.id)).all()
    for begin in range(0, len(ids), PORTION):
        some, _ = find_readable(view, supplier_returns.find_returns, ids[begin : begin + PORTION])
        stored, _ = find_readable(view, stock.movements_from, list(some))
        for each in some.values():
            if stored.get(each.id, []) != moves_of_return(each):
                yield Violation("C5", f"claim {each.id}", "has not moved what went back")
    ends = view.scalars(sa.select(schema.claim_end.c.id)).all()
    for begin in range(0, len(ends), PORTION):
        answers, _ = find_readable(view, supplier_returns.find_claim_ends, ends[begin : begin + PORTION])
        claims, _ = find_readable(view, supplier_returns.find_returns, [each.return_id for each in answers.values()])
        stored, _ = find_readable(view, stock.movements_from, list(answers))
        for end in answers.values():
            claim = claims.get(end.return_id)
            if claim is not None and stored.get(end.id, []) != moves_of_answer(claim, end):
                yield Violation("C5", f"end of claim {end.id}", "has not moved what came back")


INVARIANTS = (
    Invariant(("C8",), "Claims on suppliers are as they were recorded.", returns_and_journal),
    Invariant(("C8",), "Suppliers answered claims as it was recorded.", answers_and_journal),
    Invariant(("C5",), "The goods of claims have left the shelf and come back as they were entered.", goods_of_claims),
)
