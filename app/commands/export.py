"""``kassa export``: vouchers for bookkeeping, the journal for the Tax Agency, orders for Peppol."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from models.shop import fact_id_of

if TYPE_CHECKING:
    from rich.console import Console

    from store.database.engine import Store

app = typer.Typer(help="Write what other programs read.", no_args_is_help=True, rich_markup_mode=None)

#: What stands for the newest day that was closed.
LATEST = "latest"


#: What everybody is told who makes a journal file.
SCHEMA_NOTE = "The form follows a reconstruction of the schema: check the file with the schema of Skatteverket."

#: A note for everybody who makes a file for Norway.
SAFT_NOTE = "The signature that Norway asks of cash registers is not in the file: see docs/day_close.md."


class VoucherForm(StrEnum):
    """The form of a file of vouchers."""

    SIE = "sie"
    CSV = "csv"


class TableForm(StrEnum):
    """The form of the tables of a shop that is taken out."""

    CSV = "csv"
    PARQUET = "parquet"


class ShopifyHeadings(StrEnum):
    """The headings of a product list of Shopify."""

    NEW = "new"
    BEFORE_2025 = "before-2025"


ShopLocation = Annotated[
    int | None,
    typer.Option(help="Only the stock and the prices of this location.", show_default="the whole shop", metavar="ID"),
]
FirstDay = Annotated[
    str, typer.Option("--from", help="The first day, such as 2026-11-01.", show_default=False, metavar="DAY")
]
LastDay = Annotated[
    str, typer.Option("--to", help="The last day, such as 2026-11-30.", show_default=False, metavar="DAY")
]
Day = Annotated[str, typer.Option("--day", help="The business day, such as 2026-11-27, or latest.", metavar="DAY")]
Out = Annotated[Path, typer.Option("--out", help="The file to write.", show_default=False, metavar="FILE")]


@app.command()
def sie(*, day: Day = LATEST, out: Out, as_json: Json = False) -> None:
    """Write a voucher for each Z report of a day, and for what the office closed on it, as SIE 4I."""
    _write(VoucherForm.SIE, day, out, as_json=as_json)


@app.command()
def vouchers(*, day: Day = LATEST, out: Out, as_json: Json = False) -> None:
    """Write the same vouchers as CSV, for any other program."""
    _write(VoucherForm.CSV, day, out, as_json=as_json)


@app.command(name="journal-xml")
def journal_xml(
    *,
    first: FirstDay,
    last: LastDay,
    out: Out,
    everything: Annotated[
        bool, typer.Option("--all", help="Also events whose form only the official schema shows, under own names.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the journal of all tills as XML for the Swedish Tax Agency (SKVFS 2021:16)."""
    from dataclasses import asdict

    from app.counter.journal_file import JournalWish, save_journal
    from models.access.operator import OFFICE_OPERATOR
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop

    period = parse_day(first), parse_day(last)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        wish = JournalWish(
            *period, OFFICE_OPERATOR, shop.get_station(view, shop.office_id(view)).device.name, everything
        )
        summary = save_journal(view, wish, out, at=datetime.now(UTC))
    facts: dict[str, object] = {"from": first, "to": last, "file": str(out), **asdict(summary), "note": SCHEMA_NOTE}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command(name="saft-no")
def saft_no(*, first: FirstDay, last: LastDay, out: Out, as_json: Json = False) -> None:
    """Write the journal of all tills as Norwegian SAF-T Cash Register 1.00, for a tax inspector or an auditor."""
    from dataclasses import asdict

    from app.counter.saft_file import SaftWish, save_saft
    from models.access.operator import OFFICE_OPERATOR
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    period = parse_day(first), parse_day(last)
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        summary = save_saft(view, SaftWish(*period, OFFICE_OPERATOR), out, at=datetime.now(UTC))
    facts: dict[str, object] = {"from": first, "to": last, "file": str(out), **asdict(summary), "note": SAFT_NOTE}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def shopify(
    *,
    out: Out,
    headings: Annotated[
        ShopifyHeadings, typer.Option(help="The headings of the list: those of 2025, or those before.")
    ] = ShopifyHeadings.NEW,
    location: ShopLocation = None,
    as_json: Json = False,
) -> None:
    """Write the goods with prices and stock as a product list that Shopify imports."""
    form = "shopify" if headings is ShopifyHeadings.NEW else "shopify-before-2025"
    _write_goods(form, location, out, as_json=as_json)


@app.command()
def woocommerce(*, out: Out, location: ShopLocation = None, as_json: Json = False) -> None:
    """Write the goods with prices and stock as a product list that WooCommerce imports."""
    _write_goods("woocommerce", location, out, as_json=as_json)


