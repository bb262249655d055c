"""The page on which an owner takes out everything: made in the form that was chosen, recorded, and for nobody else."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from app.counter.everything_folder import EverythingForm
from models.access.permission import BuiltInRole
from models.facts.office_books import EverythingExported
from store import journal
from store.database.engine import Store
from tests.app.office.office_pages import open_office_page
from tests.builders import OFFICE

PAGE = "take_out_page.py"


def recorded(store: Store) -> int:
    with store.view() as view:
        return len(list(journal.read(view, OFFICE, kinds=[EverythingExported.kind])))


def test_an_owner_takes_everything_in_the_chosen_form(shop: Store) -> None:
    page = open_office_page(shop, PAGE, BuiltInRole.OWNER)
    assert not page.get("download_button")
    page.radio(key="take_out_form").set_value(EverythingForm.PARQUET).run()
    page.button(key="take_out_make").click().run()
    assert not page.exception
    archive = page.session_state["take_out_archive"]
    with ZipFile(BytesIO(archive.content)) as packed:
        names = {name.rpartition("/")[2] for name in packed.namelist()}
    assert {"README.txt", "tables.json", "product.jsonl", "product.parquet"} <= names
    assert page.get("download_button")
    assert recorded(shop) == 1


def test_a_manager_takes_nothing(shop: Store) -> None:
    page = open_office_page(shop, PAGE, BuiltInRole.MANAGER)
    assert page.warning
    assert not page.button
    assert recorded(shop) == 0
