"""``kassa day``: X and Z reports of the tills."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.cash import Till, office_at, parse_in_shop
from app.commands.output import Json, answer, remark

if TYPE_CHECKING:
    from rich.console import Console

    from models.cash.day_page import DayPage
    from models.cash.z_report import ZReport
    from operations.installation.doctor import Finding

app = typer.Typer(help="Read, close and look up the days of the tills.", no_args_is_help=True, rich_markup_mode=None)

#: So many days back ``list`` looks, unless it is told otherwise.
LISTED_DAYS = 31


@app.command()
def x(*, till: Till = 1, as_json: Json = False) -> None:
    """Read the day so far: an X report, which ends nothing. The till's printer prints it."""
    from app.counter.day_pages import page_of_day
    from models.cash.figures_text import figure_values
    from models.jurisdiction.receipt_rules import ReceiptLanguage
    from operations.cash.day_close import read_day
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings, now = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings) as store:
        actor = office_at(till)
        fact = read_day(store, actor, at=now)
        with store.view() as view:
            page = page_of_day(view, actor, fact, now, ReceiptLanguage(settings.language))
    facts = {"till": till, "figures": figure_values(fact.figures)}
    answer(facts, as_json=as_json, write=lambda console: _write_page(console, page))


@app.command()
def close(
    *,
    counted: Annotated[
        str, typer.Option("--counted", help="What was counted in the drawer, if it has a float.", metavar="AMOUNT")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why the count differs.", metavar="TEXT")] = "",
    to_bank: Annotated[str, typer.Option("--to-bank", help="What goes into a bank bag.", metavar="AMOUNT")] = "0",
    bag: Annotated[str, typer.Option("--bag", help="Number of the bank bag.", metavar="NUMBER")] = "",
    terminal: Annotated[
        str, typer.Option("--terminal", help="Total that an own card terminal shows.", metavar="AMOUNT")
    ] = "",
    terminal_reason: Annotated[
        str, typer.Option("--terminal-reason", help="Why it differs from the till's.", metavar="TEXT")
    ] = "",
    till: Till = 1,
    as_json: Json = False,
) -> None:
    """Close the day of a till: count the drawer and make the Z report. The till's printer prints it."""
    from operations.cash.day_close import DayEnd, close_day
    from operations.cash.sessions import DrawerEnd, count_drawer
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings, now, actor = load_settings(), datetime.now(UTC), office_at(till)
    with upkeep.shop_in_use(settings) as store:
        own = parse_in_shop(store, terminal) if terminal else None
        end = DayEnd(DrawerEnd(reason, parse_in_shop(store, to_bank).minor, bag), own, terminal_reason)
        if counted:
            count_drawer(store, actor, parse_in_shop(store, counted), at=now)
        report = close_day(store, actor, end, at=now)
    facts = _facts(report)
    answer(facts, as_json=as_json, write=lambda console: _write_line(console, facts))


@app.command()
def z(
    number: Annotated[int, typer.Argument(help="Number of the report.", show_default=False, metavar="NUMBER")],
    *,
    till: Till = 1,
    pdf: Annotated[Path | None, typer.Option("--pdf", help="Write it to this file as PDF.", metavar="FILE")] = None,
    as_json: Json = False,
) -> None:
    """Show a Z report as it was printed, or write it as PDF."""
    from app.counter.day_pages import page_of_report
    from integrations.day_reports.day_pdf import day_pdf
    from models.jurisdiction.receipt_rules import ReceiptLanguage
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.cash import z_reports

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        report = z_reports.get_report(view, till, number)
        page = page_of_report(view, report, ReceiptLanguage(settings.language))
    facts = _facts(report)
    if pdf is not None:
        pdf.write_bytes(day_pdf(page, settings.language))
        remark(f"Wrote {pdf}.")
    answer(facts, as_json=as_json, write=lambda console: _write_page(console, page))


@app.command()
def morning(*, till: Till = 1, as_json: Json = False) -> None:
    """Look whether a till is ready for the day: last Z report, float, devices, terminal, clock, backup."""
    from dataclasses import asdict

    from app.counter.morning_check import morning_check
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.installation.doctor import Grade

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store, store.view() as view:
        findings = [each.finding for each in morning_check(view, settings, till, at=datetime.now(UTC))]
    ready = all(each.grade is Grade.OK for each in findings)
    facts = {"till": till, "ready": ready, "findings": [asdict(each) for each in findings]}
    answer(facts, as_json=as_json, write=lambda console: _write_findings(console, findings))


def _write_findings(console: Console, findings: list[Finding]) -> None:
    for each in findings:
        console.print(f"{each.grade.value:<5} {each.subject:<12} {each.state}", markup=False)
        if each.todo:
            console.print(f"{'':18} {each.todo}", markup=False)


@app.command("list")
def list_days(
    *,
    days: Annotated[int, typer.Option("--days", help="So many days back.", metavar="NUMBER", min=1)] = LISTED_DAYS,
    as_json: Json = False,
) -> None:
    """List the Z reports of the last days, and the tills with receipts that are in none yet."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.cash import z_reports

    now = datetime.now(UTC)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        today = shop.get_shop(view).business_day(now)
        rows = [_facts(each) for each in z_reports.reports_between(view, today - timedelta(days=days), today)]
        waiting = z_reports.open_receipts(view)
    facts = {"reports": rows, "not_closed": {str(till): count for till, count in waiting.items()}}
    answer(facts, as_json=as_json, write=lambda console: _write_list(console, rows, waiting))


def _facts(report: ZReport) -> dict[str, object]:
    trade = report.figures.trade
    return {
        "till": report.till_id,
        "number": report.number,
        "day": report.business_day.isoformat(),
        "at": report.at.isoformat(timespec="seconds"),
        "operator": report.operator,
        "first_receipt": report.receipts_after + 1,
        "last_receipt": report.receipts_up_to,
        "sales": trade.sales.number,
        "sales_minor": trade.sales.amount,
        "refunds_minor": trade.refunds.amount,
        "difference_minor": report.figures.difference,
        "currency": report.figures.currency,
    }


def _write_line(console: Console, facts: dict[str, object]) -> None:
    from models.money import Money

    currency = str(facts["currency"])
    amounts = {
        name: Money(int(str(facts[name])), currency) for name in ("sales_minor", "refunds_minor", "difference_minor")
    }
    console.print(
        f"Z {facts['till']}-{facts['number']}  {facts['day']}  "
        f"receipts {facts['first_receipt']}–{facts['last_receipt']}  "
        f"sales {amounts['sales_minor']}  returns {amounts['refunds_minor']}  difference {amounts['difference_minor']} "
        f"{currency}  by {facts['operator']}",
        markup=False,
    )


def _write_list(console: Console, rows: list[dict[str, object]], waiting: dict[int, int]) -> None:
    for each in rows:
        _write_line(console, each)
    if not rows:
        console.print("No day was closed in this time.")
    for till, count in waiting.items():
        console.print(f"Till {till}: {count} receipts are in no Z report yet.")


def _write_page(console: Console, page: DayPage) -> None:
    from hardware.printer.layout import as_text, lay_out

    console.print(as_text(lay_out(page)), markup=False, end="")
