"""Whether a shop is the one that its keys and anchors know (C9): what no look at the database alone can show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from models.anchor import Anchor, AnchoredHead, ReceiptAnchor
from models.journal_signature import UsedKey, fingerprint, used_keys
from store import journal, schema, shop
from store.invariants.violation import Violation
from store.selling import sales
from store.signing.ed25519 import is_signed_by
from store.upkeep import diagnosis

RULE = "C9"


@dataclass(frozen=True, slots=True)
class Witness:
    """What a shop is compared with: the keys that may sign, heads that its journals had, and receipts."""

    known_keys: frozenset[str] = frozenset()
    anchors: tuple[Anchor, ...] = ()
    receipts: tuple[ReceiptAnchor, ...] = ()

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
    known = witness.all_keys
    if known:
        for device_id, name in view.execute(sa.select(*schema.device.c["id", "name"]).order_by(schema.device.c.id)):
            yield from _foreign_keys(_keys_of(view, device_id), known, name)


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
    for name, used in keys.items():
        for key in used:
            if key.previous is not None and not key.endorsed:
                yield (
                    f"{name} has a new key {fingerprint(key.public_key)} from row {key.first} on, and the key before "
                    "it did not sign that: what is older is proven by anchors from before only."
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
