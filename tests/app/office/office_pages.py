"""Runs pages of the back office in process, as somebody who is signed in sees them."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

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
