"""The form in which Stripe's requests are written: ``metadata[till]=1&expand[0]=data``."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl


def read_form(text: str) -> dict[str, Any]:
    """The parameters of a request, nested; every leaf is text.

    >>> read_form("amount=100&metadata[till]=1&expand[0]=data.source")
    {'amount': '100', 'metadata': {'till': '1'}, 'expand': ['data.source']}
    """
    made: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        first, *rest = re.findall(r"[^\[\]]+", name)
        node = made
        for key, _ in zip([first, *rest], rest, strict=False):
            node = node.setdefault(key, {})
        node[[first, *rest][-1]] = value
    return {name: _with_lists(value) for name, value in made.items()}


def _with_lists(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    made = {name: _with_lists(value) for name, value in node.items()}
    if made and all(name.isdecimal() for name in made):
        return [made[name] for name in sorted(made, key=int)]
    return made
