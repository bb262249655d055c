"""Whether a shop is the one that its keys and anchors know (C9): what no look at the database alone can show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from models.anchor import Anchor, AnchoredHead, ReceiptAnchor
from models.facts.clock import ClockJumped
from models.facts.envelope import decode_fact
from models.facts.key import KeyIntroduced
from models.journal import JournalKind
from models.journal_signature import UsedKey, fingerprint, used_keys
from store import journal, schema, shop
from store.invariants.journal_rows import UNREADABLE, read_in_order
from store.invariants.violation import NAMED_MAX, Violation
from store.selling import sales
from store.signing.ed25519 import is_signed_by
from store.upkeep import diagnosis

RULE = "C9"
#: Clocks of computers differ by less.
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Witness:
    """What a shop is compared with: the keys that may sign, heads that its journals had, receipts, and the time."""

    known_keys: frozenset[str] = frozenset()
    anchors: tuple[Anchor, ...] = ()
    receipts: tuple[ReceiptAnchor, ...] = ()
    at: datetime | None = None

    @property
    def all_keys(self) -> frozenset[str]:
        """The keys that are known directly, and those that anchors name."""
        return self.known_keys.union(head.key for anchor in self.anchors for head in anchor.heads if head.key)


def differences(view: sa.Connection, witness: Witness) -> Iterator[Violation]:
    """Whatever the witness knows and the shop does not have, or has otherwise."""
    for anchor in witness.anchors:
        for head in anchor.heads:
            yield from _missing_head(view, head, anchor)
    for receipt in witness.receipts:
        yield from _wrong_receipt(view, receipt)
    if witness.at is not None:
        yield from _from_the_future(view, witness.at)
    known = witness.all_keys
    if known:
        for device_id, name in view.execute(sa.select(*schema.device.c["id", "name"]).order_by(schema.device.c.id)):
            yield from _foreign_keys(_keys_of(view, device_id), known, name)
        yield from _unsigned(view)


def doubts(view: sa.Connection, witness: Witness) -> Iterator[str]:
    """What stays open although nothing is wrong, in words for the owner."""
    devices = view.execute(sa.select(*schema.device.c["id", "name"]).order_by(schema.device.c.id)).all()
    keys = {name: _keys_of(view, device_id) for device_id, name in devices}
    if not any(keys.values()):
        yield "The journal is not signed. Whoever can write to the database may have written it anew."
    elif not witness.all_keys:
        yield (
            "The keys of the shop were not at hand, and no anchor was given. Whoever can write to the database may "
            "have signed everything anew with keys of their own, or cut off the end."
        )
    yield from _clock_jumps(view)
    for name, used in keys.items():
        for key in used:
            if key.previous is not None and not key.endorsed:
                yield (
                    f"{name} has a new key {fingerprint(key.public_key)} from row {key.first} on, and the key before "
                    "it did not sign that: what is older is proven by anchors from before only."
                )


def _from_the_future(view: sa.Connection, at: datetime) -> Iterator[Violation]:
    """The first row of each device whose instant has not come yet."""
    row = schema.journal.c
    later = sa.select(row.device_id, sa.func.min(row.seq)).where(row.at > at + AHEAD).group_by(row.device_id)
    for device_id, seq in view.execute(later).all():
        found = view.scalar(sa.select(row.at).where(row.device_id == device_id, row.seq == seq))
        yield Violation(RULE, f"journal of device {device_id}, row {seq}", f"is of {found}, which has not come yet")


def _clock_jumps(view: sa.Connection) -> Iterator[str]:
    """What devices recorded of their clocks, the first few, in words."""
    rows = read_in_order(view, [JournalKind.CLOCK_JUMPED])
    for row in islice(rows, NAMED_MAX):
        with suppress(*UNREADABLE):
            fact = decode_fact(ClockJumped, row.payload).fact
            yield (
                f"The clock of device {row.device_id} went from {fact.before} to {fact.after} before row {row.seq}: "
                "days and taxes of what follows are those of that clock."
            )


def _keys_of(view: sa.Connection, device_id: int) -> list[UsedKey]:
    return used_keys(journal.signed_rows(view, device_id, keys_only=True), device_id, is_signed_by)


def _foreign_keys(used: list[UsedKey], known: Collection[str], name: str) -> Iterator[Violation]:
    """Keys that sign a journal and are neither known nor endorsed by one that is."""
    trusted = set(known)
    for key in used:
        if key.endorsed and key.previous in trusted:
            trusted.add(key.public_key)
        elif key.public_key not in trusted:
            found = f"signs from row {key.first} on and is not a key of this shop"
            yield Violation(RULE, f"the key {fingerprint(key.public_key)} of {name}", found)


def _unsigned(view: sa.Connection) -> Iterator[Violation]:
    """Journals without any key whose last row no other device signed: from before keys there are none but those."""
    vouched: set[tuple[int, int, str]] = set()
    for row in read_in_order(view, [JournalKind.KEY_INTRODUCED]):
        with suppress(*UNREADABLE):
            fact = decode_fact(KeyIntroduced, row.payload).fact
            vouched.update((each.device, each.seq, each.hash) for each in fact.unsigned)
    for device_id in view.scalars(sa.select(schema.device.c.id)).all():
        ends = journal.last_row(view, device_id)
        if ends.seq and not _keys_of(view, device_id) and (device_id, ends.seq, ends.hash) not in vouched:
            yield Violation(RULE, f"journal of device {device_id}", "is not signed, and nobody vouches for it")


def _missing_head(view: sa.Connection, head: AnchoredHead, anchor: Anchor) -> Iterator[Violation]:
    if not head.seq:
        return
    found = diagnosis.hash_at(view, head.device, head.seq)
    subject = f"journal of device {head.device}, row {head.seq}"
    if not found:
        yield Violation(RULE, subject, f"is missing, and {anchor.source} of {anchor.at} knows it: the end was cut off")
    elif found != head.hash:
        yield Violation(RULE, subject, f"is another one than {anchor.source} of {anchor.at} knows")


def _wrong_receipt(view: sa.Connection, receipt: ReceiptAnchor) -> Iterator[Violation]:
    devices = [each for each in shop.all_devices(view) if receipt.till.upper() in {str(each.id), each.name.upper()}]
    sale = sales.find_receipt(view, devices[0].id, receipt.receipt_number) if devices else None
    if sale is None:
        yield Violation(RULE, receipt.source, "is of a sale that is not in the shop")
        return
    row_hash = journal.hash_of_sale(view, sale) or ""
    if not row_hash.startswith(receipt.digits):
        yield Violation(RULE, receipt.source, "has other digits than the journal has for its sale")
