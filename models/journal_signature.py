"""What a device signs: the last row of each commit, and through the chain every row that the commit added."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

#: ``is_signed_by(public_key, text, signature)``: whether the owner of the key signed exactly this text.
IsSignedBy = Callable[[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row of a device's journal with its signature, or one that begins the use of a ``new_key``.

    ``endorsement`` is what the key before it signed; ``previous`` is that key (``None``: there was none).
    """

    seq: int
    hash: str
    signature: str | None
    new_key: str | None = None
    previous: str | None = None
    endorsement: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureFault:
    """A row that is not signed as its device signs, and why."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class UsedKey:
    """A key that signs a device's journal from row ``first`` on; ``endorsed`` if ``previous`` signed it."""

    first: int
    public_key: str
    previous: str | None
    endorsed: bool


def fingerprint(public_key: str) -> str:
    """A short name of a key, for people and file names: the first 12 digits of its SHA-256.

    >>> fingerprint("00" * 32)
    '60e05bd1b195'
    """
    return hashlib.sha256(public_key.encode()).hexdigest()[:12]


def commit_text(device_id: int, first: int, last: int, hash_of_last: str) -> str:
    """What is signed for the rows ``first`` to ``last``, which one commit added.

    The number of the first row is signed too: rows that somebody else adds between two commits belong to neither.
    """
    return f"Kassa journal 1\n{device_id}\n{first}\n{last}\n{hash_of_last}"


def endorsement_text(device_id: int, first: int, public_key: str) -> str:
    """What the former key signs when ``public_key`` takes its place from row ``first`` on."""
    return f"Kassa key 1\n{device_id}\n{first}\n{public_key}"


def used_keys(rows: Iterable[SignedRow], device_id: int, is_signed_by: IsSignedBy) -> list[UsedKey]:
    """The keys that a device's journal names, in order."""
    return [
        UsedKey(
            row.seq,
            row.new_key,
            row.previous,
            bool(row.previous and row.endorsement)
            and is_signed_by(
                row.previous or "", endorsement_text(device_id, row.seq, row.new_key), row.endorsement or ""
            ),
        )
        for row in rows
        if row.new_key is not None
    ]


def find_signature_faults(
    rows: Iterable[SignedRow], device_id: int, last: int, is_signed_by: IsSignedBy
) -> Iterator[SignatureFault]:
    """Rows that no signature covers, or a wrong one. ``rows`` are all those with a signature or a new key, in order.

    ``last`` is the number of the last row. Rows before the first key were written before Kassa signed.
    """
    key: str | None = None
    covered = 0
    for row in rows:
        if row.new_key is not None:
            covered = covered if key is not None else row.seq - 1
            key = row.new_key
        if row.signature is None:
            continue
        if key is None:
            yield SignatureFault(row.seq, "is signed although the device has no key")
        elif not is_signed_by(key, commit_text(device_id, covered + 1, row.seq, row.hash), row.signature):
            yield SignatureFault(row.seq, "is not signed by the key of its device, or rows before it were added")
        covered = row.seq
    if key is not None and covered < last:
        yield SignatureFault(covered + 1, "is not signed, nor any row after it")
