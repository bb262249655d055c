"""The page on which a shop moves in: files are recognised, tried, compared and taken over; hostile ones are text."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from models.access.permission import BuiltInRole
from operations.points.point_rules import set_point_rule
from store import schema
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import AT, OFFICE_ACTOR
from tests.contents import contents
from tests.hostile_texts import HOSTILE_TEXTS
from tests.operations.members.earning import RULE
from tests.pipelines.moving_in.former_shop import FILES

PAGE = "move_in_page.py"


@pytest.fixture
def page(shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page as an owner sees it, in a shop with a rule of points."""
    monkeypatch.setenv("KASSA_HOME", str(tmp_path))
    set_point_rule(shop, OFFICE_ACTOR, RULE, at=AT)
    return open_office_page(shop, PAGE, BuiltInRole.OWNER)


def choose(page: AppTest, files: dict[str, str]) -> AppTest:
    page.file_uploader[0].set_value([(name, text.encode(), "text/csv") for name, text in files.items()])
    return page.run()


def sheet(page: AppTest) -> dict[str, list[str]]:
    table = next(each.value for each in page.dataframe if "Figure" in each.value.columns)
    return {row[0]: list(row[1:]) for row in table.to_numpy().tolist()}


def count(store: Store, table: sa.Table) -> int:
    with store.view() as view:
        return int(view.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_files_are_tried_compared_and_taken_over(shop: Store, page: AppTest) -> None:
    choose(page, FILES)
    assert {each.label: each.value for each in page.selectbox if "csv" in each.label} == {
        "sales\\-2026\\.csv": "sales",
        "gift\\-cards\\.csv": "gift_cards",
        "customers\\.csv": "members",
        "items\\.csv": "goods",
        "prishistorik\\.csv": "price_history",
        "purchase\\-orders\\.csv": "purchase_orders",
    }
    before = contents(shop)
    page.button(key="move_in_try").click().run()
    assert contents(shop) == before
    assert sheet(page)["Members"] == ["4", "3", "⚠ -1"]
    assert sheet(page)["Prices of former days"] == ["3", "3", "0"]
    page.text_input(key="move_in_typed_members").set_value("3").run()
    assert sheet(page)["Members"] == ["3", "3", "0"]
    assert [each.value for each in page.success][-1] == "Every figure agrees with the former system."
    page.button(key="move_in_apply").click().run()
    assert page.success[0].value == "Everything has come over."
    assert (count(shop, schema.member), count(shop, schema.gift_card)) == (3, 2)
    assert "kassa undo-move-in" in page.info[0].value


def test_what_is_wrong_is_named_cell_by_cell_and_nothing_comes_over(shop: Store, page: AppTest) -> None:
    choose(page, FILES | {"gift-cards.csv": "Gift card number,Current balance\nGC-1234,many\n"})
    before = contents(shop)
    page.button(key="move_in_try").click().run()
    problems = next(each.value for each in page.dataframe if "Row" in each.value.columns)
    assert problems.to_numpy().tolist()[0][:4] == ["gift-cards.csv", 2, "Current balance", "many"]
    assert page.button(key="move_in_apply").disabled
    assert contents(shop) == before


def test_hostile_texts_in_files_names_and_figures_stay_text(shop: Store, page: AppTest) -> None:
    rows = "\n".join(f'"{each.replace(chr(34), chr(34) * 2)}",a{n}@example.com' for n, each in enumerate(HOSTILE_TEXTS))
    choose(page, {"<script>alert(1)</script>.csv": f"Name,Email\n{rows}\n"})
    page.checkbox(key="move_in_skip").check().run()
    page.button(key="move_in_try").click().run()
    assert not page.exception
    for text in HOSTILE_TEXTS[:5]:
        page.text_input(key="move_in_typed_members").set_value(text[:20]).run()
        assert not page.exception
    assert all("<script>" not in each.value for each in (*page.markdown, *page.caption))
    assert count(shop, schema.member) == 0


def test_a_file_that_nothing_explains_waits_for_a_choice(page: AppTest) -> None:
    choose(page, {"letter.csv": "Dear,Sirs\nwe,move\n"})
    assert page.button(key="move_in_try").disabled


def test_only_owners_see_the_page(shop: Store) -> None:
    page = open_office_page(shop, PAGE, BuiltInRole.MANAGER)
    assert not page.file_uploader
    assert page.warning
