"""The browsers of a till: how far the numbered events of each are applied, and which were refused."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from models.selling.event_numbers import EventNumbers
from models.selling.till_state import EventProblem
from store import schema
from store.database.prepared import Prepared

client = schema.till_client


@dataclass(frozen=True, slots=True)
class ClientMark:
    """How far the events of one browser are applied, and which of its last request were refused."""

    numbers: EventNumbers
    problems: tuple[EventProblem, ...]


_OF_CLIENT = Prepared(
    sa.select(client.c.last_seq, client.c.gaps, client.c.last_problems).where(
        client.c.device_id == sa.bindparam("device_id"), client.c.client == sa.bindparam("client")
    )
)
_MOVE = Prepared(
    client.update()
    .where(client.c.device_id == sa.bindparam("of_device"), client.c.client == sa.bindparam("of_client"))
    .values(
        last_seq=sa.bindparam("to_seq"),
        gaps=sa.bindparam("to_gaps"),
        last_problems=sa.bindparam("to_problems"),
        seen_at=sa.bindparam("to_seen"),
    )
)


def client_mark(view: sa.Connection, device_id: int, name: str) -> ClientMark | None:
    """How far a browser's events are applied; ``None`` for a new browser."""
    rows = _OF_CLIENT.ask(view, {"device_id": device_id, "client": name})
    if not rows:
        return None
    last_seq, gaps, problems = rows[0]
    numbers = EventNumbers(last_seq, tuple((first, last) for first, last in json.loads(gaps)))
    return ClientMark(numbers, tuple(_problem(row) for row in json.loads(problems)))


def count_clients(view: sa.Connection, device_id: int, since: datetime) -> int:
    """How many browsers of a till were heard since an instant."""
    heard = (client.c.device_id == device_id) & (client.c.seen_at > since)
    return view.scalar(sa.select(sa.func.count()).select_from(client).where(heard)) or 0


def add_client(tx: sa.Connection, device_id: int, name: str, at: datetime) -> None:
    """Begin to count the events of a browser."""
    values = {"device_id": device_id, "client": name, "last_seq": 0, "seen_at": at}
    tx.execute(client.insert(), [values])


def move_client(
    tx: sa.Connection,
    device_id: int,
    name: str,
    *,
    numbers: EventNumbers,
    problems: Sequence[EventProblem],
    at: datetime,
) -> None:
    """Record which of a browser's events came, and that they are applied but those with ``problems``."""
    values = {
        "of_device": device_id,
        "of_client": name,
        "to_seq": numbers.last,
        "to_gaps": json.dumps(numbers.gaps),
        "to_problems": json.dumps([_problem_row(each) for each in problems], ensure_ascii=False),
        "to_seen": at,
    }
    _MOVE.send(tx, [values])


def _problem_row(problem: EventProblem) -> dict[str, object]:
    values = {name: _value_row(value) for name, value in problem.values.items()}
    return {
        "seq": problem.seq,
        "code": problem.code,
        "message": problem.message,
        "subject": problem.subject,
        "values": values,
    }


def _value_row(value: object) -> object:
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value if isinstance(value, str | int) else str(value)


def _problem(row: Mapping[str, Any]) -> EventProblem:
    values = {
        name: Decimal(each["decimal"]) if isinstance(each, Mapping) else each for name, each in row["values"].items()
    }
    return EventProblem(row["seq"], row["code"], row["message"], row["subject"], values)
