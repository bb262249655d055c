"""Signing what one transaction adds to the journals, and remembering it once the transaction is committed."""

from __future__ import annotations

import sqlalchemy as sa

from models.anchor import AnchoredHead
from models.facts.key import KeyIntroduced
from models.journal import ChainHead
from models.journal_signature import commit_text, endorsement_text
from store.signing.key_ring import KeyRing

#: Under this name a connection that writes has its :class:`CommitSigning`.
OPTION = "commit_signing"


class CommitSigning:
    """The keys at work in one transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._heads: list[AnchoredHead] = []

    def new_key(self, device_id: int, current: str) -> KeyIntroduced | None:
        """The fact to record first where the device's ``current`` key (``""``: none) is not here.

        A device without any key gets its first. Where the folder has no key for the device at all, it is that of a new
        installation, which has to trust what it finds: the current key is accepted.
        """
        if self._keys.private_key(current) is not None:
            return None
        key = self._keys.newest_key(device_id)
        if key is None:
            key = self._keys.add_key(device_id)
            if current:
                self._keys.accept(current)
        return KeyIntroduced(device_id, key.public_key, current or None, None, ())

    def next_key(self, device_id: int, current: str, seq: int) -> KeyIntroduced:
        """The fact that a device takes a fresh key, endorsed by its current one where that is here."""
        before = self._keys.private_key(current)
        key = self._keys.add_key(device_id)
        text = endorsement_text(device_id, seq, key.public_key)
        return KeyIntroduced(device_id, key.public_key, current or None, before.sign(text) if before else None, ())

    def sign(self, device_id: int, key: str, first: int, head: ChainHead) -> str | None:
        """The signature of the rows ``first`` to ``head``; ``None`` if the key is not here."""
        signer = self._keys.private_key(key)
        if signer is None:
            return None
        self._heads.append(AnchoredHead(device_id, head.seq, head.hash, key))
        return signer.sign(commit_text(device_id, first, head.seq, head.hash))

    def remember(self) -> None:
        """Note the new heads, now that they are committed."""
        for head in self._heads:
            self._keys.heads.remember(head)


def signing_of(tx: sa.Connection) -> CommitSigning | None:
    """The keys at work in a transaction, ``None`` where a store is opened without keys."""
    signing = tx.info.get(OPTION)
    return signing if isinstance(signing, CommitSigning) else None
