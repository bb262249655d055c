"""The bank behind the simulated payment page: what happened to each payment, in a file that every process reads."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from models.money import Money
from models.payments.attempt import AttemptKind, PaymentOrder

PAGES_FILE = "simulated_pages.jsonl"
#: A page waits for its customer so long, and a card is reserved so long.
PAGE_TIME, RESERVED_TIME = timedelta(minutes=31), timedelta(days=7)


class PagePress(StrEnum):
    """What a simulated customer does on the page."""

    CARD = "card"
    SWISH = "swish"
    DECLINE = "decline"
    """Pays with a card that its bank refuses: the page waits for another one."""


class PageWord(StrEnum):
    """What the bank did last."""

    RESERVED = "reserved"
    TAKEN = "taken"
    REFUSED = "refused"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class BankPage:
    """What the bank knows of one order; ``moved`` is the money that it moved, in minor units."""

    kind: AttemptKind
    amount: Money
    begun_at: datetime
    original: str | None = None
    word: PageWord | None = None
    moved: int = 0
    word_at: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        """Whether nobody can pay on it any more, or what it reserved is free again."""
        if self.word is PageWord.RESERVED and self.word_at is not None:
            return at >= self.word_at + RESERVED_TIME
        return self.word is None and at >= self.begun_at + PAGE_TIME


class PageBank:
    """See the module; ``folder`` holds the file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / PAGES_FILE
        self._pages: dict[str, BankPage] = {}
        self._read_to = 0
        self._guard = threading.Lock()

    def pages(self) -> dict[str, BankPage]:
        """What is in the file, by key; only what was added since the last look is read."""
        with self._guard:
            if self._file.exists() and self._file.stat().st_size > self._read_to:
                self._read_on()
            return self._pages

    def begin(self, order: PaymentOrder) -> None:
        """A new order arrived, however late: its page is as old as the order."""
        amount = {"amount": order.amount.minor, "currency": order.amount.currency}
        self._write(order.key, order.made_at, {"kind": order.kind, **amount, "original": order.original_reference})

    def note(self, key: str, word: PageWord, at: datetime, moved: int = 0) -> None:
        """Something happened to an order."""
        self._write(key, at, {"word": word, "moved": moved})

    def press(self, key: str, what: PagePress, *, at: datetime) -> bool:
        """What the customer does on the page; false if it is over, or was paid before."""
        page = self.pages().get(key)
        if page is None or page.word is not None or page.is_over(at) or page.kind is not AttemptKind.CHARGE:
            return False
        if what is PagePress.CARD:
            self.note(key, PageWord.RESERVED, at)
        elif what is PagePress.SWISH:
            self.note(key, PageWord.TAKEN, at, page.amount.minor)
        return True

    def _read_on(self) -> None:
        with self._file.open("rb") as file:
            file.seek(self._read_to)
            complete, _, _half_written = file.read().rpartition(b"\n")
        self._read_to += len(complete) + 1 if complete else 0
        for line in complete.splitlines():
            row = json.loads(line)
            key, at = row["key"], datetime.fromisoformat(row["at"])
            if "kind" in row:
                amount = Money(row["amount"], row["currency"])
                self._pages.setdefault(key, BankPage(AttemptKind(row["kind"]), amount, at, row["original"]))
            elif self._pages[key].word in {None, PageWord.RESERVED}:
                self._pages[key] = replace(self._pages[key], word=PageWord(row["word"]), moved=row["moved"], word_at=at)

    def _write(self, key: str, at: datetime, values: dict[str, object]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "at": at.isoformat(), **values}) + "\n")
