"""X and Z reports that are committed, for the printer, for the screen and as PDF."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from app.words import words_of
from models.access.actor import Actor
from models.access.operator import OFFICE_OPERATOR, SCHEDULE_OPERATOR, first_name
from models.cash.day_page import DayHead, DayPage, compose_day
from models.cash.z_report import ZReport
from models.facts.day import DayClosed, DayRead
from models.facts.registry import read_fact
from models.jurisdiction.receipt_rules import ReceiptLanguage
from store import journal, shop
from store.access.operators import find_operator
from store.database.columns import from_micros
from store.database.engine import Connection


def page_of_report(view: Connection, report: ZReport, language: ReceiptLanguage) -> DayPage:
    """A Z report as a document."""
    name = name_of_operator(view, report.operator, language)
    head = DayHead(report.number, report.at, name, report.receipts_after, report.receipts_up_to)
    return compose_day(head, report.figures, shop.get_station(view, report.till_id), language)


def page_of_day(view: Connection, actor: Actor, fact: DayRead, at: datetime, language: ReceiptLanguage) -> DayPage:
    """An X report that an actor just made."""
    head = DayHead(0, at, name_of_operator(view, actor.operator_id, language), fact.receipts_after, fact.receipts_up_to)
    return compose_day(head, fact.figures, shop.get_station(view, actor.device_id), language)


def page_of_row(view: Connection, till_id: int, seq: int, language: ReceiptLanguage) -> DayPage:
    """The X or Z report that a row of a till's journal records; raises :class:`LookupError` for any other row."""
    with closing(journal.read(view, till_id, seq - 1)) as rows:
        row = next(rows)
    recorded = read_fact(row.kind, row.payload)
    fact = recorded.fact
    if not isinstance(fact, DayRead | DayClosed):
        raise LookupError(f"row {seq} records no report")  # noqa: TRY004 - the row is wrong, not its type
    operator = recorded.actor.operator_id if recorded.actor else ""
    number = fact.number if isinstance(fact, DayClosed) else 0
    head = DayHead(
        number,
        from_micros(row.at_micros),
        name_of_operator(view, operator, language),
        fact.receipts_after,
        fact.receipts_up_to,
    )
    return compose_day(head, fact.figures, shop.get_station(view, till_id), language)


def name_of_operator(view: Connection, code: str, language: ReceiptLanguage) -> str:
    """The first name of an operator; a command is the office's, a job Kassa's own."""
    operator = find_operator(view, code)
    if operator:
        return first_name(operator.name)
    is_part = code in (OFFICE_OPERATOR, SCHEDULE_OPERATOR)
    return words_of(language.value).translate(f"pages.person.{code}") if is_part else code
