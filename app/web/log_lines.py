"""What is written to the log never holds card data, whichever library writes it."""

from __future__ import annotations

import logging
import traceback

from models.card_data import has_card_data, hide_card_data


class CardFreeRecord(logging.LogRecord):
    """A line of the log whose text and traceback were looked through when it was made."""

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)  # type: ignore[arg-type]
        self._hide_in_message()
        self._hide_in_traceback()

    def _hide_in_message(self) -> None:
        try:
            message = self.getMessage()
        except (TypeError, ValueError):  # a wrong call of a library, which its handler reports as such
            return
        if has_card_data(message):
            self.msg, self.args = hide_card_data(message), ()

    def _hide_in_traceback(self) -> None:
        if self.exc_info and self.exc_info[0]:
            text = "".join(traceback.format_exception(*self.exc_info))
            if has_card_data(text):
                self.exc_text = hide_card_data(text)  # formatters take this in place of the exception


def hide_card_data_in_log() -> None:
    """Look through every line of the log of this process from now on."""
    logging.setLogRecordFactory(CardFreeRecord)
