"""The payment terminals that tills are set to, and whether each could take a payment now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hardware.device_settings import terminal_of
from hardware.faults import WrongDeviceSetting
from operations.installation.device_links import DeviceRole
from operations.installation.doctor import Finding, Grade
from store import devices
from store.database.engine import Connection

SIMULATED = "simulated:"


def check_terminals(view: Connection, folder: Path) -> Iterator[Finding]:
    """One finding for each till with a payment terminal; each terminal is asked, and nobody for money."""
    for (till_id, role), link in devices.all_links(view).items():
        if role == DeviceRole.PAYMENT_TERMINAL:
            yield _check(f"terminal {till_id}", link, folder)


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
