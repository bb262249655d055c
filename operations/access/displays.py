"""Customer displays: a browser asks for a code, somebody at the till types it, and the display is revoked one day."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from models.access.actor import Actor
from models.access.display import (
    DISPLAY_CODE_LENGTH,
    DISPLAY_FAILURES_MAX,
    DISPLAYS_WAITING_MAX,
    PairedDisplay,
    UnknownDisplay,
    WrongDisplayCode,
    normal_display_code,
    shown_display_code,
)
from models.access.enrolment import CODE_LIFE
from models.access.permission import Permission
from models.facts.display import DisplayPaired, DisplayRevoked
from operations.access.permissions import check
from operations.access.tills import check_till
from operations.unit_of_work import unit_of_work
from store.access import displays
from store.access.displays import WaitingDisplay, hash_of
from store.database.engine import Connection, Store

_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class DisplayCode:
    """A code as a display shows it, until when it holds, and the ``secret`` that only the browser's cookie holds."""

    secret: str
    code: str
    ends_at: datetime


def ask_for_display_code(store: Store, secret: str, browser: str, *, at: datetime) -> DisplayCode | None:
    """Give a browser a new code to show; ``None`` if it is a display already.

    ``secret`` is that of its cookie, or empty. A browser that waits keeps its secret; any other gets a new one.
    """
    with store.transaction() as tx:
        if displays.find_display(tx, hash_of(secret)) is not None:
            return None
        displays.remove_old_codes(tx, at=at, at_most=DISPLAYS_WAITING_MAX - 1)
        if not displays.is_waiting(tx, hash_of(secret), at=at, failures_max=DISPLAY_FAILURES_MAX):
            displays.remove_code(tx, hash_of(secret))
            secret = secrets.token_urlsafe(_SECRET_BYTES)
        code = _new_code(tx)
        displays.save_code(tx, WaitingDisplay(hash_of(secret), browser), hash_of(code), at + CODE_LIFE)
    return DisplayCode(secret, shown_display_code(code), at + CODE_LIFE)


def pair_display(store: Store, actor: Actor, till_id: int, code: str, *, at: datetime) -> PairedDisplay:
    """Make the browser that shows ``code`` the display of a till; the code is used up, a wrong one is counted.

    Raises :class:`models.access.display.WrongDisplayCode` or :class:`store.shop.UnknownDevice`.
    """
    check(actor, Permission.PAIR_DISPLAYS)
    display = _pair(store, actor, till_id, normal_display_code(code), at)
    if display is None:
        raise WrongDisplayCode
    return display


def revoke_display(store: Store, actor: Actor, display_id: int, *, at: datetime) -> PairedDisplay:
    """Let a browser be a display no longer: it shows nothing any more. Raises :class:`UnknownDisplay`."""
    check(actor, Permission.PAIR_DISPLAYS)
    with unit_of_work(store, actor, at=at) as work:
        display = displays.find_paired(work.tx, display_id)
        if display is None:
            raise UnknownDisplay
        displays.revoke(work.tx, display_id, at)
        work.record(DisplayRevoked(display.id, display.till_id, display.browser))
    return display


def find_display(store: Store, secret: str) -> PairedDisplay | None:
    """The display that the browser with this secret is, if it is one."""
    with store.view() as view:
        return displays.find_display(view, hash_of(secret))


def is_code_shown(store: Store, secret: str, *, at: datetime) -> bool:
    """Whether the browser with this secret shows a code that still holds."""
    with store.view() as view:
        return displays.is_waiting(view, hash_of(secret), at=at, failures_max=DISPLAY_FAILURES_MAX)


def note_display(store: Store, display: PairedDisplay, *, at: datetime) -> None:
    """Remember that a display was here."""
    with store.transaction() as tx:
        displays.move_seen(tx, display.id, at)


def _pair(store: Store, actor: Actor, till_id: int, digits: str, at: datetime) -> PairedDisplay | None:
    with unit_of_work(store, actor, at=at) as work:
        check_till(work.tx, till_id)
        waiting = displays.find_waiting(work.tx, hash_of(digits), at=at, failures_max=DISPLAY_FAILURES_MAX)
        if waiting is None:
            displays.count_failure(work.tx)
            return None
        displays.remove_code(work.tx, waiting.secret_hash)
        (number,) = work.take_ids()
        display = PairedDisplay(number, till_id, waiting.browser, at, at)
        displays.add_display(work.tx, display, waiting.secret_hash)
        work.record(DisplayPaired(number, till_id, waiting.browser))
    return display


def _new_code(tx: Connection) -> str:
    """Digits that no other display shows."""
    in_use = displays.codes_in_use(tx)
    while True:
        code = f"{secrets.randbelow(10**DISPLAY_CODE_LENGTH):0{DISPLAY_CODE_LENGTH}d}"
        if hash_of(code) not in in_use:
            return code
