"""Taking over the gift cards of a former system: their codes are found when they are scanned, and go on paying."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from integrations.spreadsheets.column_roles import ColumnRole
from integrations.spreadsheets.columns import gift_card_headings, guess_columns, require
from integrations.spreadsheets.former_gift_cards import FormerGiftCard, FormerGiftCardReader
from integrations.spreadsheets.rows import RowProblem
from integrations.spreadsheets.table import open_table
from operations.access.actors import office_actor
from operations.progress import Progress, no_progress
from operations.selling.moved_gift_cards import MovedGiftCard, move_gift_cards
from pipelines.importing.report import ImportOptions, ImportReport, Problems
from pipelines.importing.run_import import counted
from pipelines.importing.shop_here import find_here
from pipelines.moving_in.file_writing import writing_of
from pipelines.moving_in.former_list import FormerList
from store.access.secrets import InstallationSecret
from store.database.engine import Store
from store.database.pauses import let_others_write
from store.shop import NoShop

CARDS_MAX = 100_000
#: Cards of one transaction.
CARDS_AT_ONCE = 50


def import_gift_cards(
    store: Store,
    path: Path,
    options: ImportOptions,
    *,
    at: datetime,
    installation: InstallationSecret,
    progress: Progress | None = None,
) -> ImportReport:
    """Store the gift cards of a list with what is left on each; a card that is known already stays as it is.

    The whole file is checked before anything is stored. Codes are in no problem and in no note. Raises as
    :func:`pipelines.importing.run_import.import_products`, and :class:`store.shop.NoShop`.
    """
    report_progress = progress or no_progress
    table, here = open_table(path), find_here(store, options)
    if here.is_new:
        raise NoShop
    columns = guess_columns(table.headers, table.sample, gift_card_headings(), options.columns, here=here.place)
    require(columns, table.headers, ColumnRole.CODE)
    require(columns, table.headers, ColumnRole.BALANCE)
    reader = FormerGiftCardReader(
        table.headers, columns, writing_of(table, columns, options, here.company, (ColumnRole.UNTIL,))
    )
    problems, read, rows = Problems(), 0, dict[str, int]()
    cards: list[MovedGiftCard] = []
    for row in counted(table, CARDS_MAX, report_progress):
        if row.is_empty:
            continue
        read += 1
        understood = reader.read(row)
        if isinstance(understood, list):
            problems.add(understood)
        elif understood is not None and understood.code in rows:
            problems.add([_double(understood, rows[understood.code], columns[ColumnRole.CODE].heading)])
        elif understood is not None:
            rows[understood.code] = understood.row
            cards.append(
                MovedGiftCard(understood.code, understood.balance_minor, understood.good_until, understood.is_blocked)
            )
    save = partial(_save, store, installation, cards, at=at, progress=report_progress)
    return FormerList(table, columns.values(), read, problems).save_unless_wrong(options, len(cards), save)


def _save(
    store: Store, installation: InstallationSecret, cards: list[MovedGiftCard], *, at: datetime, progress: Progress
) -> int:
    actor, saved = office_actor(store), 0
    for begin in range(0, len(cards), CARDS_AT_ONCE):
        portion = cards[begin : begin + CARDS_AT_ONCE]
        saved += move_gift_cards(store, actor, installation, portion, at=at)
        progress("save", begin + len(portion), len(cards))
        let_others_write(store)
    return saved


def _double(card: FormerGiftCard, row: int, heading: str) -> RowProblem:
    return RowProblem(card.row, heading, "", "duplicate_card", f"is the card of row {row} already")
