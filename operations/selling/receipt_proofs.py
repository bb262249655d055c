"""Signing the code of a receipt with its till's key, and checking one with nothing but public keys."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from models.journal_signature import fingerprint
from models.own_code import OwnCode
from models.selling.receipt_proof import (
    ForgedReceipt,
    ReceiptProof,
    UnknownReceiptKey,
    code_of_proof,
    proof_of,
    read_proof,
    signed_text,
)
from models.selling.sale import Sale
from store.database.engine import Connection, Store
from store.selling.sales import find_sale
from store.signing.ed25519 import is_signed_by
from store.signing.key_ring import KeyRing


def sign_receipt(keys: KeyRing | None, public_key: str, sale: Sale) -> OwnCode | None:
    """The signed code of a receipt; ``None`` where the private part of its till's key is not here."""
    key = None if keys is None else keys.private_key(public_key)
    if key is None:
        return None
    proof = proof_of(sale, key.public_key)
    return code_of_proof(proof, base64.b64decode(key.sign(signed_text(proof.signed()))))


def verify_receipt(text: str, public_keys: Iterable[str]) -> ReceiptProof:
    """What a genuine code states; needs no database.

    Raises :class:`models.selling.receipt_proof.NoReceiptCode`,
    :class:`models.selling.receipt_proof.UnknownReceiptKey` or :class:`models.selling.receipt_proof.ForgedReceipt`.
    """
    proof, signature = read_proof(text)
    candidates = [key for key in public_keys if fingerprint(key).startswith(proof.key)]
    if not candidates:
        raise UnknownReceiptKey(proof.key)
    signature_text = base64.b64encode(signature).decode()
    if not any(is_signed_by(key, signed_text(proof.signed()), signature_text) for key in candidates):
        raise ForgedReceipt
    return proof


def find_proven_sale(view: Connection, store: Store, text: str) -> Sale | None:
    """The sale of a genuine code, if this shop has it and it is as the receipt states; raises as above."""
    public_keys = frozenset() if store.keys is None else store.keys.known_keys()
    proof = verify_receipt(text, public_keys)
    sale = find_sale(view, proof.sale_id)
    if sale is None:
        return None
    if all(proof_of(sale, key) != proof for key in public_keys):
        raise ForgedReceipt
    return sale
