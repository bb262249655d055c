"""One thread a till that lets its devices act, so that no sale and no other till ever waits for a printer."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from time import monotonic

from app.counter.station_devices import StationDevices
from models.errors import KassaError

#: How often the journal is looked at without a signal.
POLL_S = 1.0
#: How long devices get to finish when the server stops.
STOP_WAIT_S = 3.0


class DeliveryThread:
    """Runs ``devices`` until it is closed; a signal makes it look at once."""

    def __init__(self, name: str, devices: StationDevices) -> None:
        self.devices = devices
        self._name = name
        self._changed = threading.Condition()
        self._is_signalled = self._is_closed = self._is_wanted = False
        self._stop_at = 0.0
        self._start()

    def signal(self) -> None:
        """Look at the journal now; never waits."""
        with self._changed:
            self._is_signalled = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Let the devices do what they can do at once, for a moment, and end."""
        with self._changed:
            self._is_closed = True
            self._stop_at = monotonic() + STOP_WAIT_S
            self._changed.notify_all()

    def join(self) -> None:
        """Wait for the end, for a moment; also for that of a thread which follows meanwhile."""
        waited_for = None
        while waited_for is not self._thread:
            waited_for = self._thread
            waited_for.join(STOP_WAIT_S)

    def _start(self, *, after_fault: bool = False) -> None:
        name = f"delivery-{self._name}"
        started = threading.Thread(target=self._run, args=(after_fault,), name=name, daemon=True)
        started.start()
        self._thread = started  # whoever joins meanwhile finds a thread that was started

    def _run(self, after_fault: bool) -> None:  # noqa: FBT001 - a thread hands its arguments on by place
        """Act until the end; a thread that a fault of ours ends is followed by another, which first waits."""
        is_done = False
        try:
            hurried = self._wait() if after_fault else False
            while not self._is_closed:
                self._act(hurried=hurried)
                hurried = self._wait()
            self._act(hurried=True)
            self.devices.release()
            is_done = True
        finally:
            if not is_done and not self._is_closed:
                self._start(after_fault=True)

    def _act(self, *, hurried: bool) -> None:
        """Make all deliveries that are due. After the signal of a sale here, this process delivers for the till."""
        try:
            if self._is_wanted and not self.devices.is_ours():
                self.devices.begin(at=datetime.now(UTC))
            self._is_wanted = self._is_wanted and not self.devices.is_ours()
            while self.devices.act(at=datetime.now(UTC), hurried=hurried):
                if self._is_closed and monotonic() > self._stop_at:
                    return
        except KassaError:
            return  # the store is not there or full: what waits is in it, and is looked for again

    def _wait(self) -> bool:
        """Wait for a signal or for the next look; true after a signal."""
        with self._changed:
            if not self._is_signalled and not self._is_closed:
                self._changed.wait(POLL_S)
            was_signalled, self._is_signalled = self._is_signalled, False
            self._is_wanted = self._is_wanted or was_signalled
        return was_signalled
