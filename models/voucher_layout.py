"""The layout of a deposit voucher's code, as a shop sets it."""

from __future__ import annotations

import re

LAYOUT_LENGTH = 13
_PREFIX = r"(?:98[0-4]|99[0-9])[0-9]*"
_LAYOUT = re.compile(rf"{_PREFIX}(?:N+V+|V+N+|N+W+|W+N+)C", re.ASCII)


def is_layout(text: str) -> bool:
    """Whether a text is the layout of a voucher's code.

    >>> is_layout("980NNNNVVVVVC"), is_layout("981WWWNNNNNNC")
    (True, True)
    >>> is_layout("731NNNNVVVVVC"), is_layout("980NNNNNNNNNC"), is_layout("980NVNVVVVVVC"), is_layout("980NVC")
    (False, False, False, False)
    """
    return len(text) == LAYOUT_LENGTH and _LAYOUT.fullmatch(text) is not None
