"""``kassa webhooks``: addresses of programs of others to which the shop sends what happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.commands.output import Json, answer
from models.dispatch.webhook import MessageState, WebhookEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from models.dispatch.webhook import Webhook, WebhookMessage
    from operations.dispatch.webhook_changes import NewWebhook

app = typer.Typer(
    help="Send what happens in the shop to programs of others.", no_args_is_help=True, rich_markup_mode=None
)

Number = Annotated[
    int, typer.Argument(help="Number of the webhook, as the list names it.", show_default=False, metavar="NUMBER")
]
_EVENTS = ", ".join(WebhookEvent)
LISTED_MAX = 200


@app.command()
def add(
    address: Annotated[
        str, typer.Argument(help="Where messages go, such as https://hooks.example.com/kassa.", metavar="ADDRESS")
    ],
    events: Annotated[str, typer.Argument(help=f"What about, with commas: {_EVENTS}.", metavar="EVENTS")],
    *,
    as_json: Json = False,
) -> None:
    """Add a webhook and print its secret, with which the receiver checks signatures. It is printed only this once."""
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_changes import WebhookWish, add_webhook
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access.secrets import InstallationSecret

    settings = load_settings()
    wish = WebhookWish(address, events.replace(",", " ").split(), settings.webhook_loopback)
    with upkeep.shop_in_use(settings) as store:
        new_hook = add_webhook(
            store, office_actor(store), wish, InstallationSecret(settings.keys), at=datetime.now(UTC)
        )
    _answer_secret(new_hook, as_json=as_json)


@app.command()
def rotate(number: Number, *, as_json: Json = False) -> None:
    """Give a webhook a new secret and print it. For a day its messages are signed with the former one, too."""
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_changes import renew_webhook_secret
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store.access.secrets import InstallationSecret

    settings = load_settings()
    with upkeep.shop_in_use(settings) as store:
        installation = InstallationSecret(settings.keys)
        new_hook = renew_webhook_secret(store, office_actor(store), number, installation, at=datetime.now(UTC))
    _answer_secret(new_hook, as_json=as_json)


@app.command("list")
def list_webhooks(*, as_json: Json = False) -> None:
    """List the webhooks: where each goes, what it is about, and whether it is on."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import webhook_rows

    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = [_facts(each) for each in webhook_rows.all_webhooks(view)]
    answer(rows, as_json=as_json, write=lambda console: _write_list(console, rows))


@app.command("test")
def send_trial(number: Number, *, as_json: Json = False) -> None:
    """Send a message to a webhook now, and print what its receiver answered."""
    from app.api.webhook_thread import send_message, webhook_way
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_sending import ClaimedMessage, add_trial, settle_message
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import webhook_rows

    settings, at = load_settings(), datetime.now(UTC)
    with upkeep.shop_in_use(settings) as store:
        way = webhook_way(settings, store)
        message = add_trial(store, office_actor(store), number, holder=way.holder, at=at)
        with store.view() as view:
            hook = webhook_rows.get_webhook(view, number)
        reply = send_message(way, ClaimedMessage(hook, message))
        settle_message(store, way.actor, message, reply, at=datetime.now(UTC))
    facts = {"number": number, "id": message.event_id, "taken": reply.is_taken, "status": reply.status}
    facts["reason"] = reply.reason
    answer(facts, as_json=as_json, write=lambda console: _write_trial(console, facts))