@app.command()
def order(
    *,
    purchase_order: Annotated[
        int,
        typer.Option(
            help="The order's number, as in the list.", show_default=False, parser=fact_id_of, metavar="NUMBER"
        ),
    ],
    to: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="its own name, here", metavar="FILE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a purchase order as Peppol BIS Order 3, for an access point of the Peppol network."""
    from app.counter.peppol_order import peppol_order
    from operations.access.actors import office_actor
    from operations.dispatch.document_export import WrittenDocument, record_order_export
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.purchasing import get_order

    with upkeep.shop_in_use(load_settings()) as store:
        with store.view() as view:
            message = peppol_order(view, get_order(view, purchase_order))
        document_file = WrittenDocument("order", purchase_order, message.name, message.content)
        record_order_export(store, office_actor(store), document_file, at=datetime.now(UTC))
    out = to or Path(message.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(message.content)
    facts: dict[str, object] = {"order": purchase_order, "file": str(out), "size": len(message.content)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def send(*, day: Day = LATEST, as_json: Json = False) -> None:
    """Send the vouchers and Z reports of a day to the bookkeeper again, to the folder and address of the settings."""
    from app.commands.mail_trial import state_after
    from operations.access.actors import office_actor
    from operations.dispatch.day_documents import send_day
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        chosen = _day(store, day)
        queued = send_day(store, office_actor(store), chosen, at=datetime.now(UTC))
        documents = [state_after(store, settings.language, each) for each in queued]
    facts: dict[str, object] = {"day": chosen.isoformat(), "documents": documents}
    answer(facts, as_json=as_json, write=lambda console: _write_sent(console, documents))


@app.command()
def everything(
    folder: Annotated[
        Path,
        typer.Argument(help="A folder that does not exist yet, or is empty.", show_default=False, metavar="FOLDER"),
    ],
    *,
    form: Annotated[
        TableForm, typer.Option("--format", help="What is beside the JSON lines: CSV, or Parquet with types.")
    ] = TableForm.CSV,
    as_json: Json = False,
) -> None:
    """Write everything that the shop owns as JSON lines and CSV or Parquet, with a description of each table."""
    from app.counter.everything_folder import EverythingForm, export_everything
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        summary = export_everything(
            store, office_actor(store), folder.absolute(), at=datetime.now(UTC), form=EverythingForm(form.value)
        )
    facts: dict[str, object] = {
        "folder": str(folder),
        "tables": len(summary.tables),
        "rows": summary.rows,
        "digest": summary.digest,
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command(name="month")
def month_files(
    month: Annotated[str, typer.Argument(help="Such as 2026-10.", show_default=False, metavar="MONTH")],
    *,
    to: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="its own name, here", metavar="FILE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write everything that the bookkeeper needs of a month as one ZIP, with control sums."""
    from app.counter.month_pack import month_pack, pack_facts
    from models.ledger.month_control import parse_month
    from operations.access.actors import office_actor
    from operations.dispatch.month_export import record_month_export
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    chosen, settings = parse_month(month), load_settings()
    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            pack = month_pack(view, chosen, settings.language)
        vouchers = len(pack.figures.vouchers)
        exported = record_month_export(
            store, office_actor(store), chosen, pack.content, vouchers=vouchers, at=datetime.now(UTC)
        )
    out = to or Path(pack.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(pack.content)
    facts: dict[str, object] = {"file": str(out), "digest": exported.digest, **pack_facts(pack.figures)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _write_sent(console: Console, documents: list[dict[str, object]]) -> None:
    for each in documents:
        console.print(f"{each['kind']} to {each['to']}: {each['state']}  {each['reason']}".rstrip(), markup=False)


def _write_goods(form: str, location: int | None, out: Path, *, as_json: bool) -> None:
    from app.counter.web_shop_file import web_shop_file
    from integrations.web_shop_files.web_shop_tables import WebShopForm
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        goods_file = web_shop_file(view, WebShopForm(form), location_id=location, at=datetime.now(UTC))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(goods_file.content)
    facts: dict[str, object] = {
        "file": str(out),
        "products": goods_file.products,
        "left_out": dict(goods_file.left_out),
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


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
    from models.ledger.day_voucher import NothingClosed
    from store.cash import z_reports

    if text == LATEST:
        with store.view() as view:
            newest = z_reports.last_day(view)
        if newest is None:
            raise NothingClosed(LATEST)
        return newest
    return parse_day(text)


def parse_day(text: str) -> date:
    """A day as somebody typed it; raises :class:`models.ledger.day_voucher.WrongDay`."""
    from models.ledger.day_voucher import WrongDay

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongDay(text[:20]) from None
