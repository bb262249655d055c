"""A till that sells until the shop cannot, and goes on from there."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

from models.errors import Unavailable
from operations.installation.opening import open_store
from store.database.engine import Store
from tests.faults.checks import problems
from tests.faults.seller import Cursor, Seller, Till


class Clerk(Seller):
    """Sells until the shop refuses; remembers what was acknowledged."""

    def __init__(self, store: Store, till: Till) -> None:
        super().__init__(store, till, Cursor())
        self.acknowledged: list[int] = []

    def sell(self, requests: int) -> None:
        """Send so many requests, each after the answer to the one before."""
        for _ in range(requests):
            before = self.cursor.paid
            paid = self.step().paid
            if paid is not None and paid != before:
                self.acknowledged.append(paid[0])

    def sell_until_unavailable(self) -> Unavailable:
        """Sell until the shop refuses for want of something; the refusal."""
        for _ in range(10_000):
            try:
                self.sell(1)
            except Unavailable as unavailable:
                return unavailable
        raise AssertionError("nothing was ever wanting")


def main(place: str, seed: str) -> None:
    """Sell from a copy of the shop on the small disk beside it; three times something in the way is taken away."""
    disk = Path(place) / "disk"
    shutil.copyfile(Path(place) / "shop.db", disk / "shop.db")
    ballast = [disk / f"ballast-{number}" for number in range(3)]
    for each in ballast:
        each.write_bytes(bytes(300_000))
    store = open_store(f"sqlite:///{disk / 'shop.db'}", migrate=False)
    clerk = Clerk(store, Till(int(seed)))
    refused = []
    for each in ballast:
        refused.append(clerk.sell_until_unavailable().code)
        each.unlink()
        clerk.sell(1)
    found = problems(store, clerk.acknowledged)
    print(json.dumps({"refused": refused, "problems": found, "acknowledged": len(clerk.acknowledged)}))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
