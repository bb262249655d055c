"""Runs the dashboard in process, as one visitor sees it at one instant."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from tests.builders import AT
from tests.waiting import LIMIT_S

_SCRIPT = """
from datetime import datetime
from app.dashboards.pages.overview import show
show(lambda: datetime.fromisoformat({at!r}))
"""


def open_page(at: datetime = AT, **query: str) -> AppTest:
    """The page at ``at`` with these parameters in its address, run once."""
    page = AppTest.from_string(_SCRIPT.format(at=at.isoformat()), default_timeout=LIMIT_S)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception, page.exception
    return page


def read_number(text: str) -> Decimal:
    """The number that a reader of Swedish sees: ``-12 345,50 kr`` is −12345.50."""
    found = re.search(r"[-+]?[\d\s]*\d(,\d+)?", text)
    assert found is not None, text
    return Decimal(re.sub(r"\s", "", found[0]).replace(",", "."))
