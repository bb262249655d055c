"""Writing a year of trade as the journal file of the Swedish Tax Agency: how long it takes, and how much memory.

A year of the demo shop is about a hundred thousand receipts; so are these.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from app.counter.journal_file import JournalWish, save_journal
from benchmarks.day_close import past_sale
from benchmarks.harness import Row
from models.access.operator import OFFICE_OPERATOR
from models.selling.earlier_trade import History
from operations.bulk.past_trade import save_history
from operations.installation.opening import open_store
from pipelines.peak_memory import peak_memory_mb
from store.database.engine import Store
from tests.builders import AT, DAY, OFFICE_ACTOR, TILL, small_shop

DAYS, SALES_A_DAY = 365, 280
GOAL_S = 30.0
#: More memory than this for one file more means that the file is not written as it is read.
GOAL_MB = 60.0


def run() -> list[Row]:
    """Two rows: the seconds for a year, and the memory that writing it takes beside what the shop takes anyway."""
    with TemporaryDirectory() as folder:
        store = small_shop(open_store(f"sqlite:///{Path(folder) / 'shop.db'}"))
        try:
            for day in range(DAYS):
                sold = [past_sale(day, number) for number in range(SALES_A_DAY)]
                save_history(store, OFFICE_ACTOR, History({TILL: sold}, office_id=OFFICE_ACTOR.device_id))
            _write(store, Path(folder), DAY)
            before = peak_memory_mb() or 0.0
            seconds = _write(store, Path(folder), DAY + timedelta(days=DAYS))
            grown = (peak_memory_mb() or 0.0) - before
        finally:
            store.close()
    receipts = f"{DAYS * SALES_A_DAY} receipts of 4 lines"
    return [
        Row("journal xml", receipts, seconds, "s", goal=GOAL_S),
        Row("journal xml", "more memory than for one day", grown, "MB", goal=GOAL_MB),
    ]


def _write(store: Store, folder: Path, last: date) -> float:
    wish = JournalWish(DAY, last, OFFICE_OPERATOR, "KONTOR")
    start = perf_counter()
    with store.view() as view:
        save_journal(view, wish, folder / "journal.xml", at=AT)
    return perf_counter() - start
