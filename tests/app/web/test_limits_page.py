"""The page about limits has the figures of the code."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from app.counter import selling_check
from app.till.server import wire
from app.web import access, connections, stripe_events_route, turns
from app.web.upload_room import UploadLimits
from hardware.terminal import stripe_events
from models.members import join_code, member_sign_in
from models.selling import basket, refusals, till_browsers
from models.selling.decide import park_basket
from store.database import commit_check

PAGE = (Path(__file__).parents[3] / "docs" / "limits.md").read_text(encoding="utf-8")


def row(what: str) -> str:
    """The limit of one row of the page."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {what} |")]
    return line.split("|")[2].strip()


def test_connections_and_requests_have_the_limits_of_the_page() -> None:
    assert row("a request's head and body together") == f"{connections.REQUEST_LIMIT_S} s"
    assert row("an answer that nobody reads") == f"{connections.REQUEST_LIMIT_S} s"
    assert row("connections at once") == str(connections.CONNECTIONS_MAX)
    assert row("open pages at once") == str(connections.SOCKETS_MAX)
    assert row("a request's body") == f"{access.BODY_MAX_BYTES // 1024} KB"
    events_size = stripe_events.EVENT_MAX_BYTES // 1024
    assert row("events of Stripe's") == f"{events_size} KB each, {stripe_events_route.EVENTS_PER_SECOND} in a second"
    assert row("a file that is uploaded") == f"{access.UPLOAD_MAX_BYTES >> 20} MB"
    room = UploadLimits()
    page, server = room.page_bytes >> 20, room.server_bytes >> 20
    uploaded = f"{room.page_files} files and {page} MB for a page, {server} MB for all"
    assert row("files that open pages have uploaded") == uploaded
    assert row("requests worked on at once") == f"{turns.READS} that read, {turns.WRITES} that write"
    assert row("waiting for a turn") == f"{turns.WAIT_LIMIT_S} s, {turns.WAITING_MAX} waiting"
    assert str(connections.FILES_WANTED) in PAGE
    assert f"longer than {commit_check.PATIENCE_S:.0f} seconds" in " ".join(PAGE.split())
    assert f"within {selling_check.FRESH_S:.0f} seconds" in PAGE


def test_a_till_has_the_limits_of_the_page() -> None:
    minutes = refusals.WINDOW // timedelta(minutes=1)
    refused = "refused scans and other refusals with a row of their own in the journal"
    assert row(refused) == f"{refusals.RECORDED_MAX} in {minutes} minutes"
    assert row("lines of a basket") == str(basket.LINES_MAX)
    assert (row("members who join on their own phones"), join_code.JOINS_TIME) == (
        f"{join_code.JOINS_MAX} in an hour",
        timedelta(hours=1),
    )
    assert (row("links by e-mail that sign a member in to the web shop"), member_sign_in.LINKS_TIME) == (
        f"{member_sign_in.LINKS_MAX} in an hour, {member_sign_in.SHOP_LINKS_MAX} of all members",
        timedelta(hours=1),
    )
    assert row("parked baskets") == str(park_basket.PARKED_MAX)
    assert (row("browsers in an hour"), till_browsers.BROWSERS_TIME) == (
        str(till_browsers.BROWSERS_MAX),
        timedelta(hours=1),
    )
    assert row("events in a request") == str(wire.EVENTS_MAX)
