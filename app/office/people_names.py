"""What people are called on pages of the back office, and whatever acts in the place of one."""

from __future__ import annotations

from app.office.office_visit import OfficeVisit
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR
from store.access.operators import all_operators
from store.database.engine import Connection


def people_by_code(visit: OfficeVisit, view: Connection) -> dict[str, str]:
    """The names of all people by their code; a command is the office's, a job Kassa's own."""
    words = {code: visit.words.translate(f"pages.person.{code}") for code in (OFFICE_OPERATOR, SCHEDULE_OPERATOR)}
    return words | {each.code: each.name for each in all_operators(view)}
