"""Runs the dashboard in process, as one visitor sees it at one instant."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from models.access.permission import BuiltInRole
from operations.installation.configuration import load_settings
from operations.installation.opening import open_store
from tests.app.office_sessions import has_shop, is_visited, visit_as
from tests.builders import AT
from tests.waiting import LIMIT_S

_SCRIPT = """
from datetime import datetime
from app.dashboards.pages.overview import show
show(lambda: datetime.fromisoformat({at!r}))
"""


def open_page(at: datetime = AT, **query: str) -> AppTest:
    """The page at ``at`` with these parameters in its address, run once; without another visitor for the owner."""
    sign_in_owner()
    page = AppTest.from_string(_SCRIPT.format(at=at.isoformat()), default_timeout=LIMIT_S)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def sign_in_owner() -> None:
    """Let the page be visited by the owner of the shop, if there is one and nobody else visits."""
    store = open_store(load_settings().store_url)
    if has_shop(store) and not is_visited():
        visit_as(store, BuiltInRole.OWNER)
    store.close()


def read_number(text: str) -> Decimal:
    """The number that a reader of Swedish sees: ``-12 345,50 kr`` is −12345.50."""
    found = re.search(r"[-+]?[\d\s]*\d(,\d+)?", text)
    assert found is not None, text
    return Decimal(re.sub(r"\s", "", found[0]).replace(",", "."))
