"""Prices and suppliers' terms are those that the journal tells last (C8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

import sqlalchemy as sa

from models.facts.envelope import decode_fact
from models.facts.price import PriceChanged
from models.facts.terms import AgreedTerm, TermsChanged
from models.journal import JournalKind
from models.purchasing.terms_fact import agreed
from store import purchasing, schema
from store.invariants.told import UNREADABLE, told
from store.invariants.violation import Invariant, Violation

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


def prices_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Each price that the journal tells of is stored as it was told last."""
    newest: dict[tuple[str, object], int] = {}
    for portion in told(view, (JournalKind.PRICE_CHANGED,), "prices"):
        for each in portion:
            try:
                fact = decode_fact(PriceChanged, each.row.payload).fact
            except UNREADABLE:
                yield Violation("C8", each.where, "tells of prices that cannot be")
                continue
            newest.update(((price.sku, price.valid_from), price.price) for price in fact.prices)
    price = schema.price.c
    query = sa.select(price.sku, price.valid_from, price.price_minor)
    stored = {(sku, day): minor for sku, day, minor in view.execute(query)} if newest else {}
    yield from _differing("the price of", newest, stored)


def terms_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """The terms that the journal tells of are stored as they were told last."""
    newest: dict[tuple[str, str], AgreedTerm] = {}
    for portion in told(view, (JournalKind.TERMS_CHANGED,), "terms"):
        for each in portion:
            try:
                fact = decode_fact(TermsChanged, each.row.payload).fact
            except UNREADABLE:
                yield Violation("C8", each.where, "tells of terms that cannot be")
                continue
            newest.update(((term.sku, term.supplier), term) for term in fact.terms)
    try:
        stored = {(term.sku, term.supplier_code): agreed(term) for term in purchasing.all_terms(view, "")}
    except UNREADABLE as error:
        yield Violation("C8", "the terms of suppliers", f"cannot be read: {error}")
        return
    yield from _differing("the terms of", newest, stored)


def _differing(name: str, newest: Mapping[_Key, _Value], stored: Mapping[_Key, _Value]) -> Iterator[Violation]:
    for key, value in newest.items():
        if key not in stored:
            yield Violation("C8", f"{name} {key}", "stand in the journal and are not stored")
        elif stored[key] != value:
            yield Violation("C8", f"{name} {key}", f"are stored as {stored[key]} but the journal tells {value}")


INVARIANTS = (
    Invariant(("C8",), "Each price that the journal names is stored as it was recorded last.", prices_and_journal),
    Invariant(("C8",), "The terms that the journal names are stored as they were recorded last.", terms_and_journal),
)
