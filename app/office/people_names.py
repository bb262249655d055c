"""What people are called on pages of the back office, and whatever acts in the place of one."""

from __future__ import annotations

from typing import Protocol

from app.words import Words
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR
from store.access.operators import all_operators
from store.database.engine import Connection


class Speaking(Protocol):
    """What draws a page in the language of whoever looks at it."""

    @property
    def words(self) -> Words:
        """Texts, amounts and times in that language."""


def people_by_code(visit: Speaking, view: Connection) -> dict[str, str]:
    """The names of all people by their code; a command is the office's, a job Kassa's own."""
    words = {code: visit.words.translate(f"pages.person.{code}") for code in (OFFICE_OPERATOR, SCHEDULE_OPERATOR)}
    return words | {each.code: each.name for each in all_operators(view)}
