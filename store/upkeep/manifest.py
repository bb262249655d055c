"""The signed end of a backup: what it holds, when it was made, and who vouches for it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass

from models.anchor import AnchoredHead
from store.signing.ed25519 import PrivateKey, is_signed_by

_BEGIN = b"\nKassa backup 2: "
_LENGTH = re.compile(rb"(\d{8})\n")
#: Bytes at the very end that give the length of the whole signed end.
LENGTH_BYTES = 9


@dataclass(frozen=True, slots=True)
class Manifest:
    """``size`` bytes with this SHA-256 are the backup of a shop whose journals ended with ``heads`` at ``at``.

    ``key`` is the public key that signed it.
    """

    at: str
    size: int
    sha256: str
    key: str
    heads: tuple[AnchoredHead, ...]


def signed_end(manifest: Manifest, key: PrivateKey) -> bytes:
    """What is written behind a backup: the manifest, its signature and the length of both."""
    values = json.dumps(asdict(manifest), sort_keys=True, separators=(",", ":"))
    body = _BEGIN + values.encode() + b"\n" + key.sign(values).encode() + b"\n"
    return body + b"%08d\n" % (len(body) + LENGTH_BYTES)


def length_of_end(last_bytes: bytes) -> int | None:
    """The length of the signed end of a file that ends with these bytes; ``None`` if it has none."""
    match = _LENGTH.fullmatch(last_bytes)
    return int(match[1]) if match else None


def read_end(end: bytes) -> Manifest | None:
    """The manifest of a signed end; ``None`` if it is none. Raises :class:`ValueError` if it was changed."""
    if not end.startswith(_BEGIN):
        return None
    values, _, signature = end[len(_BEGIN) : -LENGTH_BYTES].rstrip(b"\n").partition(b"\n")
    text = values.decode()
    try:
        manifest = _manifest(json.loads(text))
    except (TypeError, LookupError) as error:
        raise ValueError("its manifest cannot be read") from error
    if not is_signed_by(manifest.key, text, signature.decode("ascii", "replace")):
        raise ValueError("its signature does not fit its manifest")
    return manifest


def _manifest(values: dict[str, object]) -> Manifest:
    heads = values["heads"]
    if not isinstance(heads, list):
        raise TypeError("heads")
    return Manifest(
        at=str(values["at"]),
        size=int(str(values["size"])),
        sha256=str(values["sha256"]),
        key=str(values["key"]),
        heads=tuple(AnchoredHead(**head) for head in heads),
    )
