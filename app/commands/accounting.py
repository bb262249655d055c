"""``kassa accounting``: the bookkeeping program on the network, Fortnox or Xero, or the shop's own Tryton."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.secret_input import FromInput, read_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from models.dispatch.sending_rules import Dispatch

app = typer.Typer(
    help="Send closed days to a bookkeeping program on the network.", no_args_is_help=True, rich_markup_mode=None
)
SYSTEMS = ("fortnox", "xero")


def _parse_system(text: str) -> str:
    if text not in SYSTEMS:
        raise typer.BadParameter(f"{text}; one of {', '.join(SYSTEMS)}")
    return text


System = Annotated[
    str, typer.Argument(help="fortnox or xero.", show_default=False, metavar="SYSTEM", parser=_parse_system)
]


@app.command()
def connect(
    system: System,
    *,
    client: Annotated[
        str, typer.Option(help="Client id of the shop's registration there.", show_default=False, metavar="ID")
    ],
    redirect: Annotated[
        str,
        typer.Option(help="Address that the registration names to come back to.", show_default=False, metavar="URL"),
    ],
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Store the shop's registration at a program, and show the page on which you allow it to book.

    Its client secret is asked for. Go to that page, and give the address that you come back to kassa accounting finish.
    """
    from app.counter.book_connection import begin_connection
    from models.dispatch.service_tokens import ServiceAccount
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    account = ServiceAccount(client, read_secret("Client secret", stdin=stdin), redirect)
    with upkeep.shop_in_use(load_settings()) as store:
        page = begin_connection(office_actor(store), system, account)
    facts: dict[str, object] = {"system": system, "page": page}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def finish(system: System, *, stdin: FromInput = False, as_json: Json = False) -> None:
    """Connect the shop with the address that you came back to. It is asked for, as it holds a code."""
    from app.counter.book_connection import connected_company, finish_connection
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    address = read_secret("Address that you came back to", stdin=stdin)
    with upkeep.shop_in_use(load_settings()) as store:
        finish_connection(store, office_actor(store), system, address, at=datetime.now(UTC))
        facts: dict[str, object] = {"system": system, "company": connected_company(store)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def check(*, as_json: Json = False) -> None:
    """Ask the program for the name of the company that the shop books in."""
    from app.counter.book_connection import connected_company
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        facts: dict[str, object] = {"company": connected_company(store)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def send(
    *,
    first: Annotated[
        date | None,
        typer.Option(
            "--from",
            help="First business day.",
            show_default="that of the settings",
            parser=date.fromisoformat,
            metavar="YYYY-MM-DD",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Send each closed day that the program has not got. A running server sends them; nothing is sent twice."""
    from operations.access.actors import office_actor
    from operations.dispatch.book_queue import queue_closed_days
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        queued = queue_closed_days(store, office_actor(store), first, at=datetime.now(UTC))
    facts: dict[str, object] = {"waiting": len(queued)}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def tryton(
    *,
    address: Annotated[
        str,
        typer.Option(
            help="Address of the server with the name of the database, such as https://tryton.example/shop.",
            show_default=False,
            metavar="URL",
        ),
    ],
    user: Annotated[str, typer.Option(help="The shop's user there.", show_default=False, metavar="NAME")],
    stdin: FromInput = False,
    as_json: Json = False,
) -> None:
    """Connect the shop to its own Tryton. The password is asked for."""
    from app.counter.book_connection import connect_tryton
    from models.dispatch.service_tokens import ServiceAccount
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    account = ServiceAccount(user, read_secret("Password", stdin=stdin), address)
    with upkeep.shop_in_use(load_settings()) as store:
        company = connect_tryton(store, office_actor(store), account, at=datetime.now(UTC))
    facts: dict[str, object] = {"system": "tryton", "company": company}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def exchange(*, as_json: Json = False) -> None:
    """Exchange goods, purchase orders and deliveries with Tryton. A running server does it; nothing is there twice."""
    from operations.access.actors import office_actor
    from operations.dispatch.book_queue import queue_exchange
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        queued = queue_exchange(store, office_actor(store), at=datetime.now(UTC))
    facts: dict[str, object] = {"waiting": 1, "is_new": queued is not None}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("list")
def list_documents(*, as_json: Json = False) -> None:
    """List what was sent to the program, the newest first, with what it is called there or why it was not taken."""
    from models.dispatch.sending_rules import DispatchKind
    from operations.dispatch.book_queue import NoBookSystem, book_system
    from operations.dispatch.day_documents import BOOK_SYSTEMS
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.dispatch import dispatches_of_kind

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        system = book_system(view)
        if not system:
            raise NoBookSystem
        kinds = (BOOK_SYSTEMS[system], DispatchKind.ERP_EXCHANGE)
        both = (each for kind in kinds for each in dispatches_of_kind(view, kind))
        rows = [_row(each) for each in sorted(both, key=lambda each: each.id, reverse=True)]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def disconnect(*, as_json: Json = False) -> None:
    """Send nothing more to the program, and forget its secrets."""
    from app.counter.book_connection import end_connection
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        end_connection(store, office_actor(store), at=datetime.now(UTC))
    facts: dict[str, object] = {"system": "none"}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _row(each: Dispatch) -> dict[str, object]:
    from models.shop import fact_number

    return {
        "report": fact_number(each.subject_id) if each.subject_id else each.kind.value,
        "at": each.made_at.isoformat(timespec="seconds"),
        "state": each.state.value,
        "attempts": each.attempts,
        "answer": each.reason,
    }


def _write_list(console: Console, rows: Sequence[dict[str, object]]) -> None:
    for each in rows:
        console.print(f"{each['at']}  {each['report']}  {each['state']}  {each['answer']}".rstrip(), markup=False)
