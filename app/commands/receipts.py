"""``kassa receipts``: the list of receipts, one as it was printed, and ``export invoice``: one as an invoice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.cash import Till
from app.commands.export import parse_day
from app.commands.output import Json, answer, write_facts
from models.selling.receipt_list import ListedKind, ReceiptFilter
from models.selling.settlement import TenderKind

if TYPE_CHECKING:
    from rich.console import Console

    from app.counter.order_document import OrderFile
    from app.counter.peppol_invoice import InvoiceBuyer
    from models.selling.receipt_list import ListedReceipt, ListTotals
    from models.selling.sale import Sale
    from store.database.engine import Connection, Store

app = typer.Typer(help="List receipts and show one.", no_args_is_help=True, rich_markup_mode=None)

#: So many days back ``list`` looks where no first day is given.
LISTED_DAYS = 31


@app.command("list")
def list_receipts(
    *,
    first: Annotated[
        str, typer.Option("--from", help="The first business day; 31 days ago unless given.", metavar="DAY")
    ] = "",
    last: Annotated[str, typer.Option("--to", help="The last business day; today unless given.", metavar="DAY")] = "",
    till: Annotated[int | None, typer.Option("--till", help="Only this till.", metavar="NUMBER")] = None,
    location: Annotated[int | None, typer.Option("--location", help="Only this location.", metavar="NUMBER")] = None,
    operator: Annotated[str, typer.Option("--operator", help="Only this person's.", metavar="CODE")] = "",
    tender: Annotated[
        TenderKind | None,
        typer.Option(
            "--tender",
            help="Only those paid so: cash, card, swish, mobilepay, set_off, deposit_voucher or gift_card.",
            metavar="MEANS",
        ),
    ] = None,
    kind: Annotated[ListedKind | None, typer.Option("--kind", help="Only sales, refunds or copied receipts.")] = None,
    search: Annotated[
        str, typer.Option("--search", help="A number, an amount or a receipt's code.", metavar="TEXT")
    ] = "",
    most: Annotated[int, typer.Option("--limit", help="At most so many.", metavar="NUMBER", min=1)] = 50,
    after: Annotated[
        str, typer.Option("--after", help="Those that come after this one in the list.", metavar="ID")
    ] = "",
    as_json: Json = False,
) -> None:
    """List receipts, the newest first, with what all that fit sum to."""
    from models.selling.receipt_search import read_search
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import shop
    from store.selling import listed_receipts

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        company = shop.get_shop(view)
        today = company.business_day(datetime.now(UTC))
        chosen = ReceiptFilter(
            first=parse_day(first) if first else today - timedelta(days=LISTED_DAYS),
            last=parse_day(last) if last else today,
            till_id=till,
            operator=operator,
            tender=tender,
            kind=kind,
            search=read_search(search, company.currency) if search.strip() else None,
            location_id=location,
        )
        rows = listed_receipts.list_receipts(view, chosen, most=most, after=_sale_id(view, after) if after else None)
        totals = listed_receipts.sum_receipts(view, chosen, company.currency)
    facts = {"receipts": [_facts(each) for each in rows], "totals": _total_facts(totals)}
    answer(facts, as_json=as_json, write=lambda console: _write_list(console, rows, totals))


@app.command()
def show(
    number: Annotated[
        str, typer.Argument(help="Number of the receipt, or its id.", show_default=False, metavar="NUMBER")
    ],
    *,
    till: Till = 1,
    as_json: Json = False,
) -> None:
    """Show a receipt as it was printed, with the documents that belong to it."""
    from app.counter.linked_receipts import linked_receipts
    from app.counter.receipt_composer import ReceiptComposer
    from models.shop import fact_number
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        with store.view() as view:
            sale = find_document(view, number, till)
            linked = [
                {"how": each.link.value, "id": fact_number(each.sale.id), "number": each.sale.origin.receipt_number}
                for each in linked_receipts(view, sale)
            ]
        lines = ReceiptComposer(store, settings.language).show(sale.id)["lines"]
    facts = {
        "id": fact_number(sale.id),
        "till": sale.origin.device_id,
        "number": sale.origin.receipt_number,
        "at": sale.origin.at.isoformat(),
        "kind": sale.kind.value,
        "due_minor": sale.settlement.due.minor,
        "lines": lines,
        "linked": linked,
    }
    answer(facts, as_json=as_json, write=lambda console: console.print("\n".join(lines), markup=False))


def invoice(
    *,
    sale: Annotated[str, typer.Option(help="Number of the receipt, or its id.", show_default=False, metavar="NUMBER")],
    buyer: Annotated[
        str, typer.Option(help="The buyer's name.", show_default="that of the customer account", metavar="NAME")
    ] = "",
    buyer_id: Annotated[
        str,
        typer.Option(
            help="The buyer's Peppol id, such as 0007:5560004755.",
            show_default="the account's organisation number",
            metavar="ID",
        ),
    ] = "",
    reference: Annotated[
        str,
        typer.Option(
            help="What the buyer asks to be named.", show_default="the account's own reference", metavar="TEXT"
        ),
    ] = "",
    address: Annotated[
        str, typer.Option(help="Such as: Storgatan 1, 123 45 Orten.", show_default="the account's", metavar="TEXT")
    ] = "",
    till: Annotated[int, typer.Option(help="The till of the receipt.", metavar="NUMBER")] = 1,
    to: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="its own name, here", metavar="FILE")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a receipt as an invoice, paid or on account, or a return as a credit note, in Peppol BIS Billing 3."""
    from app.counter.peppol_invoice import InvoiceBuyer
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        receipt, message = _take_invoice(store, sale, till, InvoiceBuyer(buyer, buyer_id, reference, address))
    out = to or Path(message.name)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(message.content)
    facts: dict[str, object] = {
        "sale": receipt.id,
        "kind": receipt.kind.value,
        "file": str(out),
        "size": len(message.content),
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _take_invoice(store: Store, number: str, till: int, buyer: InvoiceBuyer) -> tuple[Sale, OrderFile]:
    """The invoice or credit note of a receipt; who takes it is recorded before it is handed out."""
    from app.counter.peppol_invoice import invoice_file
    from models.selling.sale import SaleKind
    from operations.access.actors import office_actor
    from operations.dispatch.document_export import WrittenDocument, record_invoice_export

    with store.view() as view:
        receipt = find_document(view, number, till)
        message = invoice_file(view, receipt, buyer)
    kind = "credit_note" if receipt.kind is SaleKind.REFUND else "invoice"
    taken_file = WrittenDocument(kind, receipt.id, message.name, message.content)
    record_invoice_export(store, office_actor(store), taken_file, at=datetime.now(UTC))
    return receipt, message


def find_document(view: Connection, number: str, till: int) -> Sale:
    """The document of a receipt number of a till, or of an id; raises :class:`store.selling.sales.UnknownSale`."""
    from store.selling import sales

    by_number = sales.find_receipt(view, till, int(number)) if number.isdecimal() else None
    return by_number or sales.get_sale(view, _sale_id(view, number))


def _sale_id(view: Connection, text: str) -> int:
    """The id of a sale as ``1-12`` or a plain number; raises :class:`store.selling.sales.UnknownSale`."""
    from models.shop import fact_id_of
    from store.selling import sales

    try:
        sale_id = fact_id_of(text)
    except ValueError:
        raise sales.UnknownSale(0) from None
    return sales.get_sale(view, sale_id).id


def _facts(receipt: ListedReceipt) -> dict[str, object]:
    from models.shop import fact_number

    return {
        "id": fact_number(receipt.sale_id),
        "till": receipt.till_id,
        "number": receipt.number,
        "at": receipt.at.isoformat(),
        "operator": receipt.operator,
        "kind": receipt.kind.value,
        "due_minor": receipt.due.minor,
        "tenders": [each.value for each in receipt.tenders],
        "copied": receipt.is_copied,
    }


def _total_facts(totals: ListTotals) -> dict[str, object]:
    return {
        "sales": totals.sales,
        "sold_minor": totals.sold.minor,
        "refunds": totals.refunds,
        "refunded_minor": totals.refunded.minor,
        "net_minor": totals.net.minor,
        "currency": totals.net.currency,
    }


def _write_list(console: Console, rows: list[ListedReceipt], totals: ListTotals) -> None:
    for each in rows:
        tenders = " ".join(tender.value for tender in each.tenders)
        copied = "copied" if each.is_copied else ""
        console.print(
            f"{each.at:%Y-%m-%d %H:%M}  {each.till_id}-{each.number:<8} {each.kind.value:<7} {each.due!s:>12}  "
            f"{each.operator:<12} {tenders} {copied}".rstrip(),
            markup=False,
        )
    console.print(f"{totals.sales} sales {totals.sold}, {totals.refunds} returns {totals.refunded}: {totals.net}")
