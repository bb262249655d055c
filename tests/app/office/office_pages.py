"""Runs pages of the back office in process, as somebody who is signed in sees them."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

import app.office.pages
from models.access.permission import BuiltInRole
from store.database.engine import Store
from tests.app.office_sessions import visit_as
from tests.waiting import LIMIT_S

PAGES = Path(next(iter(app.office.pages.__path__)))


def open_office_page(store: Store, script: str, role: BuiltInRole = BuiltInRole.MANAGER) -> AppTest:
    """The page of a script, visited by the person with ``role``, in English."""
    visit_as(store, role)
    page = AppTest.from_file(str(PAGES / script), default_timeout=LIMIT_S)
    page.query_params["lang"] = "en"
    page.run()
    assert not page.exception, page.exception
    return page
