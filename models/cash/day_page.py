"""An X or a Z report as a document: the same rows for paper, PDF and screen, free of any printer.

Source of the contents: SKVFS 2014:9 chapter 7 sections 2 and 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from models.cash.day_words import DAY_WORDS, DayWords
from models.catalogue.product import clean_text
from models.facts.day import DayFigures, DrawerSum, NumberedSum
from models.jurisdiction.countries import jurisdiction_of
from models.jurisdiction.receipt_rules import ReceiptLanguage
from models.money import Money
from models.selling.receipt_words import WORDS, Words
from models.selling.settlement import TenderKind
from models.selling.usual_reasons import reason_in
from models.shop import Station


@dataclass(frozen=True, slots=True)
class DaySection:
    """A heading and its rows: a label, and a value that stands at the right."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DayPage:
    """One report; every text is clean. ``number`` is 0 for an X report, which has none; ``mark`` is that of a demo."""

    title: str
    number: int
    till: str
    company: str
    mark: str
    head: tuple[tuple[str, str], ...]
    sections: tuple[DaySection, ...]


@dataclass(frozen=True, slots=True)
class DayHead:
    """What is above the figures of a report; ``number`` is 0 for an X report."""

    number: int
    at: datetime
    operator: str
    receipts_after: int
    receipts_up_to: int


class _Writer:
    """Writes amounts and rows in one language and currency."""

    def __init__(self, language: ReceiptLanguage, currency: str) -> None:
        self.words: DayWords = DAY_WORDS[language]
        self.receipt_words: Words = WORDS[language]
        self._currency = currency

    def amount(self, minor: int) -> str:
        return self.receipt_words.amount(Money(minor, self._currency))

    def numbered(self, label: str, each: NumberedSum) -> tuple[str, str]:
        return f"{label} ({each.number})", self.amount(each.amount)

    def reason(self, text: str) -> str:
        return clean_text(reason_in(self.receipt_words.language, text))

    def tender(self, kind: str) -> str:
        return self.receipt_words.tenders.get(TenderKind(kind), kind) if kind in set(TenderKind) else kind


def compose_day(head: DayHead, figures: DayFigures, station: Station, language: ReceiptLanguage) -> DayPage:
    """The report of a till; figures that are zero are shown too where the law asks for them."""
    write = _Writer(language, figures.currency)
    company, words = station.shop, write.words
    local = head.at.astimezone(ZoneInfo(company.zone))
    number = f" nr {head.number}" if language is ReceiptLanguage.SWEDISH else f" no. {head.number}"
    rows = [
        (write.receipt_words.org_number, company.org_number),
        (clean_text(station.location.name), clean_text(station.location.address)),
        (write.receipt_words.till, clean_text(station.device.name)),
        (words.made_at, f"{local:%Y-%m-%d %H:%M}"),
        (words.operator, clean_text(head.operator)),
        (words.receipts, _range(head)),
    ]
    return DayPage(
        title=words.z_title + number if head.number else words.x_title,
        number=head.number,
        till=clean_text(station.device.name),
        company=clean_text(company.company),
        mark=jurisdiction_of(company.country).receipt.demo_mark if company.is_demo else "",
        head=tuple(rows),
        sections=tuple(section for section in _sections(figures, write) if section.rows),
    )


def _range(head: DayHead) -> str:
    first, last = head.receipts_after + 1, head.receipts_up_to
    return "–" if last < first else f"{first}–{last}"


def _sections(figures: DayFigures, write: _Writer) -> Iterator[DaySection]:
    words, trade, till = write.words, figures.trade, figures.till
    yield DaySection(
        words.sales,
        (
            write.numbered(words.total_sales, trade.sales),
            write.numbered(words.refunds, trade.refunds),
            (words.net_sales, write.amount(trade.sales.amount - trade.refunds.amount)),
            write.numbered(words.discounts, trade.discounts),
            write.numbered(words.removals, till.removals),
            (words.rounding, write.amount(trade.rounding)),
            *([write.numbered(words.gift_cards, trade.gift_cards)] if trade.gift_cards.number else []),
        ),
    )
    yield DaySection(
        words.tax, tuple(row for each in trade.taxes for row in _tax_rows(each.rate_ppm, each.net, each.tax, write))
    )
    yield DaySection(
        words.groups,
        tuple((clean_text(each.group) or words.no_group, write.amount(each.amount)) for each in figures.groups),
    )
    yield DaySection(
        words.tenders,
        tuple((f"{write.tender(each.tender)} ({each.number})", write.amount(each.amount)) for each in trade.tenders),
    )
    yield DaySection(
        words.counts,
        (
            (words.goods, str(trade.goods)),
            (words.services, str(trade.services)),
            (words.receipt_count, str(trade.sales.number + trade.refunds.number)),
            (words.openings, str(till.openings)),
            write.numbered(words.copies, till.copies),
            write.numbered(words.training, till.training),
            write.numbered(words.pro_forma, till.pro_forma),
            write.numbered(words.unfinished, till.unfinished),
        ),
    )
    for drawer in figures.drawers:
        yield DaySection(f"{words.drawer} {drawer.owner}".strip(), tuple(_drawer_rows(drawer, write)))
    yield DaySection(words.own_terminal, tuple(_terminal_rows(figures, write)))
    grand = figures.grand
    yield DaySection(
        words.grand,
        (
            (words.grand_sales, write.amount(grand.sales)),
            (words.grand_refunds, write.amount(grand.refunds)),
            (words.grand_net, write.amount(grand.net)),
        ),
    )


def _tax_rows(rate_ppm: int, net: int, tax: int, write: _Writer) -> Iterator[tuple[str, str]]:
    percent = write.receipt_words.percent(rate_ppm)
    yield f"{write.words.tax} {percent}", write.amount(tax)
    yield f"{write.words.tax_net} {percent}", write.amount(net)


def _drawer_rows(drawer: DrawerSum, write: _Writer) -> Iterator[tuple[str, str]]:
    words = write.words
    yield words.opening_float, write.amount(drawer.opening_float)
    yield words.moved_in, write.amount(drawer.moved_in)
    yield words.moved_out, write.amount(drawer.moved_out)
    yield words.expected, write.amount(drawer.expected)
    if drawer.counted is not None:
        yield words.counted, write.amount(drawer.counted)
        yield words.difference, write.amount(drawer.counted - drawer.expected)
    if drawer.reason:
        yield words.reason, write.reason(drawer.reason)


def _terminal_rows(figures: DayFigures, write: _Writer) -> Iterator[tuple[str, str]]:
    words = write.words
    if not figures.own_terminal and figures.own_terminal_read is None:
        return
    yield words.own_terminal, write.amount(figures.own_terminal)
    if figures.own_terminal_read is not None:
        yield words.own_terminal_read, write.amount(figures.own_terminal_read)
        yield words.difference, write.amount(figures.terminal_difference)
    if figures.own_terminal_reason:
        yield words.reason, write.reason(figures.own_terminal_reason)
