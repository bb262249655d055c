"""No line of the log holds card data, neither in its text nor in a traceback."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from app.web.log_lines import hide_card_data_in_log
from tests.cards import CARDS

CARD = "4111 1111 1111 1111"


@pytest.fixture
def lines() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger of its own and what it writes; the process logs as before afterwards."""
    before, written = logging.getLogRecordFactory(), io.StringIO()
    logging.setLogRecordFactory(logging.LogRecord)  # another test of this process may have started a server
    logger, handler = logging.getLogger("kassa.card-free"), logging.StreamHandler(written)
    logger.addHandler(handler)
    logger.propagate = False
    yield logger, written
    logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def write_all(logger: logging.Logger) -> None:
    logger.warning("said %s to %d people", CARD, 2)
    try:
        int(CARD + "!")
    except ValueError:
        logger.exception("failed")


def test_text_and_traceback_are_looked_through(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, written = lines
    write_all(logger)
    assert written.getvalue().count(CARD) == 2, "without the rule it would stand there"
    written.truncate(0)
    hide_card_data_in_log()
    write_all(logger)
    for text in CARDS:
        logger.error(text)
    assert CARD not in written.getvalue()
    assert "said ••• to 2 people" in written.getvalue()
    assert not any(text in written.getvalue() for text in CARDS)
