"""The pages of people and of who is signed in: what they do is done as the visitor, and what one may not do is grey."""

from __future__ import annotations

from datetime import UTC, datetime

from models.access.permission import BuiltInRole
from operations.access.sessions import open_sessions
from operations.access.sign_in import check_password
from store.access import operators, secrets, sessions
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.app.office_sessions import person_of, sign_in

HOSTILE = "<b>**Ann**</b> =1+1 :red[x]"


def test_a_person_is_added_changed_and_given_what_they_sign_in_with(shop: Store) -> None:
    page = open_office_page(shop, "people.py")
    page.button(key="person_").click().run()
    page.text_input(key="new_name").input(HOSTILE)
    page.text_input(key="new_code").input("ann")
    page.button(key="save_new").click().run()
    assert HOSTILE in page.success[0].value
    page.text_input(key="new_password_ann").input("five slow trains leave early")
    page.button(key="save_password_ann").click().run()
    page.text_input(key="new_pin_ann").input("1234")
    page.button(key="save_pin_ann").click().run()
    assert "PIN cannot be used" in page.warning[0].value or "can't be used" in page.warning[0].value
    page.text_input(key="new_pin_ann").input("2580")
    page.button(key="save_pin_ann").click().run()
    assert not page.exception
    assert check_password(shop, "ann", "five slow trains leave early", at=datetime.now(UTC)).name == HOSTILE
    page.selectbox(key="role_ann").set_value("bookkeeper")
    page.toggle(key="active_ann").set_value(False)
    page.button(key="save_ann").click().run()
    with shop.view() as view:
        ann = operators.get_operator(view, "ann")
        kinds = secrets.kinds_of_secrets(view)["ann"]
    assert (ann.role, ann.active, kinds) == ("bookkeeper", False, {"password", "pin"})


def test_a_manager_makes_nobody_owner_and_the_page_shows_why(shop: Store) -> None:
    page = open_office_page(shop, "people.py")
    page.button(key="person_").click().run()
    page.text_input(key="new_name").input("Ann")
    page.text_input(key="new_code").input("ann")
    page.selectbox(key="new_role").set_value("owner")
    page.button(key="save_new").click().run()
    assert page.warning
    with shop.view() as view:
        assert operators.find_operator(view, "ann") is None


def test_who_may_not_change_people_sees_none(shop: Store) -> None:
    person_of(shop, BuiltInRole.OWNER)
    page = open_office_page(shop, "people.py", BuiltInRole.BOOKKEEPER)
    assert [each.value for each in page.markdown] == []
    assert not page.button
    assert page.warning


def test_sessions_are_listed_and_ended_one_by_one_and_all_of_a_person(shop: Store) -> None:
    for _ in range(2):
        sign_in(shop, BuiltInRole.ANALYST)
    sign_in(shop, BuiltInRole.BOOKKEEPER)
    page = open_office_page(shop, "open_sessions.py")
    shown = " ".join(each.value for each in page.markdown)
    assert [shown.count(name) for name in ("Eva", "Maria", "Nils")] == [1, 1, 1]
    assert "this sign\\-in" in shown
    page.button(key="end_all_nils").click().run()
    (evas,) = [each.session.id for each in open_sessions(shop, at=datetime.now(UTC)) if each.operator.code == "eva"]
    page.button(key=f"end_{evas}").click().run()
    assert {each.operator.code for each in open_sessions(shop, at=datetime.now(UTC))} == {"maria"}


def test_somebody_who_was_signed_out_does_nothing_on_a_page_that_is_still_open(shop: Store) -> None:
    sign_in(shop, BuiltInRole.ANALYST)
    page = open_office_page(shop, "open_sessions.py")
    with shop.transaction() as tx:
        sessions.remove_sessions(tx, sessions.of_operator("maria"))
    (nils,) = [each.session.id for each in open_sessions(shop, at=datetime.now(UTC))]
    page.button(key=f"end_{nils}").click().run()
    assert [each.operator.code for each in open_sessions(shop, at=datetime.now(UTC))] == ["nils"]
    assert "not signed in" in page.warning[0].value
