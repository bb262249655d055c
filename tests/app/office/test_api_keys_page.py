"""The page of keys: a key is shown once, revoked with a second press, and seen by managers and owners only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from models.access.api_key import KeyRefused
from models.access.permission import BuiltInRole
from operations.access.api_keys import use_api_key
from store.access import stored_api_keys
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page


def test_a_manager_makes_a_key_sees_it_once_and_revokes_it(shop: Store) -> None:
    page = open_office_page(shop, "api_keys_page.py")
    page.text_input(key="api_key_name").input("<b>Web</b>")
    page.button(key="make_api_key").click().run()
    assert "needs at least one of" in page.warning[0].value
    page.text_input(key="api_key_name").input("<b>Web</b>")
    page.multiselect(key="api_key_scopes").select("stock:read").run()
    page.button(key="make_api_key").click().run()
    (secret,) = (each.value for each in page.code)
    used = use_api_key(shop, secret, at=datetime.now(UTC))
    page.run()
    assert not page.code, "a key is shown once"
    assert any("Stock" in each.value and "\\<b\\>" in each.value for each in page.markdown)
    page.button(key=f"revoke_key_{used.id}").click().run()
    assert page.success[-1].value == "The key is revoked."
    with pytest.raises(KeyRefused):
        use_api_key(shop, secret, at=datetime.now(UTC))
    assert not page.exception


def test_a_bookkeeper_sees_no_keys(shop: Store) -> None:
    page = open_office_page(shop, "api_keys_page.py", BuiltInRole.BOOKKEEPER)
    assert page.warning
    assert not page.button
    with shop.view() as view:
        assert stored_api_keys.all_keys(view) == []
