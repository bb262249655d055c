"""The page of gift cards: what is owed, by age, each card with its changes, and blocking a lost one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from models.access.permission import BuiltInRole
from models.selling.gift_card import GiftCardState
from models.shop_settings import GIFT_CARD_YEARS
from operations.installation.change_settings import change_setting
from operations.selling.gift_card_office import make_blanks
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.selling.gift_card_rows import find_cards
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR, Operator
from tests.operations.selling.filled_card import sell_and_spend_card

HOSTILE = '<script>alert(1)</script> **lost** :material/bug_report: "å"'


@pytest.fixture
def sold(shop: Store, tmp_path: Path) -> Store:
    """A shop with a card of 50 kr that has paid 10 kr, and a blank one."""
    make_blanks(shop, OFFICE_ACTOR, InstallationSecret(tmp_path / "secret"), 1, at=AT)
    sell_and_spend_card(Operator(shop), at=AT)
    return shop


def test_what_is_owed_is_shown_by_age_with_every_change_of_a_card(sold: Store) -> None:
    page = open_office_page(sold, "gift_cards_page.py")
    assert page.metric[0].value.startswith("40,00")
    assert any("One blank card" in each.value for each in page.caption)
    ages, cards = (each.value for each in page.dataframe)
    assert ages["Cards"].sum() == 1
    assert cards["State"].tolist() == ["good"]
    with sold.view() as view:
        (card,) = find_cards(view, "", 9)
    page.selectbox(key="gift_cards_chosen").set_value(card.id).run()
    changes = page.dataframe[2].value
    assert changes["What"].tolist() == ["was sold", "paid"]
    assert [each[:5] for each in changes["Left"]] == ["50,00", "40,00"]


def test_a_lost_card_is_blocked_with_a_reason_and_pays_again(sold: Store) -> None:
    with sold.view() as view:
        (card,) = find_cards(view, "", 9)
    page = open_office_page(sold, "gift_cards_page.py")
    page.text_input(key="gift_cards_search").set_value(card.last_four.lower()).run()
    page.selectbox(key="gift_cards_chosen").set_value(card.id).run()
    page.text_input(key="gift_card_reason").set_value(HOSTILE)
    for state, shown in ((GiftCardState.BLOCKED, "blocked"), (GiftCardState.ACTIVE, "good")):
        page.button(key="gift_card_block").click().run()
        assert not page.exception
        assert page.dataframe[1].value["State"].tolist() == [shown]
        with sold.view() as view:
            assert [each.state for each in find_cards(view, "", 9)] == [state]
    page.text_input(key="gift_cards_search").set_value("%").run()
    assert "No card" in page.info[0].value


def test_whoever_may_not_block_sees_whom_to_ask(sold: Store) -> None:
    with sold.view() as view:
        (card,) = find_cards(view, "", 9)
    page = open_office_page(sold, "gift_cards_page.py", BuiltInRole.BOOKKEEPER)
    page.selectbox(key="gift_cards_chosen").set_value(card.id).run()
    assert page.button(key="gift_card_block").disabled
    assert open_office_page(sold, "gift_cards_page.py", BuiltInRole.SALES_ASSISTANT).warning


def test_of_a_shop_without_cards_nothing_is_owed(shop: Store) -> None:
    page = open_office_page(shop, "gift_cards_page.py")
    assert page.metric[0].value.startswith("0,00")
    assert "No gift card" in page.info[0].value


def test_what_is_left_when_the_time_is_over_becomes_income(shop: Store) -> None:
    change_setting(shop, OFFICE_ACTOR, GIFT_CARD_YEARS, "1", at=AT)
    sell_and_spend_card(Operator(shop), at=AT - timedelta(days=500))
    page = open_office_page(shop, "gift_cards_page.py")
    assert any("One card has 40,00" in each.value.replace("**", "") for each in page.markdown)
    page.button(key="gift_cards_end").click().run()
    assert not page.exception
    assert page.metric[0].value.startswith("0,00")
    assert not any("left that" in each.value for each in page.markdown)
