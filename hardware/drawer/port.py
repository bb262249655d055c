"""What a till asks of its cash drawer. The printer that it hangs on drives it."""

from __future__ import annotations

from typing import Protocol


class CashDrawer(Protocol):
    """A drawer that opens on command, usually through the printer that it is wired to."""

    def open_drawer(self) -> None:
        """Open it now or raise :class:`~hardware.faults.DeviceUnavailable`; the command never takes effect later."""
        ...
