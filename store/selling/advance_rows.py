"""The tax that is booked on advances: by payment, and by days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from models.facts.day import TaxSum
from models.selling.advance_tax import AdvancePart
from store import schema

_TAX = schema.advance_tax.c


@dataclass(frozen=True, slots=True)
class BookedAdvance:
    """What one bookkeeping entry changed of the advance that a payment is."""

    entry_id: int
    attempt_id: int
    day: date
    parts: tuple[AdvancePart, ...]


def add_advance(tx: sa.Connection, booked: BookedAdvance) -> None:
    """Store what an entry changed."""
    rows = [
        {
            "entry_id": booked.entry_id,
            "rate_ppm": each.rate_ppm,
            "attempt_id": booked.attempt_id,
            "business_day": booked.day,
            "net_minor": each.net_minor,
            "tax_minor": each.tax_minor,
        }
        for each in booked.parts
    ]
    tx.execute(schema.advance_tax.insert(), rows)


def parts_booked(view: sa.Connection, attempt_ids: Collection[int]) -> tuple[AdvancePart, ...]:
    """What is booked of the advances that some payments are, of each change."""
    query = sa.select(_TAX.rate_ppm, _TAX.net_minor, _TAX.tax_minor).where(_TAX.attempt_id.in_(attempt_ids))
    return tuple(AdvancePart(*row) for row in view.execute(query))


def advances_of_days(view: sa.Connection, first: date, last: date) -> tuple[TaxSum, ...]:
    """By tax rate what advances changed by on the business days from ``first`` to ``last``: more or less of them."""
    net, tax = sa.func.sum(_TAX.net_minor), sa.func.sum(_TAX.tax_minor)
    query = (
        sa.select(_TAX.rate_ppm, net, tax)
        .where(_TAX.business_day.between(first, last))
        .group_by(_TAX.rate_ppm)
        .order_by(_TAX.rate_ppm.desc())
    )
    rows = [(rate, int(net), int(tax)) for rate, net, tax in view.execute(query)]
    return tuple(TaxSum(rate, net, tax, net + tax) for rate, net, tax in rows if net or tax)


def all_advances(view: sa.Connection) -> Iterable[BookedAdvance]:
    """Every change of an advance, in the order of the entries."""
    booked: dict[int, BookedAdvance] = {}
    for row in view.execute(sa.select(schema.advance_tax).order_by(_TAX.entry_id, _TAX.rate_ppm.desc())):
        before = booked.get(row.entry_id)
        parts = (*(before.parts if before else ()), AdvancePart(row.rate_ppm, row.net_minor, row.tax_minor))
        booked[row.entry_id] = BookedAdvance(row.entry_id, row.attempt_id, row.business_day, parts)
    return booked.values()
