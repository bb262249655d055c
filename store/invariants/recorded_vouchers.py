"""Deposit vouchers are those that the journal records, in the basket or on the sale that it names (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.deposit_voucher import DepositVoucherRemoved, DepositVoucherSpent, DepositVoucherTaken
from models.facts.envelope import RecordedFact
from models.selling.settlement import TenderKind
from store import schema
from store.database.columns import to_micros
from store.invariants.replay import REMOVED, compare, replay, replay_kinds, replay_with_instant
from store.invariants.violation import Invariant, Violation
from store.selling.code_text import read_vouchers
from store.selling.voucher_rows import all_vouchers


def vouchers_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Vouchers that nobody took, of another amount, or on another basket or sale than recorded."""
    recorded, unreadable = replay_kinds(
        view, {DepositVoucherTaken: _taking, DepositVoucherRemoved: _removal, DepositVoucherSpent: _spending}
    )
    yield from unreadable
    stored = {_subject(each.number): (each.amount_minor, each.basket_id, each.sale_id) for each in all_vouchers(view)}
    yield from compare(recorded, stored)
    yield from _instants(view)
    held_vouchers = {subject: values for subject, values in stored.items() if values[1] is not None}
    yield from compare(held_vouchers, dict(_in_baskets(view)))


def _instants(view: sa.Connection) -> Iterator[Violation]:
    """A voucher that was used at another time than recorded would pay again too early, or too late."""
    takings, _ = replay_with_instant(view, DepositVoucherTaken, lambda each: _subject(each.number))
    payments, _ = replay_with_instant(view, DepositVoucherSpent, lambda each: _subject(each.number))
    recorded: dict[str, int] = {}
    for subject, micros in [
        (subject, micros) for uses in (takings, payments) for subject, (_, micros, _) in uses.items()
    ]:
        recorded[subject] = max(micros, recorded.get(subject, micros))
    for each in all_vouchers(view):
        if recorded.get(_subject(each.number), 0) != to_micros(each.taken_at):
            yield Violation("C8", _subject(each.number), f"was used at another time than {each.taken_at}")


def vouchers_and_tenders(view: sa.Connection) -> Iterator[Violation]:
    """Sales that another voucher paid for than the journal records, or the same one with another amount."""
    recorded, unreadable = replay(view, DepositVoucherSpent, _on_sale)
    yield from unreadable
    tender = schema.tender.c
    query = sa.select(tender.sale_id, tender.reference, tender.amount_minor).where(
        tender.kind == TenderKind.DEPOSIT_VOUCHER.value
    )
    yield from compare(
        recorded, {f"{_subject(number)} on sale {sale_id}": minor for sale_id, number, minor in view.execute(query)}
    )


def _in_baskets(view: sa.Connection) -> Iterator[tuple[str, object]]:
    basket = schema.basket.c
    for basket_id, text in view.execute(sa.select(basket.id, basket.vouchers).where(basket.vouchers != "[]")):
        for each in read_vouchers(text):
            yield _subject(each.number), (each.amount_minor, basket_id, None)


def _taking(recorded: RecordedFact[DepositVoucherTaken]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _subject(fact.number), (fact.amount, fact.basket, None)


def _removal(recorded: RecordedFact[DepositVoucherRemoved]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.number), REMOVED


def _spending(recorded: RecordedFact[DepositVoucherSpent]) -> Iterator[tuple[str, object]]:
    fact = recorded.fact
    yield _subject(fact.number), (fact.amount, None, fact.sale)


def _on_sale(recorded: RecordedFact[DepositVoucherSpent]) -> Iterator[tuple[str, object]]:
    yield f"{_subject(recorded.fact.number)} on sale {recorded.fact.sale}", recorded.fact.amount


def _subject(number: str) -> str:
    return f"deposit voucher {number}"


INVARIANTS = (
    Invariant(("C8",), "Deposit vouchers are stored as they were recorded last.", vouchers_and_journal),
    Invariant(("C8",), "Deposit vouchers paid for the sales that the journal records.", vouchers_and_tenders),
)
