"""The page about limits has the figures of the code."""

from __future__ import annotations

from pathlib import Path

from app.web import access, connections, turns

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
    assert row("requests worked on at once") == f"{turns.READS} that read, {turns.WRITES} that write"
    assert row("waiting for a turn") == f"{turns.WAIT_LIMIT_S} s, {turns.WAITING_MAX} waiting"
    assert str(connections.FILES_WANTED) in PAGE
