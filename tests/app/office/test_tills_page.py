"""The page of tills: its codes make browsers tills, and what it removes is none any more."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from models.access.permission import BuiltInRole
from operations.access.displays import ask_for_display_code, find_display
from operations.access.enrolments import enrol_browser, find_enrolled
from store import shop as shops
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page

CHROME = "Chrome, Linux"


def test_a_code_of_the_page_makes_a_browser_a_till_until_it_is_removed(shop: Store) -> None:
    page = open_office_page(shop, "tills_page.py")
    page.button(key="code_1").click().run()
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.success[-1].value)
    assert code is not None, [each.value for each in page.success]
    enrolled = enrol_browser(shop, code.group(), CHROME, at=datetime.now(UTC))
    page.run()
    assert not any(code.group() in each.value for each in page.success), "a code is shown once"
    assert any("Chrome" in each.value for each in page.markdown)
    page.button(key=f"revoke_{enrolled.enrolment.id}").click().run()
    assert find_enrolled(shop, enrolled.secret) is None
    assert not page.exception


def test_an_owner_adds_and_names_tills_and_a_name_that_is_taken_is_refused(shop: Store) -> None:
    page = open_office_page(shop, "tills_page.py", BuiltInRole.OWNER)
    for name in ("DISK <b>2</b>", "DISK <b>2</b>"):
        page.text_input(key="new_till").input(name)
        page.button(key="add_till").click().run()
    assert "Another till" in page.warning[0].value
    page.text_input(key="name_1").input("FRONT")
    page.button(key="save_1").click().run()
    with shop.view() as view:
        names = [each.name for each in shops.all_devices(view)]
    assert "FRONT" in names
    assert names.count("DISK <b>2</b>") == 1


def test_a_manager_names_no_till_and_whoever_enrols_none_sees_none(shop: Store) -> None:
    page = open_office_page(shop, "tills_page.py")
    page.text_input(key="name_1").input("FRONT")
    page.button(key="save_1").click().run()
    assert page.warning
    assert not open_office_page(shop, "tills_page.py", BuiltInRole.BOOKKEEPER).button


def test_a_customer_display_is_paired_with_a_till_and_removed(shop: Store) -> None:
    shown = ask_for_display_code(shop, "", CHROME, at=datetime.now(UTC))
    assert shown is not None
    page = open_office_page(shop, "tills_page.py")
    for code in ("12", shown.code):
        page.text_input(key="display_code_2").input(code)
        page.button(key="pair_2").click().run()
        if code == "12":
            assert "No customer display shows this code" in page.warning[0].value
    display = find_display(shop, shown.secret)
    assert display is not None
    assert display.till_id == 2
    assert any(each.value.startswith("Customer display · Chrome") for each in page.markdown)
    page.button(key=f"revoke_display_{display.id}").click().run()
    assert find_display(shop, shown.secret) is None
    assert not page.exception
