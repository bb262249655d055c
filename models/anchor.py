"""Anchors: what a shop's journals ended with at some moment, noted where whoever changes the database cannot reach."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from models.errors import Refused

_FORMAT = "kassa_anchor"
_VERSION = 1
_RECEIPT = re.compile(r"(\S+?)\s*-\s*(\d{1,15})[\s:]+([0-9a-f][0-9a-f\s]{10,})", re.IGNORECASE)
#: Fewer digits of a hash are met by chance.
_DIGITS_LEAST = 12


class NotAnAnchor(Refused):
    """A text, or a line of a file, is no anchor."""

    code = "not_an_anchor"
    text = (
        "{what} is neither a file with anchors, nor a backup, nor the journal line of a receipt. Nothing was checked. "
        "Name such a file, or type the till, the number and the digits as on the receipt: 'KASSA01-123 3f9a 12bc 77de'."
    )

    what: str


@dataclass(frozen=True, slots=True)
class AnchoredHead:
    """The last row of a device's journal at some moment, and the public key that signed it (``""``: none)."""

    device: int
    seq: int
    hash: str
    key: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The heads of all devices at the instant ``at`` (ISO 8601), and where the anchor was taken from."""

    at: str
    heads: tuple[AnchoredHead, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptAnchor:
    """What a receipt shows of its sale's row: the till (its number or name), the receipt number, and first digits."""

    till: str
    receipt_number: int
    digits: str

    @property
    def source(self) -> str:
        """The receipt, as a person names it."""
        return f"receipt {self.till}-{self.receipt_number}"


def encode_anchor(anchor: Anchor) -> str:
    """An anchor as one line of JSON, for a file to which lines are only added."""
    values = {_FORMAT: _VERSION, "at": anchor.at, "heads": [asdict(head) for head in anchor.heads]}
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


def decode_anchor(line: str, source: str) -> Anchor:
    """Read a line that :func:`encode_anchor` wrote; raises :class:`NotAnAnchor`."""
    try:
        values = json.loads(line)
        heads = tuple(
            AnchoredHead(int(each["device"]), int(each["seq"]), str(each["hash"]), str(each["key"]))
            for each in values["heads"]
        )
        at, version = str(values["at"]), values[_FORMAT]
    except (ValueError, TypeError, LookupError) as error:
        raise NotAnAnchor(source) from error
    if version != _VERSION:
        raise NotAnAnchor(source)
    return Anchor(at, heads, source)


def parse_receipt(text: str) -> ReceiptAnchor:
    """The till, the number and the digits of a receipt as somebody typed them; raises :class:`NotAnAnchor`.

    >>> parse_receipt("1-123 3F9A 12bc 77de")
    ReceiptAnchor(till='1', receipt_number=123, digits='3f9a12bc77de')
    """
    match = _RECEIPT.fullmatch(text.strip())
    digits = "".join(match[3].split()).lower() if match else ""
    if match is None or len(digits) < _DIGITS_LEAST:
        raise NotAnAnchor(repr(text)[:80])
    return ReceiptAnchor(match[1], int(match[2]), digits)
