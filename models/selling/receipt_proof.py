"""What proves a receipt: its amount, its time, its number and the hash of its lines, signed by the till's key.

The proof is a code of Kassa's own, printed as a square code, so that anyone can check it without the database: whoever
has the public keys of the shop, or a page that holds them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from models.errors import Refused
from models.journal_signature import fingerprint
from models.money import Money
from models.own_code import NUMBER_SIGNS, OwnCode, OwnCodeKind, meaning_of
from models.selling.sale import Sale

#: The layout of the signed bytes; another layout gets another number.
LAYOUT = 1
#: Bytes of each part, in order: layout, key, sale, receipt number, seconds since 1970, amount due, currency, lines.
LAYOUT_BYTES = (1, 4, 8, 4, 4, 5, 3, 10)
SIGNED_BYTES, SIGNATURE_BYTES = sum(LAYOUT_BYTES), 64
_CODE_LENGTH = -(-(SIGNED_BYTES + SIGNATURE_BYTES) * 8 // 5)
_SIGN_BITS = 5


class NoReceiptCode(Refused):
    """A text that is no signed code of a receipt."""

    code = "no_receipt_code"
    text = "This is not the square code of a receipt, or it was misread. Nothing was changed; scan it again."


class UnknownReceiptKey(Refused):
    """A receipt that is signed with a key that nobody here knows."""

    code = "unknown_receipt_key"
    text = (
        "Nobody here knows the key {key} that signed this receipt. It is not of this shop, or its key came later than "
        "the list of keys. Nothing was changed; fetch the list of keys again, and do not trust the receipt until then."
    )

    key: str


class ForgedReceipt(Refused):
    """A code that the shop did not sign like this: it was altered or invented."""

    code = "forged_receipt"
    text = "This receipt is not genuine: its code was altered or invented. Nothing was changed; ask who brought it."


@dataclass(frozen=True, slots=True)
class ReceiptProof:
    """What a signed code states of a receipt. ``due`` is below zero for a return; ``lines`` is a hash of them.

    ``key`` begins the fingerprint of the public key that signed it. ``at`` is to the second.
    """

    key: str
    sale_id: int
    number: int
    at: datetime
    due: Money
    lines: str

    def signed(self) -> bytes:
        """The bytes that are signed."""
        values = (
            LAYOUT.to_bytes(1),
            bytes.fromhex(self.key),
            self.sale_id.to_bytes(8),
            self.number.to_bytes(4),
            int(self.at.timestamp()).to_bytes(4),
            self.due.minor.to_bytes(5, signed=True),
            self.due.currency.encode("ascii"),
            bytes.fromhex(self.lines),
        )
        return b"".join(values)


def is_signed_code(text: str) -> bool:
    """Whether a text is the square code of a receipt, genuine or not."""
    code = meaning_of(text)
    return isinstance(code, OwnCode) and code.kind is OwnCodeKind.SIGNED_RECEIPT


def proof_of(sale: Sale, public_key: str) -> ReceiptProof:
    """What the code of a receipt states when the owner of ``public_key`` signs it."""
    return ReceiptProof(
        key=fingerprint(public_key)[:8],
        sale_id=sale.id,
        number=sale.origin.receipt_number,
        at=sale.origin.at.replace(microsecond=0),
        due=sale.settlement.due,
        lines=_hash_of_lines(sale),
    )


def signed_text(signed: bytes) -> str:
    """The text of which the signature is made; it begins like that of nothing else that a till signs."""
    return f"Kassa receipt {LAYOUT}\n{signed.hex()}"


def code_of_proof(proof: ReceiptProof, signature: bytes) -> OwnCode:
    """The code that is printed: what is signed, and the signature, in the signs of numbers."""
    number = int.from_bytes(proof.signed() + signature)
    signs = (NUMBER_SIGNS[number >> place & 31] for place in range(0, _CODE_LENGTH * _SIGN_BITS, _SIGN_BITS))
    return OwnCode(OwnCodeKind.SIGNED_RECEIPT, "".join(signs)[::-1])


def read_proof(text: str) -> tuple[ReceiptProof, bytes]:
    """What a code states, and its signature, which nobody has checked yet; raises :class:`NoReceiptCode`."""
    code = meaning_of(text)
    if not isinstance(code, OwnCode) or code.kind is not OwnCodeKind.SIGNED_RECEIPT:
        raise NoReceiptCode
    number = 0
    for sign in code.body:
        place = NUMBER_SIGNS.find(sign)
        if place < 0:
            raise NoReceiptCode
        number = number << _SIGN_BITS | place
    if len(code.body) != _CODE_LENGTH or number >> 8 * (SIGNED_BYTES + SIGNATURE_BYTES):
        raise NoReceiptCode
    whole = number.to_bytes(SIGNED_BYTES + SIGNATURE_BYTES)
    return _read_signed(whole[:SIGNED_BYTES]), whole[SIGNED_BYTES:]


def _read_signed(signed: bytes) -> ReceiptProof:
    parts, begin = [], 0
    for length in LAYOUT_BYTES:
        parts.append(signed[begin : begin + length])
        begin += length
    layout, key, sale_id, number, at, due, currency, lines = parts
    if layout[0] != LAYOUT or not (currency.isalpha() and currency.isupper()):
        raise NoReceiptCode
    return ReceiptProof(
        key=key.hex(),
        sale_id=int.from_bytes(sale_id),
        number=int.from_bytes(number),
        at=datetime.fromtimestamp(int.from_bytes(at), UTC),
        due=Money(int.from_bytes(due, signed=True), currency.decode("ascii")),
        lines=lines.hex(),
    )


def _hash_of_lines(sale: Sale) -> str:
    """What was sold, how much of it and for what: 80 bits, which no other lines meet by chance."""
    lines = [f"{each.position}|{each.sku}|{each.quantity.normalize():f}|{each.gross.minor}" for each in sale.lines]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:20]
