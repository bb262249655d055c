"""The demo shop has customers who pay later."""

from __future__ import annotations

from pipelines.demo.demo_accounts import CUSTOMERS, sell_on_account
from store import invariants
from store.database.engine import Store
from store.selling.customer_account_rows import all_accounts
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up


def test_one_owes_one_has_paid_and_one_is_blocked_once(sqlite_store: Store) -> None:
    store = small_shop(sqlite_store)
    stock_up(store)
    assert sell_on_account(store, OFFICE_ACTOR, language="sv", at=AT) == 3
    with store.view() as view:
        accounts = all_accounts(view)
        assert [str(each) for each in invariants.check_all(view)] == []
    assert [(each.details.name, each.balance_minor > 0, each.state.value) for each in accounts] == [
        (CUSTOMERS[0][0], True, "open"),
        (CUSTOMERS[1][0], False, "open"),
        (CUSTOMERS[2][0], False, "blocked"),
    ]
    assert sell_on_account(store, OFFICE_ACTOR, language="sv", at=AT) == 3
    with store.view() as view:
        assert all_accounts(view) == accounts
