"""Tips that somebody with the database's own rights changes: each way is found and named. On both databases."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from store import invariants, schema
from store.database.engine import Store
from store.invariants import recorded_tips
from tests.builders import AT
from tests.faults.tampering import Undone, unguarded
from tests.operations.selling.test_tips import TipShop


@pytest.fixture
def shop(store: Store) -> TipShop:
    return TipShop(store)


_ACCOUNT, _ENTRY = schema.tip_account, schema.tip_entry
#: What somebody with the database's own rights does, and what is reported of it.
FORGERIES: dict[str, tuple[sa.Update | sa.Delete, str]] = {
    "less is owed": (_ACCOUNT.update().values(balance_minor=_ACCOUNT.c.balance_minor - 100), "entries sum to"),
    "so do the entries": (_ENTRY.update().values(amount_minor=_ENTRY.c.amount_minor - 100), "is stored as"),
    "a tip is forgotten": (_ENTRY.delete().where(_ENTRY.c.amount_minor > 0), "not stored"),
    "to somebody else": (_ENTRY.update().values(paid_to="Cecilia"), "is stored as"),
    "of another payment": (_ENTRY.update().values(source=_ENTRY.c.id + 1), "another source"),
    "no debt in the books": (
        schema.posting.update().where(schema.posting.c.account == "2890").values(account="3001"),
        "the books owe",
    ),
    "a payment without its tip": (schema.payment_attempt.update().values(tip_minor=None), "has a tip of 0"),
    "more was corrected than there was": (
        _ENTRY.update().where(_ENTRY.c.change_kind == "correction").values(amount_minor=-9_999),
        "a tip below zero",
    ),
    "the tip of a reader was corrected": (
        schema.payment_attempt.update().values(method="card"),
        "has a corrected tip but no slip",
    ),
    "a correction of another payment": (
        _ENTRY.update().where(_ENTRY.c.change_kind == "correction").values(source=_ENTRY.c.attempt_id + 7),
        "another source",
    ),
    "the cash was something else": (schema.cash_movement.update().values(kind="paid_out"), "no cash for them"),
    "a payout of the bank was none": (
        schema.entry.update().where(schema.entry.c.kind == "tip").values(source=1),
        "is in the books but not stored",
    ),
}


def test_a_forged_tip_is_found(shop: TipShop) -> None:
    shop.anna.serve(2000)
    shop.anna.put_float()
    shop.anna.take(300)
    shop.from_bank(400)
    shop.correct(shop.anna.serve(500).id, 300)
    shop.check()
    for way, (statement, words) in FORGERIES.items():
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "tip_entry", "posting", "entry", "cash_movement"):
                assert tx.execute(statement).rowcount != 0, way
            named = [each for rule in recorded_tips.INVARIANTS for each in rule.check(tx)]
            assert any(words in each.found for each in named), (way, named)
            raise Undone
    shop.check()


def test_a_payout_of_another_day_or_name_is_found(shop: TipShop) -> None:
    shop.anna.serve(2000)
    shop.from_bank(400)
    entry = schema.entry
    for values in ({"business_day": AT.date() - timedelta(days=2)}, {"reference": "1-1"}):
        with suppress(Undone), shop.store.transaction() as tx:
            with unguarded(tx, "entry"):
                assert tx.execute(entry.update().where(entry.c.kind == "tip").values(**values)).rowcount
            assert any("is booked as" in each.found for each in invariants.check_all(tx)), values
            raise Undone
