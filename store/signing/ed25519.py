"""Ed25519: making keys, signing, and checking a signature. Keys are 64 hexadecimal digits, signatures base64."""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_RAW = serialization.Encoding.Raw
_PEM = serialization.Encoding.PEM


class PrivateKey:
    """A key that signs. It is written to its own file and nowhere else."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(_RAW, serialization.PublicFormat.Raw).hex()

    @classmethod
    def generate(cls) -> PrivateKey:
        """A new key, from the system's own randomness."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes) -> PrivateKey:
        """The key of a file; :class:`ValueError` if it is none."""
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("it is no Ed25519 key")  # noqa: TRY004 - a wrong file, not a wrong type in our code
        return cls(key)

    def pem(self) -> bytes:
        """The key as a file holds it (PKCS 8)."""
        return self._key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())

    def sign(self, text: str) -> str:
        """The signature of a text: 88 letters."""
        return base64.b64encode(self._key.sign(text.encode())).decode()


def is_signed_by(public_key: str, text: str, signature: str) -> bool:
    """Whether the owner of a key signed exactly this text; what is no key or no signature never fits."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