@app.command()
def replay(
    number: Number,
    *,
    message: Annotated[str, typer.Option(help="Only the message with this id.", metavar="ID")] = "",
    days: Annotated[int, typer.Option(min=1, help="Of the last days.", metavar="DAYS")] = 30,
    everything: Annotated[
        bool, typer.Option("--all", help="Send what was taken again, too; without it what was given up.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Send messages again, under the same ids: those that were given up, or all."""
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_sending import replay_message, replay_messages
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    at = datetime.now(UTC)
    states = [MessageState.FAILED, *([MessageState.SENT] if everything else [])]
    with upkeep.shop_in_use(load_settings()) as store:
        actor = office_actor(store)
        if message:
            replay_message(store, actor, number, message, at=at)
            count = 1
        else:
            count = replay_messages(store, actor, number, at - timedelta(days=days), states, at=at)
    facts = {"number": number, "sent_again": count}
    answer(facts, as_json=as_json, write=lambda console: console.print(f"Sent again: {count}.", markup=False))


@app.command()
def switch(
    number: Number,
    *,
    off: Annotated[bool, typer.Option("--off", help="Send nothing to it; without it messages are sent again.")] = False,
    as_json: Json = False,
) -> None:
    """Switch a webhook off or on. What happens while it is off is never sent."""
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_changes import switch_webhook
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        facts = _facts(switch_webhook(store, office_actor(store), number, on=not off, at=datetime.now(UTC)))
    answer(facts, as_json=as_json, write=lambda console: _write_list(console, [facts]))


@app.command()
def remove(number: Number, *, as_json: Json = False) -> None:
    """Remove a webhook with its messages."""
    from operations.access.actors import office_actor
    from operations.dispatch.webhook_changes import remove_webhook
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings

    with upkeep.shop_in_use(load_settings()) as store:
        hook = remove_webhook(store, office_actor(store), number, at=datetime.now(UTC))
    facts = {"number": hook.id, "host": hook.host, "removed": True}
    answer(facts, as_json=as_json, write=lambda console: console.print(f"{hook.host} is removed.", markup=False))


@app.command()
def log(
    number: Annotated[int | None, typer.Option(help="Only those to this webhook.", metavar="NUMBER")] = None,
    *,
    state: Annotated[MessageState | None, typer.Option(help="Only those in this state.")] = None,
    as_json: Json = False,
) -> None:
    """List the newest messages: when, what about, how often tried, and what the receiver answered."""
    from operations.installation import upkeep
    from operations.installation.configuration import load_settings
    from store import webhook_rows

    states = list(MessageState) if state is None else [state]
    with upkeep.shop_in_use(load_settings()) as store, store.view() as view:
        rows = [_message(each) for each in webhook_rows.latest_messages(view, LISTED_MAX, states, number)]
    answer(rows, as_json=as_json, write=lambda console: _write_log(console, rows))


def _answer_secret(new_hook: NewWebhook, *, as_json: bool) -> None:
    facts = _facts(new_hook.hook) | {"secret": new_hook.secret}
    answer(facts, as_json=as_json, write=lambda console: console.print(new_hook.secret, markup=False))


def _facts(hook: Webhook) -> dict[str, object]:
    from models.dispatch.webhook import events_text

    return {
        "number": hook.id,
        "address": hook.address,
        "events": events_text(hook.events).split(),
        "state": hook.state.value,
        "why_off": hook.why_off or None,
    }


def _message(each: WebhookMessage) -> dict[str, object]:
    return {
        "webhook": each.webhook_id,
        "id": each.event_id,
        "event": each.event,
        "made_at": each.made_at.isoformat(timespec="seconds"),
        "state": each.state.value,
        "attempts": each.attempts,
        "next_try": None if each.next_try is None else each.next_try.isoformat(timespec="seconds"),
        "status": each.status,
        "reason": each.reason or None,
    }


def _write_list(console: Console, rows: list[dict[str, object]]) -> None:
    if not rows:
        console.print("Nothing is sent. 'kassa webhooks add ADDRESS sale.completed' begins.", markup=False)
    for each in rows:
        events = each["events"] if isinstance(each["events"], list) else []
        why = f" ({each['why_off']})" if each["why_off"] else ""
        console.print(f"{each['number']}  {each['address']}: {', '.join(events)}; {each['state']}{why}", markup=False)


def _write_trial(console: Console, facts: dict[str, object]) -> None:
    result = "taken" if facts["taken"] else "not taken"
    console.print(f"{result}: {facts['status'] or 'no answer'} {facts['reason']}".rstrip(), markup=False)


def _write_log(console: Console, rows: Iterable[dict[str, object]]) -> None:
    for each in rows:
        outcome = " ".join(str(part) for part in (each["status"], each["reason"]) if part is not None)
        console.print(
            f"{each['made_at']}  {each['webhook']}  {each['event']}  {each['id']}: {each['state']}, "
            f"tried {each['attempts']} times {outcome}".rstrip(),
            markup=False,
        )
