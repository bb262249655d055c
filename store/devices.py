"""Which devices each till has, and where they are."""

from __future__ import annotations

import sqlalchemy as sa

from store import schema

_TABLE = schema.station_device


def all_links(view: sa.Connection) -> dict[tuple[int, str], str]:
    """The link of every device that was set, by till and kind of device."""
    rows = view.execute(sa.select(_TABLE).order_by(_TABLE.c.device_id, _TABLE.c.kind))
    return {(row.device_id, row.kind): row.link for row in rows}


def find_link(view: sa.Connection, device_id: int, kind: str) -> str | None:
    """The link of one device of a till, if one was set."""
    return view.scalar(sa.select(_TABLE.c.link).where(_TABLE.c.device_id == device_id, _TABLE.c.kind == kind))


def save_link(tx: sa.Connection, device_id: int, kind: str, link: str) -> None:
    """Record where a device of a till is, in place of what was recorded before."""
    remove_link(tx, device_id, kind)
    tx.execute(_TABLE.insert(), {"device_id": device_id, "kind": kind, "link": link})


def remove_link(tx: sa.Connection, device_id: int, kind: str) -> None:
    """Forget where a device of a till is."""
    tx.execute(_TABLE.delete().where(_TABLE.c.device_id == device_id, _TABLE.c.kind == kind))
