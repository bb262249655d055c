"""Categories are those that the journal recorded last (C8)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from models.catalogue.catalogue_facts import category_values
from models.facts.category import CategoriesChanged
from store import schema
from store.invariants.replay import compare, replay
from store.invariants.violation import Invariant, Violation


def categories_and_journal(view: sa.Connection) -> Iterator[Violation]:
    """Categories that differ from their facts in a name, their place or their colour, or have no fact."""
    recorded, unreadable = replay(
        view, CategoriesChanged, lambda each: ((f"category {one.code}", one) for one in each.fact.categories)
    )
    yield from unreadable
    names: dict[str, list[tuple[str, str]]] = {}
    table = schema.category_name.c
    for code, language, name in view.execute(sa.select(table.category_code, table.language, table.name)):
        names.setdefault(code, []).append((language, name))
    query = sa.select(schema.category.c.code, schema.category.c.position, schema.category.c.colour)
    categories = (category_values(code, names.get(code, ()), *values) for code, *values in view.execute(query))
    yield from compare(recorded, {f"category {each.code}": each for each in categories})


INVARIANTS = (Invariant(("C8",), "Categories are stored as they were recorded last.", categories_and_journal),)
