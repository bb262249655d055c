"""What one server process holds while it runs: the shop's memory and the printing desk."""

from __future__ import annotations

from dataclasses import dataclass

from store.engine import Store


@dataclass(frozen=True, slots=True)
class Counter:
    """Made when the server starts, closed when it stops."""

    store: Store

    def close(self) -> None:
        """Give everything back."""
        self.store.close()
