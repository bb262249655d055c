"""Transfers between locations are as the journal recorded them (C8), and their goods have moved so (C5)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.stock_transfer import TransferEnded, TransferSent
from models.stock.transfer_fact import ended_fact, sent_fact
from models.stock.transfer_moves import moves_of_ending, moves_of_sending
from store import schema, stock, transfers
from store.invariants.journal_rows import PORTION, find_readable
from store.invariants.replay import compare_rows
from store.invariants.violation import Invariant, Violation


def transfers_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Transfers that differ from what was recorded of their sending."""
    ids = view.scalars(sa.select(schema.transfer.c.id)).all()
    yield from compare_rows(
        view, TransferSent, "transfer", ids=ids, find=transfers.find_transfers,
        fact_of=sent_fact,
    )  # fmt: skip


def ends_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Ends of transfers that differ from what was recorded of them."""
    ids = view.scalars(sa.select(schema.transfer_end.c.id)).all()
    yield from compare_rows(
        view, TransferEnded, "end of transfer", ids=ids, find=transfers.find_ends,
        fact_of=ended_fact,
    )  # fmt: skip


def goods_of_transfers(view: sa.Connection) -> Iterator[Violation]:
    """Transfers whose goods did not move as they were by_id, received or cancelled."""
    ids = view.scalars(sa.select(schema.transfer_end.c.id)).all()
    for begin in range(0, len(ids), PORTION):
        ends, _ = find_readable(view, transfers.find_ends, ids[begin : begin + PORTION])
        by_id, _ = find_readable(view, transfers.find_transfers, [each.transfer_id for each in ends.values()])
        stored, _ = find_readable(view, stock.movements_from, list(ends))
        for each in ends.values():
            transfer = by_id.get(each.transfer_id)
            if transfer is not None and stored.get(each.id, []) != moves_of_ending(transfer, each):
                yield Violation("C5", f"end of transfer {each.id}", "has not moved what came")
    heads = view.scalars(sa.select(schema.transfer.c.id)).all()
    for begin in range(0, len(heads), PORTION):
        some, _ = find_readable(view, transfers.find_transfers, heads[begin : begin + PORTION])
        stored, _ = find_readable(view, stock.movements_from, list(some))
        for transfer in some.values():
            if stored.get(transfer.id, []) != moves_of_sending(transfer):
                yield Violation("C5", f"transfer {transfer.id}", "has not moved what was sent")


INVARIANTS = (
    Invariant(("C8",), "Transfers are as they were recorded.", transfers_and_journal),
    Invariant(("C8",), "Transfers have ended as it was recorded.", ends_and_journal),
    Invariant(("C5",), "The goods of transfers have moved as they were sent and came.", goods_of_transfers),
)
