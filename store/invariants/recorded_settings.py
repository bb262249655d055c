"""The settings of the shop that are rows of their own are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.facts.setting import ShopSettingChanged
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation
from store.setting_rows import all_rows, is_column


def settings_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Settings that differ from their facts, or have none."""
    recorded, unreadable = replay(view, ShopSettingChanged, lambda each: [(each.fact.name, each.fact.after)])
    yield from unreadable
    rows = {f"the setting {name}": value for name, value in recorded.items() if not is_column(name)}
    yield from compare(rows, {f"the setting {name}": value for name, value in all_rows(view).items()})


INVARIANTS = (Invariant(("C8",), "Settings are stored as they were recorded last.", settings_and_journal),)
