"""``kassa export``: the day's vouchers for the bookkeeping program."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts

if TYPE_CHECKING:
    from store.database.engine import Store

app = typer.Typer(help="Write what other programs read.", no_args_is_help=True, rich_markup_mode=None)

#: What stands for the newest day that was closed.
LATEST = "latest"


class VoucherForm(StrEnum):
    """The form of a file of vouchers."""

    SIE = "sie"
    CSV = "csv"


Day = Annotated[str, typer.Option("--day", help="The business day, such as 2026-11-27, or latest.", metavar="DAY")]
Out = Annotated[Path, typer.Option("--out", help="The file to write.", show_default=False, metavar="FILE")]


@app.command()
def sie(*, day: Day = LATEST, out: Out, as_json: Json = False) -> None:
    """Write a voucher for each Z report of a day as SIE 4I, which every Swedish bookkeeping program reads."""
    _write(VoucherForm.SIE, day, out, as_json=as_json)


@app.command()
def vouchers(*, day: Day = LATEST, out: Out, as_json: Json = False) -> None:
    """Write the same vouchers as CSV, for any other program."""
    _write(VoucherForm.CSV, day, out, as_json=as_json)


def _write(form: VoucherForm, day: str, out: Path, *, as_json: bool) -> None:
    from app.counter.voucher_files import voucher_file, vouchers_of_day
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        chosen = _day(store, day)
        with store.view() as view:
            chosen_vouchers = vouchers_of_day(view, chosen)
            content = voucher_file(view, chosen_vouchers, is_sie=form is VoucherForm.SIE)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(content)
    facts: dict[str, object] = {
        "day": chosen.isoformat(),
        "file": str(out),
        "vouchers": [each.text for each in chosen_vouchers],
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _day(store: Store, text: str) -> date:
    from models.ledger.day_voucher import NothingClosed, WrongDay
    from store.cash import z_reports

    if text == LATEST:
        with store.view() as view:
            newest = z_reports.last_day(view)
        if newest is None:
            raise NothingClosed(LATEST)
        return newest
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongDay(text[:20]) from None
