"""Discounts of baskets are those that were recorded, and sales have no others (C8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from models.facts.basket import DiscountGiven
from models.facts.envelope import decode_fact
from models.facts.sale import SaleCompleted
from models.journal import JournalKind, JournalRow
from models.selling.decide.give_discount import given_fact
from models.selling.discount_grant import ON_BASKETS, ON_LINES
from models.selling.settlement import TenderKind
from store import journal, schema
from store.invariants.journal_rows import UNREADABLE, place_of
from store.invariants.replay import compare
from store.invariants.violation import Invariant, Violation
from store.selling.grant_text import read_grants

_KINDS = (
    JournalKind.DISCOUNT_GIVEN,
    JournalKind.DISCOUNT_REMOVED,
    JournalKind.LINE_REMOVED,
    JournalKind.BASKET_CANCELLED,
    JournalKind.SALE_COMPLETED,
)
_OF_OPERATORS = frozenset(ON_LINES | ON_BASKETS)
#: The discounts of each basket, by position; ``None``: of all of it.
_GrantFacts = dict[int, dict[int | None, DiscountGiven]]

#: Kind, place (none: of the whole basket), reason and share of a discount that a sale may have.
_Permit = tuple[str, int | None, str, int | None]


def discounts_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Baskets and sales with discounts that nobody gave at a till."""
    grants: _GrantFacts = {}
    corrected: dict[int, int] = {}
    for device_id in view.scalars(sa.select(schema.device.c.id).order_by(schema.device.c.id)).all():
        for row in journal.read(view, device_id, kinds=_KINDS):
            try:
                yield from _follow(view, grants, corrected, row)
            except UNREADABLE:
                yield Violation("C8", place_of(row), "is no readable fact of a discount")
    recorded: dict[str, object] = {
        _subject(basket_id, position): fact for basket_id, facts in grants.items() for position, fact in facts.items()
    }
    yield from compare(recorded, _stored(view))


def _follow(
    view: sa.Connection, grants: _GrantFacts, corrected: dict[int, int], row: JournalRow
) -> Iterator[Violation]:
    """``corrected``: which sale a new one repeats, whose means of payment was registered wrongly."""
    values = json.loads(row.payload)
    if row.kind == JournalKind.DISCOUNT_GIVEN:
        fact = decode_fact(DiscountGiven, row.payload).fact
        grants.setdefault(fact.basket, {})[fact.position] = fact
    elif row.kind == JournalKind.SALE_COMPLETED:
        permitted = {
            (each.discount, each.position, each.reason, each.rate_ppm)
            for each in grants.pop(values["sale"], {}).values()
        }
        if values["sale"] in corrected:
            permitted = _parts_of(view, corrected.pop(values["sale"]))
        if values.get("settled_with") and all(each["kind"] != TenderKind.SET_OFF for each in values["tenders"]):
            corrected[values["settled_with"]] = values["refers_to"]
        yield from _compare_sale(permitted, row, values)
    elif row.kind == JournalKind.BASKET_CANCELLED:
        grants.pop(values["basket"], None)
    else:
        grants.get(values["basket"], {}).pop(values["position"], None)


def _compare_sale(permitted: set[_Permit], row: JournalRow, values: dict[str, Any]) -> Iterator[Violation]:
    if not permitted and not values["discount"]:
        return
    sale = decode_fact(SaleCompleted, row.payload).fact
    if sale.sale_kind != "sale":
        return
    for line in sale.lines:
        for part in line.discounts:
            permit = (part.kind, line.position if part.kind in ON_LINES else None, part.text, part.rate_ppm)
            if part.kind in _OF_OPERATORS and permit not in permitted:
                problem = f"has a discount {part.kind!r} for {part.text!r} that nobody gave"
                yield Violation("C8", f"sale {sale.sale} line {line.position}", problem)


def _parts_of(view: sa.Connection, sale_id: int) -> set[_Permit]:
    """The discounts that a stored sale has."""
    part = schema.sale_line_discount.c
    rows = view.execute(sa.select(part.kind, part.position, part.text, part.rate_ppm).where(part.sale_id == sale_id))
    return {(each.kind, each.position if each.kind in ON_LINES else None, each.text, each.rate_ppm) for each in rows}


def _stored(view: sa.Connection) -> dict[str, object]:
    basket = schema.basket.c
    query = sa.select(basket.id, basket.discounts).where(basket.discounts != "[]")
    return {
        _subject(basket_id, grant.position): given_fact(basket_id, grant)
        for basket_id, text in view.execute(query)
        for grant in read_grants(text)
    }


def _subject(basket_id: int, position: int | None) -> str:
    return (
        f"the discount of basket {basket_id}"
        if position is None
        else f"the discount of line {position} of basket {basket_id}"
    )


INVARIANTS = (Invariant(("C8",), "Discounts are those that somebody gave at the till.", discounts_and_journal),)
