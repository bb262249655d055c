"""Coupons are those that the journal records, spent on the sale that it names (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.envelope import RecordedFact
from models.facts.promotion import CouponRestored, CouponsMade, CouponSpent
from store.invariants.replay import REMOVED, compare, replay, replay_kinds
from store.invariants.violation import Invariant, Violation
from store.selling.coupons import all_coupons


def coupons_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Coupons that nobody made, of another promotion, or spent on another sale than recorded."""
    promotions, unreadable = replay(view, CouponsMade, _making)
    sales, unreadable_uses = replay_kinds(view, {CouponSpent: _use, CouponRestored: _release})
    yield from (*unreadable, *unreadable_uses)
    recorded = {subject: (promotion, sales.get(subject)) for subject, promotion in promotions.items()}
    yield from compare(recorded, {_subject(each.code): (each.promotion_id, each.sale_id) for each in all_coupons(view)})


def _making(recorded: RecordedFact[CouponsMade]) -> Iterator[tuple[str, object]]:
    for code in recorded.fact.codes:
        yield _subject(code), recorded.fact.promotion


def _use(recorded: RecordedFact[CouponSpent]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.code), recorded.fact.sale


def _release(recorded: RecordedFact[CouponRestored]) -> Iterator[tuple[str, object]]:
    yield _subject(recorded.fact.code), REMOVED


def _subject(code: str) -> str:
    return f"coupon {code}"


INVARIANTS = (Invariant(("C8",), "Coupons are stored as they were recorded last.", coupons_and_journal),)
