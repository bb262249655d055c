"""Customers in great numbers: a member looked up among a million, and the weekly figures of ten million lines.

A look-up is what the till asks: a card, a phone number, an e-mail address or the beginning of a name, each with a
transaction of its own. The figures are what the weekly job makes of an edition, read from the store, counted and
protected, in a process of its own: its peak memory is that of the job.

``KASSA_BENCH_LINES`` and ``KASSA_BENCH_MEMBERS`` make it smaller. The rows are written past the operations, which take
hours for as many; the tables, indexes and engine are those of a shop.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.harness import Row
from benchmarks.statements import raw_connection
from models.analytics.customers.bands import edition_of, first_day_of
from models.analytics.customers.edition import protected_edition
from models.analytics.customers.edition_figures import edition_figures
from models.members.member import new_card, new_id
from models.members.name_key import last_name_key, name_key
from operations.installation.opening import open_store
from operations.members.finding import members_called
from pipelines.peak_memory import peak_memory_mb
from store.analysis.customer_frames import trade_frames
from store.database.engine import Store
from tests.builders import AT, COMPANY, DAY, PRODUCTS, small_shop

MEMBERS, LINES = 1_000_000, 10_000_000
LOOK_UPS = 2_000
LINES_OF_SALE, TILLS, WEEKS = 5, 2, 4
#: Of a hundred receipts so many are of members, of whom there are so many for each receipt.
KNOWN, RECEIPTS_EACH = 40, 20
GOAL_LOOK_UP_MS, GOAL_FIGURES_S, GOAL_MEMORY_MB = 50.0, 60.0, 2_000.0
PORTION = 20_000
_FIRST = ("Anna", "Erik", "Åsa", "Maria", "Lars", "Fatima", "Östen", "Zeynep", "Nils", "Elsa")
_LAST = ("Andersson", "Öberg", "Hassan", "Nyström", "Ek", "Åkesson", "Yılmaz", "Berg", "Lund", "Holm")


def run() -> list[Row]:
    """Rows for each way to look a member up, and for the figures of one edition."""
    members = int(os.environ.get("KASSA_BENCH_MEMBERS", MEMBERS))
    lines = int(os.environ.get("KASSA_BENCH_LINES", LINES))
    with TemporaryDirectory() as place:
        rows = _look_ups(Path(place) / "members.db", members)
    with TemporaryDirectory() as place:
        return rows + _figures(Path(place) / "trade.db", lines)


def _look_ups(file: Path, members: int) -> list[Row]:
    store = small_shop(open_store(f"sqlite:///{file}"))
    chance = random.Random(1)
    wanted = _fill_members(file, members, chance)
    try:
        return [
            Row(
                f"member by {way}",
                f"p95 of {LOOK_UPS} among {members:,}",
                _p95(store, texts),
                "ms",
                goal=GOAL_LOOK_UP_MS,
            )
            for way, texts in wanted.items()
        ]
    finally:
        store.close()


def _p95(store: Store, texts: list[str]) -> float:
    times = []
    for text in texts:
        start = perf_counter()
        with store.view() as view:
            assert members_called(view, text), text
        times.append(perf_counter() - start)
    return quantiles(times, n=20)[-1] * 1000


def _fill_members(file: Path, members: int, chance: random.Random) -> dict[str, list[str]]:
    """Write so many members, and return what some of them are looked up by."""
    chosen = set(chance.sample(range(members), min(LOOK_UPS, members)))
    wanted: dict[str, list[str]] = {"card": [], "phone": [], "e-mail": [], "name": []}

    def rows() -> Iterator[tuple[Any, ...]]:
        for number in range(members):
            name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}{number % 9973}"
            card, phone, email = new_card(chance.choice).text, f"+467{number:08}", f"kund{number}@example.com"
            if number in chosen:
                for way, text in zip(wanted, (card, f"07{number:08}", email, name[:12]), strict=True):
                    wanted[way].append(text)
            yield new_id(chance.choice), card, name, name_key(name), last_name_key(name), phone, email

    _insert(
        file,
        "INSERT INTO member (id, card, name, name_key, last_name_key, phone, email, birthday, postcode, notes,"
        " operator, joined_at, joined_location, channel) VALUES (?, ?, ?, ?, ?, ?, ?, '', '', '', '', 0, 1, 'till')",
        rows(),
        "INSERT INTO customer (code) SELECT ?1 WHERE ?2 <> '' AND ?3 <> '' AND ?4 <> '' AND ?5 <> '' AND ?6 <> ''"
        " AND ?7 <> ''",
    )
    return wanted


def _figures(file: Path, lines: int) -> list[Row]:
    small_shop(open_store(f"sqlite:///{file}")).close()
    edition = edition_of(DAY) - 1
    _fill_trade(file, lines // LINES_OF_SALE, edition)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        seconds, memory = apart.submit(_make_edition, str(file), edition).result()
    size = f"{lines:,} lines"
    return [
        Row("figures of four weeks", f"time, {size}", seconds, "s", goal=GOAL_FIGURES_S),
        Row("figures of four weeks", f"peak memory, {size}", memory, "MB", goal=GOAL_MEMORY_MB),
    ]


def _make_edition(file: str, edition: int) -> tuple[float, float]:
    """The seconds and megabytes that the figures of an edition take, as the weekly job makes them."""
    store = open_store(f"sqlite:///{file}")
    start = perf_counter()
    with store.view() as view:
        frames = trade_frames(view, edition, COMPANY.zone, set())
    protected_edition(edition, edition_figures(edition, frames), at=AT, operator="")
    seconds = perf_counter() - start
    store.close()
    return seconds, peak_memory_mb() or 0.0


def _fill_trade(file: Path, sales: int, edition: int) -> None:
    chance = random.Random(2)
    members = [new_id(chance.choice) for _ in range(max(200, sales * KNOWN // 100 // RECEIPTS_EACH))]
    _insert(file, "INSERT INTO customer (code) VALUES (?)", ((each,) for each in members))
    _insert(
        file,
        "INSERT INTO member (id, card, name, name_key, last_name_key, phone, email, birth_year, birthday, postcode,"
        " notes, operator, joined_at, joined_location, channel)"
        " VALUES (?, ?, '', '', '', ?, '', ?, '', ?, '', '', 0, 1, 'till')",
        (
            (each, f"K{number}", str(number), chance.randint(1940, 2008), f"{chance.randint(110, 119)} 11")
            for number, each in enumerate(members)
        ),
    )
    _insert(
        file,
        "INSERT INTO member_consent (id, member, purpose, is_given, text_version, channel, at, operator)"
        " VALUES (?, ?, 'analysis', 1, 1, 'till', 0, 'anna')",
        ((9 << 40 | number, each) for number, each in enumerate(members)),
    )
    _fill_receipts(file, sales, edition, members)


def _fill_receipts(file: Path, sales: int, edition: int, members: list[str]) -> None:
    """Receipts of which some are of members, with their lines and payments."""
    chance, first = random.Random(3), first_day_of(edition)
    micros = int(AT.timestamp()) * 1_000_000

    def receipts() -> Iterator[tuple[Any, ...]]:
        for number in range(sales):
            day = first + timedelta(days=number % (7 * WEEKS))
            customer = chance.choice(members) if number % 100 < KNOWN else None
            till = 1 + number % TILLS
            at = micros + (number * 37 % 43_200) * 1_000_000
            yield till << 32 | 1_000_000 + number, till, 1_000_000 + number, at, day.isoformat(), customer

    _insert(
        file,
        "INSERT INTO sale (id, device_id, receipt_number, location_id, at, business_day, operator, customer, currency,"
        " gross_minor, net_minor, tax_minor, discount_minor, rounding_minor, due_minor, kind, notes)"
        " VALUES (?, ?, ?, 1, ?, ?, 'anna', ?, 'SEK', 1, 1, 0, 0, 0, 1, 'sale', '')",
        receipts(),
    )

    _fill_lines(file, sales, edition)
    _insert(
        file,
        "INSERT INTO tender (sale_id, position, kind, amount_minor, change_minor, status)"
        " VALUES (?, 1, ?, 100000, 0, 'settled')",
        (
            ((1 + number % TILLS) << 32 | 1_000_000 + number, "cash" if number % 5 == 0 else "card")
            for number in range(sales)
        ),
    )


def _fill_lines(file: Path, sales: int, edition: int) -> None:
    chance, first, skus = random.Random(4), first_day_of(edition), [each.sku for each in PRODUCTS]

    def lines() -> Iterator[tuple[Any, ...]]:
        for number in range(sales):
            day, sale = (first + timedelta(days=number % (7 * WEEKS))).isoformat(), 1 + number % TILLS
            for position in range(1, LINES_OF_SALE + 1):
                amount = chance.randint(500, 20_000)
                yield sale << 32 | 1_000_000 + number, position, day, skus[(number + position) % len(skus)], amount

    _insert(
        file,
        "INSERT INTO sale_line (sale_id, position, location_id, business_day, sku, name, unit, quantity,"
        " unit_price_minor, discount_minor, gross_minor, net_minor, tax_minor, tax_category, tax_rate_ppm, cost_minor,"
        " supply, kind) VALUES (?1, ?2, 1, ?3, ?4, 'x', 'piece', 1000, ?5, 0, ?5, ?5, 0, 'food', 0, ?5 / 2,"
        " 'take_away', 'goods')",
        lines(),
    )


def _insert(file: Path, statement: str, rows: Iterable[tuple[Any, ...]], first: str = "") -> None:
    """Write rows in one transaction, and no matter what they point at; ``first`` is done for each row before."""
    connection = raw_connection(str(file))
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    portion: list[tuple[Any, ...]] = []

    def write() -> None:
        if first:
            connection.executemany(first, portion)
        connection.executemany(statement, portion)
        portion.clear()

    for row in rows:
        portion.append(row)
        if len(portion) == PORTION:
            write()
    write()
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()
