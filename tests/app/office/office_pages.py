"""Runs pages of the back office in process, as somebody who is signed in sees them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

import app.office.pages
from models.access.permission import BuiltInRole
from store.database.engine import Store
from tests.app.office_sessions import visit_as
from tests.waiting import LIMIT_S

#: An amount of money and nothing else.
AMOUNT = re.compile(r"[-+\N{MINUS SIGN}]?\d[\d\s.,]*\skr")
PAGES = Path(next(iter(app.office.pages.__path__)))


def open_office_page(store: Store, script: str, role: BuiltInRole = BuiltInRole.MANAGER) -> AppTest:
    """The page of a script, visited by the person with ``role``, in English."""
    visit_as(store, role)
    page = AppTest.from_file(str(PAGES / script), default_timeout=LIMIT_S)
    page.query_params["lang"] = "en"
    page.run()
    assert not page.exception, page.exception
    assert not (crooked := crooked_figures(page)), crooked
    return page


def type_code(page: AppTest, key: str, code: str) -> None:
    """Type a code into a field for codes, and enter it."""
    page.text_input(key=key).set_value(code)
    page.button(key=f"{key}_take").click().run()


def units_field(page: AppTest, key: str) -> NumberInput:
    """The field ``key`` for a quantity, also where the page has filled it."""
    (field,) = [each for each in page.number_input if str(each.key) == field_key(page, key)]
    return field


def field_key(page: AppTest, key: str) -> str:
    """The key that a field has since the page has filled it."""
    filled = f"{key}\x1ffilled"
    return str(page.session_state[filled][0]) if filled in page.session_state else key


def crooked_figures(page: AppTest) -> list[str]:
    """The columns of the page's tables with amounts of money that are not drawn under each other's last digit."""
    found: list[str] = []
    for table in page.dataframe:
        drawn = json.loads(table.proto.columns or "{}")
        for name, values in table.value.items():
            texts = [each for each in values if isinstance(each, str) and each not in {"", "–"}]
            if texts and all(AMOUNT.fullmatch(each) for each in texts):
                found += [str(name)] if drawn.get(name, {}).get("alignment") != "right" else []
    return found
