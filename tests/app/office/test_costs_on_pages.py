"""What goods cost is on no page of the office for somebody who may not see costs: the page is the same at other costs.

Each page of the one list and each column of a cost in the tables is tried, those of later days included. The control is
the same visit by somebody who may see costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block, Element

from app.office.page_list import OFFICE_PAGES
from models.access.actor import Actor
from models.access.own_role import OwnRole
from models.access.permission import OF_MACHINES, Permission
from operations.access.operators import save_own_role
from operations.access.permissions import NotPermitted
from operations.dispatch.everything_export import may_export_everything
from operations.replenishment.proposals import approve_proposal
from store import schema
from store.database.engine import Store
from tests.app.dashboards.proposals import propose
from tests.app.office_sessions import visit_with_role
from tests.builders import AT, OFFICE, OFFICE_ACTOR, stock_up
from tests.conftest import PROVING
from tests.faults.tampering import unguarded
from tests.waiting import LIMIT_S

_SCRIPT = """
from datetime import datetime
from app.office.pages.{module} import show
show(lambda: datetime.fromisoformat({at!r}))
"""
#: Pages, with what their address names: what they draw of goods, orders and suppliers.
VISITS = (
    *((page.script.removesuffix(".py"), {}) for page in OFFICE_PAGES),
    ("goods_page", {"sku": "MILK"}),
    ("goods_page", {"sku": "++"}),
)
#: The pages where goods are bought and written off are tried each day; all of them when proving.
EVERY_DAY = {"goods_page", "orders_page", "suppliers_page", "deliveries_page", "supplier_returns_page"}
#: Fields for codes have another series in each visit.
SERIES = re.compile(r"[0-9a-f]{32}")
#: On these pages whoever may see costs sees some in this shop.
WITH_COSTS = {"goods_page", "orders_page"}
_TIMES, _MORE = 3, 777


def columns_of_costs() -> dict[str, list[str]]:
    """The columns of the schema that say what goods cost the shop, by table."""
    names = {
        table.name: [
            column.name for column in table.columns if "cost" in column.name and column.name.endswith("_minor")
        ]
        for table in schema.metadata.tables.values()
    }
    return {table: columns for table, columns in names.items() if columns}


@contextmanager
def other_costs(store: Store) -> Iterator[None]:
    """Every cost is another one for the length of the block, behind Kassa's back."""
    _write(store, f"{{0}} = {{0}} * {_TIMES} + {_MORE}")
    yield
    _write(store, f"{{0}} = ({{0}} - {_MORE}) / {_TIMES}")


def _write(store: Store, change: str) -> None:
    tables = columns_of_costs()
    with store.transaction() as tx, unguarded(tx, *tables):
        for table, columns in tables.items():
            tx.exec_driver_sql(f"UPDATE {table} SET {', '.join(change.format(each) for each in columns)}")


def drawn(module: str, query: dict[str, str]) -> list[str]:
    """All that a page sends to the browser, the names of its downloads included, which follow from their content."""
    st.cache_data.clear()
    page = AppTest.from_string(_SCRIPT.format(module=module, at=AT.isoformat()), default_timeout=LIMIT_S)
    for key, value in query.items():
        page.query_params[key] = value
    page.run()
    assert not page.exception, page.exception
    return [SERIES.sub("", str(each.proto)) for each in elements_of(page.main)]


def elements_of(block: Block) -> Iterator[Element]:
    """What a page draws, one by one."""
    for child in block.children.values():
        if isinstance(child, Block):
            yield from elements_of(child)
        else:
            yield child


@pytest.fixture
def ordered(shop: Store) -> Store:
    """The shop with goods, an order, and a proposal that waits."""
    stock_up(shop)
    first, _ = propose(shop, locations=(1, 2))
    approve_proposal(shop, OFFICE_ACTOR, first.id, at=AT)
    return shop


def visit(store: Store, permissions: frozenset[Permission]) -> None:
    """Let pages be visited by somebody with these permissions."""
    save_own_role(store, OFFICE_ACTOR, OwnRole("floor", "Floor", permissions), at=datetime.now(UTC))
    visit_with_role(store, "floor")


ALL = frozenset(Permission) - OF_MACHINES


def differing(store: Store, visits: Sequence[tuple[str, dict[str, str]]]) -> set[str]:
    """The pages that are not the same at other costs."""
    before = [drawn(*each) for each in visits]
    with other_costs(store):
        after = [drawn(*each) for each in visits]
    return {name for (name, _), one, two in zip(visits, before, after, strict=True) if one != two}


def test_no_page_of_buying_depends_on_costs_for_who_may_not_see_them(ordered: Store) -> None:
    visit(ordered, ALL - {Permission.SEE_COSTS})
    assert differing(ordered, [each for each in VISITS if each[0] in EVERY_DAY]) == set()


@pytest.mark.proof
@pytest.mark.skipif(not PROVING, reason="every page of the office twice; `make prove` looks at them all")
def test_no_page_at_all_depends_on_costs_for_who_may_not_see_them(ordered: Store) -> None:
    visit(ordered, ALL - {Permission.SEE_COSTS})
    assert differing(ordered, VISITS) == set()


def test_the_same_pages_show_costs_to_who_may_see_them(ordered: Store) -> None:
    visit(ordered, ALL)
    assert differing(ordered, [each for each in VISITS if each[0] in WITH_COSTS]) == WITH_COSTS


def test_everything_has_costs_in_it_and_is_for_who_may_see_them() -> None:
    may_export_everything(Actor("floor", OFFICE, ALL))
    with pytest.raises(NotPermitted):
        may_export_everything(Actor("floor", OFFICE, ALL - {Permission.SEE_COSTS}))


def test_the_costs_of_the_schema_are_found() -> None:
    assert {"supplier_term", "purchase_order_line", "sale_line"} <= set(columns_of_costs())
