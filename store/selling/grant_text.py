"""Discounts of an open basket, in one column: JSON, a list of the values of each."""

from __future__ import annotations

import json
from collections.abc import Iterable

from models.pricing.discount_part import DiscountKind
from models.selling.discount_grant import DiscountGrant

_NONE = "[]"


def write_grants(grants: Iterable[DiscountGrant]) -> str:
    """The text of a column."""
    rows = [
        (each.kind.value, each.position, each.reason, each.share_max_ppm, each.rate_ppm, each.amount_minor)
        for each in grants
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else _NONE


def read_grants(text: str) -> tuple[DiscountGrant, ...]:
    """The discounts that :func:`write_grants` wrote."""
    if text == _NONE:
        return ()
    return tuple(DiscountGrant(DiscountKind(kind), *values) for kind, *values in json.loads(text))
