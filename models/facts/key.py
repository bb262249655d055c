"""The fact that a device signs its journal with a new key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from models.facts.envelope import Fact
from models.journal import JournalKind


@dataclass(frozen=True, slots=True)
class UnsignedHead:
    """The last row of the journal of a device that has no key yet."""

    device: int
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class KeyIntroduced(Fact):
    """From this row on the device signs with ``public_key``, an Ed25519 key in hexadecimal digits.

    ``previous`` is the key that it had before; ``endorsement`` is what that key signed of the new one. It is ``None``
    where the private part of the former key is not at hand any more: then only anchors from before tell the two apart.
    ``unsigned`` are the journals of other devices that nobody has signed up to now: with the fact, this key vouches for
    them.
    """

    kind: ClassVar[JournalKind] = JournalKind.KEY_INTRODUCED

    device: int
    public_key: str
    previous: str | None
    endorsement: str | None
    unsigned: tuple[UnsignedHead, ...]
