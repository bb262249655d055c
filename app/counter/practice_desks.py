"""The tills at which somebody practises, in the memory of the server: after a new start each of them sells."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from operations.selling.training import NoTraining, Practice


class PracticeSlot:
    """What is practised at one till; whoever has its lock may put something else there."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.lock = threading.Lock()


class PracticeDesks:
    """By till."""

    def __init__(self) -> None:
        self._slots: dict[int, PracticeSlot] = {}

    def begin(self, till_id: int, practice: Practice) -> None:
        """Let a till practise, from an empty basket."""
        self._slots[till_id] = PracticeSlot(practice)

    def end(self, till_id: int) -> Practice | None:
        """Let it sell again; what was practised, if it was."""
        slot = self._slots.pop(till_id, None)
        return None if slot is None else slot.practice

    @contextmanager
    def use(self, till_id: int) -> Iterator[PracticeSlot]:
        """The slot of a till, for one request at a time. Raises :class:`NoTraining`."""
        slot = self._slots.get(till_id)
        if slot is None:
            raise NoTraining
        with slot.lock:
            yield slot
