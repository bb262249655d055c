"""The list of public keys that somebody gets who checks receipts elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from models.errors import Refused

_KEY = re.compile(r"[0-9a-f]{64}")
_NAME = "kassa_receipt_keys"


class WrongKeyList(Refused):
    """A file that is no list of keys of receipts."""

    code = "wrong_key_list"
    text = "This file is no list of keys of receipts. Nothing was checked; fetch it again with 'kassa receipt keys'."


def write_key_list(public_keys: Iterable[str]) -> str:
    """The list as the text of a file."""
    return json.dumps({_NAME: 1, "keys": list(public_keys)}, indent=2) + "\n"


def read_key_list(text: str) -> list[str]:
    """The keys of a list; raises :class:`WrongKeyList`.

    >>> read_key_list(write_key_list(["00" * 32])) == ["00" * 32]
    True
    """
    try:
        values = json.loads(text)
    except ValueError as error:
        raise WrongKeyList from error
    keys = values.get("keys") if isinstance(values, dict) and values.get(_NAME) == 1 else None
    if not isinstance(keys, list) or not all(isinstance(key, str) and _KEY.fullmatch(key) for key in keys):
        raise WrongKeyList
    return keys
