"""What a question names and does not exist: it is refused with what does."""

from __future__ import annotations

from collections.abc import Iterable

from models.analytics.shop_text import clean_text
from models.errors import Refused


class UnknownChoice(Refused):
    """A question names a figure, a filter or a period that there is not."""

    code = "unknown_choice"
    text = "There is no {kind} {value!r} to ask for. Nothing was read; ask for one of these: {choices}."

    def __init__(self, kind: str, value: object, choices: Iterable[str]) -> None:
        self.kind, self.value, self.choices = kind, clean_text(str(value)), ", ".join(choices) or "-"
        super().__init__()
