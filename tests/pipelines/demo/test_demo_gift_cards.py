"""The demo shop has a gift card in each state that a visitor may want to see."""

from __future__ import annotations

from pathlib import Path

from models.selling.gift_card import GiftCard, GiftCardState, in_groups
from operations.selling.gift_card_codes import find_gift_card
from pipelines.demo.demo_gift_cards import (
    PINNED_MINOR,
    WORTH_MINOR,
    demo_code_with_pin,
    demo_codes,
    find_pinned_card,
    sell_gift_cards,
)
from store import invariants
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from tests.architecture.source_tree import ROOT
from tests.builders import AT, OFFICE_ACTOR, small_shop, stock_up
from tests.operations.cash.shop_days import manager_at


def test_cards_are_sold_spent_and_lost_once(sqlite_store: Store, tmp_path: Path) -> None:
    store, secret = small_shop(sqlite_store), InstallationSecret(tmp_path)
    stock_up(store)

    def cards() -> list[GiftCard]:
        return [find_gift_card(store, manager_at(1), secret, each.text, at=AT) for each in demo_codes()]

    assert find_pinned_card(store, secret) is None, "as in a demo shop of an older Kassa"
    receipts = sell_gift_cards(store, secret, OFFICE_ACTOR, language="sv", at=AT)
    first = cards()
    assert sell_gift_cards(store, secret, OFFICE_ACTOR, language="sv", at=AT) == receipts == 7
    assert cards() == first
    spent, whole, lost, blank = first
    assert 0 < spent.balance_minor < WORTH_MINOR[0]
    assert whole.balance_minor > WORTH_MINOR[1], "goods came back, and it got store credit"
    assert (lost.balance_minor, blank.balance_minor) == WORTH_MINOR[2:]
    assert [each.state for each in (lost, blank)] == [GiftCardState.BLOCKED, GiftCardState.BLANK]
    pinned = find_pinned_card(store, secret)
    assert pinned is not None
    with_pin = find_gift_card(store, manager_at(1), secret, pinned.code, at=AT, pin=pinned.pin)
    assert (with_pin.has_pin, with_pin.balance_minor) == (True, PINNED_MINOR)
    with store.view() as view:
        assert [str(each) for each in invariants.check_all(view)] == []


def test_the_page_names_the_codes() -> None:
    page = (ROOT / "docs" / "demo.md").read_text()
    codes = [*demo_codes(), demo_code_with_pin()]
    assert [each.text for each in codes if in_groups(each.text) not in page] == []
