"""``kassa crm``: the contacts of members who agreed to offers, in a CRM of others such as HubSpot."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

from app.commands.output import Json, answer, write_facts
from app.commands.secret_input import FromInput, read_secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from models.dispatch.sending_rules import Dispatch

app = typer.Typer(
    help="Send the contacts of members who agreed to offers to a CRM.", no_args_is_help=True, rich_markup_mode=None
)


@app.command()
def connect(*, stdin: FromInput = False, as_json: Json = False) -> None:
    """Connect the shop to its HubSpot account. The access token of a private app there is asked for."""
    from app.counter.crm_connection import connect_crm
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    token = read_secret("Access token", stdin=stdin)
    with upkeep.shop_in_use(load_settings()) as store:
        connect_crm(store, office_actor(store), token, at=datetime.now(UTC))
    facts: dict[str, object] = {"system": "hubspot"}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def check(*, as_json: Json = False) -> None:
    """Make a call to the CRM, and count what the next exchange would do."""
    from app.counter.crm_connection import try_crm
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from operations.members.crm_contacts import planned_contacts
    from store.access.secrets import InstallationSecret

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        try_crm(store)
        with store.view() as view:
            plan = planned_contacts(view, InstallationSecret(settings.keys))
    facts: dict[str, object] = {
        "send": len(plan.send),
        "stop": len(plan.stop),
        "remove": len(plan.remove) + len(plan.archive),
        "silent": len(plan.silent),
    }
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command()
def exchange(*, as_json: Json = False) -> None:
    """Bring the contacts there up to date. A running server does it; nothing is there twice."""
    from operations.access.actors import office_actor
    from operations.dispatch.crm_queue import queue_contacts
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        queued = queue_contacts(store, office_actor(store), at=datetime.now(UTC))
    facts: dict[str, object] = {"waiting": 1, "is_new": queued is not None}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


@app.command("list")
def list_exchanges(*, as_json: Json = False) -> None:
    """List what came of each exchange, the newest first. It names nobody."""
    from models.dispatch.sending_rules import DispatchKind
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.dispatch import dispatches_of_kind

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        documents = dispatches_of_kind(view, DispatchKind.CRM_CONTACTS)
        rows = [_row(each) for each in sorted(documents, key=lambda each: each.id, reverse=True)]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command()
def disconnect(*, as_json: Json = False) -> None:
    """Send nothing more to the CRM, and forget its access token. The contacts stay there."""
    from app.counter.crm_connection import end_crm
    from operations.access.actors import office_actor
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        end_crm(store, office_actor(store), at=datetime.now(UTC))
    facts: dict[str, object] = {"system": "none"}
    answer(facts, as_json=as_json, write=lambda console: write_facts(console, facts))


def _row(each: Dispatch) -> dict[str, object]:
    return {
        "at": each.made_at.isoformat(timespec="seconds"),
        "state": each.state.value,
        "attempts": each.attempts,
        "answer": each.reason,
    }


def _write_list(console: Console, rows: Sequence[dict[str, object]]) -> None:
    for each in rows:
        console.print(f"{each['at']}  {each['state']}  {each['answer']}".rstrip(), markup=False)
