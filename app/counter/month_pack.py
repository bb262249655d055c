"""The pack of a month for the bookkeeper: a ZIP with tables, vouchers and a page that names the control sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.counter.month_figures import MonthFigures, read_month
from app.counter.voucher_files import voucher_file
from app.words import Words, words_of
from integrations.month_pack.pack_writing import PackFile, pack, write_table
from models.cash.z_report import ZReport
from models.facts.day import TaxSum
from models.ledger.month_control import BookMonth
from models.money import Money
from store.database.engine import Connection

#: A tax rate of one percent, in parts per million.
_PERCENT_PPM = 10_000


@dataclass(frozen=True, slots=True)
class MonthPack:
    """The ZIP with its name, and the figures that it was made of."""

    name: str
    content: bytes
    figures: MonthFigures


def month_pack(view: Connection, month: BookMonth, language: str) -> MonthPack:
    """The pack of a month in a language; raises :class:`models.ledger.month_control.NothingInMonth`."""
    figures, words = read_month(view, month), words_of(language)
    files = [PackFile(words.translate("month.file.readme"), "\r\n".join(_readme(figures, words)).encode("utf-8-sig"))]
    files += [
        PackFile(f"{words.translate(f'month.file.{name}')}.csv", content)
        for name, content in _tables(figures, words).items()
    ]
    if figures.vouchers:
        stem = words.translate("month.file.vouchers")
        files.append(PackFile(f"{stem}.si", voucher_file(view, figures.vouchers, is_sie=True)))
        files.append(PackFile(f"{stem}.csv", voucher_file(view, figures.vouchers, is_sie=False)))
    stem = words.translate("month.file.pack")
    return MonthPack(f"{stem}-{month}.zip", pack(files, month.last), figures)


def pack_facts(figures: MonthFigures) -> dict[str, object]:
    """The sums of a pack for a program: amounts in minor units."""
    sums = figures.sums
    return {
        "month": str(figures.month),
        "currency": figures.company.currency,
        "reports": len(figures.reports),
        "vouchers": len(figures.vouchers),
        "in_vouchers_minor": sums.in_vouchers,
        "waiting_minor": sums.waiting,
        "taken_over_minor": sums.taken_over,
        "in_ledger_minor": sums.in_ledger,
        "is_complete": sums.is_complete,
        "tax_minor": sum(each.tax for each in figures.taxes),
        "advance_tax_minor": sum(each.tax for each in figures.advances),
        "booked_tax_minor": figures.booked_tax,
        "boxes": figures.boxes,
        "gift_cards_minor": figures.gift_cards,
        "points_minor": figures.points,
        "stock_minor": sum(each.value_minor for each in figures.stock),
        "payouts_minor": sum(each.amount.minor for each in figures.payouts),
        "fees_minor": sum(each.fees.minor for each in figures.payouts),
    }


def _tables(figures: MonthFigures, words: Words) -> dict[str, bytes]:
    return {
        "reports": _table(words, _REPORT, (_report_row(figures, each) for each in figures.reports)),
        "tax": _table(words, _TAX, _tax_rows(figures.taxes)),
        "advances": _table(words, _TAX, _tax_rows(figures.advances)),
        "boxes": _table(
            words,
            ("box", "means", "whole_amount"),
            ((box, words.translate(f"archive.box.{box}"), str(amount)) for box, amount in figures.boxes.items()),
        ),
        "control": _table(
            words,
            ("account", "name", "in_vouchers", "waiting", "taken_over", "in_ledger"),
            (
                (each.account, figures.accounts.get(each.account, ""), *map(plain_amount, sums))
                for each in figures.control
                for sums in [(each.in_vouchers, each.waiting, each.taken_over, each.in_ledger)]
            ),
        ),
        "payouts": _table(words, _PAYOUT, _payout_rows(figures)),
        "stock": _table(
            words,
            ("location", "value", "estimated"),
            (
                (
                    each.location or words.translate("month.on_the_way"),
                    plain_amount(each.value_minor),
                    plain_amount(each.estimated_minor),
                )
                for each in figures.stock
            ),
        ),
    }


_TAX = ("rate", "net", "tax", "gross")
_REPORT = ("report", "till", "day", "time", "receipts", "sales", "refunds", "difference")
_PAYOUT = ("payout", "day", "payments", "fees", "disputed", "returned", "other", "amount")


def _table(words: Words, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    return write_table([words.translate(f"month.column.{each}") for each in columns], rows)


def _report_row(figures: MonthFigures, report: ZReport) -> tuple[str, ...]:
    trade = report.figures.trade
    return (
        f"Z {report.number}",
        figures.tills.get(report.till_id, str(report.till_id)),
        report.business_day.isoformat(),
        f"{report.at.astimezone(ZoneInfo(figures.company.zone)):%Y-%m-%d %H:%M}",
        f"{report.receipts_after + 1}–{report.receipts_up_to}",
        plain_amount(trade.sales.amount),
        plain_amount(trade.refunds.amount),
        plain_amount(report.figures.difference),
    )


def _tax_rows(taxes: Iterable[TaxSum]) -> Iterator[tuple[str, ...]]:
    for each in taxes:
        rate = f"{(Decimal(each.rate_ppm) / _PERCENT_PPM).normalize():f}".replace(".", ",")
        yield (f"{rate} %", plain_amount(each.net), plain_amount(each.tax), plain_amount(each.gross))


def _payout_rows(figures: MonthFigures) -> Iterator[tuple[str, ...]]:
    for each in figures.payouts:
        sums = (each.payments, each.fees, each.disputed, each.returned, each.other, each.amount)
        yield (each.reference, each.day.isoformat(), *(plain_amount(one.minor) for one in sums))


def _readme(figures: MonthFigures, words: Words) -> Iterator[str]:
    """The page that somebody reads first: what is in the pack, and the sums to compare with the ledger."""
    company = figures.company

    def line(key: str, minor: int) -> str:
        return f"  {words.translate(f'month.sum.{key}')}: {words.money(Money(minor, company.currency))}"

    yield words.translate("month.title", company=company.company, month=str(figures.month))
    yield company.org_number
    yield ""
    yield words.translate("month.about")
    yield ""
    yield words.translate("month.counts", reports=len(figures.reports), vouchers=len(figures.vouchers))
    yield line("in_vouchers", figures.sums.in_vouchers)
    yield line("waiting", figures.sums.waiting)
    yield line("taken_over", figures.sums.taken_over)
    yield line("in_ledger", figures.sums.in_ledger)
    yield words.translate("month.waiting_about")
    yield ""
    yield words.translate("month.tax_title")
    in_advance = sum(each.tax for each in figures.advances)
    yield line("sold_tax", sum(each.tax for each in figures.taxes) - in_advance)
    yield line("advance_tax", in_advance)
    yield line("booked_tax", figures.booked_tax)
    for box, amount in figures.boxes.items():
        yield f"  {box} {words.translate(f'archive.box.{box}')}: {amount}"
    yield ""
    yield words.translate("month.end_title", day=figures.month.last.isoformat())
    yield line("gift_cards", figures.gift_cards)
    yield line("points", figures.points)
    yield line("stock", sum(each.value_minor for each in figures.stock))
    yield line("estimated", sum(each.estimated_minor for each in figures.stock))
    yield line("payouts", sum(each.amount.minor for each in figures.payouts))
    yield line("fees", sum(each.fees.minor for each in figures.payouts))
    yield ""


def plain_amount(minor: int) -> str:
    """An amount as the other files for bookkeepers have it.

    >>> plain_amount(-1990)
    '-19,90'
    """
    return f"{Decimal(minor).scaleb(-2):.2f}".replace(".", ",")
