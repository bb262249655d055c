"""The payment terminals that tills are set to, and whether each could take a payment now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from app.counter.reader_baskets import read_trouble
from hardware.device_settings import terminal_of
from hardware.faults import WrongDeviceSetting
from operations.installation.device_links import DeviceRole
from operations.installation.doctor import Finding, Grade
from store import devices
from store.database.engine import Connection
from store.selling import payment_attempts
from store.selling.prepayment_reading import without_waiting_orders

SIMULATED = "simulated:"
#: A payment that is undecided for so long needs somebody to look at it.
LONG = timedelta(hours=1)
_UNSHOWN = "Selling goes on without it. Look at the reader's network, or set the terminal without basket=yes."


def check_terminals(view: Connection, folder: Path) -> Iterator[Finding]:
    """One finding for each till with a payment terminal; each terminal is asked, and nobody for money."""
    for (till_id, role), link in devices.all_links(view).items():
        if role == DeviceRole.PAYMENT_TERMINAL:
            yield _check(f"terminal {till_id}", link, folder)
            if reason := read_trouble(folder).get(till_id):
                yield Finding(
                    f"reader basket {till_id}", Grade.WARN, f"{link} does not show the basket: {reason}", _UNSHOWN
                )


def check_waiting(view: Connection, at: datetime) -> Iterator[Finding]:
    """A finding if somebody must look at payments: undecided for long, or reserved and not taken."""
    undecided = without_waiting_orders(view, payment_attempts.open_attempts(view))
    waiting = [each for each in undecided if at - each.order.made_at > LONG]
    if not waiting:
        return
    ends = [each.answer.capture_before for each in waiting if each.answer.capture_before is not None]
    reserved = f"; money is reserved until {min(ends):%Y-%m-%d %H:%M} UTC" if ends else ""
    todo = "Look at the page Payments, or at 'kassa payments list'."
    yield Finding("payments", Grade.WARN, f"{len(waiting)} undecided for more than an hour{reserved}", todo)


def _check(subject: str, link: str, folder: Path) -> Finding:
    try:
        terminal = terminal_of(link, folder)
    except WrongDeviceSetting as error:
        return Finding(subject, Grade.BAD, f"{link}: {error.reason}", str(error))
    health = terminal.health()
    if not health.is_ready:
        todo = "Look at its power and network. Until it is there take cash; docs/payments_stripe.md helps."
        return Finding(subject, Grade.WARN, f"{link} cannot take payments now: {health.reason}", todo)
    if terminal.is_practice and not link.startswith(SIMULATED):
        todo = "Set KASSA_STRIPE_KEY to a key of the live account before you sell."
        return Finding(subject, Grade.WARN, f"{link} only practises: its key is one for tests", todo)
    return Finding(subject, Grade.OK, f"{link} is ready ({health.name})")
